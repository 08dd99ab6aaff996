"""Addresses of the roster."""

from __future__ import annotations

from django.urls import path

from guildhall.organising.roster.pages import coverage, decided, handing, organisation, reviewing, work

app_name = "roster"
urlpatterns = [
    path("coverage", coverage.own, name="coverage"),
    path("coverage/<uuid:place_id>", coverage.of_place, name="coverage-of"),
    path("organisations", coverage.organisations, name="organisations"),
    path("organisations/<uuid:organisation_id>", organisation.organisation, name="organisation"),
    path("work", work.work, name="work"),
    path("work/hand-out", handing.hand_out, name="hand-out"),
    path("work/hand-out/<uuid:job_id>", handing.handing, name="handing"),
    path("work/hand-out/<uuid:job_id>/cancel", handing.cancel_handing, name="cancel-handing"),
    path("work/export", handing.export, name="export-work"),
    path("work/views", work.save_view, name="save-view"),
    path("work/views/<uuid:view_id>/delete", work.delete_view, name="delete-view"),
    path("work/<uuid:work_id>", work.item, name="work-item"),
    path("review", reviewing.review, name="review"),
    path("review/decide", reviewing.decide_pair, name="decide"),
    path("review/undo", reviewing.undo_decisions, name="undo"),
    path("review/decisions", decided.decisions, name="decisions"),
]
