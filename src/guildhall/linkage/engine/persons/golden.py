"""Persons named and described: the tables `person_entities`, `memberships` and `persons`.

Of several values the best-founded is taken, and its row kept beside it: a name and a number from a row whose number is
valid, the newest insured month's employer, else the newest membership's; the later row where all else is equal.
"""

from __future__ import annotations

from datetime import date

from guildhall.kernel.parameters import RETAINED_COUNTED
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Method, Register
from guildhall.linkage.engine.entity_ids import assign_ids

#: More than any row_id: ranks are written as multiples of it.
_ROWS = 10**12
_INSURED = f"register = '{Register.INSURANCE}'"
#: SQL over `p_members`: whether a row is an active membership.
_ACTIVE = "coalesce(m.active, false)"


def name_persons(backend: Backend, *, as_of: date | None, first: int) -> int:
    """Fill `person_entities` and `persons`; return the number for the next new person.

    `as_of`: whose rule on retained members holds; None: the newest.
    """
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_clusters AS
        WITH several AS (SELECT node_id FROM p_nodes GROUP BY node_id HAVING count(*) > 1)
        SELECT n.row_id, coalesce(r.root, n.node_id) AS cluster, n.node_id, n.fingerprint,
               s.node_id IS NOT NULL AS exact, r.root IS NOT NULL AS joined
        FROM p_nodes n LEFT JOIN p_roots r USING (node_id) LEFT JOIN several s USING (node_id)
        """
    )
    after = assign_ids(backend, Kind.PERSON, clusters="p_clusters", result="p_names_of_clusters", first=first)
    _entities(backend)
    _memberships(backend, retained=RETAINED_COUNTED.at(as_of or date.max))
    _golden(backend)
    return after


def _entities(backend: Backend) -> None:
    """A row is exact with the other rows of its node; else its best link says how it came to the person."""
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE person_entities AS
        WITH links AS (
            SELECT n.node_id, max(o.probability) AS probability, bool_and(o.method = '{Method.DECISION}') AS decided
            FROM (SELECT left_id AS row_id, method, probability FROM p_outcomes WHERE outcome = 'linked'
                  UNION ALL SELECT right_id, method, probability FROM p_outcomes WHERE outcome = 'linked') o
            JOIN p_nodes n USING (row_id) GROUP BY n.node_id
        )
        SELECT c.row_id, i.entity_id,
               CASE WHEN c.exact THEN '{Method.EXACT_ID}' WHEN l.decided THEN '{Method.DECISION}'
                    WHEN l.node_id IS NOT NULL THEN '{Method.PROBABILISTIC}'
                    WHEN p.group_id IS NOT NULL AND c.joined THEN '{Method.EXACT_ID}'
                    ELSE '{Method.SINGLETON}' END AS method,
               CASE WHEN c.exact OR l.decided OR (p.group_id IS NOT NULL AND l.node_id IS NULL AND c.joined)
                    THEN 1.0 ELSE l.probability END AS probability
        FROM p_clusters c JOIN p_names_of_clusters i USING (cluster)
        LEFT JOIN links l USING (node_id) LEFT JOIN p_parts p USING (node_id)
        """
    )


