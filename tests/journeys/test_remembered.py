"""What a person has decided lives on: from run to run, in the result itself, whatever files are given next."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest

from tests.journeys.conftest import Run, build, roster


def _decide(path: Path, left: str, right: str, word: str) -> Path:
    path.write_text(f"left_fingerprint,right_fingerprint,decision\n{left},{right},{word}\n", encoding="utf-8")
    return path


def _held(out: Path) -> list[tuple[str, str, str]]:
    with (out / "decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["left_fingerprint"], row["right_fingerprint"], row["decision"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def linked(run: Run) -> tuple[str, str]:
    """Two records of one organisation, which a decision can part."""
    row = next(row for row in run.rows("evidence.parquet") if row["outcome"] == "linked")
    left, right = sorted((str(row["left_fingerprint"]), str(row["right_fingerprint"])))
    return left, right


def test_a_result_holds_its_decisions_and_the_next_runs_inherit_them(
    run: Run, folder: Path, tmp_path: Path, linked: tuple[str, str]
) -> None:
    first = build(tmp_path, "first", run.options, "--decisions", _decide(tmp_path / "1.csv", *linked, "不同"))
    assert _held(first.out) == [(*linked, "different")]
    other = ("gaaaaaaaaaaaaaaa", "hbbbbbbbbbbbbbbb")  # records that come back in another month
    second = build(
        tmp_path,
        "second",
        run.options,
        "--previous",
        first.out,
        "--decisions",
        _decide(tmp_path / "2.csv", *other, "same"),
    )
    assert _held(second.out) == sorted([(*linked, "different"), (*other, "same")])
    assert "沿用以前的 1 条人工决定" in second.said
    third = build(
        tmp_path,
        "third",
        run.options,
        "--previous",
        second.out,
        "--decisions",
        _decide(tmp_path / "3.csv", *linked, "undo"),
    )
    assert _held(third.out) == [(*other, "same")]


def test_a_review_list_filled_in_where_the_result_stands_is_read_before_it_is_replaced(
    run: Run, tmp_path: Path, linked: tuple[str, str]
) -> None:
    out = tmp_path / "result"
    build(tmp_path, "result", run.options)
    _decide(out / "review.csv", *linked, "different")
    build(tmp_path, "result", run.options, "--decisions", out / "review.csv")
    assert _held(out) == [(*linked, "different")]
    build(tmp_path, "result", run.options)
    assert _held(out) == [(*linked, "different")]


def _save_as_workbook(listed: Path, workbook: Path, pair: tuple[str, str], word: str, note: str = "") -> None:
    """review.csv as Excel saves it as .xlsx, with one pair and what was decided; `note` stands above its titles."""
    with listed.open(encoding="utf-8-sig", newline="") as file:
        titles = next(csv.reader(file))
    said = {"left_fingerprint": pair[0], "right_fingerprint": pair[1], "decision": word}
    book = openpyxl.Workbook()
    for row in (*([[note]] if note else []), titles, [said.get(title, "x") for title in titles]):
        book.worksheets[0].append(row)
    book.create_sheet("备注").append(["走访以后再定"])
    book.save(workbook)


def test_a_review_list_saved_as_a_workbook_is_read(run: Run, tmp_path: Path, linked: tuple[str, str]) -> None:
    workbook = tmp_path / "review.xlsx"
    _save_as_workbook(run.out / "review.csv", workbook, linked, "不同")
    decided = build(tmp_path, "decided", run.options, "--decisions", workbook)
    assert _held(decided.out) == [(*linked, "different")]
    assert decided.json("manifest.json")["decisions"][0]["file"] == "review.xlsx"


def test_a_workbook_of_decisions_that_cannot_be_meant_names_its_row(
    run: Run, tmp_path: Path, linked: tuple[str, str]
) -> None:
    workbook = tmp_path / "review.xlsx"
    _save_as_workbook(run.out / "review.csv", workbook, linked, "也许", note="一月审核")
    refused = roster(*run.options, "--out", tmp_path / "refused", "--decisions", workbook)
    assert refused.exit_code == 3
    assert "review.xlsx 第 3 行的决定“也许”看不懂" in refused.output
    workbook.write_bytes(workbook.read_bytes()[:2000])
    damaged = roster(*run.options, "--out", tmp_path / "refused", "--decisions", workbook)
    assert damaged.exit_code == 3
    assert "review.xlsx 已损坏或不完整" in damaged.output
    assert not (tmp_path / "refused").exists()


def test_a_contradiction_among_what_is_remembered_is_settled_by_what_is_given(run: Run, tmp_path: Path) -> None:
    first = build(
        tmp_path, "first", run.options, "--decisions", _decide(tmp_path / "1.csv", "a" * 16, "b" * 16, "same"),
        "--decisions", _decide(tmp_path / "2.csv", "b" * 16, "c" * 16, "same"),
    )  # fmt: skip
    _decide(first.out / "review.csv", "a" * 16, "c" * 16, "different")
    refused = roster(*run.options, "--previous", first.out, "--out", tmp_path / "refused")
    assert refused.exit_code == 4
    undo = _decide(tmp_path / "3.csv", "a" * 16, "c" * 16, "undo")
    settled = build(tmp_path, "settled", run.options, "--previous", first.out, "--decisions", undo)
    assert [decision for *_, decision in _held(settled.out)] == ["same", "same"]


@pytest.mark.parametrize("where", [".", "disagreements", "rejected", "mine"])
def test_a_note_that_somebody_put_into_the_result_is_not_lost(run: Run, tmp_path: Path, where: str) -> None:
    out = tmp_path / "result"
    shutil.copytree(run.out, out)
    note = out / where / "走访记录.docx"
    note.parent.mkdir(exist_ok=True)
    note.write_bytes(b"note")
    (out / "~$roster.xlsx").write_bytes(b"")  # Excel's own lock is nobody's note
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    done = roster(*run.options, "--out", out)
    assert done.exit_code == 2
    assert note.relative_to(out).as_posix() in done.output
    assert "roster.xlsx" not in done.output
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_what_an_officer_changed_in_a_result_is_kept_beside_the_next_one(run: Run, tmp_path: Path) -> None:
    out = build(tmp_path, "result", run.options).out
    notes = {name: (out / name).read_bytes() + b",x" for name in ("review.csv", "worklist.xlsx")}
    for _ in range(2):
        for name, content in notes.items():
            (out / name).write_bytes(content)
        again = build(tmp_path, "result", run.options)
        assert {path.name: path.read_bytes() for path in (out / "kept").iterdir()} == notes
    assert "output.edited" not in [one["code"] for one in again.json("manifest.json")["notices"]]
    (out / "review.csv").write_bytes(notes["review.csv"] + b"y")
    last = build(tmp_path, "result", run.options)
    assert (out / "kept" / "review-2.csv").read_bytes() == notes["review.csv"] + b"y"
    assert {path.name for path in (out / "kept").iterdir()} == {*notes, "review-2.csv"}
    said = " ".join(last.said.split())
    assert "kept/review-2.csv" in said
    assert "worklist.xlsx。" not in said
    build(tmp_path, "result", run.options)
    assert len(list((out / "kept").iterdir())) == 3


def test_a_run_may_replace_everything_that_a_run_writes(run: Run, tmp_path: Path) -> None:
    build(tmp_path, "result", run.options, "--persons-xlsx")
    found = {path.name for path in (tmp_path / "result").iterdir() if path.is_dir()}
    assert {"disagreements", "persons"} <= found
    build(tmp_path, "result", run.options)
