"""Text as SQL: cleaning, keys under which names are compared, masks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from guildhall.kernel import text


def literal(value: str) -> str:
    """A string as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def _class(characters: str = "", ranges: Iterable[tuple[int, int]] = (), without: str = "") -> str:
    """An RE2 character class; members as ranges of code points, so that nothing needs escaping."""
    runs: list[tuple[int, int]] = []
    for first, last in sorted([(ord(character), ord(character)) for character in characters] + list(ranges)):
        if runs and first <= runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
        else:
            runs.append((first, last))
    for point in map(ord, without):
        parts = [((a, min(b, point - 1)), (max(a, point + 1), b)) for a, b in runs]
        runs = [run for pair in parts for run in dict.fromkeys(pair) if run[0] <= run[1]]
    return "[" + "".join(f"\\x{{{first:X}}}-\\x{{{last:X}}}" for first, last in runs) + "]"


def translated(expression: str, table: Mapping[str, str]) -> str:
    """Characters for characters; those mapped to "" (they go last in DuckDB's translate) are taken out."""
    kept = {source: target for source, target in table.items() if target}
    gone = [source for source, target in table.items() if not target]
    return f"translate({expression}, {literal(''.join([*kept, *gone]))}, {literal(''.join(kept.values()))})"


def _if_any(column: str, characters: str, changed: str, unchanged: str) -> str:
    """`changed` where the column holds one of the characters: DuckDB's translate builds its table anew for each row."""
    return f"CASE WHEN regexp_matches({column}, {literal(_class(characters))}) THEN {changed} ELSE {unchanged} END"


def _without(expression: str, pattern: str) -> str:
    return f"regexp_replace({expression}, {literal(pattern)}, '', 'g')"


_INVISIBLE: Final = _class(ranges=text.INVISIBLE_RANGES)
_INVISIBLE_OR_SELECTOR: Final = _class(ranges=(*text.INVISIBLE_RANGES, text.SELECTOR_RANGE))
_SELECTOR: Final = _class(ranges=(text.SELECTOR_RANGE,))
_SPACES: Final = _class(text.SPACES) + "+"
_HAN: Final = _class(ranges=text.HAN_RANGES)
_WIDTH: Final = dict(zip(text.FULL_WIDTH, text.HALF_WIDTH, strict=True))
_WIDTH_TEXT: Final = {source: target for source, target in _WIDTH.items() if source not in text.KEPT_PUNCTUATION}
_RADICALS: Final = dict(zip(text.RADICALS, text.RADICAL_MEANINGS, strict=True))
_DOTS: Final = dict.fromkeys(text.DOTS, text.MIDDLE_DOT)
_UPPER: Final = {chr(point): chr(point - 32) for point in range(ord("a"), ord("z") + 1)}
_BRACKETS: Final = dict.fromkeys(text.BRACKETS_OPEN, "(") | dict.fromkeys(text.BRACKETS_CLOSE, ")")
_DASHES: Final = dict.fromkeys(text.DASHES, "-")
_QUOTES: Final = dict.fromkeys(text.QUOTES, "")
_PLAIN_HAN: Final = (0x4E00, 0x9FFF)


def plain_text(not_first: str = "") -> str:
    """A pattern for ordinary text that `clean` would leave as it is, and that begins with none of some characters."""
    kept, ranges = text.KEPT_PUNCTUATION + text.MIDDLE_DOT, ((0x21, 0x7E), _PLAIN_HAN)
    return f"({_class(kept, ranges, not_first)}{_class(kept, ranges)}*( {_class(kept, ranges)}+)*)?"


def plain_person_name(not_first: str = "") -> str:
    """As `plain_text`, for `clean_person_name`."""
    han = _class(ranges=[_PLAIN_HAN])
    return f"({_class('', [_PLAIN_HAN], not_first)}{han}*({text.MIDDLE_DOT}{han}+)*)?"


def plain_code(not_first: str = "") -> str:
    """As `plain_text`, for `clean_code`."""
    ranges = [(ord("0"), ord("9")), (ord("A"), ord("Z"))]
    return f"({_class('', ranges, not_first)}{_class('', ranges)}*)?"


# --- text ----------------------------------------------------------------------------------------------------------


def _clean_slowly(column: str) -> str:
    without = _without(column, _INVISIBLE)
    folded = _if_any(column, text.RADICALS, translated(without, _RADICALS), without)
    folded = _if_any(column, "".join(_WIDTH_TEXT), translated(folded, _WIDTH_TEXT), folded)
    return f"trim(regexp_replace({folded}, {literal(_SPACES)}, ' ', 'g'), ' ')"


def clean(column: str) -> str:
    """`kernel.text.clean`."""
    return (
        f"nullif(CASE WHEN regexp_full_match({column}, {literal(plain_text())}) THEN {column} "
        f"ELSE {_clean_slowly(column)} END, '')"
    )


