"""The front page: live figures for those who may read them, published ones for everybody, plain words for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.figures.contracts import CODE
from guildhall.base.figures.operations import publish_snapshot, take_snapshot
from guildhall.infra.pieces.figures import Basis, Count, Rate, Suppressed
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.words import Words
from guildhall.portal.front_page import STORIES, Story, StoryFigure, shown
from tests.base.actors import AT, actor, at_places
from tests.base.clients import signed_in
from tests.base.figures.sample import COUNT, RATE, registered
from tests.base.figures.test_live import HAISHU, HANGZHOU, NINGBO, ZHEJIANG, club
from tests.base.figures.test_pages import text
from tests.base.figures.test_snapshots import CUT_OFF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_loaded")]
RATIO, NUMBER, LATER = Words("率", "rate"), Words("数", "number"), Words("以后", "later")
STORY = Story(
    "story", Words("某地", "somewhere"), Words("题", "title"), Words("文", "text"),
    (StoryFigure(RATIO, RATE.code), StoryFigure(NUMBER, COUNT.code), StoryFigure(LATER)),
)  # fmt: skip


@pytest.fixture
def _loaded(db: None) -> Iterator[None]:
    with registered():
        yield


def _clubs() -> None:
    for n in range(6):
        club(f"甲{n}", HAISHU, 30)
    for n in range(5):
        club(f"乙{n}", HANGZHOU, 3)


def _publish() -> None:
    who = at_places(Role.OFFICER, ZHEJIANG)
    publish_snapshot(who, take_snapshot(who, COUNT.code, CUT_OFF, at=AT), at=AT)


def test_whoever_may_read_the_figures_reads_them_live() -> None:
    _clubs()
    _publish()
    (found,) = shown([STORY], at_places(Role.LEADER, NINGBO))
    assert [(one.label, one.figure, one.basis, one.href) for one in found.figures] == [
        (RATIO, Rate(6, 6), Basis.LIVE, f"/figures/{RATE.code}"),
        (NUMBER, Count(6, COUNT.unit), Basis.LIVE, f"/figures/{COUNT.code}"),
    ]
    assert (found.unpublished, found.unbuilt) == ((), (LATER,))
    club("丙会", NINGBO)
    (after,) = shown([STORY], at_places(Role.LEADER, NINGBO))
    assert [one.figure for one in after.figures] == [Rate(6, 7), Count(7, COUNT.unit)]


@pytest.mark.parametrize("who", [None, actor(Role.VISITOR)], ids=["stranger", "visitor"])
def test_everybody_else_reads_what_is_published(who: Actor | None) -> None:
    _clubs()
    (before,) = shown([STORY], who)
    assert (before.figures, before.unpublished, before.unbuilt) == ((), (RATIO, NUMBER), (LATER,))
    _publish()
    club("丙会", NINGBO)  # later than the cut-off that is shown
    (found,) = shown([STORY], who)
    (one,) = found.figures
    assert (one.label, one.figure, one.basis, one.as_of) == (NUMBER, Count(11, COUNT.unit), Basis.SNAPSHOT, CUT_OFF)
    assert (one.href, found.unpublished) == (f"/figures/public/{COUNT.code}", (RATIO,))


def test_a_small_number_is_not_public_here_either() -> None:
    club("甲会", HAISHU)
    _publish()
    (found,) = shown([STORY], None)
    assert [one.figure for one in found.figures] == [Suppressed()]


@pytest.mark.parametrize("clubs", [1, 3])
def test_it_costs_two_queries_and_two_a_live_figure(clubs: int) -> None:
    for n in range(clubs):
        club(f"甲{n}", HAISHU, 30)
    _publish()
    who = at_places(Role.LEADER, NINGBO, HANGZHOU, "330300")
    for reader, cost in ((None, 2), (who, 6)):
        with CaptureQueriesContext(connection) as captured:
            shown([STORY], reader)
        assert len(captured) == cost


def test_every_story_stands_there_and_says_what_is_not_built(client: Client) -> None:
    page = text(client.get("/front-page"))
    for story in STORIES:
        assert story.title.zh in page
    assert "这些部分还没有建成，所以没有数： 期满评估合格的企业 备案续期的年数 取得等级证书的员工" in page
    assert text(signed_in(Role.OFFICER, NINGBO).get("/front-page")).count("这些部分还没有建成") >= 4


def test_no_figure_is_typed_in() -> None:
    said = " ".join(
        words.zh + words.en
        for story in STORIES
        for words in (story.title, story.about, *(figure.words for figure in story.figures))
    )
    # 25 is the threshold in the name of an indicator; "three-year" and 三年 are the name of a plan.
    assert set(re.findall(r"[0-9][0-9,.]*", said)) == {"25"}


def test_english_is_complete(client: Client) -> None:
    assert re.findall(r"[\u4e00-\u9fff]+", text(client.get("/front-page?lang=en"))) == []


def test_codes_are_those_of_indicators() -> None:
    named = [figure.indicator for story in STORIES for figure in story.figures if figure.indicator]
    assert len(named) == len(set(named)) == 6
    assert all(CODE.fullmatch(code) for code in named)
