"""Who may do what with figures, within their places. Rows behind a figure are their owner's to show."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

READ: Final = Permission("figures.read", frozenset({Role.OFFICER, Role.LEADER}))
EXPORT: Final = Permission("figures.export", frozenset({Role.OFFICER, Role.LEADER}))
#: Both only for whoever has the uppermost place: a snapshot is of the whole installation.
SNAPSHOT: Final = Permission("figures.snapshot", frozenset({Role.OFFICER}))
PUBLISH: Final = Permission("figures.publish", frozenset({Role.OFFICER}))
