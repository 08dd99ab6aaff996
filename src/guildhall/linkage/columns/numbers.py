"""Identity numbers, credit codes and telephones as SQL."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from guildhall.kernel.identifiers import IdKind, credit_code, phones, resident
from guildhall.kernel.identifiers.documents import FORMS
from guildhall.linkage.columns.text import clean_code, literal, translated

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
    slow = translated(clean_code(column), dict.fromkeys(phones.DASHES, "-"))
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
