"""Who may do what with the roster, within their places."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.actor import Permission, Role

#: Coverage, and the organisations behind its numbers.
READ: Final = Permission("roster.read", frozenset({Role.OFFICER, Role.REVIEWER, Role.LEADER}))
#: Bringing registers in, running, discarding; seeing runs.
IMPORT: Final = Permission("roster.import", frozenset({Role.OFFICER}))
#: Deciding doubtful pairs and taking decisions back.
DECIDE: Final = Permission("roster.decide", frozenset({Role.OFFICER, Role.REVIEWER}))
#: Turning a run's proposals into records.
ACCEPT: Final = Permission("roster.accept", frozenset({Role.OFFICER}))
#: Seeing the worklist: all of one's places, or what was handed to them.
WORK: Final = Permission("roster.work", frozenset({Role.OFFICER, Role.LEADER, Role.VISITOR}))
#: The whole worklist of a place.
WORKLIST: Final = Permission("roster.worklist", frozenset({Role.OFFICER, Role.LEADER}))
#: Handing work out, taking it back.
ASSIGN: Final = Permission("roster.assign", frozenset({Role.OFFICER}))
#: What was handed to one's own place, and recording visits.
VISIT: Final = Permission("roster.visit", frozenset({Role.OFFICER, Role.VISITOR}))
#: Files of lists: worklist, coverage, disagreements.
EXPORT: Final = Permission("roster.export", frozenset({Role.OFFICER, Role.LEADER}))
