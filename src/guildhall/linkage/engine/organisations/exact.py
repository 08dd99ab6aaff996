"""Exact links of mentions: one valid credit code, one insurance unit number, one full name that nobody else bears.

Writes `o_edges` (left_id, right_id, reason), mention to mention, left < right, a star around the best mention of each
group; and `o_disputed` (left_id, right_id, reason): one key beside names that do not go together, for the reviewers.
Reads `o_mentions` and `o_names`.
"""

from __future__ import annotations

from typing import Final

from guildhall.kernel.errors import MessageKind
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine import limits

SHARED_KEY = MessageKind(
    "organisations.shared_key",
    "{keys} 个信用代码或单位编号各被 {limit} 个以上互不相干的名称使用，不作为同一单位的依据。"
    "请查 review.csv 并向报送单位核实。",
    "{keys|credit code or unit number stands|credit codes or unit numbers each stand} beside more than {limit} "
    "unrelated names and are not used to link. "
    "See review.csv and check with those who sent the lists.",
)

#: Key → SQL over `o_mentions` (NULL: has none).
KEYS = {
    "code": "facet || '|' || credit_code",
    "unit_number": "CASE WHEN register = 'insurance' THEN unit_number END",
}


#: More than any mention_id: a rank is a multiple of it plus the mention, so that the least rank names its mention.
_MENTIONS: Final = 10**12


def compatible(a: str, b: str) -> str:
    """SQL: whether two mentions' names can be one organisation's, given that a strong key is the same.

    Over two rows of `o_keyed_names`. A CASE, because it looks no further once it knows.
    """
    return f"""(CASE
        WHEN {a}.name_key IS NULL OR {b}.name_key IS NULL OR {a}.flat = {b}.flat THEN true
        WHEN {a}.markers = {b}.markers AND ({a}.skeleton = {b}.skeleton OR {a}.pinyin = {b}.pinyin) THEN true
        WHEN {a}.markers = {b}.markers AND (
            jaro_winkler_similarity({a}.skeleton, {b}.skeleton) >= 0.85
            OR damerau_levenshtein({a}.pinyin, {b}.pinyin) <= 1
            OR (length({b}.core) >= 4 AND contains({a}.flat, {b}.core))
            OR (length({a}.core) >= 4 AND contains({b}.flat, {a}.core))) THEN true
        ELSE coalesce({a}.former_flat = {b}.flat, false) OR coalesce({b}.former_flat = {a}.flat, false)
          OR coalesce({a}.former_skeleton = {b}.skeleton, false)
          OR coalesce({b}.former_skeleton = {a}.skeleton, false)
        END)"""


def link_exactly(backend: Backend, progress: Progress) -> None:
    """Make `o_edges` and `o_disputed`."""
    for table in ("o_edges", "o_disputed"):
        backend.execute(f"CREATE OR REPLACE TEMP TABLE {table} (left_id BIGINT, right_id BIGINT, reason VARCHAR)")
    refused = sum(_by_key(backend, reason, key) for reason, key in KEYS.items())
    if refused:
        progress.notice(SHARED_KEY(keys=refused, limit=limits.KEY_NAMES))
    _by_name(backend)


def _by_key(backend: Backend, reason: str, key: str) -> int:
    """Link each mention to the best one of its group: a register's own row before others, then the first."""
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_keyed AS
        SELECT mention_id, {key} AS key, name_id, former_id, rows,
               (CASE WHEN register IN ('civil_affairs', 'market') THEN 0 ELSE 10 END + detail) * {_MENTIONS}
               + mention_id AS rank
        FROM o_mentions WHERE {key} IS NOT NULL
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TEMP VIEW o_keyed_names AS
        SELECT k.mention_id, k.key, k.rows, n.key AS name_key, n.flat, n.markers, n.skeleton, n.pinyin, n.core,
               f.flat AS former_flat, f.skeleton AS former_skeleton
        FROM o_keyed k LEFT JOIN o_names n USING (name_id) LEFT JOIN o_names f ON f.name_id = k.former_id
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_verdicts AS
        WITH heads AS (
            SELECT key, min(rank) % {_MENTIONS} AS head FROM o_keyed GROUP BY key HAVING count(*) > 1)
        SELECT m.key, m.mention_id, heads.head, m.flat, {compatible("m", "h")} AS fits
        FROM o_keyed_names m JOIN heads USING (key) JOIN o_keyed_names h ON h.mention_id = heads.head
        WHERE m.mention_id <> heads.head
        """
    )
    # A key under many unrelated names says nothing about any of them; the slips of one other name are one name
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_shared AS
        WITH others AS (SELECT k.* FROM o_verdicts v JOIN o_keyed_names k USING (key, mention_id) WHERE NOT v.fits),
             second AS (
                 SELECT * FROM others QUALIFY row_number() OVER (PARTITION BY key ORDER BY rows DESC, mention_id) = 1)
        SELECT m.key FROM others m JOIN second h USING (key)
        WHERE m.mention_id = h.mention_id OR NOT {compatible("m", "h")}
        GROUP BY m.key HAVING count(DISTINCT m.flat) >= {limits.KEY_NAMES}
        """
    )
    backend.execute(
        f"""
        INSERT INTO o_edges SELECT least(mention_id, head), greatest(mention_id, head), '{reason}'
        FROM o_verdicts WHERE fits AND key NOT IN (SELECT key FROM o_shared)
        """
    )
    if reason == "unit_number":
        # The insurance's own number outlives a change of name
        backend.execute(
            """
            INSERT INTO o_edges SELECT least(mention_id, head), greatest(mention_id, head), 'renamed'
            FROM o_verdicts WHERE NOT fits AND key NOT IN (SELECT key FROM o_shared)
            """
        )
        backend.execute("DELETE FROM o_verdicts WHERE key NOT IN (SELECT key FROM o_shared)")
    # One pair a distinct name is enough for the reviewers
    backend.execute(
        f"""
        INSERT INTO o_disputed SELECT least(mention_id, head), greatest(mention_id, head), '{reason}'
        FROM (SELECT head, min(mention_id) AS mention_id FROM o_verdicts WHERE NOT fits GROUP BY key, head, flat)
        """
    )
    return int(backend.value("SELECT count(*) FROM o_shared"))


def _by_name(backend: Backend) -> None:
    """The same full name, place included, or without one in the same county; not where two codes share it."""
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_full_names AS
        SELECT m.mention_id, concat_ws('|', m.facet, n.union_kind, n.flat,
                                       CASE WHEN n.place = '' AND m.facet = 'unit' THEN m.place END) AS key,
               m.credit_code, m.unit_number, CASE WHEN right(m.place, 2) <> '00' THEN left(m.place, 6) END AS county
        FROM o_mentions m JOIN o_names n USING (name_id)
        WHERE length(n.flat) >= 4
          AND (m.facet = 'union' OR n.place <> '' OR (m.place <> '' AND right(m.place, 2) <> '00'))
        """
    )
    backend.execute(
        """
        INSERT INTO o_edges
        WITH sole AS (
            SELECT key, min(mention_id) AS head FROM o_full_names GROUP BY key
            HAVING count(*) > 1 AND min(credit_code) IS NOT DISTINCT FROM max(credit_code)
               AND min(unit_number) IS NOT DISTINCT FROM max(unit_number)
               -- 宁波 says no county: the same name in two of them may be two organisations
               AND min(county) IS NOT DISTINCT FROM max(county)
        )
        SELECT head, mention_id, 'name' FROM o_full_names JOIN sole USING (key) WHERE mention_id <> head
        """
    )
