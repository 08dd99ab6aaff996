"""The person-link step against plain Splink and against ten lines of exact rules: the same people, the same truth."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.baselines import exact_rules, person_rows, plain_splink
from bench.page import Result, Table, mark, per_mille, seconds
from bench.provinces import WORK, Size, province_as
from bench.runs import build, step_seconds
from guildhall.linkage.scoring import Score, score

STEP = "engine.persons"


def run(options: argparse.Namespace) -> Result:
    size: Size = options.size
    folder = province_as(size, "parquet")
    work = WORK / "persons"
    work.mkdir(parents=True, exist_ok=True)
    rows = work / f"{size}.parquet"
    count = person_rows(folder, rows)
    exact_links, splink_links = work / f"{size}-exact.parquet", work / f"{size}-splink.parquet"
    exact = exact_rules(rows, exact_links)
    splink = plain_splink(rows, splink_links)
    out, _ = build(folder, f"persons-{size}")
    ours = step_seconds(out, STEP)
    judged = {
        "ten lines of exact rules": (exact, _persons(exact_links, folder)),
        "plain Splink 5": (splink, _persons(splink_links, folder)),
        "Guildhall": (ours, _persons(out / "links.parquet", folder)),
    }
    lines = [
        [name, seconds(taken), f"{taken / splink:.2f}", per_mille(found.precision), per_mille(found.recall)]
        for name, (taken, found) in judged.items()
    ]
    lines[-1].append(mark(ours <= splink))
    return Result(
        "Persons, against plain Splink",
        f"{count:,} rows about people ({size}), linked three ways one after the other on the same machine. The times "
        "are those of linking alone, without reading and writing files; Guildhall's includes evidence for every pair "
        "and golden records, which the others do not make, but not the cleaning of rows and the joining of equal "
        "numbers, which are done while organisations are linked; beside it the files of organisations are written.",
        [
            Table(
                ["", "time", "÷ plain Splink", "precision", "recall", "ratio ≤ 1"], [[*line, ""][:6] for line in lines]
            )
        ],
        {
            name: {"seconds": taken, "precision": found.precision, "recall": found.recall}
            for name, (taken, found) in judged.items()
        },
    )


def _persons(links: Path, folder: Path) -> Score:
    return score(links, folder / "truth").persons
