"""Accounts that must change a given password or set up a one-time code do so before they reach anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from guildhall.base.accounts.models import Account

_SET: Final = "guildhall_code_set"


class FirstThingsMiddleware:
    """Who has a code was asked for it when signing in (allauth's stage), so here it is enough that there is one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        first = self._first_thing(request)
        return redirect(first) if first else self._get_response(request)

    def _first_thing(self, request: HttpRequest) -> str:
        """The page to which the account must go first, or ""."""
        account = request.user
        if not isinstance(account, Account) or self._is_the_accounts_own(request.path):
            return ""
        if account.must_change_password:
            return "account_change_password"
        if account.must_use_code and not request.session.get(_SET):
            if not is_mfa_enabled(account):
                return "mfa_activate_totp"
            request.session[_SET] = True
        return ""

    @staticmethod
    def _is_the_accounts_own(path: str) -> bool:
        """Passwords, codes, sessions, the language; but nothing that shows what somebody did."""
        return path.startswith(reverse("account_login").rsplit("/", 2)[0] + "/") and path != reverse("own:looks")
