"""Who may do what with unions being formed. The steps themselves are the flow's; this is for what hangs on them."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

#: Forming a union oneself: what is filled in, put up, counted.
FORM: Final = Permission("formation.form", frozenset(Role))
#: The file of a union being formed: roll, candidates, ballots, papers.
READ: Final = Permission("formation.read", frozenset({Role.OFFICER, Role.LEADER}))
#: Founding it: what an approval writes.
DECIDE: Final = Permission("formation.decide", frozenset({Role.OFFICER}))
