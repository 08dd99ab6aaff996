"""Cells become fields: one pass of DuckDB over a sheet's batches, then two Parquet files and the counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from guildhall.kernel.errors import Message, UnreadableInput
from guildhall.linkage import columns
from guildhall.linkage.contracts import FIELDS, FieldType
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.cleaning import WARNINGS, lost_digits, put_right, value, warnings
from guildhall.linkage.readers.layout import letters
from guildhall.linkage.readers.rows import REJECTED, SKIPPED, Verdict, first_cell, heading_again, verdict
from guildhall.linkage.readers.sheets import OpenSheet, Staged
from guildhall.linkage.readers.titles import Rank
from guildhall.linkage.tables import DUCKDB_TYPE

#: Rows shown by `--explain`.
PREVIEW_ROWS: Final = 5
_REASON: Final = {Verdict.NO_IDENTITY: messages.NO_IDENTITY, Verdict.LOST_DIGITS: messages.LOST_DIGITS}


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
        refusals: list[UnreadableInput] = []
        incoming = pa.RecordBatchReader.from_batches(self._sheet.schema, self._batches(refusals))
        self._db.register("incoming", incoming)
        try:
            self._db.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {self._query()}")
        except duckdb.Error as error:
            if refusals:
                raise refusals[0] from error
            raise
        finally:
            self._db.unregister("incoming")
        found = dict(self._db.execute("SELECT verdict, count(*) FROM staged GROUP BY ALL").fetchall())
        counts = {v: int(found.get(v.value, 0)) for v in Verdict}
        refused = sum(counts[v] for v in REJECTED)
        self._write_accepted(accepted)
        if refused:
            self._write_rejected(rejected)
        match = self._layout.match
        titles = {name: self._title(name) for name in self._kinds}
        staged = Staged(
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
            remembered=tuple(titles[f] for f in titles if match.ranks[f] is Rank.REMEMBERED),
            given={f: titles[f] for f in titles if match.ranks[f] is Rank.GIVEN},
            warnings=tuple(self._warnings(counts)),
            heading=(self._layout.first, self._layout.last),
            titles=self._layout.titles,
            preview=tuple(self._preview()) if preview else (),
        )
        self._db.execute("DROP TABLE staged")
        return staged

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
        figures = {name: sheet.figures.get(self._columns[name], "FALSE") for name in self._kinds}
        right = [f"{put_right(kind, f'c{self._columns[name]}')} AS x_{name}" for name, kind in self._kinds.items()]
        values = [f"{value(kind, f'x_{name}', figures[name])} AS f_{name}" for name, kind in self._kinds.items()]
        flags = []
        for name, kind in self._kinds.items():
            found = warnings(name, kind, f"c{self._columns[name]}", f"x_{name}", f"f_{name}", figures[name])
            for suffix, test in found.items():
                self._flags[f"w_{name}_{suffix}"] = (name, suffix)
                flags.append(f"{test} AS w_{name}_{suffix}")
        numbers = [name for name, kind in self._kinds.items() if kind is FieldType.NUMBER_ID]
        lost = " OR ".join(lost_digits(f"x_{name}", figures[name]) for name in numbers) or "FALSE"
        kept = ["record", "verdict", "short", *(f"f_{name}" for name in self._kinds), *flags]
        # Cells of refused rows alone are kept as they came.
        as_came = f"CASE WHEN verdict >= {min(REJECTED).value} THEN [{', '.join(cells)}] END AS cells"
        return (
            f"SELECT {', '.join(kept)}, {as_came} FROM (SELECT *, {verdict(layout, lost)} AS verdict FROM "
            f"(SELECT *, {', '.join(values)} FROM "
            f"(SELECT *, {', '.join(right)}, {first_cell(cells)} AS first, {heading_again(layout, cells)} AS heading "
            f"FROM incoming WHERE record > {layout.last})))"
        )

    def _write_accepted(self, path: Path) -> None:
        fields = [
            f"f_{name} AS {name}" if name in self._kinds else f"NULL::{DUCKDB_TYPE[kind]} AS {name}"
            for name, kind in FIELDS[self._shape].items()
        ]
        self._copy(
            f"SELECT record - {self._layout.last} AS source_row, record AS sheet_row, {', '.join(fields)} "
            f"FROM staged WHERE verdict = {Verdict.ACCEPTED.value}",  # in the order of the file: so they were inserted
            path,
        )

    def _write_rejected(self, path: Path) -> None:
        own = _distinct_names(self._layout.titles, self._sheet.width)
        cells = [f'cells[{i + 1}] AS "{name.replace(chr(34), chr(34) * 2)}"' for i, name in enumerate(own)]
        reasons = " ".join(
            f"WHEN {v.value} THEN {columns.literal(_REASON[v].code)}" for v in REJECTED
        )  # fmt: skip
        numbers = [self._title(name) for name, kind in self._kinds.items() if kind is FieldType.NUMBER_ID]
        column = columns.literal(json.dumps(numbers[0] if numbers else "", ensure_ascii=False))
        params = (
            f"CASE verdict WHEN {Verdict.LOST_DIGITS.value} THEN '{{\"sheet_row\": ' || record || ', \"column\": ' "
            f"|| {column} || '}}' ELSE '{{\"sheet_row\": ' || record || '}}' END"
        )
        self._copy(
            f"SELECT record - {self._layout.last} AS source_row, record AS sheet_row, CASE verdict {reasons} END "
            f"AS reason, {params} AS params, {', '.join(cells)} "
            f"FROM staged WHERE verdict >= {min(REJECTED).value} ORDER BY record",
            path,
        )

    def _copy(self, query: str, path: Path) -> None:
        self._db.execute(
            f"COPY ({query}) TO {columns.literal(str(path))} "
            "(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)"
        )

    def _warnings(self, counts: dict[Verdict, int]) -> Iterator[Message]:
        source = self._sheet.source
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
                first = self._one(f"SELECT min(record) FROM staged WHERE verdict = {refusal.value}")
                yield kind(source=source, count=counts[refusal], sheet_row=first)
        if self._sheet.filled[0]:
            yield messages.FILLED_DOWN(source=source, count=self._sheet.filled[0], sheet_row=self._sheet.filled[1])
        accepted = f"FROM staged WHERE verdict = {Verdict.ACCEPTED.value}"
        tests = ["short", *self._flags]
        sums = ", ".join(f"count(*) FILTER ({t}), min(record) FILTER ({t})" for t in tests)
        row = self._db.execute(f"SELECT {sums} {accepted}").fetchone() or ()
        for place, test in enumerate(tests):
            count, first = row[2 * place], row[2 * place + 1]
            if not count:
                continue
            if test == "short":
                yield messages.SHORT_ROWS(source=source, count=count, sheet_row=first)
            else:
                name, suffix = self._flags[test]
                yield WARNINGS[suffix](source=source, column=self._title(name), count=count, sheet_row=first)
        yield from self._duplicates(accepted)

    def _duplicates(self, accepted: str) -> Iterator[Message]:
        whole = f"hash({', '.join(f'f_{name}' for name in self._kinds)})"
        twice = f"SELECT {whole} AS h {accepted} GROUP BY h HAVING count(*) > 1"
        row = self._db.execute(
            f"SELECT count(*) - count(DISTINCT h), min(record) FILTER (nth > 1) FROM (SELECT record, {whole} AS h, "
            f"row_number() OVER (PARTITION BY {whole} ORDER BY record) AS nth {accepted} AND {whole} IN ({twice}))"
        ).fetchone()
        if row and row[0]:
            yield messages.DUPLICATE_ROWS(source=self._sheet.source, count=row[0], sheet_row=row[1])

    def _one(self, query: str) -> Any:
        row = self._db.execute(query).fetchone()
        return row[0] if row else None

    def _preview(self) -> Iterator[dict[str, Any]]:
        """The first accepted rows, numbers and phones masked."""
        masks = {FieldType.NUMBER_ID: columns.mask_number, FieldType.PHONE: columns.mask_phone}
        shown = [
            f"{masks[kind](f'f_{name}') if kind in masks else f'f_{name}::VARCHAR'} AS {name}"
            for name, kind in self._kinds.items()
        ]
        answer = self._db.execute(
            f"SELECT record AS sheet_row, {', '.join(shown)} FROM staged WHERE verdict = {Verdict.ACCEPTED.value} "
            f"ORDER BY record LIMIT {PREVIEW_ROWS}"
        )
        names = [column[0] for column in answer.description or ()]
        for row in answer.fetchall():
            yield dict(zip(names, row, strict=True))


def _distinct_names(titles: tuple[str, ...], width: int) -> list[str]:
    """Names for the sheet's own columns beside ours: the titles, told apart by Excel's letters where they must be."""
    taken = {"source_row", "sheet_row", "reason", "params"}
    names = []
    for column in range(width):
        title = titles[column] if column < len(titles) else ""
        name = title or letters(column)
        while name.lower() in taken:
            name = f"{name}（{letters(column)}）"
        taken.add(name.lower())
        names.append(name)
    return names
