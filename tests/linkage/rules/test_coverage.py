from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.linkage.rules.coverage import (
    INDICATORS,
    SOCIAL,
    SOCIAL_ORG_COVERAGE,
    Coverage,
    OrgKind,
    Relation,
    Standing,
    UnionType,
    Unit,
    coverage_of,
    is_open,
    meets_threshold,
    tally,
)

AS_OF = date(2023, 1, 31)
STANDINGS = st.builds(
    Standing, st.sampled_from(Relation), st.one_of(st.none(), st.sampled_from(UnionType)), st.booleans()
)
UNITS = st.builds(
    Unit,
    kind=st.sampled_from(OrgKind),
    insured=st.one_of(st.none(), st.integers(0, 60)),
    closed_on=st.one_of(st.none(), st.dates(date(2022, 12, 1), date(2023, 3, 1))),
    standings=st.lists(STANDINGS, max_size=3).map(tuple),
)


def own(active: bool = True, union_type: UnionType | None = UnionType.SINGLE) -> Standing:
    return Standing(Relation.OWN, union_type, active)


def covered(active: bool = True) -> Standing:
    return Standing(Relation.COVERED, UnionType.JOINT, active)


@pytest.mark.parametrize(("insured", "counts"), [(24, False), (25, True), (26, True), (None, False)])
def test_proxy_of_trade_union_law_article_11_includes_25(insured: int | None, counts: bool) -> None:
    assert meets_threshold(Unit(OrgKind.ASSOCIATION, insured, None), AS_OF, 25) is counts


@pytest.mark.parametrize(
    ("closed_on", "counts"),
    [(None, True), (date(2023, 1, 30), False), (date(2023, 1, 31), False), (date(2023, 2, 1), True)],
)
def test_a_unit_closed_by_the_end_of_the_cut_off_day_does_not_count(closed_on: date | None, counts: bool) -> None:
    assert is_open(Unit(OrgKind.FOUNDATION, 30, closed_on), AS_OF) is counts


@pytest.mark.parametrize(
    ("standings", "coverage"),
    [
        ((), Coverage.NONE),
        ((own(),), Coverage.OWN),
        ((own(union_type=None),), Coverage.OWN),
        ((covered(),), Coverage.JOINT),
        ((covered(), own()), Coverage.OWN),
        ((own(active=False),), Coverage.NONE),
        ((own(active=False), covered()), Coverage.JOINT),
        ((covered(active=False),), Coverage.NONE),
        ((Standing(Relation.HOST, UnionType.JOINT, True),), Coverage.NONE),
        ((own(union_type=UnionType.FEDERATION),), Coverage.NONE),
        ((own(union_type=UnionType.JOINT),), Coverage.NONE),
    ],
)
def test_legal_person_measures_article_2_a_federation_or_a_seat_covers_nothing(
    standings: tuple[Standing, ...], coverage: Coverage
) -> None:
    assert coverage_of(standings) is coverage


def test_units_are_tallied_by_place_kind_and_industry() -> None:
    units = {
        ("330203", "P", Unit(OrgKind.SOCIAL_SERVICE, 30, None, (own(),))): 2,
        ("330203", "P", Unit(OrgKind.SOCIAL_SERVICE, 30, None)): 1,
        ("330203", "P", Unit(OrgKind.ENTERPRISE, 30, None, (own(),))): 5,
        ("", "", Unit(OrgKind.FOUNDATION, 24, None)): 7,
    }
    assert tally(units, SOCIAL_ORG_COVERAGE, AS_OF, 25) == {("330203", "social_service", "P"): (2, 3)}


@given(unit=UNITS, threshold=st.integers(1, 50))
def test_whoever_is_above_the_line_is_below_it_too(unit: Unit, threshold: int) -> None:
    for indicator in INDICATORS:
        cells = tally({("330203", "P", unit): 1}, indicator, AS_OF, threshold)
        assert all(0 <= above <= below == 1 for above, below in cells.values())
        if cells and indicator is SOCIAL_ORG_COVERAGE:
            assert unit.kind in SOCIAL


@given(unit=UNITS, extra=STANDINGS)
def test_one_more_union_never_takes_coverage_away(unit: Unit, extra: Standing) -> None:
    before, after = coverage_of(unit.standings), coverage_of((*unit.standings, extra))
    assert not (before is not Coverage.NONE and after is Coverage.NONE)


@given(unit=UNITS)
def test_a_lower_threshold_never_counts_fewer(unit: Unit) -> None:
    counted = [meets_threshold(unit, AS_OF, threshold) for threshold in (50, 25, 1)]
    assert counted == sorted(counted)
