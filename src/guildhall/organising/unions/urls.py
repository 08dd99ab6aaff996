"""Addresses of unions."""

from __future__ import annotations

from django.urls import path

from guildhall.organising.unions.forms import acts
from guildhall.organising.unions.pages import companies, terms, tree, union
from guildhall.organising.unions.pages.acts import act

app_name = "unions"
urlpatterns = [
    path("", tree.index, name="tree"),
    path("find", tree.find, name="find"),
    path("place", tree.place, name="place"),
    path("terms", terms.due, name="terms"),
    path("terms/export", terms.export, name="export-terms"),
    path("certificates", terms.certificates, name="certificates"),
    path("groups", companies.groups, name="groups"),
    path("groups/new", companies.new_group, name="new-group"),
    path("groups/<uuid:group_id>", companies.group, name="group"),
    path("groups/<uuid:group_id>/off", companies.off_group, name="group-off"),
    path("lists", companies.lists, name="key-lists"),
    path("lists/new", companies.new_list, name="new-key-list"),
    path("lists/<uuid:list_id>", companies.key_list, name="key-list"),
    path("lists/<uuid:list_id>/off", companies.off_list, name="key-list-off"),
    path("<uuid:union_id>", union.union, name="union"),
    path("<uuid:union_id>/tree", tree.of_union, name="tree-of"),
    path("<uuid:union_id>/found", act(acts.FoundForm), name="found"),
    path("<uuid:union_id>/move", act(acts.MoveForm), name="move"),
    path("<uuid:union_id>/rename", act(acts.RenameForm), name="rename"),
    path("<uuid:union_id>/kind", act(acts.KindForm), name="kind"),
    path("<uuid:union_id>/merge", act(acts.MergeForm), name="merge"),
    path("<uuid:union_id>/split", act(acts.SplitForm), name="split"),
    path("<uuid:union_id>/dissolve", act(acts.DissolveForm), name="dissolve"),
    path("<uuid:union_id>/cover", act(acts.CoverForm), name="cover"),
    path("<uuid:union_id>/uncover", act(acts.UncoverForm), name="uncover"),
    path("<uuid:union_id>/term", act(acts.TermForm), name="term"),
    path("<uuid:union_id>/delay", act(acts.DelayForm), name="delay"),
    path("<uuid:union_id>/seat", act(acts.SeatForm), name="seat"),
    path("<uuid:union_id>/unseat", act(acts.UnseatForm), name="unseat"),
    path("<uuid:union_id>/apply", act(acts.ApplyForm), name="apply"),
    path("<uuid:union_id>/decide", act(acts.DecideForm), name="decide"),
]
