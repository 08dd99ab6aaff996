from datetime import date

import pytest

from guildhall.linkage.rules.worklist import POINTS, REASONS, Prospect, Thresholds, priority, reasons_for

AS_OF = date(2023, 1, 31)
THRESHOLDS = Thresholds(insured=25, members=25, full_time_chair=200)


def codes(prospect: Prospect) -> list[str]:
    return [reason.code for reason in reasons_for(prospect, AS_OF, THRESHOLDS)]


def test_every_prospect_has_the_first_reason() -> None:
    assert codes(Prospect("o1", 60)) == ["work.no_union"]


@pytest.mark.parametrize(("insured", "large"), [(199, False), (200, True)])
def test_trade_union_law_article_14_full_time_chair_from_200(insured: int, large: bool) -> None:
    assert ("work.large" in codes(Prospect("o1", insured))) is large


@pytest.mark.parametrize(("insured", "close"), [(25, True), (29, True), (30, False)])
def test_close_calls_are_said_because_article_11_counts_members(insured: int, close: bool) -> None:
    assert ("work.close_call" in codes(Prospect("o1", insured))) is close


@pytest.mark.parametrize(
    ("registered", "new"),
    [
        (date(2022, 1, 31), False),
        (date(2022, 2, 1), True),
        (date(2023, 1, 31), True),
        (date(2023, 2, 1), False),
        (date(2020, 2, 29), False),
    ],
)
def test_new_is_less_than_a_year(registered: date, new: bool) -> None:
    assert ("work.new" in codes(Prospect("o1", 60, registered_on=registered))) is new


@pytest.mark.parametrize(("earlier", "growing"), [(50, True), (51, False), (None, False), (0, False)])
def test_growth_is_a_fifth_of_the_earlier_month(earlier: int | None, growing: bool) -> None:
    prospect = Prospect("o1", 60, earlier_month="2022-12", earlier_insured=earlier)
    assert ("work.growing" in codes(prospect)) is growing


def test_all_reasons_in_their_order_and_the_points_they_give() -> None:
    prospect = Prospect(
        "o1",
        220,
        members_elsewhere=3,
        ended_unions=1,
        joint_unions_in_county=2,
        earlier_month="2022-12",
        earlier_insured=100,
        registered_on=date(2022, 12, 1),
        has_code=False,
    )
    reasons = reasons_for(prospect, AS_OF, THRESHOLDS)
    assert [reason.code for reason in reasons] == [
        "work.no_union",
        "work.large",
        "work.union_ended",
        "work.members_present",
        "work.growing",
        "work.joint_nearby",
        "work.new",
        "work.no_code",
    ]
    assert priority(prospect, reasons) == 220 + 100 + 60 + 40 + 20 + 10 - 5 - 20
    assert reasons[3].zh == "已有3名职工是别处工会的会员，好开头"


def test_a_joint_union_with_its_seat_in_the_unit_is_no_missing_union_and_not_nearby() -> None:
    seat = Prospect("o1", 60, joint_unions_seated=1, joint_unions_in_county=1)
    assert codes(seat) == ["work.seat"]
    assert codes(Prospect("o1", 60, joint_unions_seated=1, joint_unions_in_county=2)) == [
        "work.seat",
        "work.joint_nearby",
    ]
    assert reasons_for(seat, AS_OF, THRESHOLDS)[0].zh == "参保60人；联合工会设在本单位，但不在涵盖名单上——请核对"


@pytest.mark.parametrize(("unions", "said"), [(1, "1 joint union in"), (2, "2 joint unions in")])
def test_one_is_told_as_one(unions: int, said: str) -> None:
    reason = reasons_for(Prospect("o1", 60, joint_unions_in_county=unions), AS_OF, THRESHOLDS)[1]
    assert reason.en.startswith(said)
    assert "—" not in reason.en


def test_every_reason_that_gives_points_is_in_the_catalogue() -> None:
    assert set(POINTS) <= {kind.code for kind in REASONS}
