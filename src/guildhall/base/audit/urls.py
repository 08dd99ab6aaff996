"""Addresses of the audit."""

from __future__ import annotations

from django.urls import path

from guildhall.base.audit import pages

app_name = "audit"
urlpatterns = [path("", pages.chain, name="chain")]
