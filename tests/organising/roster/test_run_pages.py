"""The wizard's pages: who sees which runs, what each state shows, what may be done in it, what it costs."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.accounts.models import Account
from guildhall.base.audit.models import Entry
from guildhall.base.files.models import StoredFile
from guildhall.base.files.operations import store_file
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.contracts import State
from guildhall.infra.jobs.operations import claim, give_up
from guildhall.infra.models import Job
from guildhall.kernel.actor import FORBIDDEN, Role
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.models import Change, Run, RunFile, RunInput
from guildhall.organising.roster.rules.retention import REGISTER_FILE, RESULT_FILE
from tests.base.actors import AT, place
from tests.organising.roster import imports
from tests.organising.roster.imports import HAISHU, NINGBO, YINZHOU, client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def html(answer: Any) -> str:
    return str(answer.content, "utf-8")


def result_file(run: Run, name: str, content: bytes = b"content") -> RunFile:
    file_id = store_file(RESULT_FILE, name, BytesIO(content), at=AT)
    return RunFile.objects.create(run=run, name=name, file_id=file_id)


# --- who sees what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "titles"),
    [
        ([HAISHU], {"海曙"}),
        ([YINZHOU], {"鄞州"}),
        ([NINGBO], {"海曙", "鄞州", "宁波"}),
        ([HAISHU, YINZHOU], {"海曙", "鄞州"}),
        (["330100"], set()),
    ],
)
def test_the_list_holds_the_runs_of_ones_places(codes: list[str], titles: set[str]) -> None:
    for code, title in ((HAISHU, "海曙"), (YINZHOU, "鄞州"), (NINGBO, "宁波")):
        imports.run(code, title=f"{title}的比对")
    shown = html(client(Role.OFFICER, *codes).get("/roster/runs"))
    assert {title for title in ("海曙", "鄞州", "宁波") if f">{title}的比对<" in shown} == titles


def test_the_list_costs_the_same_with_one_and_with_three() -> None:
    browser, costs = client(Role.OFFICER, HAISHU), []
    for more in (1, 2):
        for _ in range(more):
            imports.run()
        with CaptureQueriesContext(connection) as captured:
            browser.get("/roster/runs")
        costs.append(len(captured))
    assert costs[0] == costs[1]


def _answers(browser: Client, run_id: UUID, file: int) -> dict[str, int]:
    gets = {part: browser.get(f"/roster/runs/{run_id}{part}").status_code for part in
            ("", "/start", "/progress", "/discard", "/accept", "/changes")}  # fmt: skip
    posts = {part: browser.post(f"/roster/runs/{run_id}{part}").status_code for part in
             ("/start", "/cancel", "/copy", "/discard", "/accept", "/upload", f"/files/{file}")}  # fmt: skip
    return {f"GET {part}": status for part, status in gets.items()} | {
        f"POST {part}": status for part, status in posts.items()
    }


@pytest.mark.parametrize(("role", "code", "status"), [
    (Role.OFFICER, YINZHOU, 404), (Role.REVIEWER, HAISHU, 403), (Role.VISITOR, HAISHU, 403),
    (Role.ADMINISTRATOR, HAISHU, 403), (Role.AUDITOR, HAISHU, 403), (Role.MEMBER, HAISHU, 403),
], ids=str)  # fmt: skip
@pytest.mark.parametrize("state", [RunState.DRAFT, RunState.PROPOSED], ids=str)
def test_nobody_else_reaches_any_part_of_a_run(role: Role, code: str, status: int, state: RunState) -> None:
    run = imports.run(state=state)
    held = result_file(run, "report.html")
    assert set(_answers(client(role, code), run.id, held.pk).values()) == {status}
    run.refresh_from_db()
    written = Entry.objects.filter(action__startswith="roster.").count()
    assert (run.state, Run.objects.count(), Job.objects.count(), written) == (state.value, 1, 0, 0)


# --- drafting ----------------------------------------------------------------------------------------------------


def test_whoever_has_one_place_finds_it_chosen_and_others_choose() -> None:
    one = html(client(Role.OFFICER, HAISHU).get("/roster/runs/new"))
    several = html(client(Role.OFFICER, NINGBO).get("/roster/runs/new"))
    assert (one.count("<option"), "海曙区" in one, "请选择" in one) == (1, True, False)
    assert ("请选择" in several, "海曙区" in several, "鼓楼街道" in several, "杭州市" in several) == (
        True,
        True,
        False,
        False,
    )


def test_a_run_is_begun_for_a_place_in_reach_alone() -> None:
    browser = client(Role.OFFICER, HAISHU)
    made = browser.post("/roster/runs/new", {"title": "二月", "place": str(place(HAISHU))})
    run = Run.objects.get()
    assert (made["Location"], run.place_id, run.title) == (f"/roster/runs/{run.id}", place(HAISHU), "二月")
    outside = browser.post("/roster/runs/new", {"title": "二月", "place": str(place(YINZHOU))})
    nameless = browser.post("/roster/runs/new", {"title": "", "place": str(place(HAISHU))})
    assert (outside.status_code, nameless.status_code, Run.objects.count()) == (422, 422, 1)


@pytest.mark.parametrize(
    ("recognition", "problems", "said"),
    [
        (None, [], "还在识别"),
        (None, [{"code": "x", "params": {}, "message_zh": "坏", "message_en": "bad"}], "读不了"),
    ],
)
def test_a_run_begins_only_with_files_that_can_be_read(recognition: None, problems: list[Any], said: str) -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    empty = browser.post(f"/roster/runs/{run.id}/start", {"as_of": ""})
    RunInput.objects.create(run=run, register="", file_id=new_id(), name="a.csv", problems=problems)
    unready = browser.post(f"/roster/runs/{run.id}/start", {"as_of": ""})
    assert (empty.status_code, unready.status_code) == (422, 422)
    assert "请至少放入一份名单" in html(empty)
    assert said in html(unready)
    run.refresh_from_db()
    assert (run.state, Job.objects.count()) == ("draft", 0)


def test_a_day_that_is_none_is_said_at_its_field() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    imports.looked_at(run)
    answer = browser.post(f"/roster/runs/{run.id}/start", {"as_of": "2023-02-30"})
    assert (answer.status_code, 'aria-invalid="true"' in html(answer)) == (422, True)
    run.refresh_from_db()
    assert run.state == "draft"


# --- at work -----------------------------------------------------------------------------------------------------


def _started(browser: Client) -> Run:
    run = imports.run()
    imports.looked_at(run)
    assert browser.post(f"/roster/runs/{run.id}/start", {"as_of": "2023-01-31"}).status_code == 302
    run.refresh_from_db()
    return run


def test_a_run_at_work_tells_how_far_it_is_until_it_has_ended() -> None:
    browser = client(Role.OFFICER, HAISHU)
    run = _started(browser)
    assert (run.state, str(run.as_of)) == ("running", "2023-01-31")
    Job.objects.filter(pk=str(run.job_id)).update(
        state="running", done=3, total=10,
        note={"code": "x", "params": {}, "message_zh": "读取文件", "message_en": "Reading files"},
    )  # fmt: skip
    part = f"/roster/runs/{run.id}/progress"
    shown = browser.get(part)
    assert "3 / 10" in html(shown)
    assert "读取文件" in html(shown)
    assert f'hx-get="{part}"' in html(shown)
    assert "HX-Refresh" not in shown
    Job.objects.filter(pk=str(run.job_id)).update(state="done")
    assert browser.get(part)["HX-Refresh"] == "true"


def test_a_run_cancelled_while_it_waits_says_so_and_begins_again_from_the_same_files() -> None:
    browser = client(Role.OFFICER, HAISHU)
    run = imports.run()
    kept = store_file(REGISTER_FILE, "民政.csv", BytesIO(b"content"), at=AT)
    recognised: dict[str, list[Any]] = {"sheets": [], "notices": []}
    RunInput.objects.create(
        run=run, register="market", file_id=kept, name="民政.csv", titles={"甲": "units.name"}, recognition=recognised
    )
    browser.post(f"/roster/runs/{run.id}/start", {"as_of": ""})
    assert browser.post(f"/roster/runs/{run.id}/cancel").status_code == 302
    run.refresh_from_db()
    assert run.state == "cancelled"
    assert "用同样的文件再来一次" in html(browser.get(f"/roster/runs/{run.id}"))
    answer = browser.post(f"/roster/runs/{run.id}/copy")
    copy = Run.objects.exclude(pk=run.pk).get()
    assert answer["Location"] == f"/roster/runs/{copy.id}"
    assert (copy.state, copy.title, copy.place_id, copy.job_id) == ("draft", run.title, run.place_id, None)
    held = copy.inputs.get()
    assert (held.register, held.name, held.titles, held.recognition) == (
        "market", "民政.csv", {"甲": "units.name"}, recognised,
    )  # fmt: skip
    # Giving one up leaves the other its file.
    browser.post(f"/roster/runs/{run.id}/discard")
    assert [stored.id for stored in StoredFile.objects.all()] == [held.file_id]


def test_a_run_cancelled_while_it_runs_stops_when_it_next_looks() -> None:
    browser = client(Role.OFFICER, HAISHU)
    run = _started(browser)
    worker = new_id()
    job = claim(worker, at=Job.objects.get(pk=str(run.job_id)).run_after)
    assert job is not None
    browser.post(f"/roster/runs/{run.id}/cancel")
    assert "正在取消" in html(browser.get(f"/roster/runs/{run.id}"))
    give_up(job.id, worker, State.CANCELLED, at=AT)
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_a_run_that_failed_says_why_in_both_languages() -> None:
    browser = client(Role.OFFICER, HAISHU)
    run = _started(browser)
    worker = new_id()
    job = claim(worker, at=Job.objects.get(pk=str(run.job_id)).run_after)
    assert job is not None
    give_up(job.id, worker, State.FAILED, at=AT, messages=[FORBIDDEN()])
    for language, words in (("zh", FORBIDDEN().zh), ("en", FORBIDDEN().en)):
        assert words in html(browser.get(f"/roster/runs/{run.id}?lang={language}"))


# --- what it found -----------------------------------------------------------------------------------------------


def _changes(run: Run, count: int, field: str = "new") -> None:
    Change.objects.bulk_create(
        Change(run=run, entity=f"o{n}", name=f"甬江合成{field}{n:03}会", field=field, before="none", after="own")
        for n in range(count)
    )


def test_changes_are_told_page_by_page_and_by_what_changes() -> None:
    run, browser = imports.run(state=RunState.PROPOSED), client(Role.OFFICER, HAISHU)
    _changes(run, 55)
    _changes(run, 2, "covered")
    first = html(browser.get(f"/roster/runs/{run.id}/changes?field=new"))
    last = Change.objects.filter(run=run, field="new").order_by("pk")[49].pk
    assert f"field=new&amp;after={last}" in first
    second = html(browser.get(f"/roster/runs/{run.id}/changes?field=new&after={last}"))
    assert [("甬江合成new049会" in page, "甬江合成new050会" in page) for page in (first, second)] == [
        (True, False), (False, True),
    ]  # fmt: skip
    covered = html(browser.get(f"/roster/runs/{run.id}/changes?field=covered"))
    assert ("没有工会" in covered, "单独建会" in covered, "甬江合成new000会" in covered) == (True, True, False)
    assert browser.get(f"/roster/runs/{run.id}/changes?after=²").status_code == 200


def test_changes_cost_the_same_with_one_and_with_three() -> None:
    browser, costs = client(Role.OFFICER, HAISHU), []
    for count in (1, 3):
        run = imports.run(state=RunState.PROPOSED)
        _changes(run, count)
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/roster/runs/{run.id}/changes")
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_files_are_sent_to_be_kept_and_never_opened_here() -> None:
    run, browser = imports.run(state=RunState.PROPOSED), client(Role.OFFICER, HAISHU)
    held = result_file(run, "report.html", b"<script>alert(1)</script>")
    answer = browser.post(f"/roster/runs/{run.id}/files/{held.pk}")
    assert b"".join(answer) == b"<script>alert(1)</script>"
    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "application/octet-stream", 'attachment; filename="report.html"',
    )  # fmt: skip
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    entry = Entry.objects.get(act="read")
    assert (entry.action, entry.object_id, entry.purpose) == ("roster.export", held.file_id, "")


def test_numbers_in_clear_leave_only_for_a_stated_purpose() -> None:
    run, browser = imports.run(state=RunState.PROPOSED), client(Role.OFFICER, HAISHU)
    held = result_file(run, "rejected/人员.csv")
    address = f"/roster/runs/{run.id}/files/{held.pk}"
    assert [browser.post(address, sent).status_code for sent in ({}, {"purpose": "fun"}, {"purpose": "own"})] == [
        422
    ] * 3
    assert not Entry.objects.filter(act="read").exists()
    assert browser.post(address, {"purpose": "correct"}).status_code == 200
    entry = Entry.objects.get(act="read")
    assert (entry.action, entry.purpose, entry.object_id) == ("people.unmask", "correct", held.file_id)


def test_who_reads_figures_alone_takes_no_numbers_along() -> None:
    run, browser = imports.run(state=RunState.PROPOSED), client(Role.LEADER, HAISHU)
    plain, clear = result_file(run, "coverage.csv"), result_file(run, "rejected/人员.csv")
    statuses = [
        browser.post(f"/roster/runs/{run.id}/files/{held.pk}", {"purpose": "verify"}).status_code
        for held in (plain, clear)
    ]
    assert statuses == [200, 403]


@pytest.mark.parametrize("name", ["persons.parquet", "roster.parquet", "manifest.json", "rejected.txt"])
def test_what_is_not_for_officers_stays_within(name: str) -> None:
    run, browser = imports.run(state=RunState.PROPOSED), client(Role.OFFICER, HAISHU)
    held = result_file(run, name)
    assert name not in html(browser.get(f"/roster/runs/{run.id}"))
    assert browser.post(f"/roster/runs/{run.id}/files/{held.pk}", {"purpose": "verify"}).status_code == 404


def test_a_file_of_another_run_is_absent() -> None:
    run, other = imports.run(state=RunState.PROPOSED), imports.run(YINZHOU, state=RunState.PROPOSED)
    held = result_file(other, "report.html")
    assert client(Role.OFFICER, HAISHU).post(f"/roster/runs/{run.id}/files/{held.pk}").status_code == 404


# --- the end -----------------------------------------------------------------------------------------------------


def test_acceptance_is_asked_about_and_then_queued_once() -> None:
    run, browser = imports.run(state=RunState.PROPOSED), client(Role.OFFICER, HAISHU)
    assert "要么全部写入" in html(browser.get(f"/roster/runs/{run.id}/accept"))
    assert [browser.post(f"/roster/runs/{run.id}/accept").status_code for _ in range(2)] == [302, 409]
    run.refresh_from_db()
    assert (run.state, Job.objects.filter(kind="roster.accept").count()) == ("accepting", 1)


@pytest.mark.parametrize("state", [state for state in RunState if state is not RunState.PROPOSED])
def test_what_is_not_proposed_is_not_accepted(state: RunState) -> None:
    run, browser = imports.run(state=state), client(Role.OFFICER, HAISHU)
    asked, sent = browser.get(f"/roster/runs/{run.id}/accept"), browser.post(f"/roster/runs/{run.id}/accept")
    assert (asked.status_code, sent.status_code, Job.objects.count()) == (302, 409, 0)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", list(RunState))
def test_every_state_has_its_page_in_both_languages(state: RunState, language: str) -> None:
    run, browser = imports.run(state=state, title="T"), client(Role.OFFICER, HAISHU)
    Run.objects.filter(pk=run.pk).update(counts={"organisations": 12, "people": 3456})
    shown = browser.get(f"/roster/runs/{run.id}?lang={language}")
    assert shown.status_code == 200
    assert ("3,456" in html(shown)) == (state in {RunState.PROPOSED, RunState.ACCEPTED})


def test_an_officer_of_one_place_who_reads_another_takes_no_numbers_from_there() -> None:
    run = imports.run(YINZHOU, state=RunState.PROPOSED)
    held = result_file(run, "rejected/人员.csv")
    browser = client(Role.OFFICER, HAISHU)
    account = Account.objects.get(username__startswith="officer")
    imports.grant(account.id, Role.LEADER, YINZHOU)
    answer = browser.post(f"/roster/runs/{run.id}/files/{held.pk}", {"purpose": "verify"})
    assert (answer.status_code, Entry.objects.filter(act="read").count()) == (404, 0)
