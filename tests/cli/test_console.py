from __future__ import annotations

import json
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from guildhall.cli.console import Screen, refusals, show
from guildhall.cli.stopping import STOPPED, STOPPED_LATE
from guildhall.kernel.errors import Message, MessageKind, Refused, UsageError
from guildhall.linkage.contracts import Register, Shape, SheetCounts, StagedSheet
from guildhall.linkage.results.report.contracts import Bilingual, Comparison, Rate
from guildhall.linkage.workspace import MANIFEST, Workspace
from tests.linkage.workspace_writer import write

KIND = MessageKind("try.said", "第 {row} 行看不懂。", "Row {row} is not understood.")


@dataclass(frozen=True)
class Done:
    out: Path
    as_of: date | None
    sheets: Sequence[StagedSheet] = ()
    comparisons: Sequence[Comparison] = ()
    notices: Sequence[Message] = ()
    summary: Mapping[str, object] = field(default_factory=dict)


def _sheet(source: str, *counts: int) -> StagedSheet:
    name = Path("sheet.parquet")
    return StagedSheet(Register.UNION, Shape.MEMBERS, source, name, "", name, None, SheetCounts(*counts))


def _coverage(out: Path, *rows: tuple[str, str, int, int, str]) -> Path:
    names = ("level", "place_name", "denominator", "numerator", "rate_text")
    shared = {"indicator": "social_org_coverage_25", "org_kind": "all", "industry": "all"}
    content = {"rows": [{**shared, **dict(zip(names, row, strict=True))} for row in rows]}
    (out / "coverage.json").write_text(json.dumps(content), encoding="utf-8")
    return out


@pytest.mark.parametrize(("refusal", "code"), [(UsageError, 2), (Refused, 4)])
def test_refusals_are_said_in_both_languages_with_their_exit_code(
    refusal: type[UsageError] | type[Refused], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left, refusals():
        raise refusal(KIND(row=3), KIND(row=7))
    assert left.value.code == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines() == [
        "第 3 行看不懂。",
        "Row 3 is not understood.",
        "第 7 行看不懂。",
        "Row 7 is not understood.",
    ]


def test_an_interrupted_run_says_that_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left, refusals():
        raise KeyboardInterrupt
    assert left.value.code == 130
    assert STOPPED().zh in capsys.readouterr().err


def _write_and_be_stopped(out: Path, *, committed: bool) -> None:
    with refusals(out), Workspace(out) as space:
        (space.folder / MANIFEST).write_text("{}", encoding="utf-8")
        if committed:
            space.commit()
        raise KeyboardInterrupt


@pytest.mark.parametrize("earlier", [True, False])
@pytest.mark.parametrize("committed", [True, False])
def test_stopped_once_the_new_result_stands_it_does_not_say_that_nothing_was_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], earlier: bool, committed: bool
) -> None:
    out = tmp_path / "result"
    if earlier:
        write(out, 1, 1)
    with pytest.raises(SystemExit) as left:
        _write_and_be_stopped(out, committed=committed)
    assert left.value.code == 130
    said = STOPPED_LATE(out=str(out)) if committed else STOPPED()
    assert capsys.readouterr().err == f"\n{said.zh}\n{said.en}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["result"] * (earlier or committed)


def test_what_nobody_expected_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError), refusals():
        _ = 1 // len(())


def test_away_from_a_terminal_a_step_is_a_line_and_a_notice_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    with Screen() as screen:
        with screen.task(KIND(row=1), total=2) as task:
            task.advance()
            task.set_total(4)
            task.advance(3)
        screen.notice(KIND(row=2))
        screen.notice(KIND(row=2))
    said = capsys.readouterr()
    assert said.out == ""
    assert [line for line in said.err.splitlines() if line.strip()] == [
        "第 1 行看不懂。 · Row 1 is not understood.",
        "第 2 行看不懂。",
        "Row 2 is not understood.",
    ]


def test_outcome_shows_rows_ways_and_counties(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    way = Comparison(Bilingual("核对后", "Reviewed"), Rate(317, 412, "76.9%"), Bilingual("", ""))
    out = _coverage(
        tmp_path,
        ("county", "宁波市海曙区", 49, 39, "79.6%"),
        ("county", "杭州市上城区", 0, 0, "—"),
        ("city", "宁波市", 412, 317, "76.9%"),
    )
    sheets = (_sheet("会员[1].xlsx#[bold]", 1003, 1000, 2, 1),)
    show(Done(out, date(2023, 1, 31), sheets, (way,), summary={"review": 1212, "persons": "—"}))
    said = capsys.readouterr().out
    cells = [[cell.strip() for cell in line.strip("│┃").split("│")] for line in said.splitlines() if "│" in line]
    assert ["会员[1].xlsx#[bold]", "1,003", "1,000", "2", "1"] in cells  # brackets are text, not markup
    assert ["核对后 Reviewed", "412", "317", "76.9%"] in cells
    assert ["宁波市海曙区", "49", "39", "79.6%"] in cells
    assert "上城区" not in said
    assert "2023-01-31" in said
    assert "待核对 pairs to decide 1,212 → review.csv" in said
    assert "人员 persons" not in said
    assert str(out / "report.html") in said.replace("\n", "")


def test_without_insurance_no_rate_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show(Done(_coverage(tmp_path), None))
    said = capsys.readouterr().out
    assert "覆盖率" not in said
    assert "report.html" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_engine_that_turns_the_interrupt_into_its_own_error_is_still_a_stop(
    number: signal.Signals, capsys: pytest.CaptureFixture[str]
) -> None:
    former = signal.getsignal(number)

    def query() -> None:
        with suppress(KeyboardInterrupt):
            signal.raise_signal(number)
        raise RuntimeError("Query interrupted")  # as DuckDB says it, without a cause

    with pytest.raises(SystemExit) as left, refusals():
        query()
    assert left.value.code == 130
    assert STOPPED().zh in capsys.readouterr().err
    assert signal.getsignal(number) is former
