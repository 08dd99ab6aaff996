"""Fingerprints: 16 characters that name a record, as SQL and in Python.

The first is a letter, g to v, and the others are hexadecimal: a spreadsheet that opens a list of them takes none for a
figure, as it did with those of earlier versions that were all digits, or digits around one `e`.
"""

from __future__ import annotations

import re
from typing import Final

_HEXADECIMAL: Final = "0123456789abcdef"
_LETTERS: Final = "ghijklmnopqrstuv"
_EARLIER: Final = re.compile(rf"[{_HEXADECIMAL}]{{16}}")


def fingerprint(text: str) -> str:
    """SQL: the fingerprint of a text. The order of fingerprints is that of their digests."""
    return _lettered(f"md5({text})")


def current_fingerprint(column: str) -> str:
    """SQL: a fingerprint as this version writes it; twin of `as_now`."""
    return f"CASE WHEN regexp_full_match({column}, '{_EARLIER.pattern}') THEN {_lettered(column)} ELSE {column} END"


def as_now(told: str) -> str:
    """A fingerprint as this version writes it, from what an earlier one wrote."""
    return _LETTERS[_HEXADECIMAL.index(told[0])] + told[1:] if _EARLIER.fullmatch(told) else told


def _lettered(digest: str) -> str:
    return f"substr('{_LETTERS}', strpos('{_HEXADECIMAL}', left({digest}, 1)), 1) || substr({digest}, 2, 15)"
