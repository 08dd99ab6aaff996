"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from guildhall.portal import pages

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("appearance", pages.appearance, name="appearance"),
    path("gallery", pages.gallery, name="gallery"),
]
