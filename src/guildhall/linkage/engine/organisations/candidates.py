"""Which nodes are worth comparing: pairs that share a blocking key, at least one of them without a valid code.

Writes `o_candidates` (match_key, join_key_l, join_key_r), as Splink takes blocked pairs. Two nodes with valid codes are
never compared: two codes are two organisations.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guildhall.kernel.errors import MessageKind, Refused
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine import limits
from guildhall.linkage.engine.organisations.nodes import COUNTY_IN_NAME, PLACED_NAME

LARGE_BLOCKS = MessageKind(
    "organisations.large_blocks",
    "{blocks} 组条件太宽（最大一组 {most} 对），未逐一比对；其中的单位仍可由其他条件配上。",
    "{blocks|condition was|conditions were} too wide to compare everything under them (the largest: {most} "
    "pairs) and were left out; "
    "organisations in them can still meet under other conditions.",
)
TOO_MANY = MessageKind(
    "organisations.too_many_pairs",
    "{mentions} 种单位写法要比对 {pairs} 对，超出上限 {limit}，为避免误并已停止。"
    "请检查单位名称列是否对错了列，或分批处理。",
    "{mentions} ways of naming units would need {pairs} comparisons, more than the limit of {limit}; the run stops "
    "rather than link wrongly. Check that the column of unit names was recognised rightly, or run fewer lists at once.",
)

_LONG: Final = "length(skeleton) >= 5"
#: Rule → SQL over a name in `o_names`; names that agree in it meet.
NAME_RULES: Mapping[str, str] = MappingProxyType(
    {
        "name": "flat",
        "core": "skeleton",
        "placed": f"CASE WHEN {COUNTY_IN_NAME} THEN {PLACED_NAME} END",
        "sound": "pinyin",
    }
)
#: The same, where the two nodes also have a county in common.
NAME_AND_COUNTY_RULES: Mapping[str, str] = MappingProxyType(
    {
        "core_county": "skeleton",
        "sound_county": "pinyin",
        "beginning": f"CASE WHEN {_LONG} THEN left(skeleton, 3) || '|' || right(skeleton, 2) END",
        "ending": f"CASE WHEN {_LONG} THEN left(skeleton, 1) || '|' || right(skeleton, length(skeleton) - 2) END",
    }
)
#: Rule → kind of fact in `o_node_facts`, and SQL over its value. A former name meets names.
FACT_RULES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "name": ("former", "value"),
        "code_head": ("code", "CASE WHEN length(value) >= 15 THEN left(value, 13) END"),
        "code_tail": ("code", "CASE WHEN length(value) = 18 THEN right(value, 7) END"),
        "code_middle": ("code", "CASE WHEN length(value) = 18 THEN substr(value, 9, 4) || right(value, 4) END"),
        "phone": ("phone", "value"),
        "address": ("address", "value"),
        "number": ("number", "value"),
    }
)


def find_candidates(backend: Backend, progress: Progress) -> None:
    """Make `o_candidates`. Raises Refused where they are too many for the lists to be what they seem.

    Reads `o_node_states`, `o_node_names`, `o_node_facts`, `o_names`.
    """
    _keys(backend)
    _blocks(backend)
    [(blocks, most)] = backend.rows(f"SELECT count(*), max(pairs) FROM o_blocks WHERE pairs > {limits.BLOCK_PAIRS}")
    if blocks:
        progress.notice(LARGE_BLOCKS(blocks=int(blocks), most=int(most)))
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_candidates AS
        WITH members AS (SELECT node_id, weak, block FROM o_members JOIN o_blocks USING (facet, key)
                         WHERE pairs <= {limits.BLOCK_PAIRS}),
             met AS (
                 SELECT DISTINCT least(a.node_id, b.node_id) AS one, greatest(a.node_id, b.node_id) AS other
                 FROM members a JOIN members b ON a.block = b.block AND a.node_id <> b.node_id WHERE a.weak)
        SELECT '0' AS match_key, one AS join_key_l, other AS join_key_r FROM met
        """
    )
    pairs = int(backend.value("SELECT count(*) FROM o_candidates"))
    mentions = int(backend.value("SELECT count(*) FROM o_mentions"))
    limit = max(limits.PAIRS_ALWAYS, limits.PAIRS_PER_MENTION * mentions)
    if pairs > limit:
        raise Refused(TOO_MANY(mentions=mentions, pairs=pairs, limit=limit))


def _keys(backend: Backend) -> None:
    """`o_block_keys` (node_id, key), distinct; a key is a number made of the rule and what it compares."""
    named = "FROM o_node_names JOIN o_names USING (name_id)"
    county = "JOIN (SELECT node_id, value AS county FROM o_node_facts WHERE what = 'county') USING (node_id)"
    facts = "FROM o_node_facts"
    rules = [
        *(
            f"SELECT node_id, hash('{rule}', {key}) AS key {named} WHERE {key} IS NOT NULL"
            for rule, key in NAME_RULES.items()
        ),
        *(
            f"SELECT node_id, hash('{rule}', {key}, county) AS key {named} {county} WHERE {key} IS NOT NULL"
            for rule, key in NAME_AND_COUNTY_RULES.items()
        ),
        # a township that one name of the node says goes with its other names
        f"""SELECT node_id, hash('core_town', skeleton, said) AS key {named}
            JOIN (SELECT node_id, town AS said {named} WHERE town <> '') USING (node_id)""",
        *(
            f"SELECT node_id, hash('{rule}', {key}) AS key {facts} WHERE what = '{what}' AND {key} IS NOT NULL"
            for rule, (what, key) in FACT_RULES.items()
        ),
        f"""SELECT node_id, hash('representative', value, county) AS key {facts} {county}
            WHERE what = 'representative'""",
    ]
    backend.execute(
        f"CREATE OR REPLACE TEMP TABLE o_block_keys AS SELECT DISTINCT node_id, key FROM ({' UNION ALL '.join(rules)})"
    )


def _blocks(backend: Backend) -> None:
    """`o_members` (node_id, facet, weak, key): who has a key that a weak node has; `o_blocks`, their blocks.

    `o_blocks` (facet, key, block, pairs): its number, and how many comparisons it would give.
    """
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_members AS
        WITH weak AS (
            SELECT DISTINCT facet, key FROM o_block_keys JOIN o_node_states USING (node_id) WHERE weak)
        SELECT node_id, facet, weak, key FROM o_block_keys JOIN o_node_states USING (node_id)
        SEMI JOIN weak USING (facet, key)
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_blocks AS
        SELECT facet, key, row_number() OVER () AS block, count(*) FILTER (weak) * (count(*) - 1) AS pairs
        FROM o_members GROUP BY facet, key HAVING count(*) > 1
        """
    )
