"""A list as a clerk has it, before it becomes a file: rows, the true entity behind each cell, what was spoiled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

Value = str | int | float | date | None


def as_text(value: Value) -> str | None:
    """Return a cell as a text file holds it; numbers that Excel turned into floats keep Excel's notation."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.5E}"
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True, slots=True)
class Spoil:
    """One error: in which row (from 0) and field, of what kind, what would have been right, what was written."""

    row: int
    field: str
    kind: str
    original: str
    written: str


@dataclass(slots=True)
class Sheet:
    """`stem` is the file's, `part` the sheet's within a workbook of several. `titles` maps canonical fields to titles.

    `links[role]` has one entity id or None a row. Rows in `unreadable` are refused by every reader.
    """

    stem: str
    shape: str
    fields: tuple[str, ...]
    titles: Mapping[str, str]
    roles: tuple[str, ...]
    part: str = ""
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    links: dict[str, list[str | None]] = field(default_factory=dict)
    spoils: list[Spoil] = field(default_factory=list)
    unreadable: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        for role in self.roles:
            self.links.setdefault(role, [])

    def add(self, values: Mapping[str, Value], entities: Mapping[str, str | None]) -> int:
        """Append a row; returns its number from 0."""
        self.rows.append(tuple(values.get(f) for f in self.fields))
        for role in self.roles:
            self.links[role].append(entities.get(role))
        return len(self.rows) - 1

    def repeat(self, row: int) -> None:
        """Append an earlier row once more, as clerks do who paste twice."""
        self.rows.append(self.rows[row])
        for role in self.roles:
            self.links[role].append(self.links[role][row])
        again = len(self.rows) - 1
        if row in self.unreadable:
            self.unreadable.add(again)
        self.spoils.append(Spoil(again, "", "duplicate_row", "", ""))
