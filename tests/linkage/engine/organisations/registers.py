"""Small registers for the tests: rows by table, credit codes that can belong to nobody (division 3399xx)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from guildhall.kernel.errors import Message
from guildhall.kernel.identifiers.credit_code import check_character, organisation_check
from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.contracts import Shape, Task
from guildhall.linkage.engine.decisions import Decision, store_decisions
from guildhall.linkage.engine.entity_ids import load_previous
from guildhall.linkage.engine.organisations.candidates import find_candidates
from guildhall.linkage.engine.organisations.clustering import make_nodes
from guildhall.linkage.engine.organisations.exact import link_exactly
from guildhall.linkage.engine.organisations.link import link_organisations
from guildhall.linkage.engine.organisations.mentions import make_mentions
from guildhall.linkage.engine.organisations.nodes import describe_nodes

Row = Mapping[str, object]


class Quiet:
    """Collects notices."""

    def __init__(self) -> None:
        self.notices: list[Message] = []

    def notice(self, message: Message) -> None:
        self.notices.append(message)

    def task(self, message: Message, total: int | None = None) -> AbstractContextManager[Task]:
        raise AssertionError("the organisations' step draws no bars of its own")


def code(serial: int, first2: str = "52") -> str:
    """A valid credit code."""
    body = f"{serial:08d}"
    first17 = f"{first2}339901{body}{organisation_check(body)}"
    return first17 + check_character(first17)


def unit(register: str, name: str | None, credit_code: str | None = None, **more: object) -> Row:
    return {"shape": Shape.UNITS, "register": register, "name": name, "credit_code": credit_code, **more}


def union(name: str, host: str, union_type: str = "单独基层工会", **more: object) -> Row:
    return {
        "shape": Shape.UNIONS,
        "register": "union",
        "union_name": name,
        "unit_name": host,
        "union_type": union_type,
        **more,
    }


def linked(
    rows: Sequence[Row],
    work: Path,
    *,
    decisions: Sequence[Decision] = (),
    threads: int = 1,
    as_of: date | None = date(2023, 1, 31),
    progress: Quiet | None = None,
) -> DuckDBBackend:
    """Run the organisations' step; row_id = place in `rows`, from 1."""
    backend = prepared(rows, work, decisions=decisions, threads=threads)
    link_organisations(backend, as_of=as_of, first=1, progress=progress or Quiet())
    return backend


def blocked(rows: Sequence[Row], work: Path, progress: Quiet) -> DuckDBBackend:
    """The organisations' step as far as the pairs to compare, with its working tables."""
    backend = prepared(rows, work)
    make_mentions(backend)
    link_exactly(backend, progress)
    make_nodes(backend)
    describe_nodes(backend, progress)
    find_candidates(backend, progress)
    return backend


def prepared(rows: Sequence[Row], work: Path, *, decisions: Sequence[Decision] = (), threads: int = 1) -> DuckDBBackend:
    """The tables that the organisations' step reads."""
    backend = DuckDBBackend(work, threads=threads)
    for shape in Shape:
        backend.create(f"rows_{shape.value}")
    for number, row in enumerate(rows, start=1):
        values = {"row_id": number, "source_id": 1, "source_row": number, "sheet_row": number + 1, **row}
        table = f"rows_{values.pop('shape')}"
        names = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        backend.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))
    store_decisions(backend, decisions)
    load_previous(backend, None)
    return backend


def entities(backend: DuckDBBackend, table: str = "org_entities") -> dict[tuple[int, str], str]:
    """(row, role) → entity."""
    found = backend.rows(f"SELECT row_id, role, entity_id FROM org_rows JOIN {table} USING (mention_id) ORDER BY ALL")
    return {(row, role): entity for row, role, entity in found}


def groups(backend: DuckDBBackend, table: str = "org_entities", role: str = "subject") -> list[list[int]]:
    """Rows that are one organisation, in order."""
    by_entity: dict[str, list[int]] = {}
    for (row, its_role), entity in entities(backend, table).items():
        if its_role == role:
            by_entity.setdefault(entity, []).append(row)
    return sorted(by_entity.values())


def fingerprint(backend: DuckDBBackend, row: int, role: str = "subject") -> str:
    return str(
        backend.value(
            "SELECT fingerprint FROM org_rows JOIN org_mentions USING (mention_id) WHERE row_id = ? AND role = ?",
            [row, role],
        )
    )
