"""Addresses of the roster."""

from __future__ import annotations

from django.urls import path

from guildhall.organising.roster.pages import (
    coverage,
    decided,
    disagreements,
    handing,
    inputs,
    organisation,
    results,
    reviewing,
    runs,
    work,
)

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
    # runs
    path("runs", runs.run_list, name="runs"),
    path("runs/new", runs.new, name="run_new"),
    path("runs/<uuid:run_id>", runs.run, name="run"),
    path("runs/<uuid:run_id>/start", runs.start, name="run_start"),
    path("runs/<uuid:run_id>/progress", runs.progress, name="run_progress"),
    path("runs/<uuid:run_id>/cancel", runs.cancel, name="run_cancel"),
    path("runs/<uuid:run_id>/copy", runs.copy, name="run_copy"),
    path("runs/<uuid:run_id>/discard", runs.discard, name="run_discard"),
    path("runs/<uuid:run_id>/accept", runs.accept, name="run_accept"),
    path("runs/<uuid:run_id>/changes", results.changes, name="run_changes"),
    path("runs/<uuid:run_id>/files/<int:file>", results.download, name="run_download"),
    path("runs/<uuid:run_id>/upload", inputs.upload, name="run_upload"),
    # what registers are sent back, and what they answer
    path("runs/<uuid:run_id>/disagreements", disagreements.disagreements, name="disagreements"),
    path("runs/<uuid:run_id>/disagreements/file", disagreements.file, name="disagreement-file"),
    path("runs/<uuid:run_id>/answers", disagreements.bring_in, name="bring-answers"),
    path("answers/<uuid:upload_id>", disagreements.answers, name="answers"),
    path("answers/<uuid:upload_id>/store", disagreements.store, name="store-answers"),
    path("answers/<uuid:upload_id>/undo", disagreements.undo, name="undo-answers"),
    # files of a run
    path("inputs/<uuid:input_id>", inputs.one, name="input"),
    path("inputs/<uuid:input_id>/register", inputs.register, name="input_register"),
    path("inputs/<uuid:input_id>/titles", inputs.titles, name="input_titles"),
    path("inputs/<uuid:input_id>/remove", inputs.remove, name="input_remove"),
]
