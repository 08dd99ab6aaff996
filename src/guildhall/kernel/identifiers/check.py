"""One number, every kind it could be, and why not the others."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from guildhall.kernel.errors import Message
from guildhall.kernel.identifiers import credit_code, documents, messages, resident
from guildhall.kernel.identifiers.contracts import (
    BIRTH_NUMBER_KINDS,
    KIND_NAMES,
    CheckResult,
    Facts,
    Finding,
    IdKind,
    Verdict,
)
from guildhall.kernel.text import Mend, clean_code

_EXCEL_FLOAT: Final = re.compile(r"[+-]?[0-9](\.[0-9]+)?E\+?[0-9]{1,3}|[0-9]{12,}\.[0-9]*")
_MOBILE: Final = re.compile("1[3-9][0-9]{9}")
#: Lengths at which a wrong number is told what an 18-character one lacks, rather than that nobody knows it.
_NEAR_18: Final = range(14, 23)
#: With more characters than this outside ASCII it is some other text, not a number with slips.
_FOREIGN_CHARACTERS: Final = 3
_MEND_WORDS: Final = {
    Mend.WIDTH: ("全角字符", "full-width characters"),
    Mend.INVISIBLE: ("看不见的字符", "invisible characters"),
    Mend.SPACES: ("空格", "spaces"),
    Mend.CASE: ("小写字母", "lower-case letters"),
    Mend.APOSTROPHE: ("开头的撇号", "a leading apostrophe"),
}


def check(text: str, *, on: date, kind: IdKind | None = None) -> CheckResult:
    """Check one identifier.

    `on` is the day against which birth dates are held; `kind` asks for one kind only. The text is tidied first (width,
    spaces, case, invisible characters), which is said as a warning; nothing else is ever put right silently.
    """
    cleaned = clean_code(text)
    value = cleaned.value
    if not value:
        return CheckResult(text, "", (), kind, Verdict.INVALID, (messages.EMPTY(),), Facts())
    if _EXCEL_FLOAT.fullmatch(value):
        return _refused(text, value, kind, (messages.EXCEL_FLOAT(text=value),))
    findings = [_examine(value, kind, on)] if kind else _examine_all(value, on)
    passing = [finding for finding in findings if finding.passes]
    if not passing:
        return _refused(text, value, kind, findings[0].errors if kind else _reasons_against(value, findings))
    warnings: list[Message] = []
    if len(passing) > 1:
        warnings.append(_ambiguous(passing))
    warnings.extend(warning for finding in passing for warning in finding.warnings)
    if cleaned.mended:
        what_zh, what_en = zip(*(_MEND_WORDS[mend] for mend in cleaned.mended), strict=True)
        warnings.append(messages.MENDED(what_zh="、".join(what_zh), what_en=", ".join(what_en), value=value))
    only = passing[0] if len(passing) == 1 else None
    notes = [note for finding in passing for note in finding.notes]
    if not warnings and not notes:
        kind_zh, kind_en = KIND_NAMES[passing[0].kind]
        notes = [messages.VALID(kind_zh=kind_zh, kind_en=kind_en)]
    return CheckResult(
        text=text,
        value=value,
        kinds=tuple(finding.kind for finding in passing),
        kind=only.kind if only else None,
        verdict=Verdict.VALID_WITH_WARNING if warnings else Verdict.VALID,
        reasons=(*warnings, *notes),
        facts=only.facts if only else Facts(),
    )


def _refused(text: str, value: str, kind: IdKind | None, reasons: tuple[Message, ...]) -> CheckResult:
    return CheckResult(text, value, (), kind, Verdict.INVALID, reasons, Facts())


def _examine(value: str, kind: IdKind, on: date) -> Finding:
    if kind in BIRTH_NUMBER_KINDS:
        return resident.examine(value, kind, on)
    return credit_code.examine(value) if kind is IdKind.CREDIT_CODE else documents.examine(value, kind)


def _examine_all(value: str, on: date) -> list[Finding]:
    """Every kind that the number could be. An 18-character number of GB 11643's build is one document only: its first
    characters are part of the check; whether it is a credit code as well is a separate question."""
    findings = [resident.examine(value, resident.kind_of(value), on)]
    for kind in documents.kinds_of(value):
        found = documents.examine(value, kind)
        # Digits alone may be a date or a telephone number just as well
        findings.append(Finding(kind, warnings=found.notes) if value.isdecimal() else found)
    if credit_code.could_be(value):
        findings.append(credit_code.examine(value))
    if not any(finding.passes for finding in findings) and documents.could_be_foreign_passport(value):
        passport = documents.examine(value, IdKind.FOREIGN_PASSPORT)
        findings.append(Finding(passport.kind, warnings=passport.notes))
    return findings


def _ambiguous(passing: list[Finding]) -> Message:
    names = [KIND_NAMES[finding.kind] for finding in passing]
    return messages.AMBIGUOUS(kinds_zh="、".join(zh for zh, _ in names), kinds_en=" and ".join(en for _, en in names))


def _reasons_against(value: str, findings: list[Finding]) -> tuple[Message, ...]:
    """The errors of the kind that the number most looks like."""
    if _MOBILE.fullmatch(value):
        return (messages.LOOKS_LIKE_PHONE(),)
    if len(value) not in _NEAR_18 or sum(not char.isascii() for char in value) > _FOREIGN_CHARACTERS:
        return (messages.UNKNOWN_FORM(length=len(value)),)
    person = findings[0]
    credit = next((finding for finding in findings if finding.kind is IdKind.CREDIT_CODE), None)
    if credit is None:
        return person.errors
    letters = [char for char in value[:17] if not ("0" <= char <= "9" or char in resident.LOOK_ALIKES)]
    if len(letters) > 1 or len(credit.errors) < len(person.errors):
        return credit.errors
    return person.errors
