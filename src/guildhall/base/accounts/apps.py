"""Accounts as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guildhall.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        from guildhall.base.accounts.queries import actor_of_request, actor_of_token
        from guildhall.infra.api import find_token_actors_with
        from guildhall.infra.pages import find_actors_with

        find_actors_with(actor_of_request)
        find_token_actors_with(lambda secret, on: actor_of_token(secret, on=on))
