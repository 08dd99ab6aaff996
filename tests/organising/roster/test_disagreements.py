"""Disagreements sent back and answered: the file, what a returned one changes, what later runs make of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.base.audit.models import Entry
from guildhall.base.organisations.models import Organisation, OrganisationAlias
from guildhall.infra.aliases import join
from guildhall.infra.ids import new_id
from guildhall.infra.signing import holds
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused
from guildhall.organising.roster.contracts import Answer, LineState, Register, ReturnPurpose, RunState, UploadState
from guildhall.organising.roster.models import (
    Disagreement,
    DisagreementAnswer,
    DisagreementFile,
    DisagreementUpload,
    Run,
)
from guildhall.organising.roster.operations.answering import meet_answers, store_answers, undo_answers
from guildhall.organising.roster.operations.importing import accept_run, discard_run, start_run
from guildhall.organising.roster.operations.sending import make_file
from guildhall.organising.roster.queries import disagreements as queries
from guildhall.organising.roster.rules.disagreeing import LineFilters
from guildhall.organising.roster.rules.lines import FILLED, SIGNED
from guildhall.organising.roster.rules.signed import of_json
from tests.base.actors import AT, at_places, place
from tests.base.organisations.makers import organisation
from tests.organising import makers
from tests.organising.disagreeing import CODE, brought, filled, line, member, rows_of, sent
from tests.organising.roster.runs import account, drafted, files, proposed, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
HAISHU, YINZHOU, NINGBO = "330203", "330212", "330200"
LATER = AT + timedelta(days=30)


@pytest.fixture
def officer(places: None) -> Actor:
    return at_places(Role.OFFICER, HAISHU)


@pytest.fixture
def run(places: None) -> Run:
    return _run()


def _run(code: str = HAISHU, at: datetime = AT, state: RunState = RunState.PROPOSED) -> Run:
    held = makers.run(code, accepted_at=None)
    Run.objects.filter(pk=held.pk).update(created_at=at, state=state.value)
    return Run.objects.get(pk=held.pk)


def _answered(officer: Actor, run: Run, folder: Path, answers: dict[str, tuple[str, str]], at: datetime = AT) -> UUID:
    """A file sent, filled in, brought in and stored; the upload's id."""
    upload = brought(officer, run.pk, "答复.xlsx", filled(sent(officer, run, folder), answers), at=at)
    store_answers(officer, upload, at=at)
    return upload


def _corrected(officer: Actor, run: Run, folder: Path) -> BytesIO:
    """A file of which the first line is said to be corrected."""
    return filled(sent(officer, run, folder), {"S00001": ("已更正", "")})


def _stand(run: Run) -> list[tuple[int, str, str]]:
    return list(Disagreement.objects.filter(run=run).order_by("number").values_list("number", "state", "answer"))


def _everything() -> list[list[Any]]:
    models = (Disagreement, DisagreementFile, DisagreementUpload, DisagreementAnswer)
    return [[*map(repr, model._default_manager.order_by("pk").values_list())] for model in models] + [
        [Entry.objects.count()]
    ]


# --- the file ------------------------------------------------------------------------------------------------------


def test_a_file_says_for_whom_it_is_and_holds_its_lines(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1, own="=1+1", who="@甲")
    line(run, 2, register=Register.MARKET)
    line(run, 3, state=LineState.WITHDRAWN)
    archive = sent(officer, run, tmp_path)
    rows = rows_of(archive)
    held = DisagreementFile.objects.get()
    assert [row[0] for row in rows[:4]] == [
        "致：社会保险 · 海曙区 · 截至 2023-01-31 · 比对：二月比对",
        "导出：经办 · 2023-02-25 09:30 · 用途：请来源部门更正 · 内部资料，不得外传",
        "请只填写“答复”（已更正、本方无误、待核实）和“说明”两列，填好后把本文件发回。 "
        "Fill in “答复” and “说明” only, and send the file back.",
        f"签名 {held.pk} {held.signature}",
    ]
    assert rows[4] == [*SIGNED, *FILLED]
    assert rows[5:] == [
        ["S00001", "单位名称与登记名称不同", "unit name differs from the registered one", "社保.csv", "2", "'@甲",
         "'=1+1", "甬江合成协会", "民政登记：民政.xlsx:11", "", "", ""]
    ]  # fmt: skip


