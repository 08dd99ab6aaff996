"""The headline figures: as found alone, with reviewers' decisions, and as they truly are."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bench.page import Result, Table, mark
from bench.provinces import DEFAULT_SEED, OTHER_SEEDS, province
from bench.runs import build, headline
from guildhall.province import __file__ as province_module

DECISIONS = Path(province_module).parent / "data" / "demo-decisions.csv"
TOLERANCE = 0.02  # of each figure, for the automatic run on any seed


def run(options: argparse.Namespace) -> Result:
    lines, measured = [], {}
    for seed in (DEFAULT_SEED, *OTHER_SEEDS):
        folder = province("demo", seed)
        true = _true(folder)
        automatic = headline(build(folder, f"demo-{seed}")[0])
        figures = {"true": true, "automatic": automatic}
        lines.append([str(seed), "automatic", *_figures(automatic), *_figures(true), _judged(automatic, true)])
        if seed == DEFAULT_SEED:
            reviewed = headline(build(folder, f"demo-{seed}-reviewed", "--decisions", DECISIONS)[0])
            figures["reviewed"] = reviewed
            lines.append(
                [str(seed), "with the shipped decisions", *_figures(reviewed), *_figures(true), mark(reviewed == true)]
            )
        measured[seed] = figures
    columns = ["seed", "run", "25 or more insured", "covered", "rate", "true", "true covered", "true rate", ""]
    return Result(
        "Coverage of social organisations",
        "`social_org_coverage_25` of the demonstration province. The mark: with the shipped decisions exactly the "
        f"truth; alone, on every seed, each of the two figures within {TOLERANCE:.0%} of it.",
        [Table(columns, lines)],
        measured,
    )


def _true(folder: Path) -> tuple[int, int]:
    facts = json.loads((folder / "truth" / "facts.json").read_text(encoding="utf-8"))
    return int(facts["eligible"]), int(facts["covered"])


def _figures(figures: tuple[int, int]) -> list[str]:
    denominator, numerator = figures
    return [str(denominator), str(numerator), f"{numerator / denominator:.1%}" if denominator else "—"]


def _judged(found: tuple[int, int], true: tuple[int, int]) -> str:
    return mark(all(abs(one - other) <= TOLERANCE * other for one, other in zip(found, true, strict=True)))
