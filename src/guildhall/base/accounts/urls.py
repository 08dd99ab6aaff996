"""Addresses of accounts: allauth's, without the doors that stay shut (signing up, e-mail, resetting by e-mail)."""

from __future__ import annotations

from django.urls import include, path, re_path

from guildhall.base.accounts.pages import doors, managing

urlpatterns = [
    re_path(r"^(?:signup|email|confirm-email|password/set|password/reset|login/code)/", doors.shut),
    path("login/", doors.sign_in, name="account_login"),
    path("", include("allauth.urls")),
]
#: Under `accounts/`: those that an administrator manages.
management = (
    [
        path("", managing.accounts, name="list"),
        path("new", managing.new, name="new"),
        path("<uuid:account_id>", managing.account, name="account"),
        path("<uuid:account_id>/grants", managing.give, name="give"),
        path("<uuid:account_id>/grants/<uuid:grant_id>/end", managing.end, name="end"),
        path("<uuid:account_id>/aside", managing.aside, name="aside"),
        path("<uuid:account_id>/restore", managing.restore, name="restore"),
        path("<uuid:account_id>/password", managing.password, name="password"),
    ],
    "accounts",
)
