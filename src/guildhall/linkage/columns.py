"""DuckDB SQL twins of the kernel's text and identifier rules, so that a column never passes through Python row by row.

Every function takes an SQL expression (best the bare name of a column: it is repeated in the result) and returns one.
They are built from the kernel's own tables and patterns; tests hold both equal. NULL gives NULL, except that checks
give FALSE. Where the kernel returns "", text functions here return NULL.

Functions about identifiers want a cleaned code, as the readers stage it or `clean_code` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from guildhall.kernel import industries, text
from guildhall.kernel.divisions import all_codes, names
from guildhall.kernel.divisions.table import PROVINCE, current_code, former_divisions
from guildhall.kernel.identifiers import IdKind, credit_code, phones, resident
from guildhall.kernel.identifiers.documents import FORMS


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


def _translate(expression: str, table: Mapping[str, str]) -> str:
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
    folded = _if_any(column, text.RADICALS, _translate(without, _RADICALS), without)
    folded = _if_any(column, "".join(_WIDTH_TEXT), _translate(folded, _WIDTH_TEXT), folded)
    return f"trim(regexp_replace({folded}, {literal(_SPACES)}, ' ', 'g'), ' ')"


def clean(column: str) -> str:
    """`kernel.text.clean`."""
    return (
        f"nullif(CASE WHEN regexp_full_match({column}, {literal(plain_text())}) THEN {column} "
        f"ELSE {_clean_slowly(column)} END, '')"
    )


def clean_person_name(column: str) -> str:
    """`kernel.text.clean_person_name`."""
    slow = _if_any(column, text.DOTS, _translate(_clean_slowly(column), _DOTS), _clean_slowly(column))
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
    folded = _translate(f"ltrim({bare}, {apostrophes})", _WIDTH | _UPPER_AND_FULL)
    return (
        f"nullif(CASE WHEN regexp_full_match({column}, {literal(plain_code())}) THEN {column} "
        f"WHEN regexp_full_match({column}, '[ -~]*') THEN upper(ltrim(replace({column}, ' ', ''), {apostrophes})) "
        f"ELSE {folded} END, '')"
    )


_UPPER_AND_FULL: Final = _UPPER | {
    source: target.upper() for source, target in _WIDTH.items() if target.isascii() and target.islower()
}


def _key_slowly(column: str) -> str:
    folded = _translate(_without(_clean_slowly(column), _SELECTOR), _WIDTH)
    return f"lower(nfc_normalize({_without(folded, _SPACES)}))"


def person_name_key(column: str) -> str:
    """`kernel.text.person_name_key`."""
    quick = f"replace(lower({column}), {literal(text.MIDDLE_DOT)}, '')"
    plain = literal("[a-z\\x{4E00}-\\x{9FFF}]*")
    slow = _translate(_key_slowly(column), dict.fromkeys(text.DOTS + text.MIDDLE_DOT + ".", ""))
    return f"nullif(CASE WHEN regexp_full_match({quick}, {plain}) THEN {quick} ELSE {slow} END, '')"


def organisation_name_key(column: str) -> str:
    """`kernel.text.organisation_name_key`."""
    quick = f"replace(replace(lower({column}), '（', '('), '）', ')')"
    slow = _key_slowly(column)
    for table in (_BRACKETS, _DASHES | _QUOTES | _DOTS):
        slow = _if_any(column, "".join(table) + text.FULL_WIDTH, _translate(slow, table), slow)
    return (
        f"nullif(CASE WHEN regexp_full_match({quick}, '[a-z0-9()·\\x{{4E00}}-\\x{{9FFF}}]*') THEN {quick} "
        f"ELSE {slow} END, '')"
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


# --- numbers built like the resident ID ------------------------------------------------------------------------------


def _birth(code: str) -> str:
    """The date in characters 7–14, NULL if there is none; the year 0000 is none."""
    return f"CASE WHEN substr({code}, 7, 4) <> '0000' THEN try_strptime(substr({code}, 7, 8), '%Y%m%d')::DATE END"


def birth_number_halves(code: str) -> tuple[str, str]:
    """Its first eight digits as a number, NULL unless the characters are right, and the nine that follow."""
    right = f"regexp_full_match({code}, '[0-9]{{17}}[0-9X]')"
    return f"(CASE WHEN {right} THEN left({code}, 8)::INTEGER END)", f"try_cast(substr({code}, 9, 9) AS INTEGER)"


def birth_number_halves_valid(code: str, head: str, tail: str, on: date) -> str:
    """As `birth_number_valid`, of a code and columns that hold its `birth_number_halves`."""
    # ISO 7064: twice the value of the digits read to the base of 2, which is q0 - 8 (q1 + 2 q2 + 4 q3 …) where qi is
    # the number without its last i digits. The head stands nine places higher. Division of INTEGER is quick.
    halves = [
        f"({half} - 8 * ({' + '.join(f'{2 ** (i - 1)} * ({half} // {10**i})' for i in range(1, digits))}))"
        for half, digits in ((head, 8), (tail, 9))
    ]
    total = f"({halves[0]} * 1024 + {halves[1]} * 2)"
    check = f"substr({literal(resident.CHECK_CHARACTERS)}, {total} % 11 + 1, 1)"
    day, month, when = f"{tail} // 1000 % 100", f"{tail} // 100000 % 100", f"{head} % 100 * 1000000 + {tail} // 1000"
    exists = f"CASE WHEN {day} BETWEEN 1 AND 28 AND {month} BETWEEN 1 AND 12 AND {when} >= 10000 THEN TRUE "
    return (
        f"CASE WHEN {head} IS NOT NULL AND {check} = {code}[18] AND {when} <= {on:%Y%m%d} "
        f"THEN {exists} ELSE {_birth(code)} IS NOT NULL END ELSE FALSE END"
    )


def first17(code: str) -> str:
    """The first 17 characters as one number; NULL where they are none."""
    return f"try_cast(left({code}, 17) AS BIGINT)"


def _check_remainder(number: str) -> str:
    """Σ digit × weight modulo 11 of 17 digits held as one number.

    A digit is q − 10 q', q and q' the number shifted by its places and by one more, and 10 is −1 modulo 11: each q
    weighs the sum of two neighbouring weights, and no digit is cut out by itself.
    """
    weights = (0, *reversed(resident.WEIGHTS))
    shifted = " + ".join(f"({number} // {10**i}) * {(weights[i] + weights[i + 1]) % 11}" for i in range(17))
    return f"(({shifted}) % 11)"


def birth_number_valid(code: str, on: date, *, digits: str = "", born: str = "") -> str:
    """Characters, real birth date not after `on`, and check character (GB 11643-1999, ISO 7064 MOD 11-2).

    `digits`, `born`: columns that hold `first17` and `birth_date` of the code already.
    """
    # A lambda, so that the cast is made once: within AND and CASE, DuckDB shares no common subexpressions.
    made_here = f"list_transform([{first17(code)}], lambda n: {_check_remainder('n')})[1]"
    remainder = _check_remainder(digits) if digits else made_here
    check = f"substr({literal(resident.CHECK_CHARACTERS)}, ({remainder})::INTEGER + 1, 1)"
    return (
        f"coalesce(regexp_full_match({code}, '[0-9]{{17}}[0-9X]') AND {check} = substr({code}, 18, 1) "
        f"AND {born or _birth(code)} <= DATE '{on.isoformat()}', FALSE)"
    )


def _permits() -> str:
    return ", ".join(literal(region) for region in resident.PERMIT_REGIONS)


def resident_id_valid(code: str, on: date) -> str:
    """A valid resident ID number, permits and foreigners' IDs excluded."""
    return f"({birth_number_valid(code, on)} AND left({code}, 1) <> '9' AND left({code}, 6) NOT IN ({_permits()}))"


