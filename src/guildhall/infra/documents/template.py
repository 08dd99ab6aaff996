"""Templates of documents: YAML beside the module that fills them, with the names of values in braces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from string import Formatter
from typing import Any, Final

import yaml

from guildhall.infra.documents.blocks import Align, Document, Grid, Text, Weight

Values = Mapping[str, str]
Tables = Mapping[str, Sequence[Values]]

#: What a block of a template may be: how its text stands.
_TEXTS: Final[Mapping[str, tuple[Align, Weight, bool]]] = {
    "text": (Align.LEFT, Weight.TEXT, True),
    "to": (Align.LEFT, Weight.TEXT, False),
    "heading": (Align.LEFT, Weight.HEADING, False),
    "centre": (Align.CENTRE, Weight.TEXT, False),
    "right": (Align.RIGHT, Weight.TEXT, False),
}


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    text: str
    only: str


@dataclass(frozen=True, slots=True)
class Table:
    """`columns`: heading, name of the value, share of the width."""

    rows: str
    columns: tuple[tuple[str, str, int], ...]
    only: str


@dataclass(frozen=True, slots=True)
class Template:
    """A document with names in braces instead of values. A block with `only` stands where that value is not empty."""

    title: str
    lines: tuple[Line | Table, ...]

    def fill(self, values: Values, tables: Tables) -> Document:
        """The document. Raises KeyError where the template names a value or a table that is not given."""
        blocks: list[Text | Grid] = []
        for line in self.lines:
            if line.only and not (values.get(line.only) or tables.get(line.only)):
                continue
            if isinstance(line, Table):
                rows = tuple(tuple(row[name] for _, name, _ in line.columns) for row in tables[line.rows])
                heads = tuple(head for head, _, _ in line.columns)
                blocks.append(Grid(heads, rows, tuple(width for _, _, width in line.columns)))
            else:
                align, weight, indent = _TEXTS[line.kind]
                blocks.append(Text(line.text.format_map(values), align, weight, indent))
        return Document(self.title.format_map(values), tuple(blocks))

    @property
    def names(self) -> frozenset[str]:
        """All values that the template names outside of tables."""
        texts = [self.title, *(line.text for line in self.lines if isinstance(line, Line))]
        return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


def parse(text: str) -> Template:
    """A template from YAML: `title`, and `body`: blocks, each one of text, to, heading, centre, right or table.

    Raises ValueError with what is wrong.
    """
    data = yaml.safe_load(text)
    if not isinstance(data, dict) or set(data) != {"title", "body"} or not isinstance(data["body"], list):
        raise ValueError("a template has a title and a body")
    return Template(str(data["title"]), tuple(_line(number, raw) for number, raw in enumerate(data["body"], 1)))


def _line(number: int, raw: Any) -> Line | Table:
    if not isinstance(raw, dict):
        raise ValueError(f"block {number} is no mapping")
    only = str(raw.get("only", ""))
    kinds = set(raw) - {"only"}
    if kinds == {"table"}:
        table = raw["table"]
        columns = tuple((str(one["title"]), str(one["value"]), int(one.get("width", 1))) for one in table["columns"])
        return Table(str(table["rows"]), columns, only)
    if len(kinds) != 1 or not kinds <= set(_TEXTS):
        raise ValueError(f"block {number} is none of {', '.join([*_TEXTS, 'table'])}")
    kind = kinds.pop()
    return Line(kind, str(raw[kind]), only)


def load(package: str, name: str) -> Template:
    """The template in a file of a package. Raises ValueError as `parse` does."""
    return parse(files(package).joinpath(name).read_text(encoding="utf-8"))
