"""Snapshots: kept once, as things stood, never changed; published without what must be kept back; exports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from guildhall.base.audit.models import Entry
from guildhall.base.figures.access import WHOLE
from guildhall.base.figures.contracts import Cell, FileFormat, Indicator, Purpose
from guildhall.base.figures.events import SnapshotPublished, SnapshotTaken
from guildhall.base.figures.indicators import indicators, register, unregister
from guildhall.base.figures.models import Publication, PublishedCell, Snapshot, SnapshotCell
from guildhall.base.figures.operations import (
    NOT_OVER,
    PUBLISHED,
    TAKEN,
    export_breakdown,
    publish_snapshot,
    take_snapshot,
)
from guildhall.base.figures.queries import citations, kept, kept_on, public_figure, public_totals, snapshots_of
from guildhall.base.figures.queries.kept import NO_SNAPSHOT, ONE_FILTER
from guildhall.base.figures.queries.published import cut_offs_of
from guildhall.base.figures.rules.definitions import definition_of, digest_of
from guildhall.base.figures.tasks import take_due
from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.base.places.operations import move_place
from guildhall.base.places.queries import paths_of
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.operations import claim, enqueue
from guildhall.infra.jobs.running import Running
from guildhall.kernel.actor import Role
from guildhall.kernel.clocks import CHINA, FixedClock
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused, UsageError
from guildhall.kernel.words import Words
from tests.base.actors import AT, ON, at_places, place
from tests.base.events import heard
from tests.base.figures.sample import COUNT, RATE, SUM
from tests.base.figures.test_live import HAISHU, HANGZHOU, NINGBO, YINZHOU, ZHEJIANG, club

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "sample")]
CUT_OFF = date(2023, 1, 31)


def _take(indicator: Indicator = RATE, cut_off: date = CUT_OFF) -> UUID:
    return take_snapshot(at_places(Role.OFFICER, ZHEJIANG), indicator.code, cut_off, at=AT)


def _nothing_kept() -> bool:
    return not (Snapshot.objects.exists() or SnapshotCell.objects.exists() or Publication.objects.exists())


def _clubs() -> None:
    for n in range(6):
        club(f"甲{n}", HAISHU, 30)
    club("乙会", YINZHOU, 3, kind=OrganisationKind.FOUNDATION)
    club("丙会", NINGBO, 40)
    for n in range(9):
        club(f"丁{n}", HANGZHOU, 10)


def test_a_snapshot_holds_every_place_and_filter_as_at_the_cut_off() -> None:
    _clubs()
    who = at_places(Role.OFFICER, ZHEJIANG)
    with heard(SnapshotTaken) as events:
        taken = take_snapshot(who, RATE.code, CUT_OFF, at=AT)
    assert events == [SnapshotTaken(taken, RATE.code, CUT_OFF)]
    club("戊会", HAISHU, 30)  # what comes later changes nothing
    snapshot = kept_on(RATE, CUT_OFF)
    assert (snapshot.id, snapshot.taken_at, snapshot.taken_by, snapshot.published_at) == (
        taken,
        AT,
        who.account_id,
        None,
    )
    assert snapshot.definition["parameters"]["proxy_insured"]["value"] == 25
    city = kept(at_places(Role.LEADER, NINGBO), RATE, snapshot, None, {})
    assert (city.total, [row.cell for row in city.rows]) == (Cell(7, 8), [Cell(6, 6), Cell(0, 1), Cell(1, 1)])
    assert [row.is_rest for row in city.rows] == [False, False, True]
    top = kept(who, RATE, snapshot, None, {})
    assert (top.total, [(row.name, row.cell) for row in top.rows]) == (
        Cell(7, 17),
        [("杭州市", Cell(0, 9)), ("宁波市", Cell(7, 8))],
    )
    assert kept(who, RATE, snapshot, place(NINGBO), {"kind": "foundation"}).total == Cell(0, 1)
    assert kept(who, RATE, snapshot, None, {"kind": "social_service"}).total == Cell(0, 0)
    entry = Entry.objects.get(action="figures.snapshot")
    assert (entry.account_id, entry.object_id, entry.count) == (who.account_id, taken, SnapshotCell.objects.count())


def test_several_places_of_ones_own_stand_side_by_side() -> None:
    _clubs()
    _take()
    found = kept(at_places(Role.LEADER, HAISHU, HANGZHOU), RATE, kept_on(RATE, CUT_OFF), None, {})
    assert (found.place, found.total) == (None, Cell(6, 15))
    assert [(row.name, row.cell) for row in found.rows] == [("杭州市", Cell(0, 9)), ("海曙区", Cell(6, 6))]


@pytest.mark.parametrize("grants", [1, 3])
@pytest.mark.parametrize("rows", [1, 3])
def test_reading_a_snapshot_costs_the_same_whatever_its_rows(rows: int, grants: int) -> None:
    for code in (HAISHU, YINZHOU, "330205")[:rows]:
        club(f"甲{code}", code, 30)
    _take()
    who = at_places(Role.LEADER, *(NINGBO, HANGZHOU, "330300")[:grants])
    with CaptureQueriesContext(connection) as captured:
        found = kept(who, RATE, kept_on(RATE, CUT_OFF), place(NINGBO), {})
    assert (len(found.rows), len(captured)) == (rows, 4)


def test_nobody_reads_a_snapshot_beyond_their_places() -> None:
    _take()
    snapshot = kept_on(RATE, CUT_OFF)
    with pytest.raises(Absent):
        kept(at_places(Role.LEADER, HAISHU), RATE, snapshot, place(YINZHOU), {})
    with pytest.raises(Absent) as raised:
        kept_on(RATE, date(2022, 12, 31))
    assert raised.value.messages == (NO_SNAPSHOT(),)
    with pytest.raises(UsageError) as asked:
        kept(at_places(Role.LEADER, HAISHU), RATE, snapshot, None, {"a": "1", "b": "2"})
    assert asked.value.messages == (ONE_FILTER(),)


def test_only_the_uppermost_place_takes_and_publishes() -> None:
    for who in (at_places(Role.OFFICER, NINGBO), at_places(Role.OFFICER, NINGBO, HANGZHOU)):
        with pytest.raises(Forbidden) as raised:
            take_snapshot(who, RATE.code, CUT_OFF, at=AT)
        assert raised.value.messages == (WHOLE(),)
    with pytest.raises(Forbidden):
        take_snapshot(at_places(Role.LEADER, ZHEJIANG), RATE.code, CUT_OFF, at=AT)
    assert _nothing_kept()
    taken = _take()
    with pytest.raises(Forbidden):
        publish_snapshot(at_places(Role.OFFICER, NINGBO), taken, at=AT)
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("cut_off", "is_over"), [(ON - timedelta(days=1), True), (ON, False), (ON + timedelta(1), False)]
)
def test_a_day_that_is_not_over_is_not_kept(cut_off: date, is_over: bool) -> None:
    if is_over:
        _take(COUNT, cut_off)
        assert kept_on(COUNT, cut_off).cut_off == cut_off
        return
    with pytest.raises(Invalid) as raised:
        _take(COUNT, cut_off)
    assert dict(raised.value.fields) == {"cut_off": (NOT_OVER(),)}
    assert _nothing_kept()


def test_a_cut_off_is_kept_once() -> None:
    club("甲会", HAISHU, 30)
    _take()
    club("乙会", HAISHU, 30)
    cells = SnapshotCell.objects.count()
    with pytest.raises(Refused) as raised:
        _take()
    assert raised.value.messages == (TAKEN(cut_off="2023-01-31"),)
    assert (Snapshot.objects.count(), SnapshotCell.objects.count()) == (1, cells)
    assert [one.cut_off for one in snapshots_of(RATE)] == [CUT_OFF]


@pytest.mark.parametrize("table", ["figures_snapshot", "figures_cell", "figures_publication", "figures_published_cell"])
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = {column}", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_what_was_kept(table: str, statement: str) -> None:
    club("甲会", HAISHU, 30)
    publish_snapshot(at_places(Role.OFFICER, ZHEJIANG), _take(), at=AT)
    column = {"figures_snapshot": "digest", "figures_publication": "threshold"}.get(table, "numerator")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table, column=column))


def test_a_moved_place_keeps_its_value_under_its_new_parent() -> None:
    _clubs()
    _take()
    move_place(at_places(Role.ADMINISTRATOR, ZHEJIANG), place(HAISHU), place(HANGZHOU), on=ON, at=AT)
    snapshot = kept_on(RATE, CUT_OFF)
    assert kept(at_places(Role.LEADER, HAISHU), RATE, snapshot, None, {}).total == Cell(6, 6)
    assert kept(at_places(Role.LEADER, NINGBO), RATE, snapshot, None, {}).total == Cell(7, 8)


# --- definition ------------------------------------------------------------------------------------------------------


def test_a_definition_changes_with_its_words_and_not_with_who_reads_it() -> None:
    first = digest_of(definition_of(COUNT, ()))
    other = replace(COUNT, definition=Words("另一定义", "another"))
    readers = replace(COUNT, columns=(Words("名", "n"),))
    assert digest_of(definition_of(other, ())) != first
    assert digest_of(definition_of(readers, ())) == first
    _take()
    assert kept_on(RATE, CUT_OFF).digest == digest_of(definition_of(RATE, citations(RATE, CUT_OFF)))


# --- publishing ------------------------------------------------------------------------------------------------------


def test_what_may_be_named_to_anybody_is_published_whole() -> None:
    _clubs()
    opened = replace(COUNT, code="tests.open", is_open=True)
    for one in (COUNT, opened):
        if one is opened:
            register(one)
        publish_snapshot(at_places(Role.OFFICER, ZHEJIANG), take_snapshot(None, one.code, CUT_OFF, at=AT), at=AT)
    unregister(opened.code)
    small = PublishedCell.objects.filter(publication__snapshot__indicator=COUNT.code, is_kept_back=True).count()
    whole = PublishedCell.objects.filter(publication__snapshot__indicator=opened.code)
    assert (small > 0, whole.filter(is_kept_back=True).count(), whole.filter(numerator__lt=5).count() > 0) == (
        True, 0, True,
    )  # fmt: skip
    assert (public_figure(COUNT.code).threshold, public_figure(opened.code).threshold) == (5, 0)


def test_what_is_public_holds_no_small_number_and_none_to_tell_it_from() -> None:
    _clubs()
    who = at_places(Role.OFFICER, ZHEJIANG)
    taken = _take()
    with pytest.raises(Absent):
        public_figure(RATE.code)
    with heard(SnapshotPublished) as events:
        publish_snapshot(who, taken, at=AT)
    assert events == [SnapshotPublished(taken, RATE.code, CUT_OFF)]
    top = public_figure(RATE.code)
    assert (top.threshold, top.total.cell) == (5, Cell(7, 17))
    # 1 of 8 in Ningbo lacks it; Hangzhou would tell it.
    assert [(row.name, row.cell) for row in top.rows] == [("杭州市", None), ("宁波市", None)]
    city = public_figure(RATE.code, cut_off=CUT_OFF, place_id=place(NINGBO))
    # Were Haishu's 6 of 6 shown, 1 of the 7 would be left for all that is kept back.
    assert (city.total.cell, [row.cell for row in city.rows]) == (None, [None, None, None])
    assert PublishedCell.objects.exclude(numerator=None).filter(is_kept_back=True).count() == 0
    assert (cut_offs_of(RATE.code), kept_on(RATE, CUT_OFF).published_at) == ((CUT_OFF,), AT)
    with pytest.raises(Refused) as raised:
        publish_snapshot(who, taken, at=AT)
    assert raised.value.messages == (PUBLISHED(),)
    with pytest.raises(Absent):
        publish_snapshot(who, new_id(), at=AT)


def test_the_newest_cut_off_is_the_public_one() -> None:
    club("甲会", HAISHU, 30)
    who = at_places(Role.OFFICER, ZHEJIANG)
    for n in range(8):
        club(f"乙{n}", HAISHU, 30)
    for cut_off in (CUT_OFF, date(2022, 12, 31)):
        publish_snapshot(who, _take(COUNT, cut_off), at=AT)
    _take(COUNT, date(2023, 2, 20))  # kept, not published
    publish_snapshot(who, _take(SUM), at=AT)
    with CaptureQueriesContext(connection) as captured:
        found = public_totals()
    assert [(code, one.snapshot.cut_off, one.total.cell) for code, one in found.items()] == [
        (SUM.code, CUT_OFF, Cell(270)),
        (COUNT.code, CUT_OFF, Cell(9)),
    ]
    assert len(captured) == 2
    assert list(public_totals({SUM.code, "tests.nothing"})) == [SUM.code]
    with CaptureQueriesContext(connection) as captured:
        public_figure(COUNT.code)
    assert len(captured) == 3


# --- the schedule ----------------------------------------------------------------------------------------------------


def test_the_schedule_keeps_each_months_end_once() -> None:
    now = datetime(2023, 2, 3, 4, 5, tzinfo=CHINA)

    def run() -> None:
        worker = new_id()
        enqueue("figures.take_due", {}, at=now)
        job = claim(worker, at=now)
        assert job is not None
        take_due(Running(job, worker, FixedClock(now)))

    run()
    held = set(Snapshot.objects.values_list("indicator", "cut_off", "taken_by_id"))
    assert held == {(one.code, CUT_OFF, None) for one in indicators()}
    run()
    assert Snapshot.objects.count() == len(held)


# --- exports ---------------------------------------------------------------------------------------------------------


def test_an_export_says_what_it_is_and_the_audit_knows_it() -> None:
    _clubs()
    who = at_places(Role.LEADER, NINGBO)
    made = export_breakdown(who, RATE.code, None, ON, {}, purpose=Purpose.MEETING, file_format=FileFormat.CSV, at=AT)
    lines = made.content.decode("utf-8-sig").split("\r\n")
    entry = Entry.objects.get(action="figures.export")
    assert (entry.account_id, entry.act, entry.purpose) == (who.account_id, "read", "meeting")
    assert lines[0] == (
        f"达到门槛的比例 Share at the threshold · 2023-02-25 · 导出 export {entry.object_id} · 2023-02-25 09:30 · "
        "会议材料 for a meeting"
    )
    assert lines[1] == "地方 place,路径 path,分子 numerator,分母 denominator,率 rate"
    path = _path(NINGBO)
    assert lines[-2:] == [f"宁波市,{path},7,8,87.5%", ""]
    assert f"海曙区,{_path(HAISHU)},6,6,100.0%" in lines
    assert made.name == "tests.large_share-2023-02-25.csv"


def _path(code: str) -> str:
    return paths_of([place(code)])[place(code)]


def test_a_workbook_holds_the_same_as_numbers() -> None:
    _clubs()
    made = export_breakdown(
        at_places(Role.OFFICER, NINGBO), COUNT.code, place(NINGBO), ON, {"kind": "foundation"},
        purpose=Purpose.ANALYSIS, file_format=FileFormat.XLSX, at=AT,
    )  # fmt: skip
    sheet = load_workbook(BytesIO(made.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert "kind=foundation" in str(rows[0][0])
    assert rows[1] == ["地方 place", "路径 path", "数值 value"]
    assert rows[-1] == ["宁波市", _path(NINGBO), 1]
    assert made.name.endswith(".xlsx")


def test_who_may_not_export_leaves_no_trace() -> None:
    visitor, officer = at_places(Role.VISITOR, HAISHU), at_places(Role.OFFICER, HAISHU)
    options = {"purpose": Purpose.MEETING, "file_format": FileFormat.CSV, "at": AT}
    with pytest.raises(Forbidden):
        export_breakdown(visitor, COUNT.code, None, ON, {}, **options)  # type: ignore[arg-type]  # the options above
    with pytest.raises(Absent):
        export_breakdown(officer, COUNT.code, place(YINZHOU), ON, {}, **options)  # type: ignore[arg-type]  # the options above
    assert not Entry.objects.filter(action="figures.export").exists()
