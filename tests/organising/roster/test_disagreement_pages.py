"""Pages of disagreements: who sees which, what is sent and brought in through them, in both languages."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.audit.models import Entry
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.organising.roster.contracts import LineState, RunState
from guildhall.organising.roster.models import Disagreement, DisagreementFile, DisagreementUpload, Run
from tests.base.actors import AT, at_places, place
from tests.organising.disagreeing import filled, line, member, sent
from tests.organising.roster import imports
from tests.organising.roster.imports import HAISHU, NINGBO, YINZHOU, client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def _html(answer: Any) -> str:
    return str(answer.content, "utf-8")


def _run(code: str = HAISHU) -> Run:
    return imports.run(code, RunState.PROPOSED)


def _file(content: BytesIO, name: str = "答复.xlsx") -> Any:
    return imports.sent(name, content.read())


def _archive(run: Run, folder: Path) -> Path:
    return sent(at_places(Role.OFFICER, HAISHU), run, folder)


def _upload(browser: Client, run: Run, folder: Path, given: dict[str, tuple[str, str]]) -> DisagreementUpload:
    answer = browser.post(f"/roster/runs/{run.pk}/answers", {"file": _file(filled(_archive(run, folder), given))})
    held = DisagreementUpload.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (302, f"/roster/answers/{held.pk}")
    return held


@pytest.mark.parametrize(
    ("codes", "shown"),
    [([HAISHU], {1}), ([YINZHOU], {2}), ([NINGBO], {1, 2}), ([HAISHU, YINZHOU], {1, 2}), (["330100"], None)],
)
def test_the_page_shows_what_lies_in_ones_places(codes: list[str], shown: set[int] | None) -> None:
    run = _run(NINGBO)
    line(run, 1, code=HAISHU)
    line(run, 2, code=YINZHOU)
    answer = client(Role.OFFICER, *codes).get(f"/roster/runs/{run.pk}/disagreements")
    found = {number for number in (1, 2) if f"S0000{number}" in _html(answer)}
    assert (answer.status_code, found) == ((404, set()) if shown is None else (200, shown))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_others_are_forbidden_everything(role: Role, tmp_path: Path) -> None:
    run = _run()
    line(run, 1)
    held = _upload(client(Role.OFFICER, HAISHU), run, tmp_path, {"S00001": ("已更正", "")})
    assert set(_answers(client(role, HAISHU), run, held).values()) == {403}


def test_outside_ones_places_everything_is_absent(tmp_path: Path) -> None:
    run = _run()
    line(run, 1)
    held = _upload(client(Role.OFFICER, HAISHU), run, tmp_path, {"S00001": ("已更正", "")})
    before = (Entry.objects.count(), held.state)
    assert set(_answers(client(Role.OFFICER, YINZHOU), run, held).values()) == {404}
    held.refresh_from_db()
    assert (Entry.objects.count(), held.state) == before


def _answers(browser: Client, run: Run, held: DisagreementUpload) -> dict[str, int]:
    file = {"register": "insurance", "place": str(run.place_id), "purpose": "correct"}
    there = f"/roster/runs/{run.pk}"
    return {
        "list": browser.get(f"{there}/disagreements").status_code,
        "file": browser.get(f"{there}/disagreements/file").status_code,
        "send": browser.post(f"{there}/disagreements/file", file).status_code,
        "bring in": browser.post(f"{there}/answers").status_code,
        "look": browser.get(f"/roster/answers/{held.pk}").status_code,
        "store": browser.post(f"/roster/answers/{held.pk}/store").status_code,
        "undo": browser.post(f"/roster/answers/{held.pk}/undo").status_code,
    }


def test_a_file_goes_out_comes_back_is_stored_and_taken_back(tmp_path: Path) -> None:
    run, browser = _run(), client(Role.OFFICER, HAISHU)
    line(run, 1)
    line(run, 2)
    here = f"/roster/runs/{run.pk}/disagreements"
    assert f"{here}/file?register=insurance" in _html(browser.get(here))
    asked = {"register": "insurance", "place": str(run.place_id), "purpose": "confirm"}
    answer = browser.post(f"{here}/file", asked)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Content-Disposition"].startswith('attachment; filename="disagreements-insurance-')
    archive = tmp_path / "sent.zip"
    archive.write_bytes(answer.content)
    assert str(DisagreementFile.objects.get().pk).encode() in member(archive, ".json")
    content = filled(archive, {"S00001": ("本方无误", "有批文")})
    browser.post(f"/roster/runs/{run.pk}/answers", {"file": _file(content)})
    held = DisagreementUpload.objects.get()
    seen = _html(browser.get(f"/roster/answers/{held.pk}"))
    assert "有批文" in seen
    assert f"/roster/answers/{held.pk}/store" in seen
    stored = browser.post(f"/roster/answers/{held.pk}/store", follow=True)
    assert "答复已存入。" in _html(stored)
    assert Disagreement.objects.get(number=1).state == LineState.ANSWERED.value
    assert f"/roster/answers/{held.pk}/store" not in _html(stored)
    undone = browser.post(f"/roster/answers/{held.pk}/undo", follow=True)
    assert "这份答复已撤回。" in _html(undone)
    assert Disagreement.objects.get(number=1).state == LineState.OPEN.value
    assert browser.post(f"/roster/answers/{held.pk}/undo").status_code == 409


def test_what_is_wrong_with_a_returned_file_is_said_in_both_languages(tmp_path: Path) -> None:
    run, browser = _run(), client(Role.OFFICER, HAISHU)
    line(run, 1)
    archive = _archive(run, tmp_path)
    for language, told in (
        ("zh", "第 6 行“贵方写的”列与发出时不同"),
        ("en", "Row 6, column “贵方写的” is not as it was sent"),
    ):
        content = filled(archive, {"S00001": ("已更正", "")}, {("S00001", 6): "改过"})
        answer = browser.post(f"/roster/runs/{run.pk}/answers?lang={language}", {"file": _file(content)})
        assert (answer.status_code, told in _html(answer)) == (422, True)
    empty = browser.post(f"/roster/runs/{run.pk}/answers")
    assert (empty.status_code, "请先选择文件。" in _html(empty)) == (422, True)
    assert not DisagreementUpload.objects.exists()


def test_what_cannot_be_sent_is_said_at_the_form() -> None:
    run, browser = _run(), client(Role.OFFICER, HAISHU)
    line(run, 1)
    there = f"/roster/runs/{run.pk}/disagreements/file"
    nothing = browser.post(there, {"register": "union", "place": str(run.place_id), "purpose": "correct"})
    assert (nothing.status_code, "这份名单没有待答复的不一致" in _html(nothing)) == (422, True)
    unsaid = browser.post(there, {"register": "insurance", "place": str(run.place_id)})
    assert (unsaid.status_code, "请选一项。" in _html(unsaid)) == (422, True)
    elsewhere = {"register": "insurance", "place": str(place(YINZHOU)), "purpose": "correct"}
    assert browser.post(there, elsewhere).status_code == 422
    assert not DisagreementFile.objects.exists()


def test_a_line_that_was_said_to_be_corrected_is_marked(tmp_path: Path) -> None:
    run, browser = _run(), client(Role.OFFICER, HAISHU)
    line(run, 1)
    held = _upload(browser, run, tmp_path, {"S00001": ("已更正", "")})
    later = _run()
    Run.objects.filter(pk=later.pk).update(created_at=AT + timedelta(days=30))
    line(later, 1, fingerprint=f"f{1:015}", own="仍不对")
    browser.post(f"/roster/answers/{held.pk}/store")
    shown = _html(browser.get(f"/roster/runs/{later.pk}/disagreements?marked=1"))
    assert "曾答复已更正" in shown
    assert "仍不对" in shown


def test_the_page_costs_the_same_with_one_line_and_with_three(tmp_path: Path) -> None:
    run, browser, costs = _run(), client(Role.OFFICER, HAISHU), []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            line(run, number)
        _upload(browser, run, tmp_path, {"S00001": ("已更正", "")})
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"/roster/runs/{run.pk}/disagreements")
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_list_is_paged_by_number_with_its_filters_in_the_address() -> None:
    run, browser = _run(), client(Role.OFFICER, HAISHU)
    for number in range(1, 6):
        line(run, number)
    here = f"/roster/runs/{run.pk}/disagreements"
    assert f"{here}?register=insurance&amp;after=3" in _html(browser.get(f"{here}?register=insurance"))
    second = _html(browser.get(f"{here}?register=insurance&after=3"))
    assert f"{here}?register=insurance&amp;before=4" in second
    assert ("S00004" in second, "S00003" in second) == (True, False)
    assert browser.get(f"/roster/runs/{new_id()}/disagreements").status_code == 404
    assert run.created_at == AT
