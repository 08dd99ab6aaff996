"""Accounts that must use a one-time code set one up before they reach anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from guildhall.base.accounts.models import Account

_SET: Final = "guildhall_code_set"


class CodeMiddleware:
    """Who has a code was asked for it when signing in (allauth's stage), so here it is enough that there is one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._lacks_code(request):
            return redirect("mfa_activate_totp")
        return self._get_response(request)

    def _lacks_code(self, request: HttpRequest) -> bool:
        account = request.user
        if not isinstance(account, Account) or not account.must_use_code or request.session.get(_SET):
            return False
        if request.path.startswith(reverse("account_login").rsplit("/", 2)[0] + "/"):
            return False
        if is_mfa_enabled(account):
            request.session[_SET] = True
            return False
        return True
