"""Who may do what with places. Reading them needs no permission: they are public."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

CHANGE: Final = Permission("places.change", frozenset({Role.ADMINISTRATOR}))
