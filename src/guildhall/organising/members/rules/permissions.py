"""Who may do what with memberships, within their places."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

READ: Final = Permission("members.read", frozenset({Role.OFFICER, Role.REVIEWER}))
CHANGE: Final = Permission("members.change", frozenset({Role.OFFICER}))
#: Agreeing to transfers, for the union that is left or the one moved to.
TRANSFER: Final = Permission("members.transfer", frozenset({Role.OFFICER}))
#: Bringing an employer's roster file in.
BATCH: Final = Permission("members.batch", frozenset({Role.OFFICER}))
#: What one does for oneself, for the audit: whoever is signed in may, by being the person.
OWN: Final = Permission("members.own", frozenset(Role))
