"""Which rows are worth comparing: pairs with at least one weak row that share one of the blocking keys.

Reads `person_records`, `p_nodes`, `p_name_groups`. Writes `p_candidates`: join_key_l, join_key_r (row ids,
left < right), match_key ('0', as Splink wants it). Strong rows are never compared with each other: two valid numbers
are two persons.

A key that would give more than `limits.BLOCK_PAIRS` comparisons is left out and counted: the join then grows with the
number of weak rows, never with its square.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guildhall.kernel.errors import MessageKind
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine.persons import limits
from guildhall.linkage.engine.persons.exact import STRONG

LARGE_BLOCKS = MessageKind(
    "persons.large_blocks",
    "{blocks} 组条件太宽（最大一组 {most} 对），未逐一比对；其中的人仍可由其他条件配上。",
    "{blocks} conditions were too wide to compare everyone under them (the largest: {most} pairs) and were left out; "
    "people in them can still meet under other conditions.",
)

_LONG = "length(id_raw) >= 17"
#: Rule → SQL expressions that two rows must share, all of them present. A single wrong digit, or two neighbours
#: exchanged, leaves at least one of the three parts of an ID number whole; `id_core` finds the 15-digit form of an
#: 18-digit number; `shape_birth` takes either order of family and given name, in the same characters or look-alikes.
RULES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id_tail": (f"CASE WHEN {_LONG} THEN right(id_raw, 11) END",),
        "id_head": (f"CASE WHEN {_LONG} THEN left(id_raw, 13) END", "family_name"),
        "id_ends": (f"CASE WHEN {_LONG} THEN left(id_raw, 6) END", "right(id_raw, 4)", "family_name"),
        "id_core": ("id15",),
        "sound_birth": ("name_loose", "birth_date"),
        "shape_birth": ("least(name_folded, substr(name_folded, 2) || left(name_folded, 1))", "birth_date"),
        "family_phone": ("family_name", "phone"),
        "sound_employer": ("name_loose", "employer_id"),
        "birth_employer": ("birth_date", "employer_id"),
    }
)


def _present(parts: tuple[str, ...]) -> str:
    return " AND ".join(f"({part}) IS NOT NULL" for part in parts)


def _key(rule: str, parts: tuple[str, ...]) -> str:
    """SQL: one number for rule and values. Values that meet by chance cost a comparison, never a link."""
    return f"hash('{rule}', {', '.join(parts)})"


def find_candidates(backend: Backend, *, progress: Progress) -> None:
    """Fill `p_candidates`."""
    rules = ", ".join(f"CASE WHEN {_present(p)} THEN {_key(name, p)} END" for name, p in RULES.items())
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_weak_keys AS
        SELECT row_id, node_id, unnest(list_filter([{rules}], lambda k: k IS NOT NULL)) AS key
        FROM p_nodes JOIN person_records USING (row_id) WHERE weak
        """
    )
    # One rule after another: a list of keys for every strong row would be a dozen times the table.
    backend.execute("CREATE OR REPLACE TEMP TABLE p_strong_keys (row_id BIGINT, key UBIGINT)")
    for name, parts in RULES.items():
        backend.execute(
            f"""
            INSERT INTO p_strong_keys
            SELECT row_id, key FROM (SELECT row_id, {_key(name, parts)} AS key FROM person_records
                WHERE {STRONG} AND {_present(parts)}) WHERE key IN (SELECT key FROM p_weak_keys)
            """
        )
    if backend.value("SELECT count(*) FROM p_name_groups WHERE shared"):
        backend.execute("DELETE FROM p_strong_keys WHERE row_id IN (SELECT row_id FROM p_nodes WHERE weak)")
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_blocks AS
        WITH weak AS (SELECT key, count(*) AS weak FROM p_weak_keys GROUP BY key),
             strong AS (SELECT key, count(*) AS strong FROM p_strong_keys GROUP BY key)
        SELECT key, weak * coalesce(strong, 0) + weak * (weak - 1) // 2 AS pairs FROM weak LEFT JOIN strong USING (key)
        """
    )
    large = f"FROM p_blocks WHERE pairs > {limits.BLOCK_PAIRS}"
    [(blocks, most)] = backend.rows(f"SELECT count(*), max(pairs) {large}")
    if blocks:
        progress.notice(LARGE_BLOCKS(blocks=int(blocks), most=int(most)))
    small = f"(SELECT key FROM p_blocks WHERE pairs BETWEEN 1 AND {limits.BLOCK_PAIRS})"
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_candidates AS
        SELECT DISTINCT join_key_l, join_key_r, '0' AS match_key FROM (
            SELECT least(w.row_id, s.row_id) AS join_key_l, greatest(w.row_id, s.row_id) AS join_key_r
            FROM p_weak_keys w JOIN p_strong_keys s USING (key) WHERE key IN {small}
            UNION ALL
            SELECT w.row_id, v.row_id FROM p_weak_keys w JOIN p_weak_keys v
                ON w.key = v.key AND w.row_id < v.row_id AND w.node_id <> v.node_id WHERE w.key IN {small}
        )
        """
    )
