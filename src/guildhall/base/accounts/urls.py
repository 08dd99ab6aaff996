"""Addresses of accounts: allauth's, without the doors that stay shut (signing up, e-mail, resetting by e-mail)."""

from __future__ import annotations

from django.urls import include, path, re_path

from guildhall.base.accounts import pages

urlpatterns = [
    re_path(r"^(?:signup|email|confirm-email|password/set|password/reset|login/code)/", pages.shut),
    path("", include("allauth.urls")),
]
