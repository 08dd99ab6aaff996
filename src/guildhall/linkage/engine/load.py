"""Staged sheets become the tables `sources` and `rows_*`: one number for every accepted row of the run."""

from __future__ import annotations

from collections.abc import Sequence

from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import FIELDS, Shape, StagedSheet


def load_sheets(backend: Backend, sheets: Sequence[StagedSheet]) -> None:
    """Fill `sources` and the five `rows_*` tables.

    `row_id` = rows of the sheets before + `source_row`: dense enough, unique over the run, in the order of the sheets
    and, within one, of its rows, so every later step can order by it and give the same answer each time.
    """
    backend.create("sources")
    for shape in Shape:
        backend.create(f"rows_{shape.value}")
    offset = 0
    for source_id, sheet in enumerate(sheets, start=1):
        counts = sheet.counts
        backend.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                source_id,
                sheet.source,
                sheet.register.value,
                sheet.shape.value,
                counts.rows_in,
                counts.accepted,
                counts.rejected,
                counts.skipped,
            ],
        )
        columns = {
            "row_id": f"source_row + {offset}",
            "source_id": str(source_id),
            "register": f"'{sheet.register.value}'",
            "source_row": "source_row",
            "sheet_row": "sheet_row",
            **{name: f'"{name}"' for name in FIELDS[sheet.shape]},
        }
        loaded = backend.append_parquet(f"rows_{sheet.shape.value}", sheet.accepted, columns)
        if loaded != counts.accepted:
            raise ValueError(f"{sheet.source}: {counts.accepted} rows were accepted, {loaded} are staged")
        offset += counts.rows_in
