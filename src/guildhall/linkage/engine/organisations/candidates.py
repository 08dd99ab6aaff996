"""Which nodes are worth comparing: pairs that share a blocking key, at least one of them without a valid code.

Writes `o_candidates` (match_key, join_key_l, join_key_r), as Splink takes blocked pairs. Two nodes with valid codes are
never compared: two codes are two organisations.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guildhall.kernel.errors import MessageKind, Refused
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine import limits

LARGE_BLOCKS = MessageKind(
    "organisations.large_blocks",
    "{blocks} 组条件太宽（最大一组 {most} 对），未逐一比对；其中的单位仍可由其他条件配上。",
    "{blocks} conditions were too wide to compare everything under them (the largest: {most} pairs) and were left out; "
    "organisations in them can still meet under other conditions.",
)
TOO_MANY = MessageKind(
    "organisations.too_many_pairs",
    "{mentions} 种单位写法要比对 {pairs} 对，超出上限 {limit}，为避免误并已停止。"
    "请检查单位名称列是否对错了列，或分批处理。",
    "{mentions} ways of naming units would need {pairs} comparisons, more than the limit of {limit}; the run stops "
    "rather than link wrongly. Check that the column of unit names was recognised rightly, or run fewer lists at once.",
)

#: Rule → SQL list of keys over `o_profiles p`; `county` stands for each county of the node.
RULES: Mapping[str, str] = MappingProxyType(
    {
        "name": "list_concat(flats, formers)",
        "core": "skeletons",
        "placed": "placed",
        "core_county": "flatten([[s || '|' || c for s in skeletons] for c in counties])",
        "core_town": "flatten([[s || '|' || t for s in skeletons] for t in towns])",
        "sound": "pinyins",
        "sound_county": "flatten([[s || '|' || c for s in pinyins] for c in counties])",
        "code_head": "[left(r, 13) for r in raws if length(r) >= 15]",
        "code_tail": "[right(r, 7) for r in raws if length(r) = 18]",
        "code_middle": "[substr(r, 9, 4) || right(r, 4) for r in raws if length(r) = 18]",
        "phone": "phones",
        "address": "addresses",
        "representative": "flatten([[r || '|' || c for r in representatives] for c in counties])",
        "number": "numbers",
        "beginning": "flatten([[left(s, 3) || '|' || right(s, 2) || '|' || c for s in skeletons if length(s) >= 5] "
        "for c in counties])",
        "ending": "flatten([[left(s, 1) || '|' || right(s, length(s) - 2) || '|' || c for s in skeletons "
        "if length(s) >= 5] for c in counties])",
    }
)


def find_candidates(backend: Backend, progress: Progress) -> None:
    """Make `o_candidates`. Raises Refused where they are too many for the lists to be what they seem."""
    keys = " UNION ALL ".join(
        f"SELECT unique_id, facet, weak, code, unnest([hash('{rule}', k) for k in list_distinct({sql})]) AS key "
        "FROM o_profiles"
        for rule, sql in RULES.items()
    )
    backend.execute(f"CREATE OR REPLACE TEMP TABLE o_block_keys AS {keys}")
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_blocks AS
        SELECT facet, key, count(*) FILTER (weak) AS weak, count(*) AS members,
               count(*) FILTER (weak) * (count(*) - 1) AS pairs
        FROM o_block_keys GROUP BY ALL HAVING weak > 0 AND members > 1
        """
    )
    [(blocks, most)] = backend.rows(f"SELECT count(*), max(pairs) FROM o_blocks WHERE pairs > {limits.BLOCK_PAIRS}")
    if blocks:
        progress.notice(LARGE_BLOCKS(blocks=int(blocks), most=int(most)))
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_candidates AS
        WITH small AS (SELECT facet, key FROM o_blocks WHERE pairs <= {limits.BLOCK_PAIRS}),
             members AS (SELECT * FROM o_block_keys JOIN small USING (facet, key))
        SELECT DISTINCT '0' AS match_key, least(a.unique_id, b.unique_id) AS join_key_l,
               greatest(a.unique_id, b.unique_id) AS join_key_r
        FROM members a JOIN members b USING (facet, key)
        WHERE a.weak AND a.unique_id <> b.unique_id
        """
    )
    pairs = int(backend.value("SELECT count(*) FROM o_candidates"))
    mentions = int(backend.value("SELECT count(*) FROM o_mentions"))
    limit = max(limits.PAIRS_ALWAYS, limits.PAIRS_PER_MENTION * mentions)
    if pairs > limit:
        raise Refused(TOO_MANY(mentions=mentions, pairs=pairs, limit=limit))
