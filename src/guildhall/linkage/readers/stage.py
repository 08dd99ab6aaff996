"""Cells become fields: one pass of DuckDB over a sheet's rows into two Parquet files and the counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from guildhall.kernel.errors import Message, UnreadableInput
from guildhall.linkage import columns
from guildhall.linkage.contracts import FIELDS, FieldType
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.cleaning import WARNINGS, lost_digits, plain, put_right, value, warnings
from guildhall.linkage.readers.outcome import Outcome
from guildhall.linkage.readers.rows import REJECTED, SKIPPED, Verdict, first_cell, heading_again, strong, verdict
from guildhall.linkage.readers.sheets import OpenSheet, Staged
from guildhall.linkage.readers.titles import Rank
from guildhall.linkage.tables import DUCKDB_TYPE

#: Rows shown by `--explain`.
PREVIEW_ROWS: Final = 5
#: Rows that are cleaned, written and counted at a time.
BATCH: Final = 122_880


def connect(work: Path, *, threads: int, memory_mebibytes: int) -> duckdb.DuckDBPyConnection:
    """A connection for staging: spills beside the staged files, loads nothing from outside."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            "memory_limit": f"{memory_mebibytes}MiB",
            "temp_directory": str(work / "spill"),
            "preserve_insertion_order": "true",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


