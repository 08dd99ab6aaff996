"""Golden records: what is known of each entity, each value with the row that it was taken from.

Precedence: a register of record (civil affairs, market) before insurance before the union's lists before what people's
rows say; among equals a row with a valid credit code, then the later row. Tables made for a suffix: `organisations`,
`unions`, `union_units` (linkage.tables).
"""

from __future__ import annotations

from datetime import date
from typing import Final

from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Facet, Role

#: More than any row_id: a rank is a multiple of it plus the row, so that the best value and its row are the same.
_ROWS: Final = 10**12
_PRECEDENCE: Final = (
    "CASE WHEN detail = 1 AND register IN ('civil_affairs', 'market') THEN 4 WHEN detail = 1 THEN 3 WHEN detail = 2 "
    "THEN 2 ELSE 1 END"
)
_CLOSED: Final = "注销|吊销|撤销|解散|终止|已关闭|歇业"
UNION_ENDED: Final = "撤销|注销|解散|终止|停止"
_NOT_INSURED: Final = "停保|退休|终止|死亡|减少|中断|暂停"
_KINDS: Final = "('association', 'social_service', 'foundation', 'enterprise')"


def make_golden(backend: Backend, *, entities: str, suffix: str, as_of: date | None) -> None:
    """Make `organisations{suffix}`, `unions{suffix}` and `union_units{suffix}` from the mention → entity table given.

    `as_of`: headcounts are of the newest insurance month that ends by then; None: of the newest.
    """
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE g_rows AS
        SELECT r.row_id, r.role, e.entity_id FROM org_rows r JOIN {entities} e USING (mention_id)
        """
    )
    _described(backend, entities)
    _closed(backend, as_of)
    _insured(backend, as_of)
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE organisations{suffix} AS
        WITH counts AS (SELECT entity_id, count(*) AS rows FROM g_rows GROUP BY entity_id)
        SELECT d.entity_id, facet, name, name_row, credit_code, credit_code_row,
               CASE WHEN org_kind IN {_KINDS} THEN org_kind ELSE 'other' END AS org_kind, org_kind_row,
               place, place_row, industry, industry_row, address, address_row, legal_representative,
               legal_representative_row, phone, phone_row, c.closed_on, c.closed_dated, c.closed_row,
               i.insured_count, i.insured_row,
               CAST(mentions AS INTEGER) AS mentions, n.rows
        FROM g_described d JOIN counts n USING (entity_id)
        LEFT JOIN g_closed c USING (entity_id) LEFT JOIN g_insured i USING (entity_id) ORDER BY d.entity_id
        """
    )
    _unions(backend, suffix, entities)
    for table in ("g_rows", "g_described", "g_closed", "g_insured"):
        backend.execute(f"DROP TABLE {table}")


def _described(backend: Backend, entities: str) -> None:
    """`g_described`: one row an entity; the row of a value is the first one that says it in those words."""

    def best(column: str, name: str, rank: str = "founded", where: str = "true") -> str:
        kept = f"FILTER ({column} IS NOT NULL AND {where})"
        return f"max_by({column}, {rank}) {kept} AS {name}, max({rank}) {kept} % {_ROWS} AS {name}_row"

    # A kind stated by a register, or by the code's first characters, before one read off the name
    stated = (
        "(CASE WHEN org_type IS NOT NULL OR register = 'market' THEN 2 WHEN credit_code IS NOT NULL THEN 1 ELSE 0 END)"
    )
    counties = "(CASE WHEN right(place, 2) <> '00' THEN 1 ELSE 0 END)"
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE g_described AS
        WITH ranked AS (
            SELECT m.*, e.entity_id, ({_PRECEDENCE} * 2 + CASE WHEN credit_code IS NULL THEN 0 ELSE 1 END)
                   * {_ROWS} + first_row_id AS founded
            FROM o_mentions m JOIN {entities} e USING (mention_id)
        ), ranks AS (
            SELECT *, founded + {stated} * 100 * {_ROWS} AS kind_rank,
                   founded + {counties} * 100 * {_ROWS} AS place_rank
            FROM ranked
        )
        SELECT entity_id, min(facet) AS facet, {best("name", "name")}, {best("credit_code", "credit_code")},
               {best("org_form", "org_kind", "kind_rank", f"org_form IN {_KINDS}")},
               {best("left(place, 6)", "place", "place_rank", "place <> ''")}, {best("industry", "industry")},
               {best("address", "address")}, {best("representative", "legal_representative")},
               {best("phone", "phone")}, count(*) AS mentions
        FROM ranks GROUP BY entity_id
        """
    )


def _closed(backend: Backend, as_of: date | None) -> None:
    """`g_closed`: entities of which every row in a register of record says that they are closed.

    Without a date they count as closed by `as_of` at the latest.
    """
    latest = f"DATE '{as_of.isoformat()}'" if as_of else "NULL::DATE"
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE g_closed AS
        WITH said AS (
            SELECT g.entity_id, u.row_id, u.closed_on,
                   u.closed_on IS NOT NULL OR coalesce(regexp_matches(u.status, '{_CLOSED}'), false) AS closed
            FROM rows_units u JOIN g_rows g ON g.row_id = u.row_id AND g.role = '{Role.SUBJECT}'
            WHERE u.register IN ('civil_affairs', 'market')
        )
        SELECT entity_id, coalesce(max(closed_on), {latest}) AS closed_on, max(closed_on) IS NOT NULL AS closed_dated,
               coalesce(arg_max(row_id, closed_on), max(row_id)) AS closed_row
        FROM said GROUP BY entity_id HAVING bool_and(closed)
        """
    )


