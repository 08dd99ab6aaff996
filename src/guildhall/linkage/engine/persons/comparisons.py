"""What is compared about two rows and how much each agreement weighs: the model, as data.

Fellegi and Sunter (1969): each level of a comparison has `m`, its share among rows of one person, and `u`, its share
among rows of two people taken at random; log2(m/u) bits speak for one person. Where a level names a `frequency` column,
u is the frequency of the very value that agrees: a rare name says more than a common one. Levels are asked in order and
the first that holds counts; a missing value says nothing.

The shares here are the shipped defaults; `estimate` replaces those that the registers themselves can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guildhall.linkage.engine.persons.edits import one_character_apart


@dataclass(frozen=True, slots=True)
class Level:
    """`code` names the evidence (persons.evidence); `sql` speaks of columns with `_l` and `_r`."""

    code: str
    sql: str
    m: float
    u: float
    frequency: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`missing`: when there is nothing to compare. The last level is what remains: a difference."""

    name: str
    missing: str
    levels: tuple[Level, ...]
    estimated: bool = True

    def gamma(self) -> str:
        """SQL: the number that Splink gives the level that holds: 0 for the last, rising to the first, -1 missing."""
        top = len(self.levels) - 1
        cases = "".join(f" WHEN {level.sql} THEN {top - i}" for i, level in enumerate(self.levels[:-1]))
        return f"CASE WHEN {self.missing} THEN -1{cases} ELSE 0 END"

    def reaches(self, code: str) -> str:
        """SQL over scored pairs: whether the pair reached this level or a better one."""
        place = [level.code for level in self.levels].index(code)
        return f"gamma_{self.name} >= {len(self.levels) - 1 - place}"


def _either_missing(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


ELSE: Final = "ELSE"
_BIRTH_L, _BIRTH_R = "CAST(birth_date_l AS VARCHAR)", "CAST(birth_date_r AS VARCHAR)"
_ONE_APART = one_character_apart("folded_l", "folded_r", "length_l", "length_r")
_LONG_IDS = "length(id_raw_l) >= 17 AND length(id_raw_r) >= 17"

NAME: Final = Comparison(
    "name",
    _either_missing("name_key"),
    (
        Level("name.equal", "name_key_l = name_key_r", 0.93, 1e-4, "name_key"),
        Level("name.shape", "folded_l = folded_r", 0.02, 1e-4, "folded"),
        Level("name.sound", "pinyin_l = pinyin_r", 0.025, 1e-4, "pinyin"),
        Level("name.turned", "turned_l = name_key_r OR name_key_l = turned_r OR parts_l = parts_r", 0.002, 1e-6),
        Level("name.near_sound", "loose_l = loose_r", 0.004, 1e-4, "loose"),
        Level("name.lost_character", f"(lost_l OR lost_r) AND length_l >= 2 AND {_ONE_APART}", 0.001, 2e-5),
        Level(
            "name.one_character",
            f"greatest(length_l, length_r) >= 3 AND {_ONE_APART}",
            0.008,
            1.5e-3,
        ),
        Level("name.family_name", "left(folded_l, 1) = left(folded_r, 1)", 0.006, 0.03),
        Level("name.differs", ELSE, 0.005, 0.97),
    ),
)
ID_NUMBER: Final = Comparison(
    "id",
    _either_missing("id_raw"),
    (
        Level("id.equal", "id_raw_l = id_raw_r", 0.30, 1e-7),
        Level("id.one_slip", f"{_LONG_IDS} AND damerau_levenshtein(id_raw_l, id_raw_r) = 1", 0.60, 1e-7),
        Level("id.old_number", "id15_l = id15_r", 0.04, 2e-7),
        Level("id.two_slips", f"{_LONG_IDS} AND damerau_levenshtein(id_raw_l, id_raw_r) = 2", 0.02, 1e-6),
        # Against, as the birth date itself is weighed below.
        Level("id.same_birth", f"{_LONG_IDS} AND substr(id_raw_l, 7, 8) = substr(id_raw_r, 7, 8)", 0.02, 0.3),
        Level("id.differs", ELSE, 0.03, 1.0),
    ),
    estimated=False,  # rows that share a valid number say nothing about the slips in invalid ones
)
BIRTH: Final = Comparison(
    "birth",
    _either_missing("birth_date"),
    (
        Level("birth.equal", "birth_date_l = birth_date_r", 0.96, 6.5e-5),
        Level(
            "birth.turned",
            "year(birth_date_l) = year(birth_date_r) AND month(birth_date_l) = day(birth_date_r)"
            " AND day(birth_date_l) = month(birth_date_r)",
            0.003,
            2e-5,
        ),
        Level("birth.one_digit", f"levenshtein({_BIRTH_L}, {_BIRTH_R}) = 1", 0.015, 1e-3),
        Level("birth.same_year", "year(birth_date_l) = year(birth_date_r)", 0.01, 0.02),
        Level("birth.differs", ELSE, 0.012, 0.98),
    ),
)
SEX: Final = Comparison(
    "sex",
    _either_missing("sex"),
    (Level("sex.equal", "sex_l = sex_r", 0.995, 0.5), Level("sex.differs", ELSE, 0.005, 0.5)),
)
PHONE: Final = Comparison(
    "phone",
    _either_missing("phone"),
    (
        Level("phone.equal", "phone_l = phone_r", 0.75, 1e-6, "phone"),
        Level("phone.one_digit", "levenshtein(phone_l, phone_r) = 1", 0.005, 1e-6),
        Level("phone.differs", ELSE, 0.245, 1.0),
    ),
)
EMPLOYER: Final = Comparison(
    "employer",
    _either_missing("employer_id"),
    (
        Level("employer.equal", "employer_id_l = employer_id_r", 0.85, 1e-3, "employer_id"),
        Level("employer.differs", ELSE, 0.15, 1.0),
    ),
)
#: One list seldom names a person twice: two rows of one unit in one month, or of one union, are two people rather.
TWICE: Final = Comparison(
    "twice",
    "NOT (register_l = register_r AND ((employer_id_l = employer_id_r AND union_id_l IS NULL AND union_id_r IS NULL"
    " AND month_l = month_r) OR coalesce(union_id_l = union_id_r, false)))",
    (Level("twice.insured", "union_id_l IS NULL", 0.02, 0.6), Level("twice.member", ELSE, 0.05, 0.6)),
    estimated=False,
)

COMPARISONS: Final = (NAME, ID_NUMBER, BIRTH, SEX, PHONE, EMPLOYER, TWICE)
#: Columns with frequencies, and the least u that a value may have: seen once in a list is not once in the country.
LEAST_U: Final = {"name_key": 2e-6, "folded": 2e-6, "pinyin": 3e-6, "loose": 5e-6, "phone": 5e-7, "employer_id": 1e-6}
#: Columns that the comparisons speak of.
COLUMNS: Final = (
    "name_key", "folded", "pinyin", "loose", "turned", "parts", "length", "lost", "id_raw", "id15", "birth_date", "sex",
    "phone", "employer_id", "union_id", "register", "month",
)  # fmt: skip
