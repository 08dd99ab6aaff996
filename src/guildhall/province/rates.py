"""How often clerks err: the rate aimed at and the least that a province must show, by kind of error.

The least rates are the project's promise (docs/synthetic-province.md); tests measure every one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Rate:
    """Share of the rows of `rows` (a group of lists) that are spoiled this way: aimed at, and the least promised."""

    rows: str  # units | persons | members | insurance_persons
    aim: float
    least: float


RATES: Final[dict[str, Rate]] = {
    # lists of units and unions: rows that name the unit's credit code
    "code_missing": Rate("units", 0.155, 0.12),
    "code_wrong": Rate("units", 0.075, 0.06),
    "code_lower_case": Rate("units", 0.03, 0.02),
    "code_full_width": Rate("units", 0.02, 0.01),
    "name_brackets": Rate("units", 0.03, 0.005),
    "name_place_dropped": Rate("units", 0.05, 0.02),
    "name_form_changed": Rate("units", 0.05, 0.01),
    "name_former": Rate("units", 0.02, 0.005),
    "name_short": Rate("units", 0.03, 0.01),
    "name_spaces": Rate("units", 0.03, 0.01),
    "name_character": Rate("units", 0.02, 0.01),
    "address_old": Rate("units", 0.04, 0.02),
    "phone_changed": Rate("units", 0.12, 0.1),
    # lists of people
    "id_digits_swapped": Rate("persons", 0.017, 0.01),
    "id_digit_wrong": Rate("persons", 0.018, 0.01),
    "id_missing": Rate("persons", 0.034, 0.03),
    "id_15_digits": Rate("persons", 0.006, 0.004),
    "id_float": Rate("persons", 0.0008, 0.0003),
    "id_lower_case_x": Rate("persons", 0.002, 0.001),
    "id_full_width": Rate("persons", 0.004, 0.002),
    "id_spaces": Rate("persons", 0.006, 0.004),
    "name_homophone": Rate("persons", 0.034, 0.03),
    "name_look_alike": Rate("persons", 0.0125, 0.01),
    "name_traditional": Rate("persons", 0.008, 0.005),
    "name_rare_lost": Rate("persons", 0.0015, 0.0003),
    "name_separator": Rate("persons", 0.004, 0.001),
    "person_name_spaces": Rate("persons", 0.012, 0.01),
    "person_phone_changed": Rate("persons", 0.12, 0.1),
    "person_phone_missing": Rate("persons", 0.04, 0.03),
    "birth_wrong": Rate("persons", 0.006, 0.004),
    "unit_number_missing": Rate("insurance_persons", 0.03, 0.02),
    "duplicate_row": Rate("all", 0.004, 0.002),
}
