"""How allauth behaves here: accounts are made by administrators, never by signing up."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Sign-up is closed; worker's portal sign-in comes by its own door."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
