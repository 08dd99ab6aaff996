"""Scores the candidate pairs with Splink, on whatever engine the backend runs.

Reads `p_candidates`, `p_nodes`, `person_records`, `p_names`. Writes `p_scored`: left_id, right_id, weight (log2 Bayes
factor, prior included), probability, and for each comparison its level (`gamma_…`) and its bits (`bits_…`). Pairs below
`LEAST_WEIGHT` are dropped there.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from guildhall.linkage.backends import Backend
from guildhall.linkage.engine.persons.comparisons import ELSE, LEAST_U, Comparison
from guildhall.linkage.engine.persons.estimate import learn, read_values

#: Pairs that stand below this are not worth a look.
LEAST_WEIGHT = -4.0
#: Imagined people who hold the frequency of a name in the country, beside those counted.
_COUNTRY = 10_000


def score_candidates(backend: Backend) -> tuple[Comparison, ...]:
    """Fill `p_scored` and return the model that was used."""
    from splink import Linker  # half a second to import: only a run that scores pairs pays it

    model = learn(backend)
    people = _frequencies(backend)
    told = " ".join(f"LEFT JOIN p_tf_{column} USING ({column})" for column in LEAST_U)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_compared AS SELECT * FROM p_values_to_compare {told}
        """
    )
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = backend.splink_api()
    linker = Linker(api.register("p_compared"), _settings(model, people), log_level=None, validate_settings=False)
    for column in LEAST_U:
        linker.table_management.register_term_frequency_lookup(api.register(f"p_tf_{column}"), column)
    linker.table_management.register_blocked_pairs_for_predict(api.register("p_candidates"))
    scored = linker.inference.predict(warning_mode="never")
    bits = ", ".join(_bits(c) for c in model)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_scored AS
        SELECT row_id_l AS left_id, row_id_r AS right_id, round(match_weight, 6) AS weight,
               round(match_probability, 9) AS probability, {bits}
        FROM {scored.physical_name} WHERE match_weight >= {LEAST_WEIGHT}
        """
    )
    scored.drop_table_from_database_and_remove_from_cache()
    return model


def _frequencies(backend: Backend) -> int:
    """Fill `p_values_to_compare` and `p_tf_…` for its values; return the number of people to be told apart."""
    total, people = backend.rows(
        "SELECT (SELECT count(*) FROM person_records), (SELECT count(*) FROM p_nodes WHERE row_id = node_id)"
    )[0]
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_rows_to_compare AS
        SELECT join_key_l AS row_id FROM p_candidates UNION SELECT join_key_r FROM p_candidates
        """
    )
    read_values(backend, "p_values_to_compare", "p_rows_to_compare")
    for column in LEAST_U:
        of_name = column not in ("phone", "employer_id")
        source, count = ("p_names", "sum(people)") if of_name else ("person_records", "count(*)")
        everyone = max(int(total), 1) + (0 if column == "employer_id" else _COUNTRY)
        backend.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE p_tf_{column} AS
            SELECT {column}, {count} / CAST({everyone} AS DOUBLE) AS tf_{column}
            FROM {source} WHERE {column} IN (SELECT {column} FROM p_values_to_compare) GROUP BY {column}
            """
        )
    return int(people)


def _bits(comparison: Comparison) -> str:
    name = comparison.name
    frequencies = [level.frequency for level in comparison.levels if level.frequency]
    adjusted = f" + mw_tf_adj_{name}" if frequencies else ""
    told = "".join(f", greatest(tf_{f}_l, tf_{f}_r) AS tf_{f}" for f in frequencies)
    return f"gamma_{name}, round(mw_{name}{adjusted}, 2) AS bits_{name}{told}"


def _settings(model: Sequence[Comparison], people: int) -> dict[str, object]:
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "row_id",
        "probability_two_random_records_match": 1.0 / max(people, 20),
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": True,  # Splink gives the levels only together with the values
        "comparisons": [_comparison(c) for c in model],
        "blocking_rules_to_generate_predictions": [],
        "additional_columns_to_retain": [],
    }


def _comparison(comparison: Comparison) -> dict[str, object]:
    levels: list[dict[str, object]] = [
        {"sql_condition": comparison.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for level in comparison.levels:
        entry: dict[str, object] = {
            "sql_condition": level.sql,
            "label_for_charts": level.code,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        if level.frequency and level.sql != ELSE:
            entry |= {
                "tf_adjustment_column": level.frequency,
                "tf_adjustment_weight": 1.0,
                "tf_minimum_u_value": LEAST_U[level.frequency],
                "disable_tf_exact_match_detection": True,
            }
        levels.append(entry)
    return {"output_column_name": comparison.name, "comparison_levels": levels}
