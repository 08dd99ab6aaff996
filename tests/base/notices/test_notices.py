"""Notices: told with the operation that causes them, to whom they concern; read by them alone; gone in time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.queries import accounts_at
from guildhall.base.notices.contracts import KINDS, AtPlace, NoticeKind
from guildhall.base.notices.models import Notice
from guildhall.base.notices.operations import NO_NOTICE, forget_expired, mark_all_read, mark_read, notify
from guildhall.base.notices.queries import FORMER, notices_of, unread_count
from guildhall.base.notices.rules.storing import is_link, storable
from guildhall.base.places.queries import paths_of, places_of
from guildhall.kernel.actor import Actor, Permission, Role
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Absent, MessageKind
from tests.base.actors import AT, ON, place
from tests.base.clients import signed_in
from tests.base.figures.test_pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "kinds")]
NINGBO, HAISHU, YINZHOU, XIMEN = "330200", "330203", "330212", "330203004"


def _place_names(ids: Collection[UUID]) -> Mapping[UUID, str]:
    return {place_id: one.name for place_id, one in places_of(ids).items()}


HANDED = NoticeKind(
    MessageKind("tests.handed", "{place} 交来 {count} 家单位。", "{place} has handed you {count} organisations."),
    names={"place": _place_names},
)
KEPT = NoticeKind(MessageKind("tests.kept", "快照已保存。", "The snapshot is kept."), kept=timedelta(days=7))


@pytest.fixture
def kinds() -> Iterator[None]:
    """The kinds of these tests are declared."""
    for kind in (HANDED, KEPT):
        KINDS.add(kind)
    yield
    for kind in (HANDED, KEPT):
        KINDS.remove(kind)


def _account(role: Role, *codes: str) -> Actor:
    signed_in(role, *codes)
    return Actor(Account.objects.get(username="-".join([role, *codes])).id, (), ON)


def _handed(who: Actor, count: int = 5, code: str = HAISHU) -> UUID:
    notify([who.account_id], HANDED, {"place": place(code), "count": count}, link="/notices", at=AT)
    return Notice.objects.latest("id").id


def test_a_notice_is_told_once_to_each_and_says_names_when_it_is_shown() -> None:
    one, other = _account(Role.OFFICER, HAISHU), _account(Role.OFFICER, YINZHOU)
    told = notify(
        [one.account_id, other.account_id, one.account_id], HANDED, {"place": place(HAISHU), "count": 5}, at=AT
    )
    assert told == 2
    (row,) = notices_of(one, most=10).rows
    assert (row.message.zh, row.at, row.read_at, row.link) == ("海曙区 交来 5 家单位。", AT, None, "")
    assert Notice.objects.filter(account=one.account_id).get().params == {"place": str(place(HAISHU)), "count": 5}


def test_a_notice_is_undone_with_its_operation() -> None:
    who = _account(Role.OFFICER, HAISHU)

    def fail() -> None:
        with transaction.atomic():
            _handed(who)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert unread_count(who) == CappedCount(0)


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (XIMEN, {"officer-330200", "officer-330203", "officer-330203004"}),
        (HAISHU, {"officer-330200", "officer-330203"}),
        (NINGBO, {"officer-330200"}),
        (YINZHOU, {"officer-330200"}),
    ],
)
def test_whoever_has_the_function_there_or_above_is_told(at: str, told: set[str]) -> None:
    for role, code in ((Role.OFFICER, NINGBO), (Role.OFFICER, HAISHU), (Role.OFFICER, XIMEN), (Role.LEADER, HAISHU)):
        signed_in(role, code)
    function = Permission("tests.do", frozenset({Role.OFFICER}))
    notify(AtPlace(function, paths_of([place(at)])[place(at)]), KEPT, {}, at=AT)
    assert set(Notice.objects.values_list("account__username", flat=True)) == told


def test_former_grants_and_closed_accounts_are_not_told() -> None:
    signed_in(Role.OFFICER, HAISHU)
    signed_in(Role.OFFICER, NINGBO)
    function, path = Permission("tests.do", frozenset({Role.OFFICER})), paths_of([place(HAISHU)])[place(HAISHU)]
    Grant.objects.filter(account__username="officer-330203").update(ends_on=ON)
    Account.objects.filter(username="officer-330200").update(is_active=False)
    assert accounts_at(function, path, on=ON) == ()
    assert len(accounts_at(function, path, on=date(2023, 2, 24))) == 1


def test_nobody_reads_or_marks_what_was_told_to_another() -> None:
    one, other = _account(Role.OFFICER, HAISHU), _account(Role.OFFICER, YINZHOU)
    own, foreign = _handed(one), _handed(other)
    assert [row.id for row in notices_of(one, most=10).rows] == [own]
    with pytest.raises(Absent) as raised:
        mark_read(one, [own, foreign], at=AT)
    assert raised.value.messages == (NO_NOTICE(),)
    assert Notice.objects.exclude(read_at=None).count() == 0
    mark_read(one, [own], at=AT)
    mark_read(one, [own], at=AT + timedelta(hours=1))
    assert [notices_of(who, most=10).rows[0].read_at for who in (one, other)] == [AT, None]


def test_all_are_read_at_once() -> None:
    one, other = _account(Role.OFFICER, HAISHU), _account(Role.OFFICER, YINZHOU)
    for who in (one, one, other):
        _handed(who)
    assert (unread_count(one), mark_all_read(one, at=AT), unread_count(one)) == (CappedCount(2), 2, CappedCount(0))
    assert unread_count(other) == CappedCount(1)
    assert notices_of(one, unread_only=True, most=10).rows == ()


def test_the_count_of_unread_ends_at_its_cap() -> None:
    who = _account(Role.OFFICER, HAISHU)
    for _ in range(100):
        _handed(who)
    assert str(unread_count(who)) == "99+"


def test_notices_go_when_their_time_is_over() -> None:
    who = _account(Role.OFFICER, HAISHU)
    notify([who.account_id], KEPT, {}, at=AT)
    kept = _handed(who)
    assert forget_expired(at=AT + timedelta(days=7) - timedelta(seconds=1)) == 0
    assert forget_expired(at=AT + timedelta(days=7)) == 1
    assert [row.id for row in notices_of(who, most=10).rows] == [kept]


def test_a_kind_that_is_no_longer_declared_is_said_to_be_former() -> None:
    who = _account(Role.OFFICER, HAISHU)
    notify([who.account_id], NoticeKind(MessageKind("tests.gone", "旧", "old")), {}, at=AT)
    assert notices_of(who, most=10).rows[0].message == FORMER()


def test_a_code_is_one_kinds() -> None:
    KINDS.add(KEPT)
    with pytest.raises(ValueError, match=r"two kinds of notices are called tests\.kept"):
        KINDS.add(NoticeKind(KEPT.message))


# --- what is stored --------------------------------------------------------------------------------------------------

_FREE = NoticeKind(MessageKind("tests.free", "{what}", "{what}"))


@pytest.mark.parametrize(
    ("what", "held"),
    [
        (UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (ON, "2023-02-25"),
        (999_999_999, 999_999_999),
        (-5, -5),
        (True, True),
        (None, None),
        ("roster.social_org_coverage_25", "roster.social_org_coverage_25"),
    ],
)
def test_ids_days_small_numbers_and_codes_are_stored(what: object, held: object) -> None:
    assert storable(_FREE, {"what": what}) == {"what": held}


@given(
    st.one_of(
        st.from_regex(r"\A1[3-9][0-9]{9}\Z"),
        st.from_regex(r"\A[0-9]{17}[0-9X]\Z"),
        st.integers(min_value=10**9),
        st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=4),
    )
)
def test_nothing_that_could_be_a_name_or_a_number_of_somebody_is_stored(what: object) -> None:
    with pytest.raises(ValueError, match="no id, day, small number or code"):
        storable(_FREE, {"what": what})


def test_what_a_sentence_names_must_be_given() -> None:
    with pytest.raises(ValueError, match=r"tests\.handed lacks count"):
        storable(HANDED, {"place": place(HAISHU)})


@pytest.mark.parametrize(
    ("link", "leads"),
    [("", True), ("/notices?page=2", True), ("//example.org", False), ("https://example.org", False), ("x", False)],
)
def test_links_lead_into_the_product(link: str, leads: bool) -> None:
    assert is_link(link) is leads


def test_a_link_elsewhere_tells_nobody() -> None:
    who = _account(Role.OFFICER, HAISHU)
    with pytest.raises(ValueError, match="not an address of the product"):
        notify([who.account_id], KEPT, {}, link="//example.org", at=AT)
    assert Notice.objects.count() == 0


# --- pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_whatever_their_rows(rows: int) -> None:
    client = signed_in(Role.OFFICER, NINGBO)
    who = Actor(Account.objects.get(username="officer-330200").id, (), ON)
    for code in (HAISHU, YINZHOU, "330205")[:rows]:
        _handed(who, code=code)
    with CaptureQueriesContext(connection) as captured:
        assert len(notices_of(who, most=10).rows) == rows
    assert len(captured) == 3
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/notices").status_code == 200
    # Session, account, grants, their places; notices, their count, names of places; the mark in the head.
    assert len(captured) == 8


def _html(answer: Any) -> str:
    return str(answer.content, "utf-8")


def test_the_head_of_every_page_tells_what_is_unread() -> None:
    client = signed_in(Role.OFFICER, NINGBO)
    who = Actor(Account.objects.get(username="officer-330200").id, (), ON)
    assert '<a class="head-mark" href="/notices">通知</a>' in _html(client.get("/"))
    _handed(who)
    assert '<a class="head-mark" href="/notices">通知 <b>1</b>' in _html(client.get("/"))
    assert "head-mark" not in _html(Client().get("/account/login/"))


def test_notices_are_read_from_the_page_one_by_one_and_all_at_once() -> None:
    client = signed_in(Role.OFFICER, NINGBO)
    who = Actor(Account.objects.get(username="officer-330200").id, (), ON)
    made = [_handed(who, count) for count in (1, 2, 3, 4)]
    page = client.get("/notices")
    assert "海曙区 交来 4 家单位。" in text(page)
    assert ("1–3 ，共 4" in text(page), "海曙区 交来 1 家单位。" in text(page)) == (True, False)
    assert "海曙区 交来 1 家单位。" in text(client.get("/notices?page=2"))
    assert client.post("/notices/read", {"act": "read", "chosen": str(made[0])})["Location"] == "/notices"
    assert unread_count(who) == CappedCount(3)
    assert "交来 1 家" not in text(client.get("/notices?unread&page=1"))
    assert client.post("/notices/read", {"act": "read", "all": "1"}).status_code == 302
    assert unread_count(who) == CappedCount(0)
    assert "没有通知" in text(client.get("/notices?unread"))


def test_what_is_not_well_written_or_not_ones_own_changes_nothing() -> None:
    client = signed_in(Role.OFFICER, NINGBO)
    foreign = _handed(_account(Role.OFFICER, HAISHU))
    assert client.post("/notices/read", {"chosen": str(foreign)}).status_code == 404
    assert client.post("/notices/read", {"chosen": "x"}).status_code == 400
    for page in ("0", "x"):
        assert client.get(f"/notices?page={page}").status_code == 400
    assert Notice.objects.exclude(read_at=None).count() == 0


def test_a_count_brings_its_noun_along() -> None:
    kind = NoticeKind(MessageKind("tests.counted", "有 {count} 家", "There {count|is one|are several}"))
    assert storable(kind, {"count": 2}) == {"count": 2}
