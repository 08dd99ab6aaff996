"""Names of states and transitions, for whoever leads a case on."""

from __future__ import annotations

from typing import Final

DRAFT: Final = "draft"
CORRECTING: Final = "correcting"
APPLIED: Final = "applied"
RECRUITING: Final = "recruiting"
NOMINATING: Final = "nominating"
CHECKING: Final = "checking"
ELECTING: Final = "electing"
RESULT_REPORTED: Final = "result_reported"
APPROVED: Final = "approved"
LEGAL_PERSON: Final = "legal_person"
OPERATIONAL: Final = "operational"
ENTERING: Final = "entering"
ROSTERED: Final = "rostered"
REFUSED: Final = "refused"
WITHDRAWN: Final = "withdrawn"

SUBMIT: Final = "submit"
APPROVE_PREPARATION: Final = "approve_preparation"
ENROLLED: Final = "enrolled"
PUT_UP: Final = "put_up"
PUBLISH: Final = "publish"
REPORT: Final = "report"
APPROVE_RESULT: Final = "approve_result"
ELECT_AGAIN: Final = "elect_again"
APPLY_LEGAL_PERSON: Final = "apply_legal_person"
GRANT: Final = "grant"
OPEN: Final = "open"
ENTER: Final = "enter"

#: States in which the case lies with those who form the union, in order.
OWN: Final = (RECRUITING, NOMINATING, ELECTING, APPROVED, OPERATIONAL)
