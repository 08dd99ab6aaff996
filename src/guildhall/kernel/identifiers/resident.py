"""Numbers built like the resident ID number: 6 address + 8 birth date + 3 sequence + 1 check character.

GB 11643-1999 (resident ID); residence permits of Hong Kong, Macau and Taiwan residents (since 2018-09-01, address code
810000, 820000, 830000); the foreigner's permanent residence ID (since 2023-12-01, first digit 9).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from guildhall.kernel.errors import Message
from guildhall.kernel.identifiers import messages
from guildhall.kernel.identifiers.contracts import KIND_NAMES, Facts, Finding, IdKind

#: ISO 7064 MOD 11-2 in GB 11643-1999: weight i is 2^(17-i) mod 11.
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS: Final = "10X98765432"
LENGTH: Final = 18
#: Address codes that make the number a residence permit.
PERMIT_REGIONS: Final = {
    "810000": IdKind.HK_RESIDENCE_PERMIT,
    "820000": IdKind.MACAU_RESIDENCE_PERMIT,
    "830000": IdKind.TAIWAN_RESIDENCE_PERMIT,
}
_DIGITS: Final = frozenset("0123456789")
#: What a hand or an eye puts in the place of a digit or of X; offered as a hint, never applied.
LOOK_ALIKES: Final = {
    "O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "|": "1", "Z": "2", "S": "5", "B": "8", "G": "6",
    "×": "X", "Х": "X", "Χ": "X", "*": "X", "〇": "0", "○": "0",
}  # fmt: skip


def check_character(first17: str) -> str:
    """The 18th character for 17 digits: "0"–"9" or "X". Raises ValueError if they are not 17 ASCII digits."""
    if len(first17) != 17 or not _DIGITS.issuperset(first17):
        raise ValueError("17 digits are needed")
    return CHECK_CHARACTERS[sum(int(d) * w for d, w in zip(first17, WEIGHTS, strict=True)) % 11]


def birth_date(code: str) -> date | None:
    """The date in characters 7–14, or None where the calendar has no such day."""
    digits = code[6:14]
    if len(digits) != 8 or not _DIGITS.issuperset(digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def kind_of(code: str) -> IdKind:
    """Which document an 18-character number of this build would be, by its first characters."""
    if code.startswith("9"):
        return IdKind.FOREIGN_PERMANENT_ID
    return PERMIT_REGIONS.get(code[:6], IdKind.RESIDENT_ID)


def core15(code: str) -> str:
    """The 15 digits that an old card had for this 18-character resident ID (century and check character left out).

    Evidence for comparing with old lists, never a key: two persons a hundred years apart share it.
    """
    return code[:6] + code[8:17]


def examine(code: str, kind: IdKind, on: date) -> Finding:
    """Check a cleaned number as `kind`; unknown and abolished division codes are never refused."""
    kind_zh, kind_en = KIND_NAMES[kind]
    if len(code) == 15 and _DIGITS.issuperset(code) and kind is IdKind.RESIDENT_ID:
        return Finding(kind, errors=(messages.OBSOLETE_15(),))
    if len(code) != LENGTH:
        return Finding(
            kind, errors=(messages.LENGTH(length=len(code), expected=LENGTH, kind_zh=kind_zh, kind_en=kind_en),)
        )
    wrong = _wrong_characters(code, kind)
    if wrong:
        return Finding(kind, errors=wrong)
    errors: list[Message] = []
    if kind_of(code) is not kind:
        prefix = code[:6] if code[:6] in PERMIT_REGIONS or kind in PERMIT_REGIONS.values() else code[:1]
        errors.append(messages.NOT_THIS_KIND(prefix=prefix, kind_zh=kind_zh, kind_en=kind_en))
    birth = birth_date(code)
    if birth is None:
        errors.append(messages.DATE_IMPOSSIBLE(digits=code[6:14]))
    elif birth > on:
        errors.append(messages.DATE_FUTURE(birth=birth.isoformat(), on=on.isoformat()))
    expected = check_character(code[:17])
    if code[17] != expected:
        lost = code.endswith("000")
        errors.append(messages.DIGITS_LOST() if lost else messages.CHECK_CHARACTER(found=code[17], expected=expected))
    if errors:
        return Finding(kind, errors=tuple(errors))
    warnings: list[Message] = []
    if code.endswith("000"):
        warnings.append(messages.DIGITS_MAYBE_LOST())
    if code[0] == "0":
        warnings.append(messages.LEADING_ZERO(prefix=code[:2]))
    return Finding(kind, warnings=tuple(warnings), facts=_facts(code, kind, birth))


def _facts(code: str, kind: IdKind, birth: date | None) -> Facts:
    sex = "1" if int(code[16]) % 2 else "2"
    if kind is IdKind.FOREIGN_PERMANENT_ID:
        return Facts(birth_date=birth, sex=sex, region=code[1:3], country=code[3:6])
    region = code[:6] if code[:6] in PERMIT_REGIONS else ""
    return Facts(birth_date=birth, sex=sex, division_code=code[:6], region=region)


def _wrong_characters(code: str, kind: IdKind) -> tuple[Message, ...]:
    kind_zh, kind_en = KIND_NAMES[kind]
    wrong = [(i, char) for i, char in enumerate(code) if char not in _DIGITS and not (i == LENGTH - 1 and char == "X")]
    hint_zh, hint_en = _hint(code, wrong)
    found: list[Message] = []
    for i, char in wrong:
        found.append(
            messages.CHARACTER(
                position=i + 1,
                character=char,
                kind_zh=kind_zh,
                kind_en=kind_en,
                allowed="0–9、X" if i == LENGTH - 1 else "0–9",
                hint_zh=hint_zh,
                hint_en=hint_en,
            )
        )
    return tuple(found)


def _hint(code: str, wrong: list[tuple[int, str]]) -> tuple[str, str]:
    """A reading that would pass the check character, as information for the person who compares."""
    reading = list(code)
    for i, char in wrong:
        meant = LOOK_ALIKES.get(char)
        if meant is None or (meant == "X" and i != LENGTH - 1):
            return "", ""
        reading[i] = meant
    text = "".join(reading)
    if not wrong or birth_date(text) is None or check_character(text[:17]) != text[17]:
        return "", ""
    return f"若为 {text} 则校验相符，请看证件确认。", f"Read as {text} the check would hold; look at the document."
