"""Organisations, from rows to entities: mentions, exact links, scored links, clusters, ids, pairs with evidence."""

from __future__ import annotations

from datetime import date

from guildhall.kernel.errors import MessageKind
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Method, Progress
from guildhall.linkage.engine.entity_ids import assign_ids, match_clusters
from guildhall.linkage.engine.organisations.candidates import find_candidates
from guildhall.linkage.engine.organisations.clustering import cluster, judge_scores, make_nodes
from guildhall.linkage.engine.organisations.exact import link_exactly
from guildhall.linkage.engine.organisations.golden import make_golden
from guildhall.linkage.engine.organisations.mentions import make_mentions
from guildhall.linkage.engine.organisations.nodes import describe_nodes
from guildhall.linkage.engine.organisations.pairs import apply_report, keep_pairs
from guildhall.linkage.engine.organisations.profiles import make_profiles
from guildhall.linkage.engine.organisations.scoring import score_candidates
from guildhall.linkage.engine.working import drop_working

TORN = MessageKind(
    "organisations.torn",
    "按“同一”的决定重新归并后，有 {organisations} 个单位的记录不再连在一起；请在 review.csv 里核对这些记录。",
    "After decisions “same”, records of {organisations|organisation|organisations} no longer stand together; "
    "see review.csv.",
)


def link_organisations(backend: Backend, *, as_of: date | None, first: int, progress: Progress) -> int:
    """Fill the tables of organisations; returns the number for the next new entity.

    `org_entities` holds the entities with the reviewers' decisions, `org_entities_auto` (same columns) those without;
    so do `organisations`, `unions`, `union_units` and each of them with `_auto`.
    """
    make_mentions(backend)
    drop_working(backend, "o_", keep=("o_mentions", "o_names"))
    link_exactly(backend, progress)
    make_nodes(backend)
    drop_working(backend, "o_", keep=("o_mentions", "o_names", "o_nodes", "o_joins", "o_disputed"))
    describe_nodes(backend, progress)
    find_candidates(backend, progress)
    make_profiles(backend)
    drop_working(backend, "o_", keep=("o_mentions", "o_nodes", "o_joins", "o_disputed", "o_profiles", "o_candidates"))
    score_candidates(backend)
    judge_scores(backend)
    cluster(backend, "_auto", decided=False)
    decided = bool(backend.value("SELECT count(*) > 0 FROM decisions"))
    suffix = "_decided" if decided else "_auto"
    if decided:
        cluster(backend, suffix, decided=True)
    following = _name_entities(backend, suffix, first)
    keep_pairs(backend, suffix)
    apply_report(backend, suffix)
    if decided:
        _say_torn(backend, suffix, progress)
    make_golden(backend, entities="org_entities", suffix="", as_of=as_of)
    if decided:
        make_golden(backend, entities="org_entities_auto", suffix="_auto", as_of=as_of)
    else:
        for table in ("organisations", "unions", "union_units"):
            backend.execute(f"CREATE OR REPLACE VIEW {table}_auto AS SELECT * FROM {table}")
    drop_working(backend, "o_", keep=("o_mentions",))  # org_mentions is a view of it
    return following


def _say_torn(backend: Backend, suffix: str, progress: Progress) -> None:
    """Say where decisions “same” took a record from others that it stood with, though nobody said that they differ."""
    torn = backend.value(
        f"""
        SELECT count(DISTINCT al.cluster) FROM o_joins j
        JOIN o_clusters_auto al ON al.mention_id = j.left_id JOIN o_clusters_auto ar ON ar.mention_id = j.right_id
        JOIN o_clusters{suffix} l ON l.mention_id = j.left_id JOIN o_clusters{suffix} r ON r.mention_id = j.right_id
        LEFT JOIN o_decided v USING (left_id, right_id) LEFT JOIN o_refused{suffix} f USING (left_id, right_id)
        WHERE al.cluster = ar.cluster AND l.cluster <> r.cluster
          AND v.verdict IS DISTINCT FROM 'different' AND f.reason IS DISTINCT FROM 'decided_apart'
        """
    )
    if torn:
        progress.notice(TORN(organisations=int(torn)))


