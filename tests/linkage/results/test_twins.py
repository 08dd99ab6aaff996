"""The rule of coverage stands once as a function and several times as SQL over columns: they must never differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.results.books import name_tables, roster_rows
from guildhall.linkage.results.coverage import coverage_rows, headline, read_units, threshold_at
from guildhall.linkage.results.elsewhere import Elsewhere
from guildhall.linkage.results.people import write_transfers
from guildhall.linkage.results.worklist import worklist
from guildhall.linkage.rules.coverage import (
    INDICATORS,
    SOCIAL_ORG_COVERAGE,
    Coverage,
    OrgKind,
    Relation,
    Standing,
    UnionType,
    Unit,
    coverage_of,
    meets_threshold,
)
from tests.linkage.results.filled import AS_OF_MONTH, Row, backend_with, fill, union_entity, union_id, unit, unit_id

AS_OF = date(2023, 1, 31)
#: Whose threshold holds; the same number everywhere, so the examples may lie in any place.
PLACE = "330200"
PLACES = ("330203", "330205", "330103", "3302", "")


@dataclass(frozen=True)
class Case:
    """A unit with its unions; `insured_members` and `others` work there in the newest month."""

    unit: Unit
    place: str
    insured_members: int
    others: int


CASES = st.lists(
    st.builds(
        Case,
        unit=st.builds(
            Unit,
            kind=st.sampled_from(OrgKind),
            insured=st.one_of(st.none(), st.sampled_from([0, 1, 24, 25, 26, 300])),
            closed_on=st.one_of(st.none(), st.sampled_from([date(2023, 1, 30), AS_OF, date(2023, 2, 1)])),
            standings=st.lists(
                st.builds(
                    Standing,
                    st.sampled_from(Relation),
                    st.one_of(st.none(), st.sampled_from(UnionType)),
                    st.booleans(),
                ),
                max_size=3,
            ).map(tuple),
        ),
        place=st.sampled_from(PLACES),
        insured_members=st.integers(0, 2),
        others=st.integers(0, 2),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBBackend]:
    backend = backend_with(tmp_path_factory.mktemp("duckdb"), {})
    name_tables(backend)
    yield backend
    backend.close()


class Unwritten(Elsewhere):
    """Takes workbooks and writes none."""

    def write(self, path: Path, sheets: object) -> None:
        pass


def _fill(backend: DuckDBBackend, cases: Sequence[Case]) -> None:
    organisations: list[Row] = []
    unions: list[Row] = []
    relations: list[Row] = []
    persons: list[Row] = []
    for number, case in enumerate(cases, start=1):
        what = case.unit
        organisations.append(
            unit(number, org_kind=what.kind, insured_count=what.insured, closed_on=what.closed_on, place=case.place)
        )
        for standing in what.standings:
            serial = len(unions) + 1
            organisations.append(union_entity(serial))
            kind = standing.union_type
            unions.append({"entity_id": union_id(serial), "union_type": kind, "active": standing.active})
            relations.append({"union_id": union_id(serial), "unit_id": unit_id(number), "relation": standing.relation})
        for member in [1] * case.insured_members + [0] * case.others:
            persons.append(
                {
                    "entity_id": f"p{len(persons) + 1:07d}",
                    "employer_id": unit_id(number),
                    "insured_month": AS_OF_MONTH,
                    "active_memberships": member,
                    "rows": 1,
                }
            )
    fill(backend, "organisations", organisations)
    fill(backend, "unions", unions)
    fill(backend, "union_units", relations)
    fill(backend, "persons", persons)
    fill(backend, "memberships", [])


# The fixture holds one database; every example fills its tables anew.
EVERY_EXAMPLE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@EVERY_EXAMPLE
@given(cases=CASES)
def test_the_worklist_is_those_that_reach_the_threshold_without_a_union(
    backend: DuckDBBackend, cases: list[Case]
) -> None:
    _fill(backend, cases)
    threshold = threshold_at(AS_OF, PLACE)
    wanted = {
        unit_id(number)
        for number, case in enumerate(cases, start=1)
        if meets_threshold(case.unit, AS_OF, threshold) and coverage_of(case.unit.standings) is Coverage.NONE
    }
    visits = worklist(backend, AS_OF, PLACE)
    assert {visit.entity_id for visit in visits} == wanted
    seats = {
        unit_id(number)
        for number, case in enumerate(cases, start=1)
        if any(one.active and one.relation is Relation.HOST for one in case.unit.standings)
    }
    assert {one.entity_id for one in visits if one.reasons[0].code == "work.seat"} == wanted & seats
    assert [visit.rank for visit in visits] == list(range(1, len(wanted) + 1))


@EVERY_EXAMPLE
@given(cases=CASES)
def test_every_rate_of_units_is_what_counting_one_by_one_gives(backend: DuckDBBackend, cases: list[Case]) -> None:
    _fill(backend, cases)
    threshold = threshold_at(AS_OF, PLACE)
    units = read_units(backend)
    totals = {
        row.indicator: (row.numerator, row.denominator)
        for row in coverage_rows(backend, units, AS_OF)
        if (row.place, row.org_kind, row.industry) == ("all", "all", "all")
    }
    for indicator in INDICATORS:
        counted = [case.unit for case in cases if indicator.counts(case.unit, AS_OF, threshold)]
        covered = sum(indicator.covered(coverage_of(one.standings)) for one in counted)
        assert totals[indicator.code] == (covered, len(counted)), indicator.code
    assert headline(units, AS_OF) == totals[SOCIAL_ORG_COVERAGE.code]


@EVERY_EXAMPLE
@given(cases=CASES)
def test_worklist_and_rate_split_the_units_between_them(backend: DuckDBBackend, cases: list[Case]) -> None:
    _fill(backend, cases)
    rows = coverage_rows(backend, read_units(backend), AS_OF)
    total = next(
        row
        for row in rows
        if (row.indicator, row.place, row.org_kind, row.industry) == ("unit_coverage_25", "all", "all", "all")
    )
    assert len(worklist(backend, AS_OF, PLACE)) == total.denominator - total.numerator


@EVERY_EXAMPLE
@given(cases=CASES)
def test_membership_rates_count_people_where_the_rule_sees_a_union(backend: DuckDBBackend, cases: list[Case]) -> None:
    _fill(backend, cases)
    wanted: Counter[str] = Counter()
    for case in cases:
        where = ["area", *(["unionised"] if coverage_of(case.unit.standings) is not Coverage.NONE else [])]
        for name in where:
            wanted[f"{name}+"] += case.insured_members
            wanted[name] += case.insured_members + case.others
    totals = {
        row.indicator: (row.numerator, row.denominator)
        for row in coverage_rows(backend, read_units(backend), AS_OF)
        if row.indicator.startswith("membership") and (row.place, row.org_kind, row.industry) == ("all", "all", "all")
    }
    assert totals == {
        "membership_rate_unionised": (wanted["unionised+"], wanted["unionised"]),
        "membership_rate_area": (wanted["area+"], wanted["area"]),
    }


@EVERY_EXAMPLE
@given(cases=CASES)
def test_the_roster_workbook_says_how_each_unit_is_covered(backend: DuckDBBackend, cases: list[Case]) -> None:
    _fill(backend, cases)
    words = {Coverage.OWN: "单独建会", Coverage.JOINT: "联合工会覆盖", Coverage.NONE: None}
    said = {row["entity_id"]: row["standing"] for row in roster_rows(backend).to_pylist()}
    for number, case in enumerate(cases, start=1):
        assert said[unit_id(number)] == words[coverage_of(case.unit.standings)]


@EVERY_EXAMPLE
@given(
    standings=st.lists(
        st.builds(Standing, st.sampled_from(Relation), st.one_of(st.none(), st.sampled_from(UnionType)), st.booleans()),
        min_size=1,
        max_size=1,
    )
)
def test_a_member_is_asked_to_transfer_unless_their_union_covers_where_they_work(
    backend: DuckDBBackend, standings: list[Standing]
) -> None:
    _fill(backend, [Case(Unit(OrgKind.ENTERPRISE, 30, None, tuple(standings)), "330203", 1, 0)])
    backend.execute("UPDATE persons SET union_id = ?, name = '某人'", [union_id(1)])
    backend.execute("INSERT INTO memberships SELECT entity_id, union_id, true, NULL, 1 FROM persons")
    counted = write_transfers(backend, Path(), Unwritten(Path()), as_of=AS_OF, unmask=False)
    assert counted["疑似转会"] == (coverage_of(standings) is Coverage.NONE)


@EVERY_EXAMPLE
@given(cases=CASES)
def test_rows_of_a_level_add_up_to_the_total(backend: DuckDBBackend, cases: list[Case]) -> None:
    """Counties, units known only by a city and units of unknown place are the whole, each counted once."""
    _fill(backend, cases)
    rows = coverage_rows(backend, read_units(backend), AS_OF)
    for indicator in INDICATORS:
        mine = [row for row in rows if row.indicator == indicator.code and row.industry == "all"]
        total = next(row for row in mine if (row.place, row.org_kind) == ("all", "all"))
        kinds = [row for row in mine if row.place == "all" and row.org_kind in set(OrgKind)]
        assert sum(row.denominator for row in kinds) == total.denominator
        assert sum(row.numerator for row in kinds) == total.numerator
        province = [row for row in mine if row.org_kind == "all" and row.level == "province"]
        unknown = [row for row in mine if row.org_kind == "all" and row.place == ""]
        assert sum(row.denominator for row in (*province, *unknown)) == total.denominator
        assert all((row.rate is None) == (row.denominator == 0) == (row.rate_text == "—") for row in mine)
