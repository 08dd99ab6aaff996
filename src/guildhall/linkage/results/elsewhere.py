"""Long workbooks are written by processes beside the run: one core writes while the other goes on counting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from guildhall.linkage.readers.children import end_with_parent
from guildhall.linkage.results.workbook import Column, Sheet, write_workbook


class Elsewhere:
    """Use as a context: `write` hands a workbook over, `wait` returns once all are written.

    Rows pass through files in `work`, which must be as private as the result. Leaving early stops the processes.
    """

    def __init__(self, work: Path) -> None:
        self._work = work
        self._processes: list[tuple[Path, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, process in self._processes:
            process.kill()
            process.wait()

    def write(self, path: Path, sheets: Sequence[tuple[str, Sequence[Column], pa.Table, str]]) -> None:
        """Begin to write `sheets` (name, columns, rows, note) to `path`."""
        number = len(self._processes)
        listed = []
        for place, (name, columns, rows, note) in enumerate(sheets):
            file = self._work / f"book-{number}-{place}.parquet"
            pq.write_table(rows, file)
            listed.append({"name": name, "columns": [asdict(c) for c in columns], "rows": str(file), "note": note})
        job = self._work / f"book-{number}.json"
        job.write_text(json.dumps({"path": str(path), "sheets": listed, "parent": os.getpid()}), encoding="utf-8")
        command = [sys.executable, "-m", "guildhall.linkage.results.elsewhere", str(job)]
        self._processes.append((path, subprocess.Popen(command, stdin=subprocess.DEVNULL)))  # noqa: S603  # our module

    def wait(self) -> None:
        """Raises OSError where a workbook could not be written."""
        for path, process in self._processes:
            if process.wait():
                raise OSError(f"{path.name} could not be written: exit {process.returncode}")


def _batches(file: str) -> Iterator[pa.RecordBatch]:
    with pq.ParquetFile(file) as parquet:
        yield from parquet.iter_batches(10_000)


def main(job: Path) -> None:
    given = json.loads(job.read_text(encoding="utf-8"))
    end_with_parent(given["parent"])
    sheets = [
        Sheet(sheet["name"], [Column(**column) for column in sheet["columns"]], _batches(sheet["rows"]), sheet["note"])
        for sheet in given["sheets"]
    ]
    write_workbook(Path(given["path"]), sheets)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except FileNotFoundError:
        # A run that was stopped sweeps its work away, even while this process is still starting.
        if Path(sys.argv[1]).exists():
            raise
        sys.exit(1)
