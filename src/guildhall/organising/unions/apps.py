"""Unions as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class UnionsConfig(AppConfig):
    name = "guildhall.organising.unions"
    label = "unions"
