"""Addresses of the portal."""

from __future__ import annotations

from django.urls import path

from guildhall.portal import pages

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    # Beside the account's own pages, so that whoever must first set up a code can still choose the language.
    path("account/appearance", pages.appearance, name="appearance"),
    path("front-page", pages.front_page, name="front_page"),
    path("gallery", pages.gallery, name="gallery"),
]
