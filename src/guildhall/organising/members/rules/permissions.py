"""Who may do what with memberships, within their places."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

READ: Final = Permission("members.read", frozenset({Role.OFFICER, Role.REVIEWER}))
CHANGE: Final = Permission("members.change", frozenset({Role.OFFICER}))