def residence_permit_valid(code: str, on: date) -> str:
    """A valid residence permit of a Hong Kong, Macau or Taiwan resident."""
    return f"({birth_number_valid(code, on)} AND left({code}, 6) IN ({_permits()}))"


def foreign_permanent_id_valid(code: str, on: date) -> str:
    """A valid 18-character ID of a foreigner with permanent residence."""
    return f"({birth_number_valid(code, on)} AND left({code}, 1) = '9')"


def person_id_kind(code: str, on: date, *, digits: str = "", born: str = "") -> str:
    """The `IdKind` that the number passes as among persons' documents, else NULL; credit codes are not considered.

    The kinds known by form alone are among them; a foreign passport never is: almost anything has its form. Numbers of
    18 characters are built like the resident ID, and no others are. `digits`, `born`: as for `birth_number_valid`.
    """
    permits = " ".join(
        f"WHEN left({code}, 6) = {literal(region)} THEN {literal(kind)}"
        for region, kind in resident.PERMIT_REGIONS.items()
    )
    forms = " ".join(
        f"WHEN regexp_full_match({code}, {literal(form.pattern)}) THEN {literal(kind)}"
        for kind, form in FORMS.items()
        if kind is not IdKind.FOREIGN_PASSPORT
    )
    first = literal(min((*resident.PERMIT_REGIONS, "9")))
    built = (
        f"CASE WHEN {code} < {first} THEN {literal(IdKind.RESIDENT_ID)} "
        f"WHEN left({code}, 1) = '9' THEN {literal(IdKind.FOREIGN_PERMANENT_ID)} {permits} "
        f"ELSE {literal(IdKind.RESIDENT_ID)} END"
    )
    valid = birth_number_valid(code, on, digits=digits, born=born)
    return f"CASE WHEN length({code}) = 18 THEN CASE WHEN {valid} THEN {built} END {forms} END"


