"""A tenth of the demonstration province, all kinds of error on: how right the links are, beside the plain ways.

Employers are taken from the truth, as the organisations' step is judged elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from bench.baselines import exact_rules, person_rows
from guildhall.linkage.scoring import Score, score
from guildhall.province.make import make_province
from guildhall.province.scale import reduced
from tests.linkage.engine.persons.lists import Row, linked

SEED = 31


@dataclass(frozen=True)
class Judged:
    ours: Score
    by_error: dict[str, Score]
    plain: Score
    rows: int
    in_review: int


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    work: Path = tmp_path_factory.mktemp("province")
    province = work / "province"
    make_province(reduced(10), SEED, province, "parquet")
    rows = person_rows(province, work / "rows.parquet")
    with duckdb.connect() as connection:
        people = connection.execute(
            f"""
            SELECT p.name, p.id_number, TRY_CAST(p.birth_date AS DATE), p.sex, p.phone, e.entity_id, u.entity_id
            FROM read_parquet('{work}/rows.parquet') p
            LEFT JOIN read_parquet('{province}/truth/links.parquet') e
                ON e.source = p.source AND e.source_row = p.source_row AND e.role = 'employer'
            LEFT JOIN read_parquet('{province}/truth/links.parquet') u
                ON u.source = p.source AND u.source_row = p.source_row AND u.role = 'union'
            ORDER BY p.row_id
            """
        ).fetchall()
    # Months are left out: most rows are of the newest one.
    backend = linked([Row(*values) for values in people], work)
    backend.execute(
        f"""
        COPY (SELECT 'subject' AS role, 'person' AS kind, source, source_row, entity_id, method, probability
              FROM read_parquet('{work}/rows.parquet') JOIN person_entities USING (row_id) ORDER BY row_id)
        TO '{work}/ours.parquet' (FORMAT parquet)
        """
    )
    exact_rules(work / "rows.parquet", work / "plain.parquet", threads=1)
    ours = score(work / "ours.parquet", province / "truth")
    in_review = backend.value(
        """
        SELECT count(*) FROM (SELECT left_id FROM pairs WHERE outcome = 'review'
                              UNION SELECT right_id FROM pairs WHERE outcome = 'review')
        """
    )
    return Judged(
        ours.persons,
        ours.persons_by_error,
        score(work / "plain.parquet", province / "truth").persons,
        rows,
        int(in_review),
    )


def test_precision_and_recall_reach_their_marks(judged: Judged) -> None:
    assert judged.ours.true > 3000
    assert (judged.ours.precision or 0) >= 0.999
    assert (judged.ours.recall or 0) >= 0.99


def test_few_rows_are_left_to_a_person(judged: Judged) -> None:
    assert judged.in_review <= 0.02 * judged.rows


def test_exact_rules_alone_find_clearly_less(judged: Judged) -> None:
    assert (judged.ours.recall or 0) - (judged.plain.recall or 0) > 0.03


@pytest.mark.parametrize(
    "error",
    ["id_missing", "id_digit_wrong", "id_digits_swapped", "name_homophone", "name_look_alike", "name_traditional"],
)
def test_every_large_kind_of_error_is_overcome(judged: Judged, error: str) -> None:
    found = judged.by_error[error]
    assert found.true > 0
    assert (found.recall or 0) >= 0.9
