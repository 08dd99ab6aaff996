"""Results as JSON, one file a section, and the page docs/benchmarks.md made from all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


@dataclass(frozen=True, slots=True)
class Table:
    """A heading row and rows of ready text; columns after the first are right-aligned where `figures`."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: str = ""
    figures: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """What one section found. `measured` holds the bare figures for programs."""

    title: str
    text: str
    tables: Sequence[Table]
    measured: object = field(default_factory=dict)


def store(name: str, result: Result, machine: dict[str, str]) -> None:
    """Keep a section's result and write the page anew from all results that are kept."""
    RESULTS.mkdir(exist_ok=True)
    content = {"machine": machine, **asdict(result)}
    path = RESULTS / f"{name}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_page(order: Sequence[str]) -> None:
    """Render the kept results, in `order`, between the markers of docs/benchmarks.md."""
    before, begin, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE} has lost its markers {BEGIN} … {END}")
    kept = [
        json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        for name in order
        if (RESULTS / f"{name}.json").exists()
    ]
    body = "\n".join(_section(content) for content in kept)
    PAGE.write_text(f"{before}{BEGIN}\n\n{body}\n{END}{after}", encoding="utf-8")


def _section(content: dict[str, object]) -> str:
    machine = content["machine"]
    if not isinstance(machine, dict):
        raise TypeError("a result without its machine")
    lines = [f"## {content['title']}", "", str(content["text"]), ""]
    tables = content["tables"]
    for table in tables if isinstance(tables, list) else []:
        lines += [*([f"**{table['title']}**", ""] if table["title"] else []), *_table(table), ""]
    where = f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}, {machine['system']}"
    versions = ", ".join(f"{name} {machine[name]}" for name in ("python", "duckdb", "splink"))
    lines += [f"*{machine['date']}; {where}; {versions}.*", ""]
    return "\n".join(lines)


def _table(table: dict[str, list[object]]) -> list[str]:
    columns, rows = table["columns"], table["rows"]
    rule = ["---", *(["--:"] if table["figures"] else ["---"]) * (len(columns) - 1)]
    return [_line(columns), _line(rule), *(_line(row) for row in rows if isinstance(row, list))]


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def per_mille(value: float | None) -> str:
    """A share with the digits that precision and recall need."""
    return "—" if value is None else f"{value:.5f}"


def mark(reached: bool) -> str:
    return "reached" if reached else "**missed**"
