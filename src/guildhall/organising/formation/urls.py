"""Addresses of forming a union."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "formation"
urlpatterns: list[URLPattern] = []
