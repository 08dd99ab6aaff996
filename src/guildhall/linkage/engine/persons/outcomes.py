"""What became of every pair worth keeping: linked, shown for review, refused, and what the decisions did.

Reads what `choose` wrote, `p_disputed` and `p_nodes`. Writes `p_outcomes`: left_id, right_id (rows), outcome, method,
reason (why it was not linked, else NULL), probability, weight; adds to `decisions_applied`.
"""

from __future__ import annotations

from guildhall.linkage.backends import Backend

#: Candidates shown for one person.
_SHOWN = 2


def settle(backend: Backend) -> None:
    """Fill `p_outcomes`."""
    _persons_of(backend)
    _outcomes(backend)
    _effects(backend)


def _persons_of(backend: Backend) -> None:
    """`p_persons_of`: the person and the number that each node in question belongs to."""
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_persons_of AS
        SELECT n.node_id, coalesce(r.root, n.node_id) AS root, max(n.id_number) AS id_number, bool_and(n.weak) AS weak
        FROM p_nodes n LEFT JOIN p_roots r USING (node_id)
        WHERE n.node_id IN (SELECT left_node FROM p_edges UNION ALL SELECT right_node FROM p_edges UNION ALL
                            SELECT left_id FROM p_disputed UNION ALL SELECT right_id FROM p_disputed UNION ALL
                            SELECT node_id FROM p_roots)
        GROUP BY ALL
        """
    )


def _outcomes(backend: Backend) -> None:
    """A pair is worth showing while nothing settled it: not both sides are people with a number of their own."""
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_outcomes AS
        WITH keyed AS (SELECT root, max(id_number) AS id_number FROM p_persons_of GROUP BY root),
        sides AS (
            SELECT e.*, l.root AS left_root, r.root AS right_root, lk.id_number AS left_key, rk.id_number AS right_key,
                   f.reason AS refusal, d.verdict
            FROM p_edges e
            JOIN p_persons_of l ON l.node_id = e.left_node JOIN keyed lk ON lk.root = l.root
            JOIN p_persons_of r ON r.node_id = e.right_node JOIN keyed rk ON rk.root = r.root
            LEFT JOIN p_refused f ON f.left_id = e.left_id AND f.right_id = e.right_id
            LEFT JOIN (SELECT DISTINCT left_node, right_node, verdict FROM p_decided) d
                ON d.left_node = e.left_node AND d.right_node = e.right_node
        ), linked AS (
            SELECT left_id, right_id, 'linked' AS outcome,
                   CASE WHEN verdict = 'same' THEN 'decision' ELSE 'probabilistic' END AS method, NULL AS reason,
                   probability, weight
            FROM sides WHERE left_root = right_root AND (grade = 'link' OR verdict = 'same')
        ), refused AS (
            SELECT left_id, right_id, 'refused', CASE WHEN verdict IS NULL THEN 'probabilistic' ELSE 'decision' END,
                   coalesce(refusal, 'decided_apart'), probability, weight
            FROM sides WHERE left_root <> right_root AND (refusal IS NOT NULL OR verdict = 'different')
        ), open AS (
            SELECT *, row_number() OVER (PARTITION BY CASE WHEN left_weak THEN left_root ELSE right_root END
                                         ORDER BY weight DESC, left_id, right_id) AS place
            FROM sides
            WHERE left_root <> right_root AND grade = 'review' AND refusal IS NULL AND verdict IS NULL
              AND (left_key IS NULL OR right_key IS NULL)
            QUALIFY row_number() OVER (PARTITION BY least(left_root, right_root), greatest(left_root, right_root)
                                       ORDER BY weight DESC, left_id, right_id) = 1
        ), disputed AS (
            SELECT p.left_id, p.right_id,
                   CASE WHEN p.shared OR d.verdict = 'different' THEN 'refused' ELSE 'review' END,
                   CASE WHEN d.verdict IS NULL THEN 'exact_id' ELSE 'decision' END,
                   CASE WHEN d.verdict = 'different' THEN 'decided_apart' WHEN p.shared THEN 'shared_id'
                        ELSE 'id_disputed' END, CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE)
            FROM p_disputed p
            JOIN p_persons_of l ON l.node_id = p.left_id JOIN p_persons_of r ON r.node_id = p.right_id
            LEFT JOIN (SELECT DISTINCT left_node, right_node, verdict FROM p_decided) d
                ON d.left_node = p.left_id AND d.right_node = p.right_id
            WHERE l.root <> r.root
        ), by_decision AS (
            SELECT left_id, right_id, CASE WHEN verdict = 'same' THEN 'linked' ELSE 'refused' END, 'decision',
                   CASE WHEN verdict = 'different' THEN 'decided_apart' END, CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE)
            FROM p_decided d
            WHERE NOT EXISTS (SELECT 1 FROM p_edges e WHERE e.left_node = d.left_node AND e.right_node = d.right_node)
              AND NOT EXISTS (SELECT 1 FROM p_disputed p WHERE p.left_id = d.left_node AND p.right_id = d.right_node
                              AND verdict = 'different')
        )
        SELECT * FROM linked UNION ALL SELECT * FROM refused UNION ALL
        SELECT left_id, right_id, 'review', 'probabilistic', reason, probability, weight FROM open
            WHERE place <= {_SHOWN}
        UNION ALL SELECT * FROM disputed UNION ALL SELECT * FROM by_decision
        """
    )


def _effects(backend: Backend) -> None:
    """Add to `decisions_applied` what each decision about two persons did."""
    backend.execute(
        """
        INSERT INTO decisions_applied
        WITH placed AS (
            SELECT d.*, coalesce(l.root, d.left_node) AS left_root, coalesce(r.root, d.right_node) AS right_root,
                   e.grade, p.group_id IS NOT NULL AS parted
            FROM p_decided d
            LEFT JOIN p_roots l ON l.node_id = d.left_node LEFT JOIN p_roots r ON r.node_id = d.right_node
            LEFT JOIN p_edges e ON e.left_node = d.left_node AND e.right_node = d.right_node
            LEFT JOIN p_parts p ON p.node_id = d.left_node
        )
        SELECT left_fingerprint, right_fingerprint, verdict,
               CASE WHEN verdict = 'same' AND bool_or(left_root <> right_root) THEN 'contradicts'
                    WHEN verdict = 'same' AND bool_and(left_node = right_node OR grade = 'link') THEN 'already'
                    WHEN verdict = 'same' THEN 'linked'
                    WHEN bool_or(left_root = right_root) THEN 'contradicts'
                    WHEN bool_or(parted) THEN 'split'
                    WHEN bool_or(grade = 'link') THEN 'kept_apart' ELSE 'already' END
        FROM placed GROUP BY left_fingerprint, right_fingerprint, verdict
        ORDER BY left_fingerprint, right_fingerprint
        """
    )
