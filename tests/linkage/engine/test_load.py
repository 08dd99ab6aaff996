from pathlib import Path

import duckdb
import pytest

from guildhall.linkage.backends.duckdb import duckdb_backend
from guildhall.linkage.contracts import FIELDS, Register, Shape, SheetCounts, StagedSheet
from guildhall.linkage.engine.load import load_sheets
from guildhall.linkage.tables import DUCKDB_TYPE


def staged(path: Path, name: str, rows: list[int], *, rows_in: int, accepted: int | None = None) -> StagedSheet:
    columns = ", ".join(
        f"CAST({repr(name) if field == 'name' else 'NULL'} AS {DUCKDB_TYPE[kind]}) AS {field}"
        for field, kind in FIELDS[Shape.UNITS].items()
    )
    numbers = ", ".join(f"({row})" for row in rows)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT n::BIGINT AS source_row, n::BIGINT + 3 AS sheet_row, {columns} FROM (VALUES {numbers}) v(n) "
            f"ORDER BY n) TO '{path}' (FORMAT parquet)"
        )
    count = len(rows) if accepted is None else accepted
    return StagedSheet(
        register=Register.MARKET,
        shape=Shape.UNITS,
        source=name,
        path=path,
        sheet="",
        accepted=path,
        rejected=None,
        counts=SheetCounts(rows_in, count, rows_in - count, 0),
    )


def test_row_ids_follow_the_sheets_and_their_rows(tmp_path: Path) -> None:
    sheets = [
        staged(tmp_path / "a.parquet", "甲.xlsx", [1, 3], rows_in=4),
        staged(tmp_path / "b.parquet", "乙.csv", [2], rows_in=2),
    ]
    with duckdb_backend(tmp_path) as backend:
        load_sheets(backend, sheets)
        rows = backend.rows(
            "SELECT row_id, source_id, register, source_row, sheet_row, name FROM rows_units ORDER BY 1"
        )
        assert rows == [
            (1, 1, "market", 1, 4, "甲.xlsx"),
            (3, 1, "market", 3, 6, "甲.xlsx"),
            (6, 2, "market", 2, 5, "乙.csv"),
        ]
        assert backend.rows("SELECT source, rows_in, accepted FROM sources ORDER BY source_id") == [
            ("甲.xlsx", 4, 2),
            ("乙.csv", 2, 1),
        ]
        assert backend.value("SELECT count(*) FROM rows_members") == 0


def test_a_staged_file_that_lost_rows_is_not_loaded_silently(tmp_path: Path) -> None:
    sheet = staged(tmp_path / "a.parquet", "甲.xlsx", [1, 2], rows_in=4, accepted=3)
    with duckdb_backend(tmp_path) as backend, pytest.raises(ValueError, match="3 rows were accepted, 2 are staged"):
        load_sheets(backend, [sheet])


def test_parquet_is_the_same_whatever_the_threads(tmp_path: Path) -> None:
    written = []
    for threads in (1, 2):
        with duckdb_backend(tmp_path, threads=threads) as backend:
            path = tmp_path / f"{threads}.parquet"
            query = "SELECT i, md5(i::VARCHAR) AS text FROM range(300000) t(i) ORDER BY i"
            assert backend.write_parquet(query, path) == 300_000
            written.append(path.read_bytes())
    assert written[0] == written[1]
