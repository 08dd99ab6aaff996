"""Who may do what with accounts."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

MANAGE: Final = Permission("accounts.manage", frozenset({Role.ADMINISTRATOR}))
#: Everybody has tokens of their own.
OWN_TOKENS: Final = Permission("accounts.own_tokens", frozenset(Role))
