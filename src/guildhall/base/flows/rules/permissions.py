"""Who may do what with applications, within their places. Kinds say which role each office takes."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

#: The queue, and the files of applications: of one's places, and of those that came to them.
READ: Final = Permission("flows.read", frozenset({Role.OFFICER, Role.LEADER}))
#: Acting for an office, as far as the kind gives its role the act.
ACT: Final = Permission("flows.act", frozenset({Role.OFFICER}))
#: Handing to a colleague or another office, asking for opinions.
HAND: Final = Permission("flows.hand", frozenset({Role.OFFICER}))
#: One's own applications.
OWN: Final = Permission("flows.own", frozenset(Role))
