"""Who may do what with the audit."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

READ: Final = Permission("audit.read", frozenset({Role.AUDITOR}))
