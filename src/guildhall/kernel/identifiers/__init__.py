"""Identity numbers and credit codes: pure checks that say why. Rules and sources: docs/identifiers.md."""

from guildhall.kernel.identifiers import credit_code, phones, resident
from guildhall.kernel.identifiers.check import check
from guildhall.kernel.identifiers.contracts import (
    BIRTH_NUMBER_KINDS,
    KIND_NAMES,
    PERSON_KINDS,
    CheckResult,
    Facts,
    IdKind,
    Verdict,
)

__all__ = [
    "BIRTH_NUMBER_KINDS",
    "KIND_NAMES",
    "PERSON_KINDS",
    "CheckResult",
    "Facts",
    "IdKind",
    "Verdict",
    "check",
    "credit_code",
    "phones",
    "resident",
]
