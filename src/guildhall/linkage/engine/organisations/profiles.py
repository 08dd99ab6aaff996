"""The candidates as Splink compares them: what is known of each node, as lists.

`o_profiles`, one row a node in `o_candidates`: unique_id (the node), facet, code (valid, or NULL), weak, anchor, as in
`o_node_states`; of its names flats, skeletons, pinyins, markers, towns, placed (county and skeleton as the name says
them), placed_without_town, sole, rare, uncommon (skeletons that one or few organisations bear), rare_pinyins; and of
its facts raws (codes as typed), formers, counties, cities, representatives, phones, addresses, forms, numbers,
unions, union_kinds, records. No list says a thing twice, none is in any order.
"""

from __future__ import annotations

from guildhall.linkage.backends import Backend
from guildhall.linkage.engine.organisations.nodes import COUNTY_IN_NAME, PLACED_NAME

#: Column of `o_profiles` → kind of fact in `o_node_facts`.
_FACTS = {
    "raws": "code",
    "formers": "former",
    "counties": "county",
    "cities": "city",
    "representatives": "representative",
    "phones": "phone",
    "addresses": "address",
    "forms": "form",
    "numbers": "number",
    "unions": "union",
    "union_kinds": "union_kind",
    "records": "record",
}


def make_profiles(backend: Backend) -> None:
    """Make `o_profiles` from `o_candidates`, `o_names` and the tables of `engine.organisations.nodes`."""
    for column in ("skeleton", "pinyin"):
        backend.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE o_common_{column} AS
            SELECT is_union, {column}, count(DISTINCT node_id) AS bearers
            FROM o_node_names JOIN o_names USING (name_id) WHERE registered GROUP BY ALL
            """
        )
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_compared AS
        SELECT join_key_l AS node_id FROM o_candidates UNION SELECT join_key_r FROM o_candidates
        """
    )
    backend.execute(_NAMES)
    facts = ", ".join(f"list(value) FILTER (what = '{what}') AS {column}" for column, what in _FACTS.items())
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_profile_facts AS
        SELECT node_id, {facts} FROM o_node_facts SEMI JOIN o_compared USING (node_id) GROUP BY node_id
        """
    )
    lists = ", ".join(f"coalesce({column}, []) AS {column}" for column in (*_LISTED, *_FACTS))
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_profiles AS
        SELECT node_id AS unique_id, facet, code, weak, anchor, placed_without_town, {lists}
        FROM o_node_states JOIN o_compared USING (node_id)
        LEFT JOIN o_profile_names USING (node_id) LEFT JOIN o_profile_facts USING (node_id)
        """
    )


#: Column of `o_profiles` → SQL over a name in `o_names` and how many bear its skeleton `s` and its sound `p`.
_LISTED = {
    "flats": "flat",
    "skeletons": "skeleton",
    "sole": "CASE WHEN s.bearers = 1 THEN skeleton END",
    "placed": f"CASE WHEN {COUNTY_IN_NAME} THEN {PLACED_NAME} END",
    "rare": "CASE WHEN coalesce(s.bearers, 1) <= 2 THEN skeleton END",
    "uncommon": "CASE WHEN s.bearers BETWEEN 3 AND 12 THEN skeleton END",
    "pinyins": "pinyin",
    "rare_pinyins": "CASE WHEN coalesce(p.bearers, 1) <= 2 THEN pinyin END",
    "markers": "markers",
    "towns": "nullif(town, '')",
}


def _list(expression: str) -> str:
    # list(DISTINCT …) would build a hash table a group and column: a hundred times slower
    return f"list_distinct(list({expression}))"


_NAMES = f"""
    CREATE OR REPLACE TEMP TABLE o_profile_names AS
    SELECT node_id, bool_or(place <> '' AND town = '') AS placed_without_town,
           {", ".join(f"{_list(expression)} AS {column}" for column, expression in _LISTED.items())}
    FROM o_node_names SEMI JOIN o_compared USING (node_id) JOIN o_names USING (name_id)
    LEFT JOIN o_common_skeleton s USING (is_union, skeleton) LEFT JOIN o_common_pinyin p USING (is_union, pinyin)
    GROUP BY node_id
"""
