"""Small lists of people for the tests: numbers that can belong to nobody (division 3399xx), filler for frequencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pyarrow as pa

from guildhall.kernel.errors import Message
from guildhall.kernel.identifiers.resident import check_character
from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.contracts import Shape, Task, Verdict
from guildhall.linkage.engine.decisions import Decision, store_decisions
from guildhall.linkage.engine.entity_ids import load_previous
from guildhall.linkage.engine.persons.link import link_persons, prepare_people
from guildhall.linkage.tables import TABLES

NEWEST = "2023-01"
FAMILY = "王李张刘陈杨赵黄周吴"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国志海波文斌辉玲红梅春燕雪琴云飞"


@dataclass(frozen=True)
class Row:
    """One row of a list; `employer` and `union` are entity ids, as the organisations' step would give them."""

    name: str | None
    number: str | None = None
    birth: date | None = None
    sex: str | None = None
    phone: str | None = None
    employer: str | None = "o0000001"
    union: str | None = None  # set: a row of the members' list
    month: str = NEWEST
    status: str | None = None
    change: str | None = None


class Quiet:
    """Collects notices."""

    def __init__(self) -> None:
        self.notices: list[Message] = []

    def notice(self, message: Message) -> None:
        self.notices.append(message)

    def task(self, message: Message, total: int | None = None) -> AbstractContextManager[Task]:
        raise AssertionError("the persons' step draws no bars of its own")


def number(birth: date, serial: int, division: int = 339901) -> str:
    """A resident ID number; an odd serial is a man's."""
    first17 = f"{division}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_character(first17)


def crowd(people: int = 240) -> list[Row]:
    """People who are in both lists, so that frequencies and shares are like a county's and not like a handful's."""
    rows = []
    for i in range(people):
        birth = date.fromordinal(date(1960, 1, 1).toordinal() + i * 61)
        name = FAMILY[i % 10] + GIVEN[(i * 7) % 40] + GIVEN[(i * 11 + i // 40) % 40]
        phone, employer = f"154{i:08d}", f"o{100 + i % 24:07d}"
        insured = Row(name, number(birth, i % 1000), birth, "男" if i % 2 else "女", phone, employer)
        rows += [insured, replace(insured, union=f"o{500 + i % 24:07d}")]
    return rows


def backend_with(rows: Sequence[Row], work: Path, threads: int = 1) -> DuckDBBackend:
    """The tables that the persons' step reads; row_id = place in `rows`, from 1."""
    backend = DuckDBBackend(work, threads=threads)
    numbered = list(enumerate(rows, start=1))
    _fill(backend, Shape.PERSONS, [(i, row) for i, row in numbered if row.union is None])
    _fill(backend, Shape.MEMBERS, [(i, row) for i, row in numbered if row.union is not None])
    roles = [(i, "employer", row.employer) for i, row in numbered if row.employer]
    roles += [(i, "union", row.union) for i, row in numbered if row.union]
    mentions = {entity: at for at, entity in enumerate(sorted({str(e) for _, _, e in roles}), start=1)}
    backend.create_from_arrow(
        "org_rows",
        pa.table(
            {
                "row_id": pa.array([i for i, _, _ in roles], pa.int64()),
                "role": pa.array([role for _, role, _ in roles], pa.string()),
                "mention_id": pa.array([mentions[str(e)] for _, _, e in roles], pa.int64()),
            }
        ),
    )
    backend.create_from_arrow(
        "org_entities",
        pa.table(
            {
                "mention_id": pa.array(list(mentions.values()), pa.int64()),
                "entity_id": pa.array(list(mentions), pa.string()),
            }
        ),
    )
    return backend


def _fill(backend: DuckDBBackend, shape: Shape, rows: Iterable[tuple[int, Row]]) -> None:
    register = "insurance" if shape is Shape.PERSONS else "union"
    staged = [
        {
            "row_id": i,
            "source_id": 1,
            "register": register,
            "source_row": i,
            "sheet_row": i + 1,
            "person_name": row.name,
            "id_number": row.number,
            "sex": row.sex,
            "birth_date": row.birth,
            "phone": row.phone,
            "unit_name": row.employer,
            "month": row.month,
            "status": row.status,
            "change_type": row.change,
            "union_name": row.union,
        }
        for i, row in rows
    ]
    types = {"BIGINT": pa.int64(), "INTEGER": pa.int32(), "DATE": pa.date32(), "VARCHAR": pa.string()}
    table = f"rows_{shape.value}"
    schema = pa.schema([(name, types[kind]) for name, kind in TABLES[table].items()])
    backend.create_from_arrow(table, pa.Table.from_pylist(staged, schema=schema))


def linked(
    rows: Sequence[Row],
    work: Path,
    *,
    decisions: Sequence[tuple[str, str, Verdict]] = (),
    threads: int = 1,
    progress: Quiet | None = None,
    ended: Sequence[str] = (),
) -> DuckDBBackend:
    """The same after the persons' step. `decisions`: pairs of fingerprints; `ended`: unions that are dissolved."""
    backend = backend_with(rows, work, threads)
    decided = [
        Decision(min(one, other), max(one, other), verdict, line)
        for line, (one, other, verdict) in enumerate(decisions, start=2)
    ]
    store_decisions(backend, decided)
    load_previous(backend, None)
    backend.create("pairs")
    backend.create("unions")
    for union in ended:
        backend.execute("INSERT INTO unions (entity_id, active) VALUES (?, false)", [union])
    prepare_people(backend, as_of=date(2023, 1, 31))
    link_persons(backend, as_of=date(2023, 1, 31), first=1, progress=progress or Quiet())
    return backend


def entity_of(backend: DuckDBBackend) -> dict[int, str]:
    """Row → person."""
    return dict(backend.rows("SELECT row_id, entity_id FROM person_entities"))


def fingerprint_of(backend: DuckDBBackend, row_id: int) -> str:
    return str(backend.value("SELECT fingerprint FROM person_records WHERE row_id = ?", [row_id]))
