"""Where the tables stand: in memory where the run fits, in a file of the run's own folder where not."""

from pathlib import Path

import pytest

from guildhall.linkage.backends.duckdb import duckdb_backend
from guildhall.linkage.contracts import Register, Shape, SheetCounts, StagedSheet
from guildhall.linkage.run import ROWS_IN_MEMORY, wants_file


def sheet(accepted: int) -> StagedSheet:
    counts = SheetCounts(accepted, accepted, 0, 0)
    return StagedSheet(Register.INSURANCE, Shape.PERSONS, "a.csv", Path("a.csv"), "", Path("a.parquet"), None, counts)


@pytest.mark.parametrize(
    ("rows", "file"), [(ROWS_IN_MEMORY - 1, False), (ROWS_IN_MEMORY, False), (ROWS_IN_MEMORY + 1, True)]
)
def test_the_rows_of_all_sheets_decide(rows: int, file: bool) -> None:
    assert wants_file([sheet(rows - 10), sheet(10)]) is file


@pytest.mark.parametrize("in_file", [False, True])
def test_tables_are_on_the_disk_only_where_asked(tmp_path: Path, in_file: bool) -> None:
    with duckdb_backend(tmp_path, in_file=in_file) as backend:
        backend.execute("CREATE TABLE numbers AS SELECT range AS number FROM range(1000)")
        assert backend.value("SELECT sum(number) FROM numbers") == 499_500
        assert [file.name for file in tmp_path.glob("engine-*/tables.duckdb")] == ["tables.duckdb"] * in_file


@pytest.mark.parametrize("in_file", [False, True])
def test_more_than_the_memory_holds_is_spilled_into_the_given_folder(tmp_path: Path, in_file: bool) -> None:
    with duckdb_backend(tmp_path, threads=1, memory_limit="60MB", in_file=in_file) as backend:
        backend.execute("CREATE TEMP TABLE wide AS SELECT md5(range::VARCHAR) AS word FROM range(2000000)")
        assert list(tmp_path.glob("engine-*/spill/*"))
        assert backend.value("SELECT count(DISTINCT word) FROM wide") == 2_000_000