def _memberships(backend: Backend, *, retained: bool) -> None:
    """`p_members` (row_id, active): rows that name a union; and the table `memberships`.

    `retained`: whether memberships that are retained (保留会籍) count as active ones. Nobody is an active member of a
    dissolved union, whatever its list still says.
    """
    counted = "('active', 'retained')" if retained else "('active')"
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_members AS
        SELECT r.row_id, coalesce(r.status, 'active') IN {counted} AND u.entity_id IS NULL AS active
        FROM person_records r LEFT JOIN (SELECT entity_id FROM unions WHERE NOT active) u ON u.entity_id = r.union_id
        WHERE r.union_id IS NOT NULL
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TABLE memberships AS
        SELECT e.entity_id AS person_id, r.union_id, bool_or(m.active) AS active, max(r.month) AS month,
               arg_max(m.row_id, (coalesce(r.month, ''), m.row_id)) AS row_id
        FROM p_members m JOIN person_records r USING (row_id) JOIN person_entities e USING (row_id)
        GROUP BY e.entity_id, r.union_id
        """
    )


def _golden(backend: Backend) -> None:
    """Half of all people have one row, and nothing to choose from: theirs is copied, only the others are grouped."""
    # A node of one row that stands in no pair is a person by itself
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_several AS
        SELECT row_id, entity_id FROM p_clusters JOIN p_names_of_clusters USING (cluster) WHERE exact OR joined
        """
    )
    _describe(backend)
    backend.execute(
        """
        CREATE OR REPLACE TABLE persons AS
        WITH held AS (
            SELECT person_id AS entity_id, count(*) AS unions FROM memberships
            WHERE active AND person_id IN (SELECT entity_id FROM p_described WHERE first_union <> last_union)
            GROUP BY person_id
        )
        SELECT entity_id, name, name_row, id_kind, id_number, id_row, birth_date, birth_row, sex, sex_row,
               phone, phone_row, employer_id, employer_row, insured_month, union_id, union_row,
               CAST(CASE WHEN h.unions IS NOT NULL THEN h.unions WHEN union_id IS NULL THEN 0 ELSE 1 END AS INTEGER)
                   AS active_memberships, rows
        FROM p_described LEFT JOIN held h USING (entity_id)
        """
    )

    def row_of(value: str) -> str:
        return f"CASE WHEN {value} IS NOT NULL THEN row_id END"

    backend.execute(
        f"""
        INSERT INTO persons
        SELECT entity_id, name, {row_of("name")}, id_kind, id_number, {row_of("id_number")},
               birth_date, {row_of("birth_date")}, sex, {row_of("sex")}, phone, {row_of("phone")},
               employer_id, {row_of("employer_id")}, CASE WHEN {_INSURED} THEN month END,
               CASE WHEN {_ACTIVE} THEN union_id END, CASE WHEN {_ACTIVE} THEN row_id END,
               CASE WHEN {_ACTIVE} THEN 1 ELSE 0 END, 1
        FROM (SELECT row_id, entity_id FROM person_entities ANTI JOIN p_several USING (row_id))
        JOIN person_records USING (row_id) LEFT JOIN p_members m USING (row_id)
        """
    )


def _describe(backend: Backend) -> None:
    """`p_described`: the people of several rows.

    A row's rank is one whole number that ends in its row_id, so that the best value and its row are the same.
    """
    month = "coalesce(CAST(replace(month, '-', '') AS BIGINT), 0)"
    newest = f"{month} * {_ROWS} + row_id"
    founded = f"(CASE WHEN id_number IS NOT NULL THEN 2000000 ELSE 0 END + CASE WHEN {_INSURED} THEN 1000000 ELSE 0 END"
    founded += f" + {month}) * {_ROWS} + row_id"

    def best(column: str, rank: str) -> str:
        """Its value in the highest row that has one (`max_by` passes over NULL), and that row."""
        row = f"max(CASE WHEN {column} IS NOT NULL THEN {rank} END) % {_ROWS}"
        return f"max_by({column}, {rank}) AS {column}, {row}"

    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE p_described AS
        WITH rows_of AS (
            SELECT s.entity_id, name, id_kind, id_number, birth_date, sex, phone, employer_id,
                   CASE WHEN {_INSURED} THEN month END AS insured_month,
                   CASE WHEN {_ACTIVE} THEN union_id END AS union_id,
                   {founded} AS founded, {newest} AS newest,
                   -- insured where one works now, before where one was, before what a union wrote
                   {newest} + CASE WHEN {_INSURED} AND status IS DISTINCT FROM 'left' THEN 2000000 * {_ROWS}
                                   WHEN {_INSURED} THEN 1000000 * {_ROWS} ELSE 0 END AS working
            FROM person_records JOIN p_several s USING (row_id) LEFT JOIN p_members m USING (row_id)
        )
        SELECT entity_id, {best("name", "founded")} AS name_row, max_by(id_kind, founded) AS id_kind,
               {best("id_number", "founded")} AS id_row, {best("birth_date", "founded")} AS birth_row,
               {best("sex", "founded")} AS sex_row, {best("phone", "newest")} AS phone_row,
               {best("employer_id", "working")} AS employer_row, max(insured_month) AS insured_month,
               {best("union_id", "newest")} AS union_row,
               min(union_id) AS first_union, max(union_id) AS last_union, count(*) AS rows
        FROM rows_of GROUP BY entity_id
        """
    )