def test_a_file_is_signed_with_the_installations_key(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    archive = sent(officer, run, tmp_path)
    signed = of_json(member(archive, ".json").decode())
    held = DisagreementFile.objects.get()
    assert (signed.public_key, signed.signature) == (held.public_key, held.signature)
    assert holds(signed.public_key, signed.signature, signed.manifest.content())
    assert json.loads(signed.manifest.content())["run"] == str(run.pk)
    assert signed.manifest.lines == (("S00001", held.lines[0][1]),)


def test_what_is_taken_out_stands_in_the_audit(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    line(run, 2)
    sent(officer, run, tmp_path)
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.action, entry.act, entry.purpose, entry.count) == ("roster.export", "read", "correct", 2)
    assert entry.object_id == DisagreementFile.objects.get().pk


def test_answers_are_chosen_from_a_list(officer: Actor, run: Run, tmp_path: Path) -> None:
    import openpyxl

    line(run, 1)
    page: Any = openpyxl.load_workbook(BytesIO(member(sent(officer, run, tmp_path), ".xlsx"))).worksheets[0]
    (offered,) = page.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)[:2]) == ('"已更正,本方无误,待核实"', "K6")


def test_a_county_gets_of_a_citys_run_what_lies_in_it(tmp_path: Path) -> None:
    run = _run(NINGBO)
    line(run, 1, code=HAISHU)
    line(run, 2, code=YINZHOU)
    haishu = at_places(Role.OFFICER, HAISHU)
    assert [one.line.number for one in queries.lines(haishu, run.pk, LineFilters(), size=9).rows] == [1]
    assert queries.places_of_files(haishu, run.pk)[0][0] == place(HAISHU)
    assert [row[0] for row in rows_of(sent(haishu, run, tmp_path, code=HAISHU))[5:]] == ["S00001"]
    both = at_places(Role.OFFICER, NINGBO)
    assert [row[0] for row in rows_of(sent(both, run, tmp_path))[5:]] == ["S00001", "S00002"]
    with pytest.raises(Absent):
        sent(haishu, run, tmp_path)  # the run's own place is not theirs


