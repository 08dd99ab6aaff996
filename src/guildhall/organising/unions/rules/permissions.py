"""Who may do what with unions, within their places."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

READ: Final = Permission("unions.read", frozenset({Role.OFFICER, Role.REVIEWER, Role.LEADER, Role.ADMINISTRATOR}))
CHANGE: Final = Permission("unions.change", frozenset({Role.OFFICER}))
