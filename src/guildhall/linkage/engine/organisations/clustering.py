"""From edges to entities: which scores count as links, clusters under constraints, and what becomes of each pair.

Reads `o_edges`, `o_scores`, `o_disputed`, `o_mentions`, `decisions`. Makes `o_joins` (left_id, right_id, method,
weight, probability: what is tried, mention to mention) and, for each suffix, `o_clusters{suffix}` (mention_id, cluster)
and `o_refused{suffix}` (left_id, right_id, reason).
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Method
from guildhall.linkage.engine import limits
from guildhall.linkage.engine.clusters import connected, resolve

#: Exact joins go before every score. One minus the probability of an exact full name: no two in a register, as a rule.
_EXACT: Final = {"code": (1000.0, 1.0), "unit_number": (900.0, 1.0), "renamed": (700.0, 1.0), "name": (800.0, 0.999999)}
#: A register of record has one row an organisation: two rows under one name, without one code, are two that share it.
_OF_RECORD: Final = "detail = 1 AND facet = 'unit' AND register IN ('civil_affairs', 'market')"
_METHOD: Final = {
    "code": Method.EXACT_CODE,
    "unit_number": Method.EXACT_ID,
    "renamed": Method.EXACT_ID,
    "name": Method.PROBABILISTIC,
}


def make_nodes(backend: Backend) -> None:
    """Make `o_nodes` (mention_id, node_id) from the exact edges alone.

    Exact edges are stars around heads, and most of them reach mentions that have no other edge. So the heads are
    connected first, and only a component in which a constraint could be broken is joined edge by edge.
    """
    _joins_from_edges(backend)
    _components(backend)
    _resolve(
        backend,
        "_exact",
        joins="SELECT left_id, right_id, weight FROM o_joins JOIN o_components ON mention_id = left_id "
        "WHERE component IN (SELECT component FROM o_unsafe) ORDER BY weight DESC, left_id, right_id",
        strong="SELECT mention_id AS id, credit_code AS code FROM o_mentions JOIN o_components USING (mention_id) "
        "WHERE credit_code IS NOT NULL AND component IN (SELECT component FROM o_unsafe)",
        alone=f"SELECT mention_id AS id, register FROM o_mentions WHERE {_OF_RECORD}",
        apart=[],
        together=[],
    )
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_nodes AS
        SELECT m.mention_id, coalesce(r.cluster, c.component, m.mention_id) AS node_id
        FROM o_mentions m LEFT JOIN o_components c USING (mention_id) LEFT JOIN o_roots r USING (mention_id)
        """
    )


def _components(backend: Backend) -> None:
    """`o_components` (mention_id, component): connected by exact joins; `o_unsafe`: components to be joined with care.

    Every mention has one neighbour that stands for it, its least; joins that say no more than that are done with at
    once, so that only the rest goes through Python.
    """
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_neighbours AS
        SELECT mention_id, least(mention_id, min(neighbour)) AS least FROM (
            SELECT left_id AS mention_id, right_id AS neighbour FROM o_joins
            UNION ALL SELECT right_id, left_id FROM o_joins
        ) GROUP BY mention_id
        """
    )
    bridges = backend.arrow(
        """
        SELECT DISTINCT least(l.least, r.least) AS one, greatest(l.least, r.least) AS other
        FROM o_joins JOIN o_neighbours l ON l.mention_id = left_id JOIN o_neighbours r ON r.mention_id = right_id
        WHERE l.least <> r.least
        """
    )
    roots = connected(bridges["one"].to_pylist(), bridges["other"].to_pylist())
    found = {"least": pa.array(list(roots.keys()), pa.int64()), "root": pa.array(list(roots.values()), pa.int64())}
    backend.create_from_arrow("o_bridged", pa.table(found))
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_components AS
        SELECT mention_id, coalesce(root, least) AS component FROM o_neighbours LEFT JOIN o_bridged USING (least)
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_unsafe AS
        SELECT component FROM o_components JOIN o_mentions USING (mention_id) GROUP BY component
        HAVING min(credit_code) <> max(credit_code) OR count(*) > {limits.CLUSTER_MENTIONS}
            OR count(register) FILTER ({_OF_RECORD}) > count(DISTINCT register) FILTER ({_OF_RECORD})
        """
    )


def _joins_from_edges(backend: Backend) -> None:
    weights = " ".join(f"WHEN '{reason}' THEN {weight}" for reason, (weight, _) in _EXACT.items())
    chances = " ".join(f"WHEN '{reason}' THEN {chance}" for reason, (_, chance) in _EXACT.items())
    methods = " ".join(f"WHEN '{reason}' THEN '{method}'" for reason, method in _METHOD.items())
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_joins AS
        SELECT left_id, right_id, CASE reason {methods} END AS method, reason,
               (CASE reason {weights} END)::DOUBLE AS weight, (CASE reason {chances} END)::DOUBLE AS probability
        FROM o_edges QUALIFY row_number() OVER (PARTITION BY left_id, right_id ORDER BY weight DESC) = 1
        """
    )


def judge_scores(backend: Backend) -> None:
    """Make `o_judged`: `o_scores` with `links`, and add those that link to `o_joins`.

    A weak node that two anchors claim almost equally is linked to neither: the reviewer sees both.
    """
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_judged AS
        WITH sides AS (
            SELECT left_id AS node, right_id AS partner, weight FROM o_scores
            UNION ALL SELECT right_id, left_id, weight FROM o_scores
        ), rivals AS (
            SELECT s.node, s.weight, row_number() OVER (PARTITION BY s.node ORDER BY s.weight DESC, s.partner) AS rank
            FROM sides s
            JOIN o_profiles n ON n.unique_id = s.node AND n.weak
            JOIN o_profiles p ON p.unique_id = s.partner AND p.anchor
        ), torn AS (
            SELECT a.node, a.weight AS best FROM rivals a JOIN rivals b ON a.node = b.node AND a.rank = 1 AND b.rank = 2
            WHERE a.weight - b.weight < {limits.MARGIN}
        )
        SELECT o.*, o.weight >= {limits.LINK_WEIGHT}
               AND NOT EXISTS (SELECT 1 FROM torn t JOIN o_profiles p ON p.unique_id = o.right_id AND p.anchor
                               WHERE t.node = o.left_id)
               AND NOT EXISTS (SELECT 1 FROM torn t JOIN o_profiles p ON p.unique_id = o.left_id AND p.anchor
                               WHERE t.node = o.right_id) AS links
        FROM o_scores o
        """
    )
    backend.execute(
        f"""
        INSERT INTO o_joins
        SELECT left_id, right_id, '{Method.PROBABILISTIC}', 'score', weight, probability FROM o_judged WHERE links
        """
    )


