"""From scored pairs to persons: what is linked, and what is too uncertain or forbidden.

Reads `p_scored`, `p_nodes`, `p_parts`, `p_disputed`, `decisions`. Writes
- `p_edges`: one row a pair of nodes, the best pair of rows between them, with `grade`: link | review;
- `p_decided`: one row a pair of nodes that a decision speaks of;
- `p_roots`: node_id, root (the first row of the person), for the nodes that occur in a pair to link;
- `p_refused`: left_id, right_id (rows), reason (clusters.Refusal): links that a constraint forbade.

Only pairs with a weak node come here, so what Python holds grows with the errors, not with the people.
"""

from __future__ import annotations

import pyarrow as pa

from guildhall.linkage.backends import Backend
from guildhall.linkage.engine.clusters import resolve
from guildhall.linkage.engine.persons import limits
from guildhall.linkage.engine.persons.comparisons import BIRTH, ID_NUMBER, NAME, PHONE
from guildhall.linkage.engine.persons.limits import LEAD, LINK_WEIGHT, REVIEW_WEIGHT

#: Weight of the links that put back together what a decision split too far.
_PUT_BACK = 1000.0

#: Names so unlike that only a number that nearly agrees may link them: brothers and sisters share the rest.
_NAME_AGREES = NAME.reaches("name.lost_character")
_NUMBER_AGREES = ID_NUMBER.reaches("id.old_number")
#: Name and birth date alone are a namesake's too where of phone and employer one speaks against and none for.
_MOVED_ON = f"greatest(gamma_phone, gamma_employer) = 0 AND NOT ({_NUMBER_AGREES})"
#: Two rows of one list and month that have a name and a unit in common and nothing else are two people: namesakes.
_ELSE_AGREES = f"{_NUMBER_AGREES} OR {BIRTH.reaches('birth.turned')} OR {PHONE.reaches('phone.one_digit')}"
#: Nor is the birth date enough there: large employers have people of one name and day.
_TWICE = f"gamma_twice >= 0 AND NOT ({_NUMBER_AGREES} OR {PHONE.reaches('phone.one_digit')})"
#: Nor is the employer enough beside another phone and another number, unless that is known to be somebody else's.
_OTHER_NUMBER = f"gamma_id >= 0 AND NOT ({ID_NUMBER.reaches('id.two_slips')}) AND gamma_phone = 0"
_OTHER_NUMBER += " AND ls.row_id IS NULL AND rs.row_id IS NULL"
_TOO_LITTLE = f"({_MOVED_ON} OR {_TWICE} OR {_OTHER_NUMBER})"
_NAMESAKES = f"gamma_twice >= 0 AND NOT ({_ELSE_AGREES})"


def choose(backend: Backend) -> None:
    """Fill `p_edges`, `p_decided`, `p_roots` and `p_refused`."""
    _edges(backend)
    _rivals(backend)
    _join(backend)


