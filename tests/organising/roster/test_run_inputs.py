"""Files of a run: sent in as offices send them, recognised, mended by hand, taken out again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings

from guildhall.base.files.models import Blob, StoredFile
from guildhall.infra.ids import new_id
from guildhall.infra.models import Job
from guildhall.kernel.actor import Role
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.models import RunInput
from guildhall.organising.roster.tasks.scratch import tidy
from tests.base.actors import AT
from tests.organising.roster import imports
from tests.organising.roster.imports import CIVIL, HAISHU, INSURANCE, MARKET, PEOPLE, UNIONS, YINZHOU, client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
PASSWORD_XLSX = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "register"),
    [
        (CIVIL, "civil_affairs"),
        (MARKET, "market"),
        (INSURANCE, "insurance"),
        (PEOPLE, "insurance"),
        (UNIONS, "union"),
    ],
    ids=["civil", "market", "insurance", "people", "unions"],
)
def test_whose_list_it_is_is_recognised_where_one_register_clearly_fits(content: str, register: str) -> None:
    run = imports.run()
    assert imports.send(client(Role.OFFICER, HAISHU), run, imports.sent("名单.csv", content)) == 302
    imports.work()
    held = imports.only_input(run)
    assert (held.register, held.problems) == (register, [])
    assert held.recognition is not None
    assert [sheet["source"] for sheet in held.recognition["sheets"]] == ["名单.csv"]


def test_what_does_not_tell_whose_it_is_is_asked_for_and_then_taken_as_said() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    imports.send(browser, run, imports.sent("a.csv", "名称,地址\r\n甬江合成会,宁波市海曙区合成路1号\r\n"))
    imports.work()
    held = imports.only_input(run)
    assert (held.register, [problem["code"] for problem in held.problems]) == ("", ["roster.unclear"])
    assert browser.post(f"/roster/inputs/{held.id}/register", {"register": "market"}).status_code == 302
    imports.work()
    held = imports.only_input(run)
    assert (held.register, held.problems) == ("market", [])


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("密码.xlsx", PASSWORD_XLSX, "reader.password"),
        ("其实是图.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "reader.format"),
        ("坏的.csv", b"\x81\x20\xff\xfe" * 40, "reader.encoding"),
    ],
)
def test_files_that_cannot_be_read_say_why_in_both_languages_and_without_a_folder(
    name: str, content: bytes, code: str
) -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    assert imports.send(browser, run, imports.sent(name, content), register="civil_affairs") == 302
    imports.work()
    held = imports.only_input(run)
    assert [problem["code"] for problem in held.problems] == [code]
    assert held.problems[0]["params"]["file"] == name
    for language in ("zh", "en"):
        shown = browser.get(f"/roster/runs/{run.id}?lang={language}").content.decode()
        assert held.problems[0][f"message_{language}"] in shown


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_every_encoding_of_the_offices_is_read(encoding: str) -> None:
    run = imports.run()
    imports.send(client(Role.OFFICER, HAISHU), run, imports.sent("名单.csv", CIVIL.encode(encoding)))
    imports.work()
    held = imports.only_input(run)
    assert held.recognition is not None
    assert [(sheet["rows_in"], sheet["accepted"]) for sheet in held.recognition["sheets"]] == [(2, 2)]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("空.csv", b"", "“空.csv”是空文件。"),
        ("说明.docx", b"PK", "“说明.docx”不是可以上传的文件"),
        ("宏.xlsm", b"PK", "“宏.xlsm”不是可以上传的文件"),
    ],
)
def test_what_is_not_taken_is_said_at_the_field_and_the_others_come_in(name: str, content: bytes, told: str) -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    answer = browser.post(
        f"/roster/runs/{run.id}/upload",
        {"register": "civil_affairs", "file": [imports.sent(name, content), imports.sent("好.csv", CIVIL)]},
    )
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert [held.name for held in RunInput.objects.filter(run=run)] == ["好.csv"]
    assert StoredFile.objects.count() == 1


def test_nothing_chosen_is_said_at_the_field() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    answer = browser.post(f"/roster/runs/{run.id}/upload", {"register": ""})
    assert answer.status_code == 422
    assert "请先选择文件。" in answer.content.decode()
    assert not RunInput.objects.exists()


def test_a_title_said_by_the_officer_makes_a_file_readable() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    rows = "单位自称,社会组织类型,住所,登记日期,业务主管单位\r\n甬江合成会,社会团体,合成路1号,2020-01-02,合成局\r\n"
    imports.send(browser, run, imports.sent("a.csv", rows), register="civil_affairs")
    imports.work()
    held = imports.only_input(run)
    assert [problem["code"] for problem in held.problems] == ["reader.missing_column"]
    page = browser.get(f"/roster/runs/{run.id}").content.decode()
    assert '<input type="hidden" name="title" value="单位自称">' in page
    answer = browser.post(
        f"/roster/inputs/{held.id}/titles", {"title": ["单位自称", "住所"], "field": ["units.name", ""]}
    )
    assert answer.status_code == 302
    imports.work()
    held = imports.only_input(run)
    assert (held.titles, held.problems) == ({"单位自称": "units.name"}, [])
    assert "您指定的" in browser.get(f"/roster/runs/{run.id}").content.decode()


def test_a_title_for_a_field_that_is_none_is_refused_and_nothing_changes() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    held = imports.looked_at(run)
    answer = browser.post(f"/roster/inputs/{held.id}/titles", {"title": ["甲"], "field": ["units.nonsense"]})
    assert answer.status_code == 422
    assert imports.only_input(run).titles == {}
    assert not Job.objects.exists()


def test_numbers_in_the_preview_are_masked() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    imports.send(browser, run, imports.sent("人员.csv", PEOPLE))
    imports.work()
    shown = browser.get(f"/roster/runs/{run.id}").content.decode()
    assert "110***********002X" in shown
    assert "11010519491231002X" not in shown
    assert "15400000001" not in shown


def test_a_file_taken_out_is_gone_with_its_content() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    imports.send(browser, run, imports.sent("a.csv", CIVIL))
    held = imports.only_input(run)
    assert browser.post(f"/roster/inputs/{held.id}/remove", headers={"HX-Request": "true"}).content == b""
    imports.work()  # what was queued finds nothing to look at
    assert (RunInput.objects.count(), StoredFile.objects.count(), Blob.objects.count()) == (0, 0, 0)


def test_a_part_of_the_page_is_asked_for_until_the_file_was_looked_at() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    assert imports.send(browser, run, imports.sent("a.csv", CIVIL), **{"HX-Request": "true"}) == 200
    held = imports.only_input(run)
    part = f"/roster/inputs/{held.id}"
    waiting = browser.get(part, headers={"HX-Request": "true"}).content.decode()
    imports.work()
    done = browser.get(part, headers={"HX-Request": "true"}).content.decode()
    assert [f'hx-get="{part}"' in shown for shown in (waiting, done)] == [True, False]
    assert browser.get(part)["Location"] == f"/roster/runs/{run.id}#input-{held.id}"


@pytest.mark.parametrize("state", [state for state in RunState if state is not RunState.DRAFT])
def test_files_of_a_run_that_has_begun_stand(state: RunState) -> None:
    run, browser = imports.run(state=state), client(Role.OFFICER, HAISHU)
    held = imports.looked_at(run)
    answers = [
        imports.send(browser, run, imports.sent("b.csv", CIVIL)),
        browser.post(f"/roster/inputs/{held.id}/remove").status_code,
        browser.post(f"/roster/inputs/{held.id}/register", {"register": "market"}).status_code,
        browser.post(f"/roster/inputs/{held.id}/titles", {"title": ["甲"], "field": ["units.name"]}).status_code,
    ]
    assert answers == [409] * 4
    assert [(one.id, one.register, one.titles) for one in RunInput.objects.filter(run=run)] == [
        (held.id, "civil_affairs", {})
    ]


@pytest.mark.parametrize(("role", "code", "status"), [
    (Role.OFFICER, YINZHOU, 404), (Role.REVIEWER, HAISHU, 403), (Role.LEADER, HAISHU, 403),
    (Role.VISITOR, HAISHU, 403), (Role.ADMINISTRATOR, HAISHU, 403), (Role.AUDITOR, HAISHU, 403),
    (Role.MEMBER, HAISHU, 403),
], ids=str)  # fmt: skip
def test_nobody_else_touches_a_file(role: Role, code: str, status: int) -> None:
    run = imports.run()
    held = imports.looked_at(run)
    browser = client(role, code)
    answers = {
        imports.send(browser, run, imports.sent("b.csv", CIVIL)),
        browser.get(f"/roster/inputs/{held.id}").status_code,
        browser.post(f"/roster/inputs/{held.id}/register", {"register": "market"}).status_code,
        browser.post(f"/roster/inputs/{held.id}/titles", {"title": ["甲"], "field": ["units.name"]}).status_code,
        browser.post(f"/roster/inputs/{held.id}/remove").status_code,
    }
    assert answers == {status}
    assert [(one.id, one.register, one.titles) for one in RunInput.objects.filter(run=run)] == [
        (held.id, "civil_affairs", {})
    ]


def test_the_page_of_files_costs_the_same_with_one_and_with_three() -> None:
    browser, costs = client(Role.OFFICER, HAISHU), []
    for count in (1, 3):
        run = imports.run()
        for number in range(count):
            imports.looked_at(run, f"{number}.csv")
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(f"/roster/runs/{run.id}").content.decode().count('class="run-input"') == count
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_too_much_at_once_is_answered_by_a_page_and_nothing_is_kept() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    with override_settings(GUILDHALL_UPLOAD_BYTES=2**20):
        answer = browser.post(f"/roster/runs/{run.id}/upload", {"file": imports.sent("a.csv", b"x" * 3 * 2**20)})
    assert answer.status_code == 413
    assert "超过 1 MB" in answer.content.decode()
    assert (RunInput.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_what_killed_jobs_left_in_clear_goes_and_what_is_at_work_stays() -> None:
    run, browser = imports.run(), client(Role.OFFICER, HAISHU)
    imports.send(browser, run, imports.sent("a.csv", CIVIL))
    waiting = Job.objects.get()
    folder = Path(settings.GUILDHALL_DATA) / "work"
    ended = Job.objects.create(kind="roster.run", state="failed", created_at=AT, run_after=AT)
    for left in (waiting.id, ended.id, new_id()):
        (folder / str(left) / "in").mkdir(parents=True)
    assert (tidy(), [left.name for left in folder.iterdir()]) == (2, [str(waiting.id)])
    imports.work()
    assert list(folder.iterdir()) == []
