"""What the pieces work out from their values: figures in both languages, lengths, steps, differences, clocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.infra.pieces.evidence import Compared, Verdict, word_by_word
from guildhall.infra.pieces.figures import Amount, Bar, Bars, Count, Figure, Rate, Suppressed, Tile, TileMap
from guildhall.infra.pieces.lists import Act, Column, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Clock, Running
from guildhall.infra.pieces.text import said
from guildhall.kernel.errors import Language
from guildhall.kernel.words import Words

HOMES = Words("家", "homes")
ZH, EN = Language.ZH, Language.EN


@pytest.mark.parametrize(
    ("figure", "zh", "en"),
    [
        (Count(10348, HOMES), "10,348家", "10,348 homes"),
        (Count(10_000, HOMES, capped=True), "10,000+家", "10,000+ homes"),
        (Count(0), "0", "0"),
        (Count(None, HOMES), "—", "—"),
        (Suppressed(), "不公开", "not published"),
        (Rate(317, 412), "76.9%", "76.9%"),
        (Rate(0, 0), "—", "—"),
        (Rate(None, 7), "—", "—"),
        (Rate(1, 800), "0.1%", "0.1%"),  # 0.125: half up at the first decimal
        (Rate(431, 412), "104.6%", "104.6%"),
        (Amount(Decimal(14_263_000_000)), "142.63亿元", "14.263 bn yuan"),
        (Amount(Decimal(12_050_000_000)), "120.5亿元", "12.05 bn yuan"),
        (Amount(Decimal(20_000_000)), "2,000万元", "20 m yuan"),
        (Amount(Decimal(9_999)), "9,999元", "9,999 yuan"),
        (Amount(Decimal(0)), "0元", "0 yuan"),
        (Amount(None), "—", "—"),
    ],
)
def test_figures_as_pages_write_them(figure: Figure, zh: str, en: str) -> None:
    assert (figure.render(ZH), figure.render(EN)) == (zh, en)


def test_what_is_missing_is_a_dash() -> None:
    assert [said(text, ZH) for text in (None, "", "甲", Words("乙", "b"))] == ["—", "—", "甲", "乙"]


def test_rates_over_the_whole_are_flagged_and_their_bars_end_at_the_whole() -> None:
    bars = Bars("x", (Bar("a", Rate(431, 412)), Bar("b", Rate(206, 412)), Bar("c", Rate(0, 0))))
    assert [bars.length(bar) for bar in bars.rows] == [100.0, 50.0, 0.0]
    assert [bar.figure.is_over for bar in bars.rows if isinstance(bar.figure, Rate)] == [True, False, False]


@given(st.lists(st.integers(min_value=0, max_value=10**7), min_size=1))
def test_bars_stand_on_zero_and_keep_the_order_of_their_counts(counts: list[int]) -> None:
    bars = Bars("x", tuple(Bar(str(n), Count(n)) for n in counts))
    lengths = [bars.length(bar) for bar in sorted(bars.rows, key=lambda bar: bar.figure.size or 0)]
    assert lengths == sorted(lengths)
    assert max(lengths) == (100.0 if max(counts) else 0.0)


def test_tiles_take_the_step_whose_lower_bound_they_reach() -> None:
    shares = (0, 49, 50, 84, 85, 100)
    tiles = (*(Tile(str(n), 1, i + 1, Rate(n, 100)) for i, n in enumerate(shares)), Tile("?", 2, 1, Rate(0, 0)))
    tile_map = TileMap("x", tiles)
    assert [tile_map.level(tile) for tile in tiles] == [0, 0, 1, 3, 4, 4, None]
    assert tile_map.legend() == [
        ("< 50", 0, 2),
        ("50–65", 1, 1),
        ("65–75", 2, 0),
        ("75–85", 3, 1),
        ("≥ 85", 4, 2),
        ("—", None, 1),
    ]


@pytest.mark.parametrize("steps", [(2.0, 1.0), (1.0, 1.0), (1.0, 2.0, 3.0, 4.0, 5.0)])
def test_steps_of_a_map_rise_and_are_at_most_four(steps: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="at most four rising steps"):
        TileMap("x", (), steps)


@given(st.text(alphabet="甲乙丙丁·a1 "), st.text(alphabet="甲乙丙丁·a1 "))
def test_word_by_word_loses_nothing_and_marks_only_what_differs(left: str, right: str) -> None:
    lefts, rights = word_by_word(left, right)
    assert ("".join(p.text for p in lefts), "".join(p.text for p in rights)) == (left, right)
    if left and right:
        same = ["".join(p.text for p in parts if not p.differs) for parts in (lefts, rights)]
        assert same[0] == same[1]
        assert any(p.differs for p in (*lefts, *rights)) == (left != right)


@pytest.mark.parametrize(
    ("left", "right", "given", "judged"),
    [
        ("甲", "甲", None, Verdict.AGREES),
        ("甲", "乙", None, Verdict.DIFFERS),
        ("甲", None, None, Verdict.LACKING),
        ("", "乙", None, Verdict.LACKING),
        ("甲", "乙", Verdict.CLOSE, Verdict.CLOSE),
    ],
)
def test_verdict_is_the_rules_or_that_of_the_values(
    left: str | None, right: str | None, given: Verdict | None, judged: Verdict
) -> None:
    assert Compared("x", left, right, given).judged is judged


@pytest.mark.parametrize(
    ("left", "paused", "running"),
    [
        (4, False, Running.AMPLE),
        (3, False, Running.SOON),
        (0, False, Running.SOON),
        (-1, False, Running.OVERDUE),
        (-1, True, Running.PAUSED),
    ],
)
def test_a_clock_is_overdue_the_day_after(left: int, paused: bool, running: Running) -> None:
    assert Clock(left, date(2023, 2, 25), "x", is_paused=paused).running is running


def test_a_list_refuses_rows_of_another_width_and_acts_without_an_address() -> None:
    pager = Pager(Count(1))
    with pytest.raises(ValueError, match="other than 1 cells"):
        WorkList("x", (Column("a"),), (Row("1", ("a", "b"), "a"),), pager)
    with pytest.raises(ValueError, match="an address"):
        WorkList("x", (Column("a"),), (), pager, acts=(Act("go", "去"),))
