"""How right the links are: by seed, by kind of error, and how much is left for a person to decide."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from bench.page import Result, Table, mark, per_mille
from bench.provinces import DEFAULT_SEED, OTHER_SEEDS, province
from bench.runs import build, review_pairs
from guildhall.linkage.scoring import Mistaken, Score, Scores, mistaken, score

#: (precision, recall) over accepted rows, without decisions
MARKS = {"organisation": (0.997, 0.985), "person": (0.999, 0.97)}
MARK_REVIEW = 0.02  # share of person rows


def run(options: argparse.Namespace) -> Result:
    scores: dict[int, Scores] = {}
    reviews: dict[int, dict[str, int]] = {}
    alike: list[Mapping[str, Mistaken]] = []
    for seed in (DEFAULT_SEED, *OTHER_SEEDS):
        folder = province("demo", seed)
        out, _ = build(folder, f"demo-{seed}")
        scores[seed] = score(out / "links.parquet", folder / "truth")
        reviews[seed] = review_pairs(out)
        alike.append(mistaken(out / "links.parquet", folder / "truth"))
    organisations = {seed: judged.organisations for seed, judged in scores.items()}
    persons = {seed: judged.persons for seed, judged in scores.items()}
    return Result(
        "Accuracy",
        "Demonstration province, no decisions applied. Precision and recall are pairwise over accepted rows: of all "
        "pairs of rows put into one entity, the share that belongs together, and of all pairs that belong together, "
        "the share found. A pair that waits for review counts as not linked.",
        [
            _by_seed("Organisations (registers of units and unions)", organisations, MARKS["organisation"]),
            _by_seed(
                "Organisations, with the employers named on people's rows",
                {seed: judged.employers for seed, judged in scores.items()},
                MARKS["organisation"],
            ),
            _by_seed("Persons", persons, MARKS["person"]),
            _review_table(reviews, persons),
            _alike_table(alike),
            _by_error("Persons, by kind of error", [judged.persons_by_error for judged in scores.values()]),
            _by_error("Organisations, by kind of error", [judged.organisations_by_error for judged in scores.values()]),
        ],
        {
            seed: {
                "organisations": _pair(judged.organisations),
                "employers": _pair(judged.employers),
                "persons": _pair(judged.persons),
                "review": reviews[seed],
            }
            for seed, judged in scores.items()
        },
    )


def _pair(judged: Score) -> list[float | None]:
    return [judged.precision, judged.recall]


def _by_seed(title: str, judged: Mapping[int, Score], marks: tuple[float, float]) -> Table:
    lines = [
        [
            str(seed),
            f"{one.rows:,}",
            f"{one.true:,}",
            per_mille(one.precision),
            per_mille(one.recall),
            f"{one.predicted - one.both:,}",
            f"{one.true - one.both:,}",
            mark((one.precision or 0) >= marks[0] and (one.recall or 0) >= marks[1]),
        ]
        for seed, one in judged.items()
    ]
    columns = [
        "seed",
        "rows",
        "true pairs",
        f"precision (≥ {marks[0]})",
        f"recall (≥ {marks[1]})",
        "wrong",
        "not found",
        "",
    ]
    return Table(columns, lines, title)


def _review_table(reviews: Mapping[int, Mapping[str, int]], persons: Mapping[int, Score]) -> Table:
    lines = []
    for seed, counts in reviews.items():
        share = counts.get("person", 0) / persons[seed].rows
        lines.append(
            [
                str(seed),
                f"{counts.get('organisation', 0):,}",
                f"{counts.get('person', 0):,}",
                f"{share:.2%}",
                mark(share <= MARK_REVIEW),
            ]
        )
    return Table(
        ["seed", "pairs of organisations", "pairs of persons", f"share of person rows (≤ {MARK_REVIEW:.0%})", ""],
        lines,
        "Left for review",
    )


def _alike_table(judged: Sequence[Mapping[str, Mistaken]]) -> Table:
    """Over all seeds together: the pairs that the generator made to be taken for one."""
    lines = []
    for kind in sorted({kind for one in judged for kind in one}):
        pairs = sum(one[kind].pairs for one in judged if kind in one)
        taken = sum(one[kind].taken_for_one for one in judged if kind in one)
        lines.append([kind.replace("_", " "), f"{pairs:,}", f"{taken:,}", f"{taken / pairs:.2%}"])
    return Table(
        ["alike", "pairs of two", "taken for one", "share"],
        lines,
        "Two that are easily taken for one (synthetic-province.md), all seeds together",
    )


def _by_error(title: str, judged: Sequence[Mapping[str, Score]]) -> Table:
    """Over all seeds together: the pairs that rows spoiled in one way have with any other row."""
    lines = []
    for error in sorted({error for one in judged for error in one}):
        found = [one[error] for one in judged if error in one]
        total = Score(*(sum(getattr(one, name) for one in found) for name in ("rows", "both", "predicted", "true")))
        lines.append([error.replace("_", " "), f"{total.rows:,}", per_mille(total.precision), per_mille(total.recall)])
    return Table(["spoiled by", "rows", "precision", "recall"], lines, f"{title}, all seeds together")