def _edges(backend: Backend) -> None:
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_edges AS
        SELECT least(l.node_id, r.node_id) AS left_node, greatest(l.node_id, r.node_id) AS right_node,
               s.left_id, s.right_id, s.weight, s.probability, l.weak AS left_weak, r.weak AS right_weak,
               coalesce(l.id_number, r.id_number) AS id_number,
               CASE WHEN s.weight >= {LINK_WEIGHT} AND ({_NAME_AGREES} OR {_NUMBER_AGREES}) AND NOT ({_TOO_LITTLE})
                    THEN 'link' ELSE 'review' END AS grade,
               CASE WHEN s.weight < {LINK_WEIGHT} OR {_TOO_LITTLE} THEN 'uncertain'
                    WHEN NOT ({_NAME_AGREES} OR {_NUMBER_AGREES}) THEN 'name_differs' END AS reason
        FROM p_scored s JOIN p_nodes l ON l.row_id = s.left_id JOIN p_nodes r ON r.row_id = s.right_id
        LEFT JOIN p_strays ls ON ls.row_id = s.left_id LEFT JOIN p_strays rs ON rs.row_id = s.right_id
        WHERE s.weight >= {REVIEW_WEIGHT} AND l.node_id <> r.node_id AND NOT ({_NAMESAKES})
            -- whose number the other bears by mistake is a dispute, and no candidate
            AND ls.id_number IS DISTINCT FROM coalesce(r.id_number, '')
            AND rs.id_number IS DISTINCT FROM coalesce(l.id_number, '')
        QUALIFY row_number() OVER (PARTITION BY least(l.node_id, r.node_id), greatest(l.node_id, r.node_id)
                                   ORDER BY s.weight DESC, s.left_id, s.right_id) = 1
        """
    )


def _rivals(backend: Backend) -> None:
    """Mark a weak node's best edges as rivals where two candidates that are not one person score alike.

    Rivalry is judged among strong candidates and among weak ones apart: two rows of one person without a number may
    find each other although neither can tell which of two namesakes they are.
    """
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_towards AS
        SELECT left_node AS node, right_node AS other, right_weak AS other_weak, left_id, right_id, weight
        FROM p_edges WHERE grade = 'link' AND left_weak
        UNION ALL
        SELECT right_node, left_node, left_weak, left_id, right_id, weight
        FROM p_edges WHERE grade = 'link' AND right_weak
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_rivals AS
        WITH best AS (
            SELECT node, other_weak, max_by(other, (weight, -other)) AS other, max(weight) AS weight
            FROM p_towards GROUP BY node, other_weak
        ), rivals AS (
            SELECT b.node, b.other_weak, b.weight FROM best b
            JOIN p_towards t ON t.node = b.node AND t.other_weak = b.other_weak
                AND t.other <> b.other AND t.weight > b.weight - {LEAD}
            LEFT JOIN p_edges e ON e.grade = 'link' AND e.left_node = least(b.other, t.other)
                AND e.right_node = greatest(b.other, t.other)
            LEFT JOIN p_disputed d ON d.left_id = least(b.other, t.other) AND d.right_id = greatest(b.other, t.other)
            -- two names under one number are no rivals: whichever is nearer
            WHERE e.weight IS NULL AND d.left_id IS NULL
        )
        SELECT DISTINCT t.left_id, t.right_id FROM p_towards t
        JOIN (SELECT DISTINCT node, other_weak, weight FROM rivals) r
            ON r.node = t.node AND r.other_weak = t.other_weak AND t.weight > r.weight - {LEAD}
        """
    )
    backend.execute(
        """
        UPDATE p_edges SET grade = 'review', reason = 'rivals'
        WHERE (left_id, right_id) IN (SELECT (left_id, right_id) FROM p_rivals)
        """
    )


def _join(backend: Backend) -> None:
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_decided AS
        SELECT least(l.node_id, r.node_id) AS left_node, greatest(l.node_id, r.node_id) AS right_node, d.verdict,
               d.left_fingerprint, d.right_fingerprint, min(least(l.row_id, r.row_id)) AS left_id,
               min(greatest(l.row_id, r.row_id)) AS right_id
        FROM decisions d
        JOIN p_nodes l ON l.fingerprint = d.left_fingerprint JOIN p_nodes r ON r.fingerprint = d.right_fingerprint
        GROUP BY ALL
        """
    )
    pairs = backend.arrow(
        f"""
        SELECT a.node_id AS left_node, b.node_id AS right_node, {_PUT_BACK} AS weight,
               a.node_id AS left_id, b.node_id AS right_id
        FROM p_parts a JOIN p_parts b ON a.group_id = b.group_id AND a.node_id < b.node_id
        UNION ALL
        SELECT left_node, right_node, weight, left_id, right_id FROM p_edges WHERE grade = 'link'
        ORDER BY weight DESC, left_node, right_node
        """
    )
    decided = "SELECT DISTINCT left_node, right_node FROM p_decided WHERE left_node <> right_node AND verdict ="
    strong = backend.rows(
        """
        SELECT DISTINCT node_id, id_number FROM p_nodes WHERE id_number IS NOT NULL AND node_id IN (
            SELECT left_node FROM p_edges WHERE grade = 'link' UNION ALL
            SELECT right_node FROM p_edges WHERE grade = 'link' UNION ALL
            SELECT left_node FROM p_decided UNION ALL SELECT right_node FROM p_decided)
        """
    )
    resolution = resolve(
        pairs["left_node"].to_pylist(),
        pairs["right_node"].to_pylist(),
        pairs["weight"].to_pylist(),
        strong=dict(strong),
        apart=backend.rows(f"{decided} 'different' ORDER BY ALL"),
        together=backend.rows(f"{decided} 'same' ORDER BY ALL"),
        max_size=limits.CLUSTER_NODES,
    )
    joined = sorted(resolution.root.items())
    roots = {"node_id": [node for node, _ in joined], "root": [root for _, root in joined]}
    backend.create_from_arrow("p_roots", pa.table({k: pa.array(v, pa.int64()) for k, v in roots.items()}))
    refused = pairs.take(pa.array(sorted(resolution.refused), pa.int64())).select(["left_id", "right_id"])
    reasons = [resolution.refused[position].value for position in sorted(resolution.refused)]
    backend.create_from_arrow("p_refused", refused.append_column("reason", pa.array(reasons, pa.string())))
