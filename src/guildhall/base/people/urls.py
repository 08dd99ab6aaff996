"""Addresses of people: ids only, never a name or a number."""

from __future__ import annotations

from django.urls import path

from guildhall.base.people.pages import records, searching

app_name = "people"
urlpatterns = [
    path("", searching.search, name="search"),
    path("<uuid:person_id>", records.person, name="person"),
    path("<uuid:person_id>/unmask", records.unmask, name="unmask"),
    path("<uuid:person_id>/looks", records.looks, name="looks"),
    path("<uuid:person_id>/merge", searching.merge, name="merge"),
    path("<uuid:person_id>/split", records.split, name="split"),
]
#: Under `account/`: one's own.
own = ([path("looks", records.own_looks, name="looks")], "own")
