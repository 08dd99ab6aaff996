"""What became of each pair: `pairs` for organisations, with evidence; and of each decision: `decisions_applied`."""

from __future__ import annotations

from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Method
from guildhall.linkage.engine import limits
from guildhall.linkage.engine.organisations.evidence import evidence_sql, stated_exactly

#: A reviewer sees no more than this many partners of one record.
_PARTNERS = 2


def keep_pairs(backend: Backend, suffix: str) -> None:
    """Make `pairs` anew with the pairs of organisations: linked, to review, refused (by a guard or a decision).

    Reads `o_joins`, `o_judged`, `o_disputed`, `o_clusters{suffix}`, `o_refused{suffix}`, `o_mentions`, `decisions`.
    """
    backend.create("pairs")
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_decided AS
        SELECT least(l.mention_id, r.mention_id) AS left_id, greatest(l.mention_id, r.mention_id) AS right_id,
               max(d.verdict) AS verdict
        FROM decisions d JOIN o_mentions l ON l.fingerprint = d.left_fingerprint
        JOIN o_mentions r ON r.fingerprint = d.right_fingerprint WHERE l.facet = r.facet GROUP BY 1, 2
        """
    )
    _exact_pairs(backend, suffix)
    _keep_linked(backend)
    _keep_open(backend, suffix)


def _exact_pairs(backend: Backend, suffix: str) -> None:
    """`o_exact_pairs`: the exact joins, of each whether it `holds`, that is, both are in one cluster."""
    reasons = ("code", "unit_number", "renamed", "name")
    exact = " ".join(f"WHEN '{reason}' THEN '{stated_exactly(reason)}'" for reason in reasons)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_exact_pairs AS
        SELECT left_id, right_id, method, probability, weight, CASE reason {exact} END AS evidence,
               l.cluster = r.cluster AS holds
        FROM o_joins JOIN o_clusters{suffix} l ON l.mention_id = left_id
        JOIN o_clusters{suffix} r ON r.mention_id = right_id WHERE reason <> 'score'
        """
    )


def _keep_linked(backend: Backend) -> None:
    """Into `pairs`: the exact joins that hold; nearly all pairs, and nothing about them is to be weighed."""
    backend.execute(
        f"""
        INSERT INTO pairs
        SELECT '{Kind.ORGANISATION}', left_id, right_id, a.fingerprint, b.fingerprint, 'linked',
               CASE WHEN verdict = 'same' THEN '{Method.DECISION}' ELSE method END, p.probability, p.weight, p.evidence
        FROM o_exact_pairs p JOIN o_mentions a ON a.mention_id = left_id JOIN o_mentions b ON b.mention_id = right_id
        LEFT JOIN o_decided USING (left_id, right_id)
        WHERE holds
        """
    )


def _keep_open(backend: Backend, suffix: str) -> None:
    """Into `pairs`: what was scored or disputed, and exact joins that do not hold."""
    disputed = " ".join(
        f"WHEN '{reason}' THEN '{stated_exactly(f'disputed_{reason}')}'" for reason in ("code", "unit_number")
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_pairs AS
        SELECT left_id, right_id, '{Method.PROBABILISTIC}' AS method, probability, weight,
               {evidence_sql()} AS evidence, 2 AS grade
        FROM o_judged WHERE weight >= {limits.REVIEW_WEIGHT}
        UNION ALL
        SELECT left_id, right_id, '{Method.EXACT_CODE}', NULL, 0.0, CASE reason {disputed} END, 1 FROM o_disputed
        """
    )
    backend.execute(
        f"""
        INSERT INTO pairs
        WITH found AS (
            SELECT * FROM o_pairs ANTI JOIN o_exact_pairs USING (left_id, right_id)
            UNION ALL
            SELECT left_id, right_id, method, probability, weight, evidence, 0 FROM o_exact_pairs WHERE NOT holds
        ), kept AS (
            SELECT * FROM found
            QUALIFY row_number() OVER (PARTITION BY left_id, right_id ORDER BY grade, weight DESC) = 1
        ), judged AS (
            SELECT k.*, l.cluster AS left_cluster, r.cluster AS right_cluster, v.verdict, f.reason
            FROM kept k
            JOIN o_clusters{suffix} l ON l.mention_id = k.left_id JOIN o_clusters{suffix} r ON r.mention_id = k.right_id
            LEFT JOIN o_decided v USING (left_id, right_id) LEFT JOIN o_refused{suffix} f USING (left_id, right_id)
        ), open AS (
            SELECT *, CASE WHEN left_cluster = right_cluster THEN 'linked'
                           WHEN verdict = 'different' OR reason = 'decided_apart' THEN 'refused'
                           ELSE 'review' END AS outcome
            FROM judged
        ), ranked AS (
            -- one question for two clusters, however many of their records resemble each other
            SELECT *, CASE WHEN outcome = 'review' THEN row_number() OVER (
                       PARTITION BY outcome, least(left_cluster, right_cluster), greatest(left_cluster, right_cluster)
                       ORDER BY weight DESC, left_id, right_id) ELSE 1 END AS number
            FROM open
        ), partners AS (
            SELECT *, CASE WHEN outcome = 'review' AND number = 1
                           THEN row_number() OVER (PARTITION BY outcome, number, right_cluster
                                                   ORDER BY weight DESC, left_id, right_id) ELSE 1 END AS standing
            FROM ranked
        )
        SELECT '{Kind.ORGANISATION}', left_id, right_id, a.fingerprint, b.fingerprint, outcome,
               CASE WHEN verdict = 'same' THEN '{Method.DECISION}' ELSE method END, p.probability, p.weight, p.evidence
        FROM partners p JOIN o_mentions a ON a.mention_id = left_id JOIN o_mentions b ON b.mention_id = right_id
        WHERE p.number = 1 AND p.standing <= {_PARTNERS}
        ORDER BY left_id, right_id
        """
    )


def apply_report(backend: Backend, suffix: str) -> None:
    """Add to `decisions_applied` what each decision about organisations did."""
    backend.execute(
        f"""
        INSERT INTO decisions_applied
        WITH named AS (
            SELECT d.*, l.mention_id AS left_id, r.mention_id AS right_id, l.facet = r.facet AS comparable
            FROM decisions d
            JOIN o_mentions l ON l.fingerprint = d.left_fingerprint
            JOIN o_mentions r ON r.fingerprint = d.right_fingerprint
        ), seen AS (
            SELECT n.left_fingerprint, n.right_fingerprint, n.verdict, bool_and(al.cluster = ar.cluster) AS before,
                   bool_and(l.cluster = r.cluster) AS after, bool_or(comparable) AS comparable
            FROM named n
            JOIN o_clusters_auto al ON al.mention_id = left_id JOIN o_clusters_auto ar ON ar.mention_id = right_id
            JOIN o_clusters{suffix} l ON l.mention_id = left_id JOIN o_clusters{suffix} r ON r.mention_id = right_id
            GROUP BY ALL
        )
        SELECT left_fingerprint, right_fingerprint, verdict,
               CASE WHEN verdict = 'same' AND NOT comparable THEN 'never'
                    WHEN verdict = 'same' AND NOT after THEN 'contradicts'
                    WHEN verdict = 'same' AND before THEN 'already'
                    WHEN verdict = 'same' THEN 'linked'
                    WHEN before THEN 'split' ELSE 'kept_apart' END
        FROM seen ORDER BY ALL
        """
    )
