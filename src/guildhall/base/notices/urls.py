"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from guildhall.base.notices import pages

app_name = "notices"
urlpatterns = [
    path("notices", pages.index, name="index"),
    path("notices/read", pages.read, name="read"),
]
