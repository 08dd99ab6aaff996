"""Who is asked to transfer: nobody who is a member where they work already, and nobody of a union that has ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.results.elsewhere import Elsewhere
from guildhall.linkage.results.people import write_transfers
from tests.linkage.results.filled import AS_OF_MONTH, backend_with, fill, union_entity, union_id, unit, unit_id


class Kept(Elsewhere):
    """Takes workbooks and keeps their rows."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.rows: dict[str, list[dict[str, object]]] = {}

    def write(self, path: Path, sheets: list[tuple[str, object, pa.Table, str]]) -> None:  # type: ignore[override]  # rows as they are
        self.rows = {name: rows.to_pylist() for name, _, rows, _ in sheets}


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[DuckDBBackend]:
    made = backend_with(
        tmp_path,
        {
            "organisations": [unit(1), unit(2), union_entity(1, name="甲工会"), union_entity(2, name="乙联合工会")],
            "unions": [
                {"entity_id": union_id(1), "union_type": "single", "active": True},
                {"entity_id": union_id(2), "union_type": "joint", "active": True},
            ],
            "union_units": [{"union_id": union_id(1), "unit_id": unit_id(1), "relation": "own"}],
            "persons": [
                {"entity_id": "p1", "name": "某人", "employer_id": unit_id(1), "insured_month": AS_OF_MONTH, "rows": 1}
            ],
        },
    )
    yield made
    made.close()


def _sheets(backend: DuckDBBackend, *unions: tuple[int, bool]) -> dict[str, list[tuple[object, object]]]:
    """The person's lines by sheet: names of unions, and the advice's first words."""
    fill(
        backend,
        "memberships",
        [{"person_id": "p1", "union_id": union_id(n), "active": active, "row_id": n} for n, active in unions],
    )
    kept = Kept()
    write_transfers(backend, Path(), kept, as_of=None, unmask=False)
    return {name: [(row["6"], str(row["8"])[:9]) for row in rows] for name, rows in kept.rows.items() if rows}


def test_a_member_where_one_works_is_asked_nothing(backend: DuckDBBackend) -> None:
    assert _sheets(backend, (1, True)) == {}


def test_a_member_elsewhere_is_asked_to_transfer(backend: DuckDBBackend) -> None:
    assert _sheets(backend, (2, True)) == {"疑似转会": [("乙联合工会", "现单位有工会：把会")]}


def test_a_second_membership_elsewhere_is_to_be_ended_and_both_unions_are_named(backend: DuckDBBackend) -> None:
    assert _sheets(backend, (1, True), (2, True)) == {"一人多会": [("乙联合工会；甲工会", "同时在2家工会有有")]}


def test_a_membership_that_is_not_active_counts_nowhere(backend: DuckDBBackend) -> None:
    assert _sheets(backend, (2, False)) == {}
    assert _sheets(backend, (1, True), (2, False)) == {}