class Stager:
    """Stages one sheet: `run` gives the counts, warnings and files."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, sheet: OpenSheet) -> None:
        self._db = connection
        self._sheet = sheet
        self._layout = sheet.layout
        self._shape = sheet.layout.match.shape
        self._columns = sheet.layout.match.columns
        self._kinds = {name: FIELDS[self._shape][name] for name in FIELDS[self._shape] if name in self._columns}
        self._flags: dict[str, tuple[str, str]] = {}

    def run(self, accepted: Path, rejected: Path, *, preview: bool = False) -> Staged:
        query = self._query()
        with Outcome(self._db, self._layout, ["short", *self._flags], accepted, rejected) as outcome:
            for batch in self._answer(query, outcome):
                outcome.take(batch)
            told = tuple(self._warnings(outcome))
            counts = outcome.counts
        refused = sum(counts[v] for v in REJECTED)
        match = self._layout.match
        titles = {name: self._title(name) for name in self._kinds}
        return Staged(
            source=self._sheet.source,
            name=self._sheet.name,
            shape=self._shape.value,
            rows_in=sum(counts.values()),
            accepted=counts[Verdict.ACCEPTED],
            rejected=refused,
            skipped=sum(counts[v] for v in SKIPPED),
            accepted_file=str(accepted),
            rejected_file=str(rejected) if refused else None,
            mapping=titles,
            remembered={f: titles[f] for f in titles if match.ranks[f] is Rank.REMEMBERED},
            given={f: titles[f] for f in titles if match.ranks[f] is Rank.GIVEN},
            warnings=told,
            heading=(self._layout.first, self._layout.last),
            titles=self._layout.titles,
            preview=tuple(self._preview(outcome.head)) if preview and outcome.head is not None else (),
        )

    def _answer(self, query: str, outcome: Outcome) -> Iterator[pa.RecordBatch]:
        """The rows as they are cleaned, in the order of the file; they are never held together."""
        refusals: list[UnreadableInput] = []
        if self._sheet.relation is None:
            incoming = pa.RecordBatchReader.from_batches(self._sheet.schema, self._batches(refusals))
            self._db.register("incoming", incoming)
        else:
            self._db.execute(f"CREATE OR REPLACE TEMP VIEW incoming AS {self._sheet.relation}")
        try:
            with self._db.sql(query).to_arrow_reader(BATCH) as answer:
                yield from answer
            outcome.finish(answer.schema)
        except (duckdb.Error, OSError, pa.ArrowException) as error:
            # In the midst of the answer, errors of the engine come as those of the stream.
            if refusals:
                raise refusals[0] from error
            if "Out of Memory Error" in str(error):
                raise MemoryError from error
            if self._sheet.relation is not None:
                raise UnreadableInput(messages.damaged(self._sheet.source, str(error))) from error
            raise
        finally:
            if self._sheet.relation is None:
                self._db.unregister("incoming")

    def _batches(self, refusals: list[UnreadableInput]) -> Iterator[pa.RecordBatch]:
        """The sheet's batches; a refusal is kept, because it would pass through the engine as its text alone."""
        try:
            yield from self._sheet.batches()
        except UnreadableInput as refusal:
            refusals.append(refusal)
            raise

    def _title(self, name: str) -> str:
        return self._layout.titles[self._columns[name]]

    def _query(self) -> str:
        sheet, layout = self._sheet, self._layout
        cells = [f"c{i}" for i in range(sheet.width)]
        fields = [
            (name, kind, f"c{self._columns[name]}", sheet.figures.get(self._columns[name], "FALSE"))
            for name, kind in self._kinds.items()
        ]
        plains = [f"{plain(kind, cell)} AS p_{name}" for name, kind, cell, _ in fields]
        right = [
            f"CASE WHEN NOT p_{name} THEN {put_right(kind, cell)} END AS x_{name}" for name, kind, cell, _ in fields
        ]
        values = [f"{value(kind, cell, f'p_{name}', f'x_{name}', n)} AS f_{name}" for name, kind, cell, n in fields]
        flags = []
        for name, kind, cell, numeric in fields:
            found = warnings(name, kind, cell, f"p_{name}", f"x_{name}", f"f_{name}", numeric)
            for suffix, test in found.items():
                self._flags[f"w_{name}_{suffix}"] = (name, suffix)
                flags.append(f"{test} AS w_{name}_{suffix}")
        numbers = [(name, cell, n) for name, kind, cell, n in fields if kind is FieldType.NUMBER_ID]
        lost = " OR ".join(lost_digits(cell, f"p_{name}", f"x_{name}", n) for name, cell, n in numbers) or "FALSE"
        halves = [
            f"{half} AS f_{name}_{which}"
            for name, *_ in numbers
            for which, half in zip(("head", "tail"), columns.birth_number_halves(f"f_{name}"), strict=True)
        ]
        staged = [
            f"f_{name} AS {name}" if name in self._kinds else f"NULL::{DUCKDB_TYPE[kind]} AS {name}"
            for name, kind in FIELDS[self._shape].items()
        ]
        whole = f"hash({', '.join(f'f_{name}' for name in self._kinds)}) AS hash"
        # Cells of refused rows alone are kept as they came.
        as_came = f"CASE WHEN verdict >= {min(REJECTED).value} THEN [{', '.join(cells)}] END AS cells"
        return (
            f"SELECT record - {layout.last} AS source_row, record AS sheet_row, {', '.join(staged)}, "
            f"{', '.join(['verdict', whole, as_came, 'short', *flags])} FROM "
            f"(SELECT *, {verdict(layout)} AS verdict FROM "
            f"(SELECT *, CASE WHEN NOT strong THEN {first_cell(cells)} END AS first FROM "
            f"(SELECT {', '.join(['*', f'{strong(layout)} AS strong', f'{lost} AS lost', *halves])} FROM "
            f"(SELECT *, {', '.join(values)} FROM "
            f"(SELECT *, {', '.join(right)} FROM "
            f"(SELECT *, {', '.join(plains)}, {heading_again(layout, cells)} AS heading "
            f"FROM incoming WHERE record > {layout.last}))))))"
        )

    def _warnings(self, outcome: Outcome) -> Iterator[Message]:
        source, counts = self._sheet.source, outcome.counts
        if any(counts[v] for v in SKIPPED):
            yield messages.SKIPPED(
                source=source, blank=counts[Verdict.BLANK], headings=counts[Verdict.HEADING],
                totals=counts[Verdict.TOTAL], notes=counts[Verdict.NOTE],
            )  # fmt: skip
        for refusal, kind in (
            (Verdict.NO_IDENTITY, messages.REJECTED_NO_IDENTITY),
            (Verdict.LOST_DIGITS, messages.REJECTED_LOST_DIGITS),
        ):
            if counts[refusal]:
                yield kind(source=source, count=counts[refusal], sheet_row=outcome.firsts[refusal])
        if self._sheet.filled[0]:
            yield messages.FILLED_DOWN(source=source, count=self._sheet.filled[0], sheet_row=self._sheet.filled[1])
        if "short" in outcome.flagged:
            count, first = outcome.flagged["short"]
            yield messages.SHORT_ROWS(source=source, count=count, sheet_row=first)
        for flag, (name, suffix) in self._flags.items():
            if flag in outcome.flagged:
                count, first = outcome.flagged[flag]
                yield WARNINGS[suffix](source=source, column=self._title(name), count=count, sheet_row=first)
        count, first = outcome.duplicates()
        if count:
            yield messages.DUPLICATE_ROWS(source=source, count=count, sheet_row=first)

    def _preview(self, head: pa.RecordBatch) -> Iterator[dict[str, Any]]:
        """The first accepted rows, numbers and phones masked."""
        masks = {FieldType.NUMBER_ID: columns.mask_number, FieldType.PHONE: columns.mask_phone}
        shown = [
            f"{masks[kind](name) if kind in masks else f'{name}::VARCHAR'} AS {name}"
            for name, kind in self._kinds.items()
        ]
        first = pa.table(head.slice(0, PREVIEW_ROWS))
        self._db.register("head", first)
        answer = self._db.execute(f"SELECT sheet_row, {', '.join(shown)} FROM head ORDER BY sheet_row")
        names = [column[0] for column in answer.description or ()]
        for row in answer.fetchall():
            yield dict(zip(names, row, strict=True))
        self._db.unregister("head")