def test_nothing_open_is_no_file(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1, state=LineState.WITHDRAWN)
    before = _everything()
    with pytest.raises(Refused, match="nothing_to_send"):
        sent(officer, run, tmp_path)
    assert _everything() == before


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_officers_see_send_and_answer(role: Role, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    other = at_places(role, HAISHU)
    before = _everything()
    for act in _acts(other, run, tmp_path):
        with pytest.raises(Forbidden):
            act()
    assert _everything() == before


def test_out_of_reach_is_absent(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    upload = brought(officer, run.pk, "a.xlsx", _corrected(officer, run, tmp_path), at=AT)
    other, before = at_places(Role.OFFICER, YINZHOU), _everything()
    acts = _acts(other, run, tmp_path)
    acts.append(lambda: store_answers(other, upload, at=AT))
    acts.append(lambda: undo_answers(other, upload, at=AT))
    acts.append(lambda: queries.preview(other, upload))
    for act in acts:
        with pytest.raises(Absent):
            act()
    assert _everything() == before


def _acts(actor: Actor, run: Run, folder: Path) -> list[Callable[[], object]]:
    return [
        lambda: queries.disagreeing(actor, run.pk),
        lambda: queries.places_of_files(actor, run.pk),
        lambda: sent(actor, run, folder),
        lambda: brought(actor, run.pk, "a.csv", BytesIO(b"a"), at=AT),
    ]


# --- a returned file -----------------------------------------------------------------------------------------------


def test_nothing_is_answered_until_it_is_stored(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    line(run, 2)
    line(run, 3)
    content = filled(sent(officer, run, tmp_path), {"S00001": ("已更正", "已改"), "S00003": ("本方无误", "")})
    upload = brought(officer, run.pk, "答复.xlsx", content, at=AT)
    assert {state for _, state, _ in _stand(run)} == {"open"}
    seen = queries.preview(officer, upload)
    assert seen.counts == ((Answer.CORRECTED, 1), (Answer.RIGHT, 1), (Answer.CHECKING, 0))
    assert [(one.number, answer, note) for one, answer, note in seen.rows] == [
        (1, Answer.CORRECTED, "已改"),
        (3, Answer.RIGHT, ""),
    ]
    assert store_answers(officer, upload, at=LATER) == 2
    assert _stand(run) == [(1, "answered", "corrected"), (2, "open", ""), (3, "answered", "right")]
    held = DisagreementUpload.objects.get()
    assert (held.state, held.stored_at, held.stored_by) == ("stored", LATER, officer.account_id)


def test_a_file_saved_as_csv_is_read_too(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    rows = rows_of(sent(officer, run, tmp_path))
    rows[5][10] = "待核实"
    text = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    for encoded in (text.encode("utf-8-sig"), text.encode("gb18030")):
        upload = brought(officer, run.pk, "答复.csv", BytesIO(encoded), at=AT)
        assert DisagreementUpload.objects.get(pk=upload).rows == [[1, "checking", ""]]


def test_an_altered_line_is_told_with_row_and_column_and_nothing_is_kept(
    officer: Actor, run: Run, tmp_path: Path
) -> None:
    line(run, 1)
    line(run, 2)
    archive = sent(officer, run, tmp_path)
    content = filled(archive, {"S00001": ("已更正", "")}, {("S00002", 7): "别的名字"})
    before = _everything()
    with pytest.raises(Invalid) as refusal:
        brought(officer, run.pk, "答复.xlsx", content, at=AT)
    (told,) = refusal.value.fields["file"]
    assert (told.code, told.zh) == (
        "roster.answers_altered",
        "第 7 行“别处写的”列与发出时不同。只能填写“答复”和“说明”。",
    )
    assert _everything() == before


def _changed(archive: Path, old: str, new: str) -> BytesIO:
    rows = rows_of(archive)
    rows[5][10] = "已更正"
    text = "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    assert old in text
    return BytesIO(text.replace(old, new).encode("utf-8-sig"))


def test_a_signature_of_another_file_does_not_hold(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    archive = sent(officer, run, tmp_path)
    held = DisagreementFile.objects.get()
    sent(officer, run, tmp_path)
    other = DisagreementFile.objects.exclude(pk=held.pk).get()
    turned = ("B" if held.signature[0] != "B" else "C") + held.signature[1:]
    before = _everything()
    for old, new in [(held.signature, turned), (str(held.pk), str(other.pk)), (str(held.pk), str(new_id()))]:
        with pytest.raises(Invalid, match="answers_signature"):
            brought(officer, run.pk, "a.csv", _changed(archive, old, new), at=AT)
    with pytest.raises(Invalid, match="answers_no_head"):
        brought(officer, run.pk, "a.csv", _changed(archive, "签名 ", ""), at=AT)
    assert _everything() == before


def test_a_table_that_was_changed_behind_the_signature_does_not_hold(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    archive = sent(officer, run, tmp_path)
    DisagreementFile.objects.update(lines=[[1, "0" * 64]])
    with pytest.raises(Invalid, match="answers_signature"):
        brought(officer, run.pk, "a.xlsx", filled(archive, {"S00001": ("已更正", "")}), at=AT)


def test_a_file_of_another_run_is_refused(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    other = _run()
    line(other, 1)
    with pytest.raises(Invalid, match="answers_signature"):
        brought(officer, other.pk, "a.xlsx", _corrected(officer, run, tmp_path), at=AT)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"x", "answers_kind"),
        ("a.xlsx", b"", "reader.empty_file"),
        ("a.xlsx", b"PK\x03\x04 no workbook", "reader.damaged"),
        ("a.csv", b"%PDF-1.4", "reader.format"),
    ],
)
def test_what_is_no_such_file_is_refused(officer: Actor, run: Run, name: str, content: bytes, code: str) -> None:
    line(run, 1)
    with pytest.raises(Invalid, match=code):
        brought(officer, run.pk, name, BytesIO(content), at=AT)


def test_a_file_is_stored_once_and_taken_back_once(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    upload = _answered(officer, run, tmp_path, {"S00001": ("已更正", "")})
    before = _everything()
    with pytest.raises(Refused, match="answers_not_checked"):
        store_answers(officer, upload, at=AT)
    assert _everything() == before
    assert undo_answers(officer, upload, at=LATER) == 1
    assert _stand(run) == [(1, "open", "")]
    before = _everything()
    for act in (undo_answers, store_answers):
        with pytest.raises(Refused):
            act(officer, upload, at=AT)
    assert _everything() == before


def test_a_checked_file_can_be_thrown_away(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    upload = brought(officer, run.pk, "a.xlsx", _corrected(officer, run, tmp_path), at=AT)
    assert undo_answers(officer, upload, at=AT) == 0
    assert DisagreementUpload.objects.get().state == UploadState.UNDONE.value


def test_a_later_answer_gives_way_again_when_it_is_taken_back(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    line(run, 2)
    archive = sent(officer, run, tmp_path)
    first, second = (
        brought(officer, run.pk, "a.xlsx", filled(archive, given), at=AT)
        for given in ({"S00001": ("待核实", "")}, {"S00001": ("已更正", ""), "S00002": ("本方无误", "")})
    )
    store_answers(officer, first, at=AT)
    store_answers(officer, second, at=LATER)
    assert _stand(run) == [(1, "answered", "corrected"), (2, "answered", "right")]
    assert DisagreementAnswer.objects.filter(standing=True).count() == 2
    undo_answers(officer, second, at=LATER)
    assert _stand(run) == [(1, "answered", "checking"), (2, "open", "")]
    undo_answers(officer, first, at=LATER)
    assert _stand(run) == [(1, "open", ""), (2, "open", "")]


def test_a_run_that_was_given_up_takes_no_answers(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    line(run, 2)
    archive = sent(officer, run, tmp_path)
    upload = brought(officer, run.pk, "a.xlsx", filled(archive, {"S00001": ("已更正", "")}), at=AT)
    _answered(officer, run, tmp_path, {"S00002": ("本方无误", "")})
    discard_run(officer, run.pk, at=AT)
    assert _stand(run) == [(2, "answered", "right")]  # heeded by later runs
    for act in (
        lambda: store_answers(officer, upload, at=AT),
        lambda: brought(officer, run.pk, "a.xlsx", filled(archive, {"S00001": ("已更正", "")}), at=AT),
        lambda: make_file(
            officer, run.pk, Register.INSURANCE, run.place_id, purpose=ReturnPurpose.CONFIRM, account="甲",
            path=tmp_path / "x.zip", at=AT,
        ),
    ):  # fmt: skip
        with pytest.raises(Refused, match="given_up"):
            act()


# --- later runs ----------------------------------------------------------------------------------------------------


def _marks(run: Run) -> list[tuple[int, str, date | None]]:
    return [(one.number, state, one.said_corrected) for one, state in zip(
        queries.lines_of(Disagreement.objects.filter(run=run)),
        Disagreement.objects.filter(run=run).order_by("number").values_list("state", flat=True), strict=True,
    )]  # fmt: skip


def test_later_runs_heed_what_was_answered(officer: Actor, run: Run, tmp_path: Path) -> None:
    same = new_id()
    for number, record in ((1, None), (2, None), (3, None), (4, same), (5, None)):
        line(run, number, record_id=record)
    answers = {"S00001": ("本方无误", ""), "S00002": ("已更正", ""), "S00003": ("待核实", ""), "S00004": ("已更正", "")}
    upload = _answered(officer, run, tmp_path, answers)
    later = _run(at=LATER)
    line(later, 1, fingerprint=f"f{1:015}")  # right, and the same is said
    line(later, 2, fingerprint=f"f{1:015}", own="另一个说法")  # right, but something else is said now
    line(later, 3, fingerprint=f"f{2:015}", own="改错了")  # corrected, and still differs
    line(later, 4, fingerprint=f"f{3:015}")  # still being checked then
    line(later, 5, fingerprint="new", record_id=same)  # corrected, named otherwise by now
    line(later, 6, fingerprint=f"f{1:015}", kind=CODE)  # of another kind
    meet_answers(later.pk)
    expected = [
        (1, "withdrawn", None), (2, "open", None), (3, "open", AT.date()), (4, "open", None), (5, "open", AT.date()),
        (6, "open", None),
    ]  # fmt: skip
    assert _marks(later) == expected
    assert [row[0] for row in rows_of(sent(officer, later, tmp_path))[5:]] == [f"S0000{n}" for n in (2, 3, 4, 5, 6)]
    assert "2023-02-25 答复已更正" in rows_of(sent(officer, later, tmp_path))[6][9]
    marked = queries.lines(officer, later.pk, LineFilters(marked="1"), size=9)
    assert [one.line.number for one in marked.rows] == [3, 5]
    undo_answers(officer, upload, at=LATER)
    assert _marks(later) == [(number, "open", None) for number in range(1, 7)]


def test_an_answer_is_found_by_a_record_that_was_merged_meanwhile(officer: Actor, run: Run, tmp_path: Path) -> None:
    first, second, third = (organisation(name, "330203") for name in ("甲协会", "乙协会", "丙协会"))
    for number, record in ((1, first), (2, third)):
        line(run, number, record_id=record)
    upload = _answered(officer, run, tmp_path, {"S00001": ("本方无误", ""), "S00002": ("本方无误", "")})
    later = _run(at=LATER)
    line(later, 1, fingerprint="new", record_id=second)
    meet_answers(later.pk)
    assert _marks(later) == [(1, "open", None)]
    join(Organisation, OrganisationAlias, first, second, at=LATER, basis="同一家")
    meet_answers(later.pk)
    assert _marks(later) == [(1, "withdrawn", None)]
    undo_answers(officer, upload, at=LATER)
    assert _marks(later) == [(1, "open", None)]
    _answered(officer, run, tmp_path, {"S00001": ("本方无误", "")}, at=LATER)  # told to the later run at once
    assert _marks(later) == [(1, "withdrawn", None)]


def test_an_answer_that_comes_after_the_next_run_was_proposed_is_heeded_by_it(
    officer: Actor, run: Run, tmp_path: Path
) -> None:
    line(run, 1)
    later = _run(at=LATER)
    line(later, 1, fingerprint=f"f{1:015}")
    _answered(officer, run, tmp_path, {"S00001": ("本方无误", "")}, at=LATER)
    assert _marks(later) == [(1, "withdrawn", None)]


def test_an_answer_to_a_later_run_changes_nothing_in_an_earlier_one(officer: Actor, run: Run, tmp_path: Path) -> None:
    line(run, 1)
    later = _run(at=LATER)
    line(later, 1, fingerprint=f"f{1:015}")
    _answered(officer, later, tmp_path, {"S00001": ("本方无误", "")}, at=LATER)
    assert _stand(run) == [(1, "open", "")]


def test_a_run_writes_what_disagrees_and_names_the_records_once_they_are_written(places: None, tmp_path: Path) -> None:
    officer = account("haishu", Role.OFFICER, HAISHU)
    listed = files(tmp_path)
    first = Run.objects.get(pk=proposed(officer, listed))
    rows = Disagreement.objects.filter(run=first)
    assert rows.exists()
    assert set(rows.values_list("record_id", flat=True)) == {None}
    register = Register(rows.order_by("number")[0].register)
    archive = sent(officer, first, tmp_path, register=register)
    names = [row[0] for row in rows_of(archive)[5:]]
    content = filled(archive, dict.fromkeys(names, ("本方无误", "")))
    upload = brought(officer, first.pk, "a.xlsx", content, at=AT)
    store_answers(officer, upload, at=AT)
    accept_run(officer, first.pk, at=AT)
    work()
    known = rows.exclude(record_id=None)
    assert known.filter(entity_kind="organisation").exists()
    second = Run.objects.get(pk=proposed(officer, listed))
    Run.objects.filter(pk=second.pk).update(created_at=LATER)
    meet_answers(second.pk)
    states = set(Disagreement.objects.filter(run=second, register=register.value).values_list("state", flat=True))
    assert states == {"withdrawn"}


def test_a_job_that_begins_anew_writes_the_lines_once(places: None, tmp_path: Path) -> None:
    officer = account("haishu", Role.OFFICER, HAISHU)
    run_id = drafted(officer, files(tmp_path))
    start_run(officer, run_id, as_of=None, at=AT)
    line(Run.objects.get(pk=run_id), 1, who="上一次留下的")
    work()
    numbers = list(Disagreement.objects.filter(run=run_id).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert not Disagreement.objects.filter(who="上一次留下的").exists()


# --- the list ------------------------------------------------------------------------------------------------------


def test_the_list_goes_on_and_back_by_number(officer: Actor, run: Run) -> None:
    for number in range(1, 6):
        line(run, number)

    def page(**at: int) -> tuple[list[int], int | None, int | None]:
        found = queries.lines(officer, run.pk, LineFilters(), size=2, **at)
        return [one.line.number for one in found.rows], found.before, found.after

    assert page() == ([1, 2], None, 2)
    assert page(after=2) == ([3, 4], 3, 4)
    assert page(after=4) == ([5], 5, None)
    assert page(before=5) == ([3, 4], 3, 4)
    assert page(before=3) == ([1, 2], None, 2)


def test_filters_narrow_the_list(officer: Actor, run: Run) -> None:
    line(run, 1)
    line(run, 2, register=Register.UNION, kind=CODE)
    line(run, 3, state=LineState.WITHDRAWN, who="甬江学会")

    def numbers(**asked: str) -> list[int]:
        return [one.line.number for one in queries.lines(officer, run.pk, LineFilters(**asked), size=9).rows]

    assert numbers() == [1, 2, 3]
    assert numbers(register="union") == [2]
    assert numbers(kind=CODE) == [2]
    assert numbers(state="withdrawn") == [3]
    assert numbers(q="学会") == [3]
    assert numbers(marked="1") == []
    assert [(one.register, one.kind, one.open, one.answered, one.withdrawn) for one in
            queries.disagreeing(officer, run.pk)[1]] == [
        (Register.INSURANCE, "differ.name", 1, 0, 1), (Register.UNION, CODE, 1, 0, 0)
    ]  # fmt: skip


def test_reading_costs_the_same_with_one_line_and_with_three(officer: Actor, run: Run, tmp_path: Path) -> None:
    costs = []
    for numbers in ((1,), (2, 3)):
        for number in numbers:
            line(run, number)
        upload = brought(officer, run.pk, "a.xlsx", _corrected(officer, run, tmp_path), at=AT)
        with CaptureQueriesContext(connection) as captured:
            queries.disagreeing(officer, run.pk)
            queries.lines(officer, run.pk, LineFilters(), size=9)
            queries.sent_files(officer, run.pk)
            queries.uploads(officer, run.pk)
            queries.preview(officer, upload)
        costs.append(len(captured))
    assert costs == [8, 8]
