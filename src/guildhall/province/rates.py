"""How often clerks err: how often a slip is attempted, and the least share of rows that a province must show.

An attempt does not always succeed (a name without a look-alike character has none), so the measured share is lower.
The least shares are the project's promise (docs/synthetic-province.md); a test measures every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rate:
    """`lists`: of which lists' rows the share is counted: units (and unions), persons, or all."""

    lists: str
    attempt: float
    least: float


RATES: Final[dict[str, Rate]] = {
    # lists of units and unions
    "code_missing": Rate("units", 0.155, 0.13),
    "code_wrong": Rate("units", 0.075, 0.06),
    "code_lower_case": Rate("units", 0.03, 0.015),
    "code_full_width": Rate("units", 0.02, 0.01),
    "name_former": Rate("units", 0.25, 0.015),  # of the renamed
    "name_brackets": Rate("units", 0.2, 0.001),  # of the names with brackets
    "name_place_dropped": Rate("units", 0.05, 0.02),
    "name_form_changed": Rate("units", 0.05, 0.015),
    "name_short": Rate("units", 0.03, 0.015),
    "name_spaces": Rate("units", 0.03, 0.015),
    "name_character": Rate("units", 0.02, 0.01),
    "address_old": Rate("units", 0.5, 0.03),  # of the moved
    "phone_changed": Rate("units", 0.12, 0.1),
    "count_missing": Rate("units", 0.004, 0.001),
    # lists of people
    "id_digits_swapped": Rate("persons", 0.018, 0.014),
    "id_digit_wrong": Rate("persons", 0.018, 0.014),
    "id_missing": Rate("persons", 0.034, 0.03),
    "id_15_digits": Rate("persons", 0.006, 0.004),
    "id_float": Rate("persons", 0.0008, 0.0003),
    "id_full_width": Rate("persons", 0.004, 0.003),
    "id_spaces": Rate("persons", 0.006, 0.004),
    "id_of_neighbour": Rate("persons", 0.002, 0.0012),  # the number of the row above
    "id_of_another": Rate("persons", 0.0, 0.0004),  # on the union's roster; see NUMBER_OF_ANOTHER
    "id_lower_case_x": Rate("persons", 0.05, 0.002),  # of the numbers that end with X
    "name_separator": Rate("persons", 0.5, 0.002),  # of the names with a separator
    "name_rare_lost": Rate("persons", 0.15, 0.001),  # of the names with a rare character
    "name_homophone": Rate("persons", 0.042, 0.03),
    "name_look_alike": Rate("persons", 0.02, 0.01),
    "name_traditional": Rate("persons", 0.018, 0.006),
    "person_name_spaces": Rate("persons", 0.014, 0.01),
    "person_phone_missing": Rate("persons", 0.04, 0.03),
    "person_phone_changed": Rate("persons", 0.12, 0.1),
    "birth_wrong": Rate("persons", 0.006, 0.004),
    "unit_number_missing": Rate("persons", 0.03, 0.015),
    "union_name_form": Rate("persons", 0.04, 0.005),
    "duplicate_row": Rate("all", 0.004, 0.002),
}

#: What is promised of several kinds together: kinds, of which lists, least share of rows.
TOGETHER: Final = (
    (("code_missing", "code_wrong"), "units", 0.2),
    (("id_digits_swapped", "id_digit_wrong"), "persons", 0.03),
    (("id_missing",), "persons", 0.03),
    (("id_of_neighbour", "id_of_another"), "persons", 0.002),
    (("name_homophone",), "persons", 0.03),
    (("name_look_alike", "name_traditional", "name_rare_lost"), "persons", 0.02),
    (("person_phone_changed",), "persons", 0.1),
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Pairs that are easily taken for one: as a share of all people, or of all registered organisations."""

    among: str  # people | organisations
    planned: float
    least: float


#: Nothing is wrong in their rows; what is hard is to keep them apart (truth/alike.csv names the pairs).
ALIKE: Final[dict[str, Likeness]] = {
    "namesakes": Likeness("people", 0.0025, 0.002),
    "twins": Likeness("people", 0.0025, 0.002),
    "siblings": Likeness("people", 0.0025, 0.002),
    "couples": Likeness("people", 0.005, 0.004),
    "common_name": Likeness("people", 0.0, 0.001),  # two in a hundred of a large employer
    "same_name_elsewhere": Likeness("organisations", 0.0, 0.005),
    "near_name": Likeness("organisations", 0.008, 0.005),
    "one_address": Likeness("organisations", 0.008, 0.006),
    "one_agent": Likeness("organisations", 0.01, 0.006),
}
#: Of namesakes and twins who are members, the second of the two: no number on the union's roster, and a wrong one.
ROSTER_DOUBTS: Final = (0.25, 0.15)
#: Of members: the roster holds a brother's or sister's number (of twins and siblings), a colleague's (of all).
NUMBER_OF_KIN: Final = 0.04
NUMBER_OF_ANOTHER: Final = 0.0025
#: Shares of people: in two unions at once, of members; another employer within the year, of the insured.
LEAST_IN_TWO_UNIONS: Final = 0.02
LEAST_MOVED: Final = 0.05
