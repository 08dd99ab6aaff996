"""Who may do what with people, within their reach."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

#: Names, sex, birth date and masked numbers.
READ: Final = Permission("people.read", frozenset({Role.OFFICER, Role.REVIEWER}))
#: Numbers in clear, with a stated purpose, logged (GB/T 35273-2020 7.1, 7.2).
UNMASK: Final = Permission("people.unmask", frozenset({Role.OFFICER}))
#: Who looked at somebody's data, for those who answer for it.
LOOKS: Final = Permission("people.looks", frozenset({Role.OFFICER, Role.AUDITOR}))
CHANGE: Final = Permission("people.change", frozenset({Role.OFFICER}))
MERGE: Final = Permission("people.merge", frozenset({Role.OFFICER}))
#: Erasure on request or when its purpose is over (PIPL art. 47).
ERASE: Final = Permission("people.erase", frozenset({Role.ADMINISTRATOR}))
#: One's own record, and who looked at it (PIPL arts 44, 45).
OWN: Final = Permission("people.own", frozenset(Role))