def birth_date(code: str) -> str:
    """The birth date that a valid 18-character number holds, NULL for other lengths."""
    return f"CASE WHEN length({code}) = 18 THEN {_birth(code)} END"


def sex(code: str) -> str:
    """'1' male, '2' female (GB/T 2261.1) from a valid 18-character number, NULL for other lengths."""
    odd = f"try_cast(substr({code}, 17, 1) AS INTEGER) % 2 = 1"
    return f"CASE WHEN length({code}) = 18 THEN CASE WHEN {odd} THEN '1' ELSE '2' END END"


def core15(code: str) -> str:
    """The 15 digits of an old card that a valid 18-character number holds: without century and check character."""
    return f"(left({code}, 6) || substr({code}, 9, 9))"


def id15(code: str) -> str:
    """The 15 digits of an old card: of an 18-character number without century and check, of 15 digits themselves."""
    return (
        f"CASE WHEN regexp_full_match({code}, '[0-9]{{17}}[0-9X]') THEN {core15(code)} "
        f"WHEN regexp_full_match({code}, '[0-9]{{15}}') THEN {code} END"
    )


# --- credit codes ----------------------------------------------------------------------------------------------------


def _weighted(code: str, first: int, weights: Iterable[int], alphabet: str) -> str:
    """Σ value × weight of the characters from place `first` on."""
    return " + ".join(
        f"(strpos({literal(alphabet)}, {code}[{place}]) - 1) * {weight}"
        for place, weight in enumerate(weights, start=first)
    )


def credit_code_valid(code: str) -> str:
    """Characters and outer check character (GB 32100-2015)."""
    total = _weighted(code, 1, (*credit_code.WEIGHTS, 1), credit_code.ALPHABET)
    characters = literal(f"[{credit_code.ALPHABET}]{{{credit_code.LENGTH}}}")
    return f"coalesce(regexp_full_match({code}, {characters}) AND ({total}) % 31 = 0, FALSE)"


def organisation_check_holds(code: str) -> str:
    """The inner check (GB 11714-1997) of a credit code whose characters are right; a failure is a warning only."""
    total = _weighted(code, 9, credit_code.ORGANISATION_WEIGHTS, credit_code.ORGANISATION_ALPHABET)
    check = f"substr('0X987654321', (({total}) % 11)::INTEGER + 1, 1)"
    return f"coalesce(length({code}) = {credit_code.LENGTH} AND {check} = {code}[17], FALSE)"


# --- telephones ------------------------------------------------------------------------------------------------------


def phone(column: str) -> str:
    """`kernel.identifiers.phones.normalise`."""
    slow = _translate(clean_code(column), dict.fromkeys(phones.DASHES, "-"))
    for pattern, replacement in phones.REWRITES:
        slow = f"regexp_replace({slow}, {literal(pattern)}, {literal(replacement)})"
    return f"nullif(CASE WHEN regexp_full_match({column}, {literal(phones.MOBILE)}) THEN {column} ELSE {slow} END, '')"


def phone_kind(number: str) -> str:
    """'mobile', 'landline', 'service' for a normalised number that one could dial, else NULL."""
    return (
        f"CASE WHEN regexp_full_match({number}, {literal(phones.MOBILE)}) THEN 'mobile' "
        f"WHEN regexp_full_match({number}, {literal(phones.LANDLINE)}) THEN 'landline' "
        f"WHEN regexp_full_match({number}, {literal(phones.SERVICE)}) THEN 'service' END"
    )


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
