"""Who may do what with organisations, within their places, organisations and assignments."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

READ: Final = Permission(
    "organisations.read", frozenset({Role.OFFICER, Role.REVIEWER, Role.LEADER, Role.VISITOR, Role.ADMINISTRATOR})
)
CHANGE: Final = Permission("organisations.change", frozenset({Role.OFFICER}))
MERGE: Final = Permission("organisations.merge", frozenset({Role.OFFICER}))
STANDING: Final = Permission("organisations.standing", frozenset({Role.OFFICER}))
