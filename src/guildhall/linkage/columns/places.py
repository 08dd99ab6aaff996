"""Places and industries as SQL."""

from __future__ import annotations

from collections.abc import Mapping

from guildhall.kernel import industries
from guildhall.kernel.divisions import all_codes, names
from guildhall.kernel.divisions.table import PROVINCE, current_code, former_divisions
from guildhall.linkage.columns.text import literal

# --- places and industries -------------------------------------------------------------------------------------------


def _look_up(key: str, table: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{literal(k)}: {literal(v)}" for k, v in table.items())
    return f"MAP {{{pairs}}}[{key}]"


def place(key: str) -> str:
    """`kernel.divisions.find_in_text` down to the county, of an organisation_name_key; NULL where it speaks of none."""
    code = f"regexp_extract({key}, {literal(names.CODE_PATTERN)}, 1)"
    codes = {c: c for c in all_codes() if len(c) == 6} | {d.code: current_code(d.code) for d in former_divisions()}
    cities = {c[:4]: c for c in codes if c.endswith("00")}
    known = f"coalesce({_look_up(code, codes)}, {_look_up(f'left({code}, 4)', cities)}, {literal(PROVINCE)})"
    named = ", ".join(
        _look_up(f"regexp_extract({key}, {literal(pattern)}, 1)", aliases)
        for pattern, aliases in (
            (names.prefix_pattern(), names.prefix_aliases()),
            (names.bracket_pattern(), names.bracket_aliases()),
            (names.anywhere_pattern(), names.anywhere_aliases()),
        )
    )
    return (
        f"CASE WHEN {code} <> '' THEN {known} WHEN regexp_matches({key}, {literal(names.OTHER_PATTERN)}) THEN NULL "
        f"ELSE coalesce({named}, CASE WHEN starts_with({key}, '浙江') THEN {literal(PROVINCE)} END) END"
    )


def industry_section(key: str) -> str:
    """`kernel.industries.section_of` of an organisation_name_key; NULL where it names none."""
    digits = {
        f"{number:02d}": section.letter
        for section in industries.SECTIONS
        for number in range(section.first, section.last + 1)
    }
    letter = f"nullif(upper(regexp_extract({key}, {literal(industries.CODE_PATTERN)}, 1)), '')"
    number = f"regexp_extract({key}, {literal(industries.CODE_PATTERN)}, 2)"
    found = _look_up(f"left({number}, 2)", digits)
    name = f"regexp_extract({key}, {literal(industries.NAME_PATTERN)}, 2)"
    plain = f"regexp_replace(regexp_replace({name}, {literal(industries.SEPARATORS)}, '', 'g'), '业$', '')"
    before = f"nullif(upper(regexp_extract({key}, {literal(industries.NAME_PATTERN)}, 1)), '')"
    return (
        f"CASE WHEN regexp_full_match({key}, {literal(industries.CODE_PATTERN)}) THEN "
        f"CASE WHEN {number} = '' THEN {letter} WHEN coalesce({letter}, {found}) = {found} THEN {found} END "
        f"WHEN {name} <> '' THEN coalesce({_look_up(plain, industries.name_aliases())}, {before}) END"
    )
