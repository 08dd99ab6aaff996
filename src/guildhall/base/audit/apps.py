"""The audit as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "guildhall.base.audit"
    label = "audit"