def _insured(backend: Backend, as_of: date | None) -> None:
    """`g_insured`: headcount in the month; of units' own rows, else counted from the people of the month."""
    until = f"month <= '{as_of:%Y-%m}'" if as_of else "true"
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE g_insured AS
        WITH stated AS (
            -- one number a unit number: a repeated row counts once
            SELECT g.entity_id, coalesce(u.unit_number, u.name) AS number, max(u.insured_count) AS insured,
                   max(u.row_id) AS row_id
            FROM rows_units u JOIN g_rows g ON g.row_id = u.row_id AND g.role = '{Role.SUBJECT}'
            WHERE u.register = 'insurance' AND u.insured_count IS NOT NULL
              AND u.month = (SELECT max(month) FROM rows_units WHERE register = 'insurance' AND {until})
            GROUP BY ALL
        ), units AS (
            SELECT entity_id, CAST(sum(insured) AS BIGINT) AS insured_count, max(row_id) AS insured_row
            FROM stated GROUP BY entity_id
        ), people AS (
            SELECT g.entity_id, p.row_id, coalesce(p.id_number, p.person_name) AS person
            FROM rows_persons p JOIN g_rows g ON g.row_id = p.row_id AND g.role = '{Role.EMPLOYER}'
            WHERE p.month = (SELECT max(month) FROM rows_persons WHERE {until})
              AND NOT coalesce(regexp_matches(p.status, '{_NOT_INSURED}'), false)
              AND g.entity_id NOT IN (SELECT entity_id FROM units)
        ), persons AS (SELECT DISTINCT entity_id, person FROM people),
        counted AS (SELECT entity_id, count(*) AS insured_count FROM persons GROUP BY entity_id)
        SELECT * FROM units
        UNION ALL
        SELECT entity_id, c.insured_count, (SELECT min(row_id) FROM people p WHERE p.entity_id = c.entity_id)
        FROM counted c
        """
    )


def _unions(backend: Backend, suffix: str, entities: str) -> None:
    """`unions`: one row a union, from its newest row; a union known by others' rows alone has no row of its own."""
    kind = """CASE WHEN regexp_matches(coalesce(union_type, ''), '联合会') THEN 'federation'
                   WHEN regexp_matches(coalesce(union_type, ''), '联合|^0?2$') THEN 'joint'
                   WHEN regexp_matches(coalesce(union_type, ''), '单独|独立|^0?1$') THEN 'single'
                   WHEN regexp_matches(coalesce(union_name, ''), '工会联合会') THEN 'federation'
                   WHEN regexp_matches(coalesce(union_name, ''), '联合工会') THEN 'joint'
                   WHEN regexp_matches(coalesce(union_name, ''), '工会') THEN 'single' END"""
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE unions{suffix} AS
        WITH own AS (
            SELECT g.entity_id, u.row_id, {kind} AS union_type, u.founded_on, u.member_count,
                   NOT coalesce(regexp_matches(u.status, '{UNION_ENDED}'), false) AS active
            FROM rows_unions u JOIN g_rows g ON g.row_id = u.row_id AND g.role = '{Role.UNION}'
        ), newest AS (
            SELECT entity_id, arg_max(union_type, row_id) AS union_type, bool_or(active) AS active,
                   min(founded_on) AS founded_on, arg_max(member_count, row_id) AS declared_members,
                   max(row_id) AS row_id
            FROM own GROUP BY entity_id
        ), named AS (
            SELECT e.entity_id, min(m.name) AS union_name, NULL AS union_type, min(m.first_row_id) AS row_id
            FROM {entities} e JOIN o_mentions m USING (mention_id)
            WHERE m.facet = '{Facet.UNION}' AND e.entity_id NOT IN (SELECT entity_id FROM newest) GROUP BY e.entity_id
        )
        SELECT * FROM newest
        UNION ALL
        SELECT entity_id, {kind}, true, NULL, NULL, row_id FROM named ORDER BY entity_id
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE union_units{suffix} AS
        WITH seats AS (
            SELECT u.entity_id AS union_id, s.entity_id AS unit_id, u.row_id
            FROM g_rows u JOIN g_rows s USING (row_id) JOIN rows_unions r USING (row_id)
            WHERE u.role = '{Role.UNION}' AND s.role = '{Role.EMPLOYER}'
        ), covered AS (
            SELECT u.entity_id AS union_id, s.entity_id AS unit_id, u.row_id
            FROM g_rows u JOIN g_rows s USING (row_id)
            WHERE u.role = '{Role.UNION}' AND s.role = '{Role.COVERED_EMPLOYER}'
        ), related AS (
            SELECT union_id, unit_id, CASE WHEN n.union_type = 'single' THEN 'own' ELSE 'host' END AS relation, s.row_id
            FROM seats s JOIN unions{suffix} n ON n.entity_id = s.union_id
            UNION ALL SELECT union_id, unit_id, 'covered', row_id FROM covered
        )
        SELECT union_id, unit_id, relation, min(row_id) AS row_id FROM related GROUP BY ALL ORDER BY ALL
        """
    )
