"""Who may do what with notices over the API; pages show everybody their own."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

#: A token reads the notices of its account only where it was issued for that.
OWN: Final = Permission("notices.own", frozenset(Role))
