"""Splink scores the candidate pairs: `o_scores` (left_id, right_id, weight, probability, gamma_…), left < right."""

from __future__ import annotations

import logging

from guildhall.linkage.backends import Backend
from guildhall.linkage.engine.organisations.model import COMPARISONS, MACROS, splink_settings

#: Chance that two random nodes are one organisation. Constant: how common a name is stands in the levels already.
PRIOR = 2.0**-14
#: Weights are kept to this many decimals, so that the order of additions cannot show.
_DECIMALS = 6


def score_candidates(backend: Backend) -> None:
    """Make `o_scores` from `o_profiles` and `o_candidates`."""
    from splink import Linker  # half a second to import: only a run that scores pairs pays it

    for macro in MACROS:
        backend.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
    logging.getLogger("splink").setLevel(logging.ERROR)
    api = backend.splink_api()
    linker = Linker(
        api.register("o_profiles", dataset_display_name="o_profiles_splink"),
        splink_settings(PRIOR),
        log_level=None,
        validate_settings=False,
    )
    linker.table_management.register_blocked_pairs_for_predict(api.register("o_candidates"))
    predicted = linker.inference.predict(warning_mode="never")
    gammas = ", ".join(f"gamma_{comparison.name}" for comparison in COMPARISONS)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_scores AS
        SELECT least(unique_id_l, unique_id_r) AS left_id, greatest(unique_id_l, unique_id_r) AS right_id,
               round(match_weight, {_DECIMALS}) AS weight, round(match_probability, 9) AS probability, {gammas}
        FROM {predicted.physical_name}
        """
    )
    predicted.drop_table_from_database_and_remove_from_cache()
