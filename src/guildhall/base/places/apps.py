"""Places as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "guildhall.base.places"
    label = "places"
