"""Numbers of applications: the kind's letters, the year, a serial number, and a check digit against mistyping."""

from __future__ import annotations

import re
from typing import Final

from guildhall.kernel.text import clean_code

#: Letters, year, six digits or more, and the check digit.
_FORM: Final = re.compile(r"([A-Z]{2,4})-?([0-9]{4})-?([0-9]{6,9})-?([0-9])")
#: Length of an application's number at most.
LONGEST: Final = 24


def number_of(prefix: str, year: int, serial: int) -> str:
    """`JH-2023-000123-4`."""
    body = f"{year:04d}{serial:06d}"
    return f"{prefix}-{year:04d}-{serial:06d}-{check_digit(body)}"


def check_digit(digits: str) -> int:
    """By Luhn (ISO/IEC 7812-1 annex B): finds every single mistyped digit and nearly every exchange of two."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def read_number(text: str) -> str | None:
    """A number as it is kept, from what somebody typed; None where it cannot be one."""
    found = _FORM.fullmatch(clean_code(text).value.upper().replace(" ", "").replace("—", "-"))
    if found is None:
        return None
    prefix, year, serial, digit = found.groups()
    return f"{prefix}-{year}-{serial}-{digit}" if check_digit(year + serial) == int(digit) else None