def clean_person_name(column: str) -> str:
    """`kernel.text.clean_person_name`."""
    slow = _if_any(column, text.DOTS, translated(_clean_slowly(column), _DOTS), _clean_slowly(column))
    for pattern, replacement in (
        (f"({_HAN}) ({_HAN})", "\\1\\2"),
        (f"({_HAN})[.]({_HAN})", f"\\1{text.MIDDLE_DOT}\\2"),
    ):
        for _ in range(2):
            slow = f"regexp_replace({slow}, {literal(pattern)}, {literal(replacement)}, 'g')"
    slow = f"regexp_replace({slow}, ' *{text.MIDDLE_DOT} *', {literal(text.MIDDLE_DOT)}, 'g')"
    han = _class(ranges=[_PLAIN_HAN])
    return (
        f"nullif(CASE WHEN regexp_full_match({column}, {literal(plain_person_name())}) THEN {column} "
        f"WHEN regexp_full_match({column}, '{han}+([ \u3000]{han}+)+') "
        f"THEN replace(replace({column}, ' ', ''), '\u3000', '') ELSE {slow} END, '')"
    )


def clean_code(column: str) -> str:
    """`kernel.text.clean_code`."""
    bare = _without(_without(column, _INVISIBLE_OR_SELECTOR), _SPACES)
    apostrophes = literal(text.APOSTROPHES)
    folded = translated(f"ltrim({bare}, {apostrophes})", _WIDTH | _UPPER_AND_FULL)
    return (
        f"nullif(CASE WHEN regexp_full_match({column}, {literal(plain_code())}) THEN {column} "
        f"WHEN regexp_full_match({column}, '[ -~]*') THEN upper(ltrim(replace({column}, ' ', ''), {apostrophes})) "
        f"ELSE {folded} END, '')"
    )


_UPPER_AND_FULL: Final = _UPPER | {
    source: target.upper() for source, target in _WIDTH.items() if target.isascii() and target.islower()
}


def _key_slowly(column: str) -> str:
    folded = translated(_without(_clean_slowly(column), _SELECTOR), _WIDTH)
    return f"lower(nfc_normalize({_without(folded, _SPACES)}))"


def person_name_key(column: str) -> str:
    """`kernel.text.person_name_key`."""
    quick = f"replace(lower({column}), {literal(text.MIDDLE_DOT)}, '')"
    plain = literal("[a-z\\x{4E00}-\\x{9FFF}]*")
    slow = f"nfc_normalize({translated(_key_slowly(column), dict.fromkeys(text.DOTS + text.MIDDLE_DOT + '.', ''))})"
    return f"nullif(CASE WHEN regexp_full_match({quick}, {plain}) THEN {quick} ELSE {slow} END, '')"


def organisation_name_key(column: str) -> str:
    """`kernel.text.organisation_name_key`."""
    quick = f"replace(replace(lower({column}), '（', '('), '）', ')')"
    slow = _key_slowly(column)
    for table in (_BRACKETS, _DASHES | _QUOTES | _DOTS):
        slow = _if_any(column, "".join(table) + text.FULL_WIDTH, translated(slow, table), slow)
    return (
        f"nullif(CASE WHEN regexp_full_match({quick}, '[a-z0-9()·\\x{{4E00}}-\\x{{9FFF}}]*') THEN {quick} "
        f"ELSE nfc_normalize({slow}) END, '')"
    )


def neutralise(column: str) -> str:
    """`kernel.text.neutralise`, for COPY to CSV."""
    dangerous = literal(f"^'*{_class(text.FORMULA_STARTS)}")
    return f"CASE WHEN regexp_matches({column}, {dangerous}) THEN {literal(chr(39))} || {column} ELSE {column} END"


def _middle(column: str, head: int, tail: int) -> str:
    stars = f"repeat('*', length({column}) - {head + tail})"
    return f"(left({column}, {head}) || {stars} || right({column}, {tail}))"


def mask_number(column: str) -> str:
    """`kernel.text.mask_number`."""
    return (
        f"CASE WHEN length({column}) >= 15 THEN {_middle(column, 3, 4)} WHEN length({column}) >= 8 "
        f"THEN {_middle(column, 2, 2)} WHEN length({column}) >= 2 THEN {_middle(column, 1, 0)} "
        f"ELSE repeat('*', length({column})) END"
    )


def mask_phone(column: str) -> str:
    """`kernel.text.mask_phone`."""
    return (
        f"CASE WHEN length({column}) >= 11 THEN {_middle(column, 3, 4)} WHEN length({column}) >= 7 "
        f"THEN {_middle(column, 2, 2)} ELSE repeat('*', length({column})) END"
    )


def mask_name(column: str) -> str:
    """`kernel.text.mask_name`."""
    return (
        f"CASE WHEN length({column}) >= 3 THEN {_middle(column, 1, 1)} WHEN length({column}) = 2 "
        f"THEN {_middle(column, 1, 0)} ELSE repeat('*', length({column})) END"
    )