def cluster(backend: Backend, suffix: str, *, decided: bool) -> None:
    """Make `o_clusters{suffix}` and `o_refused{suffix}`, with or without the reviewers' decisions."""
    if decided:
        apart, together = _decided(backend, "different"), _decided(backend, "same")
        _cluster(backend, suffix, apart=apart, together=together)
    else:
        _cluster_nodes(backend, suffix)


def _decided(backend: Backend, verdict: str) -> list[tuple[int, int]]:
    """Pairs of mentions that a decision names; every mention with the fingerprint is meant."""
    return [
        (int(left), int(right))
        for left, right in backend.rows(
            """
            SELECT l.mention_id, r.mention_id FROM decisions d
            JOIN o_mentions l ON l.fingerprint = d.left_fingerprint
            JOIN o_mentions r ON r.fingerprint = d.right_fingerprint
            WHERE d.verdict = ? AND l.facet = r.facet ORDER BY ALL
            """,
            [verdict],
        )
    ]


def _cluster(backend: Backend, suffix: str, *, apart: list[tuple[int, int]], together: list[tuple[int, int]]) -> None:
    """Mention by mention, exact joins and all: a decision may split what is exact."""
    _resolve(
        backend,
        suffix,
        joins="SELECT left_id, right_id, weight FROM o_joins ORDER BY weight DESC, left_id, right_id",
        strong="SELECT mention_id AS id, credit_code AS code FROM o_mentions WHERE credit_code IS NOT NULL",
        alone=f"SELECT mention_id AS id, register FROM o_mentions WHERE {_OF_RECORD}",
        apart=apart,
        together=together,
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_clusters{suffix} AS
        SELECT mention_id, coalesce(cluster, mention_id) AS cluster FROM o_mentions LEFT JOIN o_roots USING (mention_id)
        """
    )


def _cluster_nodes(backend: Backend, suffix: str) -> None:
    """Node by node: without decisions the exact joins, which go first, stand already."""
    _resolve(
        backend,
        suffix,
        joins="SELECT left_id, right_id, weight FROM o_joins WHERE reason = 'score' "
        "ORDER BY weight DESC, left_id, right_id",
        strong="SELECT unique_id AS id, code FROM o_profiles WHERE code IS NOT NULL",
        alone=f"SELECT node_id AS id, min(register) AS register FROM o_nodes JOIN o_mentions USING (mention_id) "
        f"WHERE {_OF_RECORD} GROUP BY node_id",
        apart=[],
        together=[],
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_clusters{suffix} AS
        SELECT n.mention_id, coalesce(r.cluster, n.node_id) AS cluster
        FROM o_nodes n LEFT JOIN o_roots r ON r.mention_id = n.node_id
        """
    )


def _resolve(
    backend: Backend,
    suffix: str,
    *,
    joins: str,
    strong: str,
    alone: str,
    apart: list[tuple[int, int]],
    together: list[tuple[int, int]],
) -> None:
    """Make `o_roots` (mention_id, cluster) of the ids that occur in the joins, and `o_refused{suffix}`."""
    pairs, keys, registers = backend.arrow(joins), backend.arrow(strong), backend.arrow(alone)
    left, right = pairs["left_id"].to_pylist(), pairs["right_id"].to_pylist()
    found = resolve(
        left,
        right,
        pairs["weight"].to_pylist(),
        strong=dict(zip(keys["id"].to_pylist(), keys["code"].to_pylist(), strict=True)),
        apart=apart,
        together=together,
        alone=dict(zip(registers["id"].to_pylist(), registers["register"].to_pylist(), strict=True)),
        sure=_EXACT["unit_number"][0],
        max_size=limits.CLUSTER_MENTIONS,
    )
    roots = pa.table(
        {
            "mention_id": pa.array(list(found.root.keys()), pa.int64()),
            "cluster": pa.array(list(found.root.values()), pa.int64()),
        }
    )
    backend.create_from_arrow("o_roots", roots)
    refused = pa.table(
        {
            "left_id": pa.array([left[i] for i in found.refused], pa.int64()),
            "right_id": pa.array([right[i] for i in found.refused], pa.int64()),
            "reason": pa.array([reason.value for reason in found.refused.values()], pa.string()),
        }
    )
    backend.create_from_arrow(f"o_refused{suffix}", refused)
