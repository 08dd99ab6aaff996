"""What became of a sheet's rows, batch by batch: two Parquet files, counts, and the first row of each kind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from guildhall.linkage.contracts import FIELDS, FieldType
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.layout import Layout, letters
from guildhall.linkage.readers.rows import REJECTED, Verdict

#: Fields whose values are mostly different on every row: looking for repetitions would cost more than it saves.
_EACH_ITS_OWN: Final = frozenset({FieldType.NAME, FieldType.NUMBER_ID, FieldType.PHONE})
_REASON: Final = {Verdict.NO_IDENTITY: messages.NO_IDENTITY, Verdict.LOST_DIGITS: messages.LOST_DIGITS}


class Outcome:
    """`take` the batches in the order of the file; `counts` by verdict, `flagged`: flag → rows and the first of them.

    A batch holds the accepted file's columns, then `verdict`, `hash` (of the whole row), `cells` (of rejected rows) and
    the flags. The files are not compressed: the run reads them once and removes them.
    """

    def __init__(
        self, db: duckdb.DuckDBPyConnection, layout: Layout, flags: Sequence[str], accepted: Path, rejected: Path
    ) -> None:
        # A connection of its own: the other one is in the middle of its answer.
        self._db = db.cursor()
        self._layout, self._flags = layout, flags
        self._fields = FIELDS[layout.match.shape]
        self._columns = ["source_row", "sheet_row", *self._fields]
        self._accepted, self._rejected = accepted, rejected
        self._writers: dict[Path, pq.ParquetWriter] = {}
        self._open = ExitStack()
        self.counts = dict.fromkeys(Verdict, 0)
        self.firsts: dict[Verdict, int] = {}
        self.flagged: dict[str, tuple[int, int]] = {}
        self.head: pa.RecordBatch | None = None

    def __enter__(self) -> Self:
        self._db.execute("CREATE OR REPLACE TABLE hashes (record BIGINT, hash UBIGINT)")
        return self

    def __exit__(self, *error: object) -> None:
        self._open.close()
        self._db.execute("DROP TABLE hashes")
        self._db.close()

    def take(self, batch: pa.RecordBatch) -> None:
        found = pc.value_counts(batch.column("verdict"))
        for one in found.to_pylist():
            verdict = Verdict(one["values"])
            self.counts[verdict] += one["counts"]
            if verdict in REJECTED and verdict not in self.firsts:
                self.firsts[verdict] = _first(batch, batch.column("verdict"), verdict.value)
        if len(found) > 1 or not pc.any(pc.equal(batch.column("verdict"), Verdict.ACCEPTED.value)).as_py():
            self._reject(batch.filter(pc.greater_equal(batch.column("verdict"), min(REJECTED).value)))
            batch = batch.filter(pc.equal(batch.column("verdict"), Verdict.ACCEPTED.value))
        if batch.num_rows:
            self._accept(batch)

    def _accept(self, batch: pa.RecordBatch) -> None:
        for flag in self._flags:
            count = pc.sum(batch.column(flag)).as_py()
            if count:
                before, first = self.flagged.get(flag, (0, 0))
                self.flagged[flag] = before + count, first or _first(batch, batch.column(flag), True)
        kept = batch.select(self._columns)
        if self.head is None:
            self.head = kept
        self._writer(self._accepted, kept.schema).write_batch(kept)
        marks = pa.table({"record": batch.column("sheet_row"), "hash": batch.column("hash")})
        self._db.register("marks", marks)
        self._db.execute("INSERT INTO hashes SELECT * FROM marks")
        self._db.unregister("marks")

    def _reject(self, batch: pa.RecordBatch) -> None:
        """Rows as they came: the sheet's own columns, after where they stand and why they cannot be used."""
        if not batch.num_rows:
            return
        own = _distinct_names(self._layout.titles, len(batch.column("cells")[0]))
        columns, titles = self._layout.match.columns, self._layout.titles
        number = next(
            (titles[columns[f]] for f, k in self._fields.items() if k is FieldType.NUMBER_ID and f in columns), ""
        )
        verdicts = [Verdict(v) for v in batch.column("verdict").to_pylist()]
        told = []
        for verdict, record in zip(verdicts, batch.column("sheet_row").to_pylist(), strict=True):
            lost = {"column": number} if verdict is Verdict.LOST_DIGITS else {}
            told.append(json.dumps({"sheet_row": record, **lost}, ensure_ascii=False))
        rows = pa.record_batch(
            {
                "source_row": batch.column("source_row"),
                "sheet_row": batch.column("sheet_row"),
                "reason": pa.array([_REASON[verdict].code for verdict in verdicts], pa.string()),
                "params": pa.array(told, pa.string()),
                **{name: pc.list_element(batch.column("cells"), place) for place, name in enumerate(own)},
            }
        )
        self._writer(self._rejected, rows.schema).write_batch(rows)

    def finish(self, schema: pa.Schema) -> None:
        """Close the files. `schema` of the batches: a sheet without a record leaves an empty file."""
        if self._accepted not in self._writers:
            self._writer(self._accepted, pa.schema([schema.field(name) for name in self._columns]))
        self._open.close()

    def duplicates(self) -> tuple[int, int]:
        """How many accepted rows repeat an earlier one in every field, and the first that does."""
        row = self._db.execute(
            "SELECT count(*) - count(DISTINCT hash), min(record) FILTER (nth > 1) FROM (SELECT record, hash, "
            "row_number() OVER (PARTITION BY hash ORDER BY record) AS nth FROM hashes "
            "WHERE hash IN (SELECT hash FROM hashes GROUP BY hash HAVING count(*) > 1))"
        ).fetchone()
        return (row[0], row[1] or 0) if row else (0, 0)

    def _writer(self, path: Path, schema: pa.Schema) -> pq.ParquetWriter:
        if path not in self._writers:
            repeating = [name for name, kind in self._fields.items() if kind not in _EACH_ITS_OWN]
            self._writers[path] = self._open.enter_context(
                pq.ParquetWriter(path, schema, compression="none", use_dictionary=repeating, write_statistics=False)
            )
        return self._writers[path]


def _first(batch: pa.RecordBatch, column: pa.Array, value: object) -> int:
    """The row of the sheet where the column first holds the value."""
    row: int = batch.column("sheet_row")[pc.index(column, value).as_py()].as_py()
    return row


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