def _name_entities(backend: Backend, suffix: str, first: int) -> int:
    """Fill `org_entities` and `org_entities_auto`, and make `o_entities` (cluster, entity_id)."""
    _fingerprints(backend, suffix)
    following = assign_ids(backend, Kind.ORGANISATION, clusters="o_fingerprints", result="o_entities", first=first)
    backend.create("org_entities")
    backend.execute(f"INSERT INTO org_entities {_entities(suffix, 'o_entities', decided=True)}")
    if suffix == "_auto":
        backend.execute("CREATE OR REPLACE VIEW org_entities_auto AS SELECT * FROM org_entities")
        return following
    # The automatic entities are named after the decided ones that they mostly are, so that both can be compared
    _fingerprints(backend, "_auto")
    match_clusters(
        backend,
        Kind.ORGANISATION,
        clusters="o_fingerprints",
        result="o_entities_auto",
        previous="entity_ids",
        first=following,
    )
    backend.execute(
        f"CREATE OR REPLACE TABLE org_entities_auto AS {_entities('_auto', 'o_entities_auto', decided=False)}"
    )
    return following


def _fingerprints(backend: Backend, suffix: str) -> None:
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_fingerprints AS
        SELECT cluster, fingerprint FROM o_clusters{suffix} JOIN o_mentions USING (mention_id)
        """
    )


def _entities(suffix: str, names: str, *, decided: bool) -> str:
    """How each mention came to its entity: by the surest of the joins that hold it there."""
    ranks = {Method.EXACT_CODE: 1, Method.EXACT_ID: 2, Method.DECISION: 3, Method.PROBABILISTIC: 4}
    rank = " ".join(f"WHEN '{method}' THEN {number}" for method, number in ranks.items())
    together = f"""
            UNION ALL
            SELECT l.mention_id, r.mention_id, '{Method.DECISION}', 1.0 FROM decisions d
            JOIN o_mentions l ON l.fingerprint = d.left_fingerprint
            JOIN o_mentions r ON r.fingerprint = d.right_fingerprint
            WHERE d.verdict = 'same'"""
    return f"""
        WITH joins AS (
            SELECT left_id, right_id, method, probability FROM o_joins {together if decided else ""}
        ), held AS (
            SELECT j.* FROM joins j JOIN o_clusters{suffix} l ON l.mention_id = j.left_id
            JOIN o_clusters{suffix} r ON r.mention_id = j.right_id WHERE l.cluster = r.cluster
        ), sides AS (
            SELECT left_id AS mention_id, method, probability FROM held
            UNION ALL SELECT right_id, method, probability FROM held
        ), best AS (
            SELECT mention_id, method, probability FROM sides
            QUALIFY row_number() OVER (
                PARTITION BY mention_id ORDER BY CASE method {rank} END, probability DESC) = 1
        )
        SELECT c.mention_id, e.entity_id,
               CASE WHEN b.method IS NOT NULL THEN b.method WHEN m.rows = 1 THEN '{Method.SINGLETON}'
                    -- the same words on several rows
                    WHEN m.credit_code IS NOT NULL THEN '{Method.EXACT_CODE}'
                    WHEN m.register = 'insurance' AND m.unit_number IS NOT NULL THEN '{Method.EXACT_ID}'
                    ELSE '{Method.PROBABILISTIC}' END AS method,
               CASE WHEN b.method IS NOT NULL THEN b.probability WHEN m.rows > 1 THEN 1.0 END AS probability
        FROM o_clusters{suffix} c JOIN {names} e USING (cluster) JOIN o_mentions m USING (mention_id)
        LEFT JOIN best b USING (mention_id) ORDER BY mention_id
    """
