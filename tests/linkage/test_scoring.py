from pathlib import Path

import duckdb
import pytest

from guildhall.linkage.scoring import Mistaken, Score, mistaken, score

Row = tuple[str, int, str, str, str]


def write_links(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE t (source VARCHAR, source_row BIGINT, role VARCHAR, kind VARCHAR, entity_id VARCHAR)"
        )
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", rows)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


def persons(source: str, entities: dict[int, str]) -> list[Row]:
    return [(source, row, "subject", "person", entity) for row, entity in entities.items()]


def test_pairs_are_counted_over_rows_that_both_sides_know(tmp_path: Path) -> None:
    truth = persons("a.csv", {1: "T1", 2: "T1", 3: "T1", 4: "T2", 5: "T2", 9: "T2"})
    found = persons("somewhere/else/a.csv", {1: "p1", 2: "p1", 3: "p2", 4: "p2", 5: "p3"})
    write_links(tmp_path / "truth/links.parquet", truth)
    write_links(tmp_path / "links.parquet", found)
    (tmp_path / "truth/errors.csv").write_text(
        "source,source_row,field,kind\na.csv,3,name,homophone\n", encoding="utf-8"
    )

    scores = score(tmp_path / "links.parquet", tmp_path / "truth")

    # true pairs: {1,2,3} → 3, {4,5} → 1; predicted: {1,2}, {3,4}; right: {1,2}
    assert scores.persons == Score(rows=5, both=1, predicted=2, true=4)
    assert scores.persons.precision == pytest.approx(1 / 2)
    assert scores.persons.recall == pytest.approx(1 / 4)
    # row 3 truly belongs with 1 and 2, was put with 4
    assert scores.persons_by_error == {"homophone": Score(rows=1, both=0, predicted=1, true=2)}


def test_employers_on_peoples_rows_do_not_drown_the_registers(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("units.xlsx#社会团体", 1, "subject", "organisation", "A"),
        ("units.xlsx#基金会", 1, "subject", "organisation", "A"),
        ("persons.csv", 1, "subject", "person", "P"),
        ("persons.csv", 1, "employer", "organisation", "A"),
    ]
    write_links(tmp_path / "truth/links.parquet", rows)
    write_links(tmp_path / "links.parquet", rows)

    scores = score(tmp_path / "links.parquet", tmp_path / "truth")

    assert scores.organisations == Score(rows=2, both=1, predicted=1, true=1)
    assert scores.employers == Score(rows=3, both=3, predicted=3, true=3)
    assert scores.persons == Score(rows=1, both=0, predicted=0, true=0)
    assert scores.persons.precision is None


def test_a_pair_is_taken_for_one_if_any_rows_of_the_two_are_one_entity(tmp_path: Path) -> None:
    write_links(tmp_path / "truth/links.parquet", persons("a.csv", {1: "T1", 2: "T1", 3: "T2", 4: "T3", 5: "T4"}))
    write_links(tmp_path / "links.parquet", persons("a.csv", {1: "p1", 2: "p2", 3: "p2", 4: "p3", 5: "p4"}))
    (tmp_path / "truth/alike.csv").write_text(
        "kind,left,right\ntwins,T1,T2\ntwins,T3,T4\nnamesakes,T1,T4\n", encoding="utf-8"
    )

    assert mistaken(tmp_path / "links.parquet", tmp_path / "truth") == {
        "namesakes": Mistaken(pairs=1, taken_for_one=0),
        "twins": Mistaken(pairs=2, taken_for_one=1),
    }
