"""The whole run from three kinds of files, with its time, memory and steps."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.measure import Measured
from bench.page import Result, Table, mark, seconds
from bench.provinces import Size, province, province_as, rows
from bench.runs import build, steps

#: seconds that a run from each kind of file may take, and GiB, on two cores with 1 m persons
MARKS = {"parquet": (30.0, 4.0), "csv": (60.0, 4.0), "xlsx": (120.0, 4.0)}
MARK_10M_GIB = 16.0


def run(options: argparse.Namespace) -> Result:
    size: Size = options.size
    folders = {name: province_as(size, name) for name in MARKS}
    count = rows(folders["parquet"])
    lines, by_step, measured = [], {}, {}
    for name, files in folders.items():
        out, cost = build(files, f"speed-{size}-{name}")
        lines.append(_line(f"{size}, {name}", files, count, cost, MARKS[name] if size == "1m" else None))
        by_step[name] = steps(out)
        measured[name] = _figures(cost)
    if options.ten_million:
        files = province("10m")
        out, cost = build(files, "speed-10m")
        lines.append(_line("10m, parquet", files, rows(files), cost, (float("inf"), MARK_10M_GIB)))
        by_step["10m"] = steps(out)
        measured["10m"] = _figures(cost)
    named = list(dict.fromkeys(step for taken in by_step.values() for step in taken))
    return Result(
        "Speed of a whole run",
        "`guildhall roster build` from outside: the start of Python, reading, linking and all result files. Memory is "
        "the largest resident size of all its processes together, looked at 20 times a second.",
        [
            Table(["province and files", "rows", "size", "time", "processor", "memory", "mark", ""], lines),
            Table(
                ["step", *by_step],
                [[step, *(_time(taken.get(step)) for taken in by_step.values())] for step in named],
                "Time by step",
            ),
        ],
        measured,
    )


def _line(name: str, folder: Path, count: int, cost: Measured, marks: tuple[float, float] | None) -> list[str]:
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    shown = [
        name,
        f"{count:,}",
        f"{size / 2**20:,.0f} MiB",
        seconds(cost.wall),
        seconds(cost.cpu),
        f"{cost.gib:.2f} GiB",
    ]
    if marks is None:
        return [*shown, "", ""]
    time, memory = marks
    limit = f"< {memory:.0f} GiB" if time == float("inf") else f"< {time:.0f} s, < {memory:.0f} GiB"
    return [*shown, limit, mark(cost.wall < time and cost.gib < memory)]


def _figures(cost: Measured) -> dict[str, float]:
    return {"wall_s": cost.wall, "cpu_s": cost.cpu, "peak_gib": cost.gib}


def _time(value: float | None) -> str:
    return "" if value is None else seconds(value)
