"""Pairs for a person: which come first, where their rows stand, what a card says of masked values."""

import csv
from pathlib import Path

from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.results.review import card, review_cards, review_pairs, write_review
from tests.linkage.results.filled import Row, backend_with


def _pair(left: int, right: int, probability: float) -> Row:
    return {
        "kind": "person",
        "left_id": left,
        "right_id": right,
        "left_fingerprint": f"f{left}",
        "right_fingerprint": f"f{right}",
        "outcome": "review",
        "probability": probability,
        "evidence": "[]",
    }


def _people(work: Path) -> DuckDBBackend:
    phones = {1: "15412345678", 2: "15487655678", 3: "15412345678", 4: None}
    return backend_with(
        work,
        {
            "sources": [
                {"source_id": 1, "source": "in/persons.csv", "rows_in": 2},
                {"source_id": 2, "source": "in/members.csv", "rows_in": 2},
            ],
            "rows_persons": [{"row_id": row, "source_id": 1, "sheet_row": row + 1} for row in (1, 2)],
            "rows_members": [{"row_id": row, "source_id": 2, "sheet_row": row + 5} for row in (3, 4)],
            "person_records": [{"row_id": row, "name": "甲", "phone": phone} for row, phone in phones.items()],
            "pairs": [_pair(1, 4, 0.9), _pair(1, 2, 0.55), _pair(2, 3, 0.5), _pair(1, 3, 0.5)],
        },
    )


def test_the_least_certain_come_first_with_the_rows_where_they_stand(tmp_path: Path) -> None:
    backend = _people(tmp_path)
    found = [
        (pair.left_fingerprint, pair.left_place, pair.right_fingerprint, pair.right_place)
        for pair in review_pairs(backend, unmask=False)
    ]
    assert found == [
        ("f1", ("in/persons.csv", 2), "f3", ("in/members.csv", 8)),
        ("f2", ("in/persons.csv", 3), "f3", ("in/members.csv", 8)),
        ("f1", ("in/persons.csv", 2), "f2", ("in/persons.csv", 3)),
        ("f1", ("in/persons.csv", 2), "f4", ("in/members.csv", 9)),
    ]
    assert [(card.left_source, card.right_source) for card in review_cards(backend, 1)] == [
        ("persons.csv:2", "members.csv:8")
    ]


def test_values_that_differ_where_they_are_masked_are_not_called_the_same(tmp_path: Path) -> None:
    said = {}
    for pair in review_pairs(_people(tmp_path), unmask=False):
        phone = next(line for line in card(pair).lines if line.field.en == "Phone")
        said[pair.left_fingerprint, pair.right_fingerprint] = (phone.left, phone.right, phone.verdict)
    assert said["f1", "f3"] == ("154****5678", "154****5678", "agree")
    assert said["f1", "f2"] == ("154****5678", "154****5678", "differ")
    assert said["f1", "f4"] == ("154****5678", "", "missing")


def test_the_list_begins_with_what_is_decided_and_ends_with_what_the_program_needs(tmp_path: Path) -> None:
    assert write_review(_people(tmp_path), tmp_path, unmask=False) == 4
    with (tmp_path / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        titles, first, *_ = csv.reader(file)
    assert titles[:3] == ["decision", "甲名称", "乙名称"]
    assert titles[-3:] == ["kind", "left_fingerprint", "right_fingerprint"]
    row = dict(zip(titles, first, strict=True))
    assert (row["甲名称"], row["乙名称"], row["decision"]) == ("甲", "甲", "")
    assert (row["left_source"], row["left_fingerprint"][:1]) == ("in/persons.csv", "f")
