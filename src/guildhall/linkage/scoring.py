"""How right a run's links are, judged against known truth, pair by pair.

Pairwise precision and recall as in Christen, "Data Matching" (2012), ch. 7: of all pairs of rows that the run puts
into one entity, the share that truly belongs together; of all pairs that truly belong together, the share that the run
found. Both are counted from group sizes, never by listing pairs, so a million rows cost two aggregations.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from guildhall.linkage.contracts import Kind


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of pairs of rows. `rows` are those that the run accepted and the truth knows."""

    rows: int
    both: int
    predicted: int
    true: int

    @property
    def precision(self) -> float | None:
        """Between 0 and 1; None where nothing was predicted."""
        return self.both / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Between 0 and 1; None where there is nothing to find."""
        return self.both / self.true if self.true else None


@dataclass(frozen=True, slots=True)
class Scores:
    """`organisations` are rows of registers of units and unions; `employers` adds the units named on people's rows."""

    organisations: Score
    employers: Score
    persons: Score
    organisations_by_error: dict[str, Score]
    persons_by_error: dict[str, Score]


def score(links: Path, truth: Path) -> Scores:
    """Judge one run. `links`: its links.parquet; `truth`: the folder with links.parquet and errors.csv.

    Sources are compared by the last part of their path, as the truth does not know where a file was put.
    """
    with duckdb.connect() as connection:
        _join(connection, links, truth / "links.parquet")
        errors = truth / "errors.csv"
        if errors.exists():
            connection.execute(
                """
                CREATE TABLE errors AS
                SELECT DISTINCT source, CAST(source_row AS BIGINT) AS source_row, kind AS error
                FROM read_csv(?, header = true, all_varchar = true)
                """,
                [str(errors)],
            )
        else:
            connection.execute("CREATE TABLE errors (source VARCHAR, source_row BIGINT, error VARCHAR)")
        organisations = f"kind = '{Kind.ORGANISATION}' AND NOT about_people"
        persons = f"kind = '{Kind.PERSON}'"
        return Scores(
            organisations=_score(connection, organisations),
            employers=_score(connection, f"kind = '{Kind.ORGANISATION}'"),
            persons=_score(connection, persons),
            organisations_by_error=_by_error(connection, organisations),
            persons_by_error=_by_error(connection, persons),
        )


@dataclass(frozen=True, slots=True)
class Mistaken:
    """Pairs of entities of one kind that are easily taken for one: how many there are, and how many were."""

    pairs: int
    taken_for_one: int


def mistaken(links: Path, truth: Path) -> dict[str, Mistaken]:
    """Judge a run by the pairs of `truth`/alike.csv: a pair is taken for one if any rows of the two are one entity."""
    with duckdb.connect() as connection:
        _join(connection, links, truth / "links.parquet")
        rows = connection.execute(
            """
            WITH alike AS (SELECT row_number() OVER () AS pair, * FROM read_csv(?, header = true, all_varchar = true)),
                 found AS (SELECT DISTINCT known, found FROM judged),
                 taken AS (
                    SELECT DISTINCT pair FROM alike JOIN found a ON a.known = alike.left
                    JOIN found b ON b.known = alike.right AND b.found = a.found)
            SELECT kind, count(*), count(taken.pair) FROM alike LEFT JOIN taken USING (pair) GROUP BY kind ORDER BY kind
            """,
            [str(truth / "alike.csv")],
        ).fetchall()
    return {str(kind): Mistaken(int(pairs), int(taken)) for kind, pairs, taken in rows}


def _join(connection: duckdb.DuckDBPyConnection, links: Path, truth: Path) -> None:
    connection.execute(
        """
        CREATE TABLE judged AS
        WITH found AS (
            SELECT regexp_replace(source, '^.*[/\\\\]', '') AS source, source_row, role, kind, entity_id
            FROM read_parquet(?)
        ), known AS (
            SELECT source, source_row, role, kind, entity_id FROM read_parquet(?)
        ), people AS (SELECT DISTINCT source FROM known WHERE kind = 'person')
        SELECT known.source, known.source_row, known.role, known.kind, found.entity_id AS found,
               known.entity_id AS known, known.source IN (SELECT source FROM people) AS about_people
        FROM known JOIN found USING (source, source_row, role, kind)
        """,
        [str(links), str(truth)],
    )


def _score(connection: duckdb.DuckDBPyConnection, where: str) -> Score:
    row = connection.execute(
        f"""
        WITH cells AS (SELECT found, known, count(*)::HUGEINT AS n FROM judged WHERE {where} GROUP BY ALL),
             founds AS (SELECT sum(n) AS n FROM cells GROUP BY found),
             knowns AS (SELECT sum(n) AS n FROM cells GROUP BY known)
        SELECT (SELECT coalesce(sum(n), 0) FROM cells), (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM cells),
               (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM founds),
               (SELECT coalesce(sum(n * (n - 1) // 2), 0) FROM knowns)
        """
    ).fetchone()
    if row is None:
        raise RuntimeError("an aggregate without a row")
    return Score(*(int(value) for value in row))


def _by_error(connection: duckdb.DuckDBPyConnection, where: str) -> dict[str, Score]:
    """For every kind of error: the pairs that a spoiled row has with any other row (a pair of two counts from each)."""
    rows = connection.execute(
        f"""
        WITH chosen AS (SELECT * FROM judged WHERE {where}),
             cells AS (SELECT found, known, count(*) AS n FROM chosen GROUP BY ALL),
             founds AS (SELECT found, sum(n) AS n FROM cells GROUP BY found),
             knowns AS (SELECT known, sum(n) AS n FROM cells GROUP BY known)
        SELECT error, count(*), sum(cells.n - 1), sum(founds.n - 1), sum(knowns.n - 1)
        FROM chosen JOIN errors USING (source, source_row)
        JOIN cells ON cells.found = chosen.found AND cells.known = chosen.known
        JOIN founds ON founds.found = chosen.found
        JOIN knowns ON knowns.known = chosen.known
        GROUP BY error ORDER BY error
        """
    ).fetchall()
    return {str(error): Score(int(n), int(both), int(predicted), int(true)) for error, n, both, predicted, true in rows}
