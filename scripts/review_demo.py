"""Play the reviewer of the demonstration province, honestly: answer its review pairs from the known truth.

Run: python -m scripts.review_demo          (writes src/guildhall/province/data/demo-decisions.csv)

The run is made without decisions; of the pairs that it leaves for a person, those of organisations are answered, same
or different, as the truth has it, and the run is made again with the answers, until no such pair is left or the rounds
are over. Nothing else is told to the program, least of all the figures: whether they then agree is seen in the report.
"""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as parquet

from scripts.demo import guildhall, register_files

WORK = Path("build/review-demo")
DECISIONS = Path("src/guildhall/province/data/demo-decisions.csv")
ROUNDS = 4
COLUMNS = ("left_fingerprint", "right_fingerprint", "decision", "left", "right")


@dataclass(frozen=True)
class Truth:
    """True entity by (file, row, role): of a row about a unit, and of the unit that another row names."""

    entities: Mapping[tuple[str, int, str], str]

    @classmethod
    def read(cls, folder: Path) -> Truth:
        table = parquet.read_table(folder / "links.parquet", columns=["source", "source_row", "role", "entity_id"])
        columns = (table.column(name).to_pylist() for name in ("source", "source_row", "role", "entity_id"))
        return cls({(source, row, role): entity for source, row, role, entity in zip(*columns, strict=True)})

    def of(self, source: str, row: int, role: str) -> str:
        return self.entities[Path(source).name, row, role]


def answers(review: Path, truth: Truth) -> Iterator[dict[str, str]]:
    """The decision on each pair of organisations in a review file."""
    with review.open(encoding="utf-8-sig", newline="") as file:
        for pair in csv.DictReader(file):
            if pair["kind"] != "organisation":
                continue
            left, right = (
                truth.of(pair[f"{side}_source"], int(pair[f"{side}_row"]), pair[f"{side}_role"])
                for side in ("left", "right")
            )
            yield {
                "left_fingerprint": pair["left_fingerprint"],
                "right_fingerprint": pair["right_fingerprint"],
                "decision": "同一" if left == right else "不同",
                "left": pair["left_name"],
                "right": pair["right_name"],
            }


def write(path: Path, decided: Mapping[tuple[str, str], Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(decided[pair] for pair in sorted(decided))


def main() -> None:
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    province, out, filled = WORK / "province", WORK / "roster", WORK / "decisions.csv"
    guildhall("province", "make", "--size", "demo", "--out", province)
    truth = Truth.read(province / "truth")
    decided: dict[tuple[str, str], dict[str, str]] = {}
    for number in range(1, ROUNDS + 1):
        given: list[str | Path] = ["--decisions", filled] if decided else []
        guildhall("roster", "build", *register_files(province), "--out", out, *given, "--truth", province / "truth")
        new = {(one["left_fingerprint"], one["right_fingerprint"]): one for one in answers(out / "review.csv", truth)}
        if not new.keys() - decided.keys():
            break
        decided |= new
        write(filled, decided)
        print(f"round {number}: {len(new)} pairs answered, {len(decided)} in all", file=sys.stderr)
    write(DECISIONS, decided)
    print(f"{len(decided)} decisions written to {DECISIONS}", file=sys.stderr)


if __name__ == "__main__":
    main()
