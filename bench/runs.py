"""`guildhall roster build` on a province, measured, and what its result folder says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import duckdb

from bench.measure import Measured, guildhall
from bench.provinces import WORK, register_options

HEADLINE = "social_org_coverage_25"


def build(
    folder: Path, name: str, *extra: str | Path, environment: Mapping[str, str] | None = None
) -> tuple[Path, Measured]:
    """Build the roster of a province into bench/work/results/`name`; its folder and what it cost."""
    out = WORK / "results" / name
    out.parent.mkdir(parents=True, exist_ok=True)
    return out, guildhall("roster", "build", *register_options(folder), "--out", out, *extra, environment=environment)


def steps(out: Path) -> dict[str, float]:
    """Seconds by step, as the run noted them."""
    timings = json.loads((out / "run.json").read_text(encoding="utf-8"))["steps"]
    return {step["step"]: float(step["seconds"]) for step in timings}


def step_seconds(out: Path, step: str) -> float:
    """Seconds of one step. Raises KeyError, naming the steps there are, if the run noted no such step."""
    taken = steps(out)
    if step not in taken:
        raise KeyError(f"no step {step} among {', '.join(taken)}")
    return taken[step]


def headline(out: Path) -> tuple[int, int]:
    """Denominator and numerator of the headline indicator over the whole province."""
    rows = json.loads((out / "coverage.json").read_text(encoding="utf-8"))["rows"]
    row = next(
        row
        for row in rows
        if row["indicator"] == HEADLINE
        and row["place"] == "all"
        and row["org_kind"] == "all"
        and row["industry"] == "all"
    )
    return int(row["denominator"]), int(row["numerator"])


def review_pairs(out: Path) -> dict[str, int]:
    """Pairs that wait for a person, by kind of entity."""
    with duckdb.connect() as connection:
        found = connection.execute(
            "SELECT kind, count(*) FROM read_parquet(?) WHERE outcome = 'review' GROUP BY kind ORDER BY kind",
            [str(out / "evidence.parquet")],
        ).fetchall()
    return {str(kind): int(count) for kind, count in found}
