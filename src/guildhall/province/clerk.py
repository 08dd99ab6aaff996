"""The clerk who types the lists: writes true values down with the errors of rates.py and notes each one."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from guildhall.province import slips
from guildhall.province.rates import RATES
from guildhall.province.seeds import Weighted
from guildhall.province.sheets import Sheet, Spoil, Value
from guildhall.province.world import Organisation, Person

Slip = tuple[str, str, str, str]  # field, kind, original, written

_DATE_FORMATS = Weighted(("iso", "slash", "dot", "chinese", "bare", "serial"), (58, 10, 8, 9, 9, 6))
_EXCEL_ZERO: Final = date(1899, 12, 30).toordinal()


class Clerk:
    """One clerk a list; `care` below 1 makes fewer slips in names of units, above 1 more."""

    def __init__(self, rng: random.Random, *, care: float = 1.0, real_dates: bool = False) -> None:
        self.rng = rng
        self._random = rng.random
        self._care = care
        self._real_dates = real_dates
        self._unit_slips: tuple[tuple[float, str, Callable[[Organisation], str | None]], ...] = (
            (RATES["name_place_dropped"].attempt * care, "name_place_dropped", lambda o: slips.place_dropped(rng, o)),
            (RATES["name_form_changed"].attempt * care, "name_form_changed", slips.form_changed),
            (RATES["name_short"].attempt * care, "name_short", slips.short),
            (RATES["name_spaces"].attempt * care, "name_spaces", lambda o: _inner_space(rng, o.name)),
            (RATES["name_character"].attempt * care, "name_character", lambda o: slips.wrong_character(rng, o)),
        )

    def date(self, day: str) -> Value:
        """Write a date YYYYMMDD in one of the six formats; the seventh is the workbook's own."""
        how = _DATE_FORMATS.draw(self.rng)
        year, month, dom = day[:4], day[4:6], day[6:]
        if how == "iso":
            return (
                date(int(year), int(month), int(dom)) if self._real_dates and year > "1900" else f"{year}-{month}-{dom}"
            )
        if how == "slash":
            return f"{year}/{int(month)}/{int(dom)}"
        if how == "dot":
            return f"{year}.{int(month)}.{int(dom)}"
        if how == "chinese":
            return f"{year}年{int(month)}月{int(dom)}日"
        if how == "serial" and year >= "1930":
            return date(int(year), int(month), int(dom)).toordinal() - _EXCEL_ZERO
        return day

    def unit_name(self, unit: Organisation, field: str, noted: list[Slip]) -> str:
        """Write a unit's name; a renamed unit still goes by its old name at times."""
        name = unit.name
        former = unit.former_name
        at = self._random()
        if former is not None:
            if at < RATES["name_former"].attempt * self._care:
                noted.append((field, "name_former", name, former))
                return former
            at = self._random()
        if "（" in name and self._random() < RATES["name_brackets"].attempt:
            written = slips.other_brackets(self.rng, name)
            noted.append((field, "name_brackets", name, written))
            return written
        for share, kind, slip in self._unit_slips:
            if at < share:
                slipped = slip(unit)
                if slipped is not None and slipped != name:
                    noted.append((field, kind, name, slipped))
                    return slipped
                return name
            at -= share
        return name

    def code(self, code: str, field: str, noted: list[Slip], *, lost: float = 0.0) -> str | None:
        """Write a credit code; `lost` adds to the share that is missing."""
        at = self._random()
        for kind, slip in (
            ("code_missing", lambda: None),
            ("code_wrong", lambda: slips.wrong_code(self.rng, code)),
            ("code_lower_case", code.lower),
            ("code_full_width", lambda: slips.full_width(code)),
        ):
            share = RATES[kind].attempt + (lost if kind == "code_missing" else 0.0)
            if at < share:
                written = slip()
                if written == code:  # a code without letters has no lower case
                    return code
                noted.append((field, kind, code, written or ""))
                return written
            at -= share
        return code

    def address(self, unit: Organisation, field: str, noted: list[Slip]) -> str:
        if unit.old_address is not None and self._random() < RATES["address_old"].attempt:
            noted.append((field, "address_old", unit.address, unit.old_address))
            return unit.old_address
        at = self._random()
        if at < 0.15:
            return unit.address.removeprefix(unit.city_name)
        return "浙江省" + unit.address if at < 0.25 else unit.address

    def unit_phone(self, unit: Organisation, new: str, field: str, noted: list[Slip]) -> str | None:
        at = self._random()
        if at < RATES["phone_changed"].attempt:
            noted.append((field, "phone_changed", unit.phone, new))
            return new
        return None if at < 0.2 else unit.phone

    def district(self, unit: Organisation) -> str:
        at = self._random()
        if at < 0.6:
            return unit.county_name
        return unit.county if at < 0.75 else unit.city_name + unit.county_name

    def person_name(self, name: str, noted: list[Slip], field: str = "person_name") -> str:
        at = self._random()
        if at > _MOST_NAME_SLIPS:
            return name
        kind, written = self._name_slip(name, at)
        if written is None or written == name:
            return name
        noted.append((field, kind, name, written))
        return written

    def _name_slip(self, name: str, at: float) -> tuple[str, str | None]:
        rng = self.rng
        if "·" in name:
            return "name_separator", slips.separator(rng, name)
        if at < RATES["name_rare_lost"].attempt:
            lost = slips.rare_lost(rng, name)
            if lost is not None:
                return "name_rare_lost", lost
        for kind in _NAME_KINDS:
            share = RATES[kind].attempt
            if at < share:
                return kind, _NAME_SLIPS[kind](rng, name)
            at -= share
        return "", None

    def id_number(self, person: Person, above: Person | None, noted: list[Slip]) -> tuple[Value, bool]:
        """Write an identity number, at times that of the row above.

        The second value says that no reader can accept it.
        """
        number = person.number
        at = self._random()
        if at > _MOST_ID_SLIPS:
            if number[-1] != "X" or self._random() >= RATES["id_lower_case_x"].attempt:
                return number, False
            noted.append(("id_number", "id_lower_case_x", number, number.lower()))
            return number.lower(), False
        for kind in _ID_KINDS:
            share = RATES[kind].attempt
            if at >= share:
                at -= share
                continue
            written = self._id_slip(person, above, kind)
            if written == number:
                return number, False
            shown = f"{written:.14E}" if isinstance(written, float) else str(written or "")
            noted.append(("id_number", kind, number, shown))
            return written, kind == "id_float"
        return number, False

    def _id_slip(self, person: Person, above: Person | None, kind: str) -> Value:
        number = person.number
        old_enough = person.number_kind == "resident" and person.birth < "2000"  # 15 digits ended in 1999
        written: Mapping[str, Callable[[], Value]] = {
            "id_digits_swapped": lambda: slips.swapped(self.rng, number) or number,
            "id_digit_wrong": lambda: slips.one_off(self.rng, number),
            "id_missing": lambda: None,
            "id_15_digits": lambda: slips.fifteen(number) if old_enough else number,
            "id_float": lambda: float(number) if number.isdigit() else number,
            "id_full_width": lambda: slips.full_width(number),
            "id_spaces": lambda: slips.grouped(self.rng, number),
            "id_of_neighbour": lambda: number if above is None else above.number,
        }
        return written[kind]()

    def person_phone(self, person: Person, new: Callable[[], str], noted: list[Slip]) -> str | None:
        at = self._random()
        if at < RATES["person_phone_missing"].attempt:
            noted.append(("phone", "person_phone_missing", person.phone, ""))
            return None
        at -= RATES["person_phone_missing"].attempt
        if at < RATES["person_phone_changed"].attempt:
            written = person.old_phone or new()
            noted.append(("phone", "person_phone_changed", person.phone, written))
            return written
        return person.phone

    def note(self, sheet: Sheet, row: int, noted: list[Slip]) -> None:
        for slip in noted:
            sheet.spoils.append(Spoil(row, *slip))

    def maybe_repeat(self, sheet: Sheet, row: int) -> None:
        if self._random() < RATES["duplicate_row"].attempt:
            sheet.repeat(row)


_ID_KINDS: Final = (
    "id_digits_swapped",
    "id_digit_wrong",
    "id_missing",
    "id_15_digits",
    "id_float",
    "id_full_width",
    "id_spaces",
    "id_of_neighbour",
)


_MOST_ID_SLIPS: Final = sum(RATES[kind].attempt for kind in _ID_KINDS)
_NAME_SLIPS: Final[Mapping[str, Callable[[random.Random, str], str | None]]] = {
    "name_homophone": slips.homophone,
    "name_look_alike": slips.look_alike,
    "name_traditional": slips.traditional,
    "person_name_spaces": slips.spaced,
}
_NAME_KINDS: Final = tuple(_NAME_SLIPS)
_MOST_NAME_SLIPS: Final = RATES["name_separator"].attempt


def _inner_space(rng: random.Random, name: str) -> str:
    at = rng.randrange(1, len(name))
    return name[:at] + rng.choice((" ", "　")) + name[at:]
