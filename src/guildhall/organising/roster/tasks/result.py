"""A run's result folder, read back row by row: what the engine found, as values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow.compute as pc
import pyarrow.parquet as pq

from guildhall.linkage.contracts import Facet, Kind, Register

#: Rows held in memory at a time.
BATCH: Final = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """A unit or union as the run found it. `sources`: field → (source, row). `month`: of the headcount."""

    entity: str
    name: str
    credit_code: str
    kind: str
    place: str
    industry: str
    address: str
    legal_representative: str
    phone: str
    insured: int | None
    closed: bool
    closed_on: date | None
    rows: int
    sources: dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class FoundUnion:
    """What the union roster says of a union entity."""

    entity: str
    kind: str
    active: bool
    founded_on: date | None
    declared_members: int | None


class FoundPerson(NamedTuple):
    """A person as the run found them; a tuple, for there are millions."""

    entity: str
    name: str
    id_kind: str
    id_number: str
    birth_date: date | None
    sex: str
    phone: str
    employer: str
    month: str


_FIELDS: Final = (
    "name", "credit_code", "org_kind", "place", "industry", "address", "legal_representative", "phone", "closed_on",
    "insured_count",
)  # fmt: skip


class Result:
    """A folder that `build_roster` wrote with `keep` and `unmask`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def organisations(self, facet: Facet) -> Iterator[Found]:
        """Units or unions, in the order of their ids."""
        columns = ["entity_id", *_FIELDS, "closed", "rows"]
        for field in _FIELDS:
            columns += [f"{field}_source", f"{field}_source_row"]
        where = (pc.field("kind") == Kind.ORGANISATION.value) & (pc.field("facet") == facet.value)
        for row in self._read("roster", columns, where):
            values = dict(zip(columns, row, strict=True))
            yield Found(
                entity=values["entity_id"], name=values["name"] or "", credit_code=values["credit_code"] or "",
                kind=values["org_kind"] or "", place=values["place"] or "", industry=values["industry"] or "",
                address=values["address"] or "", legal_representative=values["legal_representative"] or "",
                phone=values["phone"] or "", insured=values["insured_count"], closed=bool(values["closed"]),
                closed_on=values["closed_on"], rows=values["rows"],
                sources={
                    field: (values[f"{field}_source"], values[f"{field}_source_row"] or 0)
                    for field in _FIELDS
                    if values[f"{field}_source"]
                },
            )  # fmt: skip

    def unions(self) -> dict[str, FoundUnion]:
        columns = ("union_id", "union_type", "active", "founded_on", "declared_members")
        return {
            row[0]: FoundUnion(row[0], row[1] or "", bool(row[2]), row[3], row[4])
            for row in self._read("unions", columns)
        }

    def union_units(self) -> Iterator[tuple[str, str, str]]:
        """(union, unit, relation)."""
        yield from self._read("union_units", ("union_id", "unit_id", "relation"))

    def memberships(self) -> Iterator[tuple[str, str, bool, str]]:
        """(person, union, active, newest month or "")."""
        for person, union, active, month in self._read("memberships", ("person_id", "union_id", "active", "month")):
            yield person, union, bool(active), month or ""

    def people(self) -> Iterator[FoundPerson]:
        """Persons in the order of their ids."""
        columns = (
            "entity_id", "name", "id_kind", "id_number", "birth_date", "sex", "phone", "employer_id", "insured_month",
        )  # fmt: skip
        for row in self._read("roster", columns, pc.field("kind") == Kind.PERSON.value):
            entity, name, id_kind, number, birth, sex, phone, employer, month = row
            yield FoundPerson(
                entity, name or "", id_kind or "", number or "", birth, sex or "", phone or "", employer or "",
                month or "",
            )  # fmt: skip

    def prints(self, kind: Kind) -> Iterator[tuple[str, str]]:
        """(fingerprint, entity) of one kind."""
        yield from self._read("ids", ("fingerprint", "entity_id"), pc.field("kind") == kind.value)

    def naming(self) -> Iterator[tuple[str, str, str, str, int, int, dict[str, str]]]:
        """(entity, register, method, source, sheet row, rows, field → value as the register has it)."""
        columns = ("entity_id", "register", "method", "source", "sheet_row", "rows", "named")
        for entity, register, method, source, row, rows, named in self._read("naming", columns):
            held = {field: value for field, value in json.loads(named).items() if value}
            yield entity, register, method, source, row, rows, held

    def named_in(self, register: Register) -> set[str]:
        """Entities that a register names."""
        where = pc.field("register") == register.value
        return {entity for (entity,) in self._read("naming", ("entity_id",), where)}

    def headcounts(self) -> dict[str, tuple[str, int | None, date | None]]:
        """entity → (earlier month or "", its headcount, day of registration)."""
        columns = ("entity_id", "earlier_month", "earlier_insured", "registered_on")
        return {row[0]: (row[1] or "", row[2], row[3]) for row in self._read("headcounts", columns)}

    def pairs(self) -> Iterator[dict[str, Any]]:
        """Pairs to review, in the order in which they are to be told."""
        with (self.folder / "pairs.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)

    def disagreements(self) -> Iterator[dict[str, Any]]:
        """Disagreements in the order in which they are to be told."""
        yield from pq.read_table(self.folder / "disagreements.parquet").to_pylist()

    def automatic(self) -> list[dict[str, Any]]:
        """Rates by place without any decision."""
        found: list[dict[str, Any]] = json.loads((self.folder / "automatic.json").read_text(encoding="utf-8"))
        return found

    def register_of(self) -> dict[str, str]:
        """source → register, from the manifest."""
        manifest = json.loads((self.folder / "manifest.json").read_text(encoding="utf-8"))
        return {entry["source"]: entry["register"] for entry in manifest["inputs"]}

    def _read(self, name: str, columns: Sequence[str], where: Any = None) -> Iterator[tuple[Any, ...]]:
        table = pq.read_table(self.folder / f"{name}.parquet", columns=list(columns), filters=where)
        for batch in table.select(list(columns)).to_batches(BATCH):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)
