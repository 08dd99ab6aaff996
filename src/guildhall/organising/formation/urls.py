"""Addresses of forming a union."""

from __future__ import annotations

from django.urls import path

from guildhall.organising.formation.pages import choosing, desk, office, papers

app_name = "formation"
urlpatterns = [
    path("", choosing.choose, name="choose"),
    path("funnel", office.funnel, name="funnel"),
    path("own/<uuid:application_id>", desk.desk, name="desk"),
    path("own/<uuid:application_id>/roll", desk.roll, name="roll"),
    path("own/<uuid:application_id>/plan", desk.plan, name="plan"),
    path("own/<uuid:application_id>/nominees", desk.nominee, name="nominees"),
    path("own/<uuid:application_id>/meeting", desk.meeting, name="meeting"),
    path("own/<uuid:application_id>/ballots/<slug:body_code>", desk.ballot, name="ballot"),
    path("own/<uuid:application_id>/step", desk.step, name="step"),
    path("own/<uuid:application_id>/papers/<uuid:paper_id>.<slug:suffix>", papers.own, name="own-paper"),
    path("<uuid:application_id>", office.case, name="case"),
    path("<uuid:application_id>/papers/<uuid:paper_id>.<slug:suffix>", papers.office, name="paper"),
]
