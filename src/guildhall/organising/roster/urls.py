"""Addresses of the roster."""

from __future__ import annotations

from django.urls import path

from guildhall.organising.roster.pages import decided, reviewing

app_name = "roster"
urlpatterns = [
    path("review", reviewing.review, name="review"),
    path("review/decide", reviewing.decide_pair, name="decide"),
    path("review/undo", reviewing.undo_decisions, name="undo"),
    path("review/decisions", decided.decisions, name="decisions"),
]
