"""Figures as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "guildhall.base.figures"
    label = "figures"
