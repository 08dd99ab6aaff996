"""Which rows are worth comparing: pairs with at least one weak row that share one of the blocking keys.

Reads `person_records`, `p_nodes`, `p_name_groups`. Writes `p_candidates`: join_key_l, join_key_r (row ids,
left < right), match_key ('0', as Splink wants it). Strong rows are never compared with each other: two valid numbers
are two persons.

A key that would give more than `limits.BLOCK_PAIRS` comparisons is left out and counted: the join then grows with the
number of weak rows, never with its square.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from guildhall.kernel.errors import MessageKind
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine.persons import limits
from guildhall.linkage.engine.persons.exact import is_strong

LARGE_BLOCKS = MessageKind(
    "persons.large_blocks",
    "{blocks} 组条件太宽（最大一组 {most} 对），未逐一比对；其中的人仍可由其他条件配上。",
    "{blocks|condition was|conditions were} too wide to compare everyone under them (the largest: {most} pairs) "
    "and were left out; "
    "people in them can still meet under other conditions.",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """SQL expressions that two rows must share. `wanted`: when a row has them all."""

    name: str
    wanted: str
    parts: tuple[str, ...]

    @property
    def key(self) -> str:
        """SQL: one number for rule and values. Values that meet by chance cost a comparison, never a link."""
        return f"hash('{self.name}', {', '.join(self.parts)})"


_LONG = "length(id_raw) >= 17"
#: A single wrong digit, or two neighbours exchanged, leaves at least one of the three parts of an ID number whole;
#: `id_core` finds the 15-digit form of an 18-digit number; `shape_birth` takes either order of family and given name,
#: in the same characters or look-alikes.
RULES: Final = (
    Rule("id_tail", _LONG, ("right(id_raw, 11)",)),
    Rule("id_head", f"{_LONG} AND family_name IS NOT NULL", ("left(id_raw, 13)", "family_name")),
    Rule("id_ends", f"{_LONG} AND family_name IS NOT NULL", ("left(id_raw, 6)", "right(id_raw, 4)", "family_name")),
    Rule("id_core", "id15 IS NOT NULL", ("id15",)),
    Rule("sound_birth", "name_loose IS NOT NULL AND birth_date IS NOT NULL", ("name_loose", "birth_date")),
    Rule(
        "shape_birth",
        "name_folded IS NOT NULL AND birth_date IS NOT NULL",
        ("least(name_folded, substr(name_folded, 2) || left(name_folded, 1))", "birth_date"),
    ),
    Rule("family_phone", "family_name IS NOT NULL AND phone IS NOT NULL", ("family_name", "phone")),
    Rule("sound_employer", "name_loose IS NOT NULL AND employer_id IS NOT NULL", ("name_loose", "employer_id")),
    Rule("birth_employer", "birth_date IS NOT NULL AND employer_id IS NOT NULL", ("birth_date", "employer_id")),
)


def find_candidates(backend: Backend, *, progress: Progress) -> None:
    """Fill `p_candidates`."""
    keys = ", ".join(f"CASE WHEN {rule.wanted} THEN {rule.key} END" for rule in RULES)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_weak_keys AS
        SELECT row_id, node_id, unnest(list_filter([{keys}], lambda k: k IS NOT NULL)) AS key
        FROM p_nodes JOIN person_records USING (row_id) WHERE weak
        """
    )
    # One rule after another: a list of keys for every strong row would be a dozen times the table.
    backend.execute("CREATE OR REPLACE TEMP TABLE p_strong_keys (row_id BIGINT, key UBIGINT)")
    for rule in RULES:
        backend.execute(
            f"""
            INSERT INTO p_strong_keys
            SELECT row_id, key FROM (SELECT row_id, {rule.key} AS key FROM person_records
                WHERE {is_strong("id_number")} AND {rule.wanted}) WHERE key IN (SELECT key FROM p_weak_keys)
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
