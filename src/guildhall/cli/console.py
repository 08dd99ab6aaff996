"""What a person at the terminal sees: bars of progress, notices, refusals, tables. Chinese first, English beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from typing import Final, Protocol, Self

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from guildhall.cli.stopping import until_stopped
from guildhall.kernel.errors import GuildhallError, Message
from guildhall.kernel.rates import rate_text
from guildhall.linkage.contracts import StagedSheet, Task
from guildhall.linkage.results.report.contracts import Comparison
from guildhall.linkage.results.words import ELSEWHERE

HEADLINE: Final = "social_org_coverage_25"
#: Columns of a table that goes into a file or a pipe.
PAPER: Final = 110
_RATE_COLUMNS = ("应建 25+ insured", "已建 covered", "率 rate")


def both(message: Message) -> str:
    return f"{message.zh}\n{message.en}"


@contextmanager
def refusals(out: Path | None = None) -> Iterator[None]:
    """Say a refusal in both languages on the error stream and leave with its exit code. `out`: as `until_stopped`."""
    with until_stopped(out):
        try:
            yield
        except GuildhallError as refusal:
            for message in refusal.messages:
                click.echo(both(message), err=True)
            raise SystemExit(refusal.exit_code) from refusal


class Bar:
    """One bar, as `contracts.Task`."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def advance(self, amount: int = 1) -> None:
        self._progress.advance(self._task, amount)

    def set_total(self, total: int) -> None:
        self._progress.update(self._task, total=total)


class Screen:
    """`contracts.Progress` on the error stream: bars where it is a terminal, a line a step where it is not."""

    def __init__(self) -> None:
        self._said: set[str] = set()
        self._console = Console(stderr=True, highlight=False)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self._progress = Progress(*columns, console=self._console, disable=not self._console.is_terminal)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def task(self, message: Message, total: int | None = None) -> AbstractContextManager[Task]:
        return self._task(message, total)

    @contextmanager
    def _task(self, message: Message, total: int | None) -> Iterator[Task]:
        said = f"{message.zh} · {message.en}"
        if not self._console.is_terminal:
            click.echo(said, err=True)
        task = self._progress.add_task(escape(said), total=total)
        yield Bar(self._progress, task)
        # A step without a count is full once it is over.
        self._progress.update(task, total=total or 1, completed=total or 1)

    def notice(self, message: Message) -> None:
        """Say it once, however often it is told."""
        said = both(message)
        if said not in self._said:
            self._said.add(said)
            self._console.print(escape(said), style="yellow")


class Silence:
    """`contracts.Progress` for programs: says nothing."""

    def task(self, message: Message, total: int | None = None) -> AbstractContextManager[Task]:
        return self._task()

    @contextmanager
    def _task(self) -> Iterator[Task]:
        yield _Nothing()

    def notice(self, message: Message) -> None:
        return


class _Nothing:
    def advance(self, amount: int = 1) -> None:
        return

    def set_total(self, total: int) -> None:
        return


class Finished(Protocol):
    """What a run hands back, as far as the screen needs it (linkage.run.RunResult)."""

    @property
    def out(self) -> Path: ...
    @property
    def as_of(self) -> date | None: ...
    @property
    def comparisons(self) -> Sequence[Comparison]: ...
    @property
    def sheets(self) -> Sequence[StagedSheet]: ...
    @property
    def notices(self) -> Sequence[Message]: ...
    @property
    def summary(self) -> Mapping[str, object]: ...


#: Counts of the summary that are worth a line: key → words and the file that holds them.
_COUNTS = {
    "organisations": ("单位和工会 organisations", "roster.xlsx"),
    "persons": ("人员 persons", "roster.parquet"),
    "review": ("待核对 pairs to decide", "review.csv"),
    "worklist": ("待建会单位 units to visit", "worklist.xlsx"),
}


def show(finished: Finished) -> None:
    """Print rows as counted, the coverage tables, and where to read on."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = PAPER
    console.print(_sources(finished.sheets))
    if finished.comparisons:
        console.print(_ways(finished.comparisons, finished.as_of))
    places = _places(finished.out)
    if places.row_count:
        console.print(places)
    for key, (words, file) in _COUNTS.items():
        count = finished.summary.get(key)
        if isinstance(count, int):
            click.echo(f"{words} {count:,} → {file}")
    click.echo(f"报告 report → {finished.out / 'report.html'}")


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first, overflow="fold")
    for one in others:
        table.add_column(one, justify="right")
    return table


def _sources(sheets: Sequence[StagedSheet]) -> Table:
    table = _table("读入的行 · rows read", "来源 source", "行 rows", "采用 accepted", "退回 rejected", "略过 skipped")
    for sheet in sheets:
        counts = sheet.counts
        figures = (counts.rows_in, counts.accepted, counts.rejected, counts.skipped)
        table.add_row(escape(Path(sheet.source).name), *(f"{figure:,}" for figure in figures))
    return table


def _ways(comparisons: Sequence[Comparison], as_of: date | None) -> Table:
    day = f" · {as_of.isoformat()}" if as_of else ""
    table = _table(f"社会组织建会覆盖率 · social organisations covered{day}", "口径 run", *_RATE_COLUMNS)
    for one in comparisons:
        rate = one.rate
        table.add_row(f"{one.name.zh} {one.name.en}", f"{rate.denominator:,}", f"{rate.numerator:,}", rate.text)
    return table


def _places(out: Path) -> Table:
    """The headline rate by county, from the result's own coverage.json; counties without such a unit are left out.

    Units of which no county is known come last, so that the lines add up to the whole.
    """
    rows = json.loads((out / "coverage.json").read_text(encoding="utf-8"))["rows"]
    table = _table("各县（市、区）· by county", "地方 place", *_RATE_COLUMNS)
    wanted = {"indicator": HEADLINE, "org_kind": "all", "industry": "all"}
    found = [row for row in rows if wanted.items() <= row.items() and row["denominator"]]
    counties = [row for row in found if row["level"] == "county"]
    for row in counties:
        figures = (f"{row['denominator']:,}", f"{row['numerator']:,}", row["rate_text"])
        table.add_row(escape(row["place_name"]), *figures)
    for whole in (row for row in found if row["level"] == "all"):
        above, below = (whole[key] - sum(row[key] for row in counties) for key in ("numerator", "denominator"))
        if below:
            table.add_row(f"{ELSEWHERE.zh} {ELSEWHERE.en}", f"{below:,}", f"{above:,}", rate_text(above, below))
    return table
