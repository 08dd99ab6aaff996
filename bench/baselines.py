"""Two plain ways to link the same persons, to see what the engine's own work is worth.

- `plain_splink`: Splink 5 as its documentation begins: comparisons of its library, blocking on number, on name with
  birth date and on phone, u by sampling, m by expectation maximisation, clusters at one threshold.
- `exact_rules`: ten lines of SQL, as one would write them in an afternoon.

Both read `person_rows` and write links in the shape of links.parquet, so `linkage.scoring.score` judges all three.
"""

from __future__ import annotations

import logging
import time
import warnings
from pathlib import Path
from typing import Final

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from guildhall.linkage import columns

#: Where Splink's clusters are cut; the tutorial's value.
THRESHOLD: Final = 0.95
#: Pairs drawn for u; the tutorial's value.
_SAMPLE_PAIRS: Final = 1_000_000
_SEED: Final = 1
#: File of a province → the titles of name, number, birth date, sex and phone.
_FILES: Final = {
    "insurance_persons.parquet": ("姓名", "证件号码", "出生日期", "性别", "手机号码"),
    "union_members.parquet": ("姓名*", "证件号码*", "出生日期*", "性别*", "手机号*"),
}


def person_rows(province: Path, target: Path) -> int:
    """Write the rows about people of a province in Parquet, cleaned as anyone would clean them; return how many.

    Columns: row_id, source, source_row, name, id_number, birth_date (text), sex, phone.
    """
    with duckdb.connect() as connection:
        parts = []
        for file, titles in _FILES.items():
            name, number, birth, sex, phone = (f'"{title}"' for title in titles)
            path = str(province / file).replace("'", "''")
            parts.append(
                f"""
                SELECT '{file}' AS source, file_row_number + 1 AS source_row, {columns.clean_person_name(name)} AS name,
                       {columns.clean_code(number)} AS id_number, {_date(birth)} AS birth_date, {sex} AS sex,
                       {phone} AS phone
                FROM read_parquet('{path}', file_row_number = true)"""
            )
        connection.execute(
            f"""
            COPY (SELECT row_number() OVER (ORDER BY source, source_row) AS row_id, * FROM ({" UNION ALL ".join(parts)})
                  WHERE name IS NOT NULL ORDER BY row_id) TO '{target}' (FORMAT parquet)
            """
        )
        [(count,)] = connection.execute(f"SELECT count(*) FROM read_parquet('{target}')").fetchall()
    return int(count)


def _date(column: str) -> str:
    """The six formats of the province, Excel's day numbers among them, as text YYYY-MM-DD."""
    text = f"trim({column})"
    formats = "['%Y-%m-%d', '%Y/%m/%d', '%Y.%m.%d', '%Y%m%d', '%Y年%m月%d日']"
    return (
        f"strftime(coalesce(try_strptime({text}, {formats})::DATE, CASE WHEN try_cast({text} AS INTEGER) "
        f"BETWEEN 3000 AND 60000 THEN DATE '1899-12-30' + try_cast({text} AS INTEGER) END), '%Y-%m-%d')"
    )


def plain_splink(rows: Path, links: Path, *, threads: int = 2) -> float:
    """Link with stock Splink; return the seconds it took, without reading and writing files."""
    logging.getLogger("splink").setLevel(logging.ERROR)
    with duckdb.connect(config={"threads": threads}) as connection, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        connection.execute(f"CREATE TABLE people AS SELECT * FROM read_parquet('{rows}')")
        begin = time.perf_counter()
        api = DuckDBAPI(connection)
        linker = Linker(api.register("people"), _settings(), log_level=None)
        by_number = block_on("id_number")
        linker.training.estimate_probability_two_random_records_match([by_number], recall=0.9)
        linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE_PAIRS, seed=_SEED)
        linker.training.estimate_parameters_using_expectation_maximisation(by_number)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "birth_date"))
        pairs = linker.inference.predict(threshold_match_probability=THRESHOLD)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            pairs, threshold_match_probability=THRESHOLD
        )
        connection.execute(
            f"CREATE TABLE found AS SELECT row_id, CAST(cluster_id AS VARCHAR) AS entity FROM {clusters.physical_name}"
        )
        seconds = time.perf_counter() - begin
        _write(connection, links, "probabilistic")
    return seconds


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row_id",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.7]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("id_number", [1, 2]),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.ExactMatch("sex"),
            cl.ExactMatch("phone"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("id_number"),
            block_on("name", "birth_date"),
            block_on("phone"),
        ],
    )


#: A number of 18 characters is a key; else name with birth date, else name with phone.
_EXACT_RULES: Final = """
    CREATE TABLE found AS
    WITH keyed AS (
        SELECT row_id, name || birth_date AS by_birth, name || phone AS by_phone,
               CASE WHEN length(id_number) = 18 THEN id_number END AS number FROM people
    ),
    birth AS (SELECT by_birth, min(number) AS number FROM keyed GROUP BY by_birth HAVING count(DISTINCT number) = 1),
    phone AS (SELECT by_phone, min(number) AS number FROM keyed GROUP BY by_phone HAVING count(DISTINCT number) = 1)
    SELECT row_id, coalesce(k.number, b.number, p.number, k.by_birth, k.by_phone, CAST(row_id AS VARCHAR)) AS entity
    FROM keyed k LEFT JOIN birth b USING (by_birth) LEFT JOIN phone p USING (by_phone)
    """


def exact_rules(rows: Path, links: Path, *, threads: int = 2) -> float:
    """Link with ten lines of exact rules; return the seconds it took, without reading and writing files."""
    with duckdb.connect(config={"threads": threads}) as connection:
        connection.execute(f"CREATE TABLE people AS SELECT * FROM read_parquet('{rows}')")
        begin = time.perf_counter()
        connection.execute(_EXACT_RULES)
        seconds = time.perf_counter() - begin
        _write(connection, links, "exact_id")
    return seconds


def _write(connection: duckdb.DuckDBPyConnection, links: Path, method: str) -> None:
    connection.execute(
        f"""
        COPY (SELECT 'subject' AS role, 'person' AS kind, source, source_row, entity AS entity_id, '{method}' AS method,
                     CAST(NULL AS DOUBLE) AS probability
              FROM people JOIN found USING (row_id) ORDER BY row_id) TO '{links}' (FORMAT parquet)
        """
    )
