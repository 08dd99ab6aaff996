"""Persons named and described: the tables `person_entities` and `persons`.

Of several values the best-founded is taken, and its row kept beside it: a name and a number from a row whose number is
valid, the newest insured month's employer, else the newest membership's; the later row where all else is equal.
"""

from __future__ import annotations

from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Method, Register
from guildhall.linkage.engine.entity_ids import assign_ids

#: More than any row_id: ranks are written as multiples of it.
_ROWS = 10**12
_INSURED = f"register = '{Register.INSURANCE}'"


def name_persons(backend: Backend, *, first: int) -> int:
    """Fill `person_entities` and `persons`; return the number for the next new person."""
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_clusters AS
        SELECT n.row_id, coalesce(r.root, n.node_id) AS cluster, n.node_id, p.fingerprint
        FROM p_nodes n JOIN person_records p USING (row_id) LEFT JOIN p_roots r USING (node_id)
        """
    )
    after = assign_ids(backend, Kind.PERSON, clusters="p_clusters", result="p_names_of_clusters", first=first)
    _entities(backend)
    _golden(backend)
    return after


def _entities(backend: Backend) -> None:
    """A row is exact with the other rows of its node; else its best link says how it came to the person."""
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE person_entities AS
        WITH sizes AS (SELECT node_id, count(*) AS rows FROM p_nodes GROUP BY node_id HAVING rows > 1),
        links AS (
            SELECT n.node_id, max(o.probability) AS probability, bool_and(o.method = '{Method.DECISION}') AS decided
            FROM (SELECT left_id AS row_id, method, probability FROM p_outcomes WHERE outcome = 'linked'
                  UNION ALL SELECT right_id, method, probability FROM p_outcomes WHERE outcome = 'linked') o
            JOIN p_nodes n USING (row_id) GROUP BY n.node_id
        )
        SELECT c.row_id, i.entity_id,
               CASE WHEN s.rows IS NOT NULL THEN '{Method.EXACT_ID}' WHEN l.decided THEN '{Method.DECISION}'
                    WHEN l.node_id IS NOT NULL THEN '{Method.PROBABILISTIC}'
                    WHEN p.group_id IS NOT NULL AND r.root IS NOT NULL THEN '{Method.EXACT_ID}'
                    ELSE '{Method.SINGLETON}' END AS method,
               CASE WHEN s.rows IS NOT NULL OR l.decided OR (p.group_id IS NOT NULL AND l.node_id IS NULL
                         AND r.root IS NOT NULL) THEN 1.0 ELSE l.probability END AS probability
        FROM p_clusters c JOIN p_names_of_clusters i USING (cluster)
        LEFT JOIN sizes s USING (node_id) LEFT JOIN links l USING (node_id) LEFT JOIN p_parts p USING (node_id)
        LEFT JOIN p_roots r USING (node_id)
        """
    )


def _golden(backend: Backend) -> None:
    """A row's rank is one whole number that ends in its row_id, so that the best value and its row are the same."""
    month = "coalesce(CAST(replace(month, '-', '') AS BIGINT), 0)"
    newest = f"{month} * {_ROWS} + row_id"
    founded = f"(CASE WHEN id_number IS NOT NULL THEN 2000000 ELSE 0 END + CASE WHEN {_INSURED} THEN 1000000 ELSE 0 END"
    founded += f" + {month}) * {_ROWS} + row_id"

    def best(column: str, rank: str, condition: str = "true") -> str:
        where = f"FILTER ({column} IS NOT NULL AND {condition})"
        return f"max_by({column}, {rank}) {where} AS {column}, max({rank}) {where} % {_ROWS}"

    active = "union_id IS NOT NULL AND coalesce(status, 'active') = 'active'"
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_described AS
        WITH rows_of AS (
            SELECT c.cluster, p.*, {founded} AS founded, {newest} AS newest,
                   -- insured where one works now, before where one was, before what a union wrote
                   {newest} + CASE WHEN {_INSURED} AND status IS DISTINCT FROM 'left' THEN 2000000 * {_ROWS}
                                   WHEN {_INSURED} THEN 1000000 * {_ROWS} ELSE 0 END AS working
            FROM person_records p JOIN p_clusters c USING (row_id)
        )
        SELECT cluster, {best("name", "founded")} AS name_row, {best("id_kind", "founded")} AS kind_row,
               {best("id_number", "founded")} AS id_row, {best("birth_date", "founded")} AS birth_row,
               {best("sex", "founded")} AS sex_row, {best("phone", "newest")} AS phone_row,
               {best("employer_id", "working")} AS employer_row, max(month) FILTER ({_INSURED}) AS insured_month,
               {best("union_id", "newest", active)} AS union_row,
               max(union_id) FILTER ({active}) AS any_union, min(union_id) FILTER ({active}) AS other_union,
               count(*) AS rows
        FROM rows_of GROUP BY cluster
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE persons AS
        WITH several AS (
            SELECT cluster, count(DISTINCT union_id) AS unions FROM p_clusters JOIN person_records USING (row_id)
            WHERE {active} AND cluster IN (SELECT cluster FROM p_described WHERE any_union <> other_union)
            GROUP BY cluster
        )
        SELECT i.entity_id, d.name, d.name_row, d.id_kind, d.id_number, d.id_row, d.birth_date, d.birth_row, d.sex,
               d.sex_row, d.phone, d.phone_row, d.employer_id, d.employer_row, d.insured_month, d.union_id, d.union_row,
               CAST(CASE WHEN s.unions IS NOT NULL THEN s.unions WHEN d.union_id IS NULL THEN 0 ELSE 1 END AS INTEGER)
                   AS active_memberships, d.rows
        FROM p_described d JOIN p_names_of_clusters i USING (cluster) LEFT JOIN several s USING (cluster)
        """
    )
