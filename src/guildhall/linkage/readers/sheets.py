"""A sheet on its way: text cells in batches, whatever file they come from, and what staging found in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from guildhall.kernel.errors import Message
from guildhall.linkage.readers.layout import Layout


@dataclass(frozen=True, slots=True)
class OpenSheet:
    """`batches` gives, in order, `record` (from 1, as the sheet counts its rows), `c0` … as text, and `short` (fewer
    cells than the heading). `figures`: column → name of a boolean column that tells where the cell was a number.
    `relation`: SQL for the same rows where DuckDB can read the file itself.
    """

    source: str
    name: str
    layout: Layout
    width: int
    batches: Callable[[], Iterator[pa.RecordBatch]]
    figures: Mapping[int, str] = field(default_factory=dict)
    relation: str | None = None
    filled: tuple[int, int] = (0, 0)  # cells filled down from merged ones, and the first such record

    @property
    def schema(self) -> pa.Schema:
        return schema(self.width, tuple(self.figures.values()))


def schema(width: int, figures: tuple[str, ...] = ()) -> pa.Schema:
    return pa.schema(
        [
            ("record", pa.int64()),
            *((f"c{i}", pa.string()) for i in range(width)),
            ("short", pa.bool_()),
            *((name, pa.bool_()) for name in figures),
        ]
    )


@dataclass(frozen=True, slots=True)
class Staged:
    """What the child tells about one sheet; becomes a StagedSheet in the parent."""

    source: str
    name: str
    shape: str
    rows_in: int
    accepted: int
    rejected: int
    skipped: int
    accepted_file: str
    rejected_file: str | None
    mapping: Mapping[str, str]
    remembered: Mapping[str, str]
    given: Mapping[str, str]
    warnings: tuple[Message, ...]
    heading: tuple[int, int]
    titles: tuple[str, ...]
    preview: tuple[Mapping[str, Any], ...] = ()
