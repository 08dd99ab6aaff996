"""Runs of `roster build` that several tests look at; each is made once a worker."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result

from guildhall.cli.main import entry
from tests.journeys import registers


def roster(*arguments: str | Path) -> Result:
    """`guildhall roster build …` in this process; exceptions that the command should have caught rise."""
    return CliRunner().invoke(entry, ["roster", "build", *map(str, arguments)], catch_exceptions=False)


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, and its files as Python values."""

    out: Path
    options: Sequence[str]
    said: str

    def rows(self, name: str) -> list[dict[str, Any]]:
        return [dict(row) for row in parquet.read_table(self.out / name).to_pylist()]

    def json(self, name: str) -> Any:
        return json.loads((self.out / name).read_text(encoding="utf-8"))

    def coverage(self, place: str = "all", org_kind: str = "all") -> tuple[int, int, str]:
        """Numerator, denominator and text of the headline rate."""
        wanted = {"indicator": "social_org_coverage_25", "place": place, "org_kind": org_kind, "industry": "all"}
        rows = [row for row in self.json("coverage.json")["rows"] if wanted.items() <= row.items()]
        assert len(rows) == 1, rows
        return rows[0]["numerator"], rows[0]["denominator"], rows[0]["rate_text"]

    def entity(self, file: str, source_row: int, role: str) -> str:
        """The entity that a row of a file (or `file#sheet`) names in a role."""
        found = [
            row["entity_id"]
            for row in self.rows("links.parquet")
            if (Path(row["source"]).name, row["source_row"], row["role"]) == (file, source_row, role)
        ]
        assert len(found) == 1, (file, source_row, role, found)
        return str(found[0])


def build(folder: Path, name: str, options: Sequence[str], *more: str | Path) -> Run:
    done = roster(*options, "--out", folder / name, *more)
    assert done.exit_code == 0, done.output
    return Run(folder / name, options, done.output)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("officer")


@pytest.fixture(scope="session")
def options(folder: Path) -> list[str]:
    return registers.write_all(folder)


@pytest.fixture(scope="session")
def run(folder: Path, options: list[str]) -> Run:
    return build(folder, "result", options)
