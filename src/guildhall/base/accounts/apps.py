"""Accounts as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "guildhall.base.accounts"
    label = "accounts"

    def ready(self) -> None:
        from guildhall.base.accounts.pages.shown import person_part
        from guildhall.base.accounts.queries import account_names, actor_of_request, actor_of_token, describe_actor
        from guildhall.base.accounts.rules.permissions import MANAGE
        from guildhall.base.people.access import PARTS
        from guildhall.infra.api import find_token_actors_with
        from guildhall.infra.names import name_accounts_with
        from guildhall.infra.pages import find_actors_with
        from guildhall.infra.shell import Section, add_section, describe_actors_with
        from guildhall.kernel.words import Words

        find_actors_with(actor_of_request)
        find_token_actors_with(lambda secret, on: actor_of_token(secret, on=on))
        name_accounts_with(account_names)
        describe_actors_with(describe_actor)
        PARTS.add(90, MANAGE, person_part)
        add_section(
            Section(
                Words("账号", "Accounts"),
                "accounts:list",
                order=80,
                permission=MANAGE,
                about=Words(
                    "开设账号，授予和结束岗位，停用与恢复", "Open accounts, give and end roles, put aside and restore"
                ),
            )
        )
