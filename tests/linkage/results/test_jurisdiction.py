"""Whose statistics a run is: the narrowest place that nearly all its units lie in; and lines that add up."""

from __future__ import annotations

from datetime import date

import pytest

from guildhall.kernel.parameters import Confidence
from guildhall.linkage.results.coverage import CoverageRow, jurisdiction_of
from guildhall.linkage.results.front_page import Thresholds, county_rates, law_values
from guildhall.linkage.results.report import Bilingual
from guildhall.linkage.rules.coverage import OrgKind, Unit

UNIT = Unit(OrgKind.ASSOCIATION, 30, None, ())
AS_OF = date(2023, 1, 31)


@pytest.mark.parametrize(
    ("places", "jurisdiction"),
    [
        ({"330203": 100}, "330203"),
        ({"330203": 95, "330205": 5}, "330203"),  # 95 % are nearly all
        ({"330203": 94, "330205": 6}, "330200"),
        ({"330203": 50, "330205": 50, "330103": 5}, "330200"),
        ({"330203": 50, "330103": 50}, "330000"),
        ({"330203": 10, "": 90}, "330203"),  # what has no place says nothing
        ({"": 5}, ""),
        ({}, ""),
    ],
)
def test_the_run_is_the_narrowest_place_of_nearly_all_units(places: dict[str, int], jurisdiction: str) -> None:
    units = {(place, "", UNIT): count for place, count in places.items()}
    assert jurisdiction_of(units) == jurisdiction


def test_firms_with_a_seat_elsewhere_do_not_move_the_statistics_of_social_organisations() -> None:
    firm = Unit(OrgKind.ENTERPRISE, 30, None, ())
    units = {("330203", "", UNIT): 10, ("330203", "", firm): 60, ("330103", "", firm): 40}
    assert jurisdiction_of(units) == "330203"
    assert jurisdiction_of({key: count for key, count in units.items() if key[2] is firm}) == "330000"


def test_only_ningbo_rests_on_ningbos_figure() -> None:
    found = {place: law_values(AS_OF, place)[0] for place in ("330203", "330200", "330100", "330000", "")}
    assert {place: value.confidence for place, value in found.items()} == {
        "330203": Confidence.SECONDARY.value,
        "330200": Confidence.SECONDARY.value,
        "330100": Confidence.UNCONFIRMED.value,
        "330000": Confidence.UNCONFIRMED.value,
        "": Confidence.UNCONFIRMED.value,
    }


def _row(place: str, level: str, numerator: int, denominator: int) -> CoverageRow:
    return CoverageRow(
        "social_org_coverage_25", place, place, level, "all", "all", numerator, denominator, None, "", "", 25, ""
    )


def test_lines_by_county_add_up_to_the_whole() -> None:
    rows = [
        _row("all", "all", 4, 7), _row("330200", "city", 4, 6), _row("330203", "county", 2, 3),
        _row("330205", "county", 1, 2), _row("", "", 0, 1),
    ]  # fmt: skip
    found = county_rates(rows)
    assert [(row.code, row.rate.numerator, row.rate.denominator) for row in found] == [
        ("330203", 2, 3), ("330205", 1, 2), ("", 1, 2),
    ]  # fmt: skip


def test_no_line_is_added_where_every_unit_has_its_county() -> None:
    assert len(county_rates([_row("all", "all", 1, 2), _row("330203", "county", 1, 2)])) == 1


def test_thresholds_are_said_as_odds() -> None:
    said = Thresholds(link=6.0, review=-1.0).say(Bilingual("人员", "people"))
    assert said.zh == "人员可能性达到约64比1的连上，达到约1比2的交给人看"
    assert said.en == "people are linked from odds of about 64 to 1, and shown to a person from about 1 to 2"
