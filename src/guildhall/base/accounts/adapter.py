"""How allauth behaves here: no signing up, secrets under our keys, every sign-in in the audit."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from guildhall.base.accounts.models import Account
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.infra.crypto import ring
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock

_CONTEXT = b"accounts.code"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by administrators. Failures are limited by name and address (settings, ACCOUNT_RATE_LIMITS)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who has just signed in is not asked for the password again a moment later."""
        records = get_authentication_records(context.request, context.request.user)
        signed_in = max((float(record["at"]) for record in records), default=0.0)
        return SystemClock().now().timestamp() - signed_in > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def login(self, request: HttpRequest, user: Account) -> None:
        if not user.is_active:  # put aside between the password and the code
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)
        self._record("accounts.sign_in", user, request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        user = Account.objects.filter(username__iexact=credentials.get("username") or "").first()
        if user is not None:
            self._record("accounts.sign_in_failed", user, request)

    def set_password(self, user: Account, password: str) -> None:
        """A password of one's own takes the place of the one that an administrator gave."""
        user.must_change_password = False
        super().set_password(user, password)

    def _record(self, action: str, user: Account, request: HttpRequest) -> None:
        clock = SystemClock()
        actor = Actor(user.id, (), clock.today())
        thing = Thing("accounts.account", user.id)
        record(actor, action, thing, at=clock.now(), request_id=getattr(request, "request_id", ""))


class CodeAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """One-time codes: their secrets are sealed by the ring like everything else."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(ring().seal(text.encode(), _CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return ring().open(base64.b64decode(encrypted_text), _CONTEXT).decode()
