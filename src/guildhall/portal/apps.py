"""The portal as a Django app: base templates, the look, pages that mix wings."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "guildhall.portal"
    label = "portal"
