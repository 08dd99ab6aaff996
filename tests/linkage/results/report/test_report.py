import re
from dataclasses import replace

import pytest

from guildhall.kernel import divisions
from guildhall.linkage.results.report import Bilingual, CardLine, ReportData, render_report
from guildhall.linkage.results.report.charts import county_tiles, rate_bars, tile_map
from tests.linkage.results.report.sample import empty, rate, sample


def test_every_county_has_one_tile_and_no_two_share_a_place() -> None:
    tiles = county_tiles()
    assert len(tiles) == 90
    assert len({code for code, *_ in tiles}) == 90
    assert len({(column, row) for _, _, column, row in tiles}) == 90
    assert {code for code, *_ in tiles} == {place.code for place in divisions.counties()}


def test_tiles_are_classed_by_share_and_uncounted_counties_keep_their_place() -> None:
    data = sample()
    rows = (replace(data.counties[0], rate=rate(0, 0)), replace(data.counties[1], rate=rate(17, 20)))
    tiles = {tile.code: tile for tile in tile_map(rows)}
    assert len(tiles) == 90
    assert (tiles[rows[0].code].step, tiles[rows[0].code].label) == (0, "")
    assert (tiles[rows[1].code].step, tiles[rows[1].code].fraction) == (5, "17/20")


def test_bars_are_sorted_by_rate_leave_out_empty_and_stop_at_the_edge() -> None:
    rows = rate_bars(sample().industries + sample().kinds)
    assert [row.code for row, _ in rows] == ["Q", "P", "social_service", "association"]
    assert rows[0][1] == 100.0  # 80 of 60 is said as such and drawn to the edge


@pytest.mark.parametrize("data", [sample(), empty()], ids=["ugly", "empty"])
def test_page_stands_alone(data: ReportData) -> None:
    page = render_report(data)
    assert "<script" not in page.replace("&lt;script", "")
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert not re.findall(r'<[^>]+ style="', page)
    assert len(page.encode("utf-8")) < 300_000
    assert page == render_report(data)


def test_headline_and_its_three_ways_are_shown() -> None:
    page = render_report(sample())
    assert '<p class="headline">76.9%</p>' in page
    assert "<b>412</b>" in page
    assert "<b>317</b>" in page
    for word in ("自动", "核对后", "真值"):
        assert word in page


def test_names_from_files_are_text_and_never_markup() -> None:
    page = render_report(sample())
    assert "=SUM(A1)&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_both_languages_say_the_same_number_of_things() -> None:
    page = render_report(sample())
    assert page.count('<span lang="zh-CN">') == page.count('<span lang="en">') > 100


def line(left: str, right: str, verdict: str) -> str:
    data = sample()
    words = Bilingual("甲", "a")
    card = replace(data.cards[0], lines=(CardLine(words, left, right, verdict, words),))
    found = re.search(
        '<tr><th scope="row">.*?</th>(<td data-from="(.*?)">.*?</td><td data-from="(.*?)">.*?</td>)',
        render_report(replace(data, cards=(card,))),
    )
    assert found
    # a telephone does not show the heading, so each value names its file
    assert (found[2], found[3]) == (card.left_source, card.right_source)
    return re.sub(' data-from=".*?"', "", found[1])


@pytest.mark.parametrize(
    ("left", "right", "verdict", "shown"),
    [
        ("1890-01-02", "1890-01-12", "differ", "<td>1890-01-<mark>0</mark>2</td><td>1890-01-<mark>1</mark>2</td>"),
        ("阿依·买", "阿依买", "close", "<td>阿依<mark>·</mark>买</td><td>阿依买</td>"),
        ("甲", "乙", "differ", "<td><mark>甲</mark></td><td><mark>乙</mark></td>"),
        ("甲", "甲", "agree", "<td>甲</td><td>甲</td>"),
        ("", "甲<b>", "missing", "<td>—</td><td>甲&lt;b&gt;</td>"),
        ("甲<", "甲>", "differ", "<td>甲<mark>&lt;</mark></td><td>甲<mark>&gt;</mark></td>"),
    ],
)
def test_what_differs_on_a_card_is_marked_and_nothing_else(left: str, right: str, verdict: str, shown: str) -> None:
    assert line(left, right, verdict) == shown


def test_a_mark_is_seen_without_colour() -> None:
    rule = re.search(r"\.card mark \{(.*?)\}", render_report(sample()))
    assert rule
    assert "underline" in rule[1]
