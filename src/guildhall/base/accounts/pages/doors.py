"""Doors of the sign-in library that stay shut."""

from __future__ import annotations

from typing import Final, NoReturn

from django.http import HttpRequest

from guildhall.kernel.errors import Absent, MessageKind

SHUT: Final = MessageKind(
    "accounts.shut",
    "账号由本级管理员开设；忘了密码也请找管理员。",
    "Accounts are made by your administrator, who can also help with a lost password.",
)


def shut(_request: HttpRequest) -> NoReturn:
    """Doors of allauth that this product does not open."""
    raise Absent(SHUT())
