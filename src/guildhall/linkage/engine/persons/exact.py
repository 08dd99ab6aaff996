"""Exact links: rows with the same valid ID number and names that can be one person's make one node.

Reads `p_read`, `p_names`. Writes
- `p_nodes`: row_id, fingerprint, node_id (the first row of the node), id_number (NULL for a weak node: nothing on it is
  sure), weak;
- `p_parts`: nodes that a decision split (see `link_exactly`);
- `p_disputed`: pairs of names under one ID number that cannot be one person's: id_number, left_id, right_id
  (first rows), names (how many incompatible names stand under that number);
- `p_strays`: rows whose number is another's; they lose it in `p_read` (see `_strays`).
A row without a valid number is a node by itself. A document of which only the form can be checked (a passport) joins
its equals, but stays weak: it may also be linked by other evidence.
"""

from __future__ import annotations

from guildhall.kernel.errors import MessageKind
from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress
from guildhall.linkage.engine.persons import limits
from guildhall.linkage.engine.persons.edits import one_character_apart

SHARED_ID = MessageKind(
    "persons.shared_id",
    "{numbers} 个证件号码各有超过 {limit} 个不同姓名在用，这些号码不作为认人的依据。请查 review.csv 并向报送单位核实。",
    "{numbers|ID number stands|ID numbers each stand} beside more than {limit} different names and are not used "
    "to link. "
    "See review.csv and check with those who sent the lists.",
)

#: Characters of the documents that have a check character; no other document is as long (columns.person_id_kind).
_CHECKED_LENGTH = 18


def is_strong(number: str) -> str:
    """SQL: whether a row's `id_number` is of a kind that has a check character."""
    return f"coalesce(strlen({number}) = {_CHECKED_LENGTH}, false)"


def compatible_names(left: str, right: str) -> str:
    """SQL: whether two rows of `p_names` can be one person's name, given that the ID number is the same."""
    a, b = left, right
    one_apart = one_character_apart(f"{a}.folded", f"{b}.folded", f"{a}.length", f"{b}.length")
    return f"({spellings(a, b)} OR (least({a}.length, {b}.length) >= 2 AND {one_apart}))"


def spellings(left: str, right: str) -> str:
    """SQL: whether two rows of `p_names` are one name written in two ways, with no other character in it."""
    a, b = left, right
    return f"""(
        {a}.name_key = {b}.name_key OR {a}.folded = {b}.folded OR {a}.loose = {b}.loose
        OR {a}.turned = {b}.name_key OR {b}.turned = {a}.name_key
        OR {a}.parts = {b}.parts
        OR (least({a}.length, {b}.length) >= 4
            AND (starts_with({a}.folded, {b}.folded) OR starts_with({b}.folded, {a}.folded)
                 OR ends_with({a}.folded, {b}.folded) OR ends_with({b}.folded, {a}.folded)))
    )"""


def link_exactly(backend: Backend) -> None:
    """Fill `p_nodes`, `p_disputed` and `p_parts`: plain tables, so that another connection than the persons' can.

    Where `decisions` tell two rows of one number apart, that node falls into one node a fingerprint, listed in
    `p_parts` (group_id, node_id): clustering puts back together what the decision does not part.
    """
    backend.execute(
        """
        CREATE OR REPLACE TABLE p_ids AS
        SELECT id_number, min(row_id) AS first_id, min(name_key) IS DISTINCT FROM max(name_key) AS varied
        FROM p_read WHERE id_number IS NOT NULL GROUP BY id_number HAVING count(*) > 1
        """
    )
    _group_names(backend)
    _disputes(backend)
    _strays(backend)
    strong = is_strong("r.id_number")
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE p_nodes AS
        SELECT r.row_id, r.fingerprint, coalesce(g.group_id, i.first_id, r.row_id) AS node_id,
               CASE WHEN {strong} AND g.shared IS NULL THEN r.id_number END AS id_number,
               NOT {strong} OR g.shared IS NOT NULL AS weak
        FROM p_read r
        LEFT JOIN p_ids i USING (id_number)
        LEFT JOIN p_name_groups g ON i.varied AND g.id_number = r.id_number AND g.name_key = r.name_key
        """
    )
    _part(backend)
    for table in ("p_ids", "p_id_names", "p_name_pairs", "p_owned", "p_name_links"):
        backend.execute(f"DROP TABLE {table}")


def tell_shared_numbers(backend: Backend, *, progress: Progress) -> None:
    """Say how many numbers stand beside so many names that `link_exactly` took none of them for a key."""
    [(numbers,)] = backend.rows("SELECT count(DISTINCT id_number) FROM p_name_groups WHERE shared")
    if numbers:
        progress.notice(SHARED_ID(numbers=int(numbers), limit=limits.ID_NAMES))


def _part(backend: Backend) -> None:
    backend.execute(
        """
        CREATE OR REPLACE TABLE p_parts AS
        WITH decided AS (
            SELECT DISTINCT l.node_id AS group_id
            FROM (SELECT * FROM decisions WHERE verdict = 'different') d
            JOIN p_nodes l ON l.fingerprint = d.left_fingerprint JOIN p_nodes r ON r.fingerprint = d.right_fingerprint
            WHERE l.node_id = r.node_id
        )
        SELECT n.node_id AS group_id, n.fingerprint, min(n.row_id) AS node_id
        FROM p_nodes n JOIN decided d ON d.group_id = n.node_id GROUP BY ALL
        """
    )
    backend.execute(
        """
        UPDATE p_nodes SET node_id = part.node_id FROM (
            SELECT n.row_id, p.node_id FROM p_parts p
            JOIN p_nodes n ON n.node_id = p.group_id AND n.fingerprint = p.fingerprint) part
        WHERE p_nodes.row_id = part.row_id
        """
    )


def _group_names(backend: Backend) -> None:
    """`p_name_groups`: where one number stands beside several names, which of them can be one person's.

    A name joins the earliest name that it is compatible with, and that one's group: enough for the two or three
    spellings that one number has in life; a number with more is refused. Names with another character are those of a
    brother or sister where the birth dates differ too, or, a twin's, where someone of that name and birth date has a
    number of their own (`p_owned`).
    """
    backend.execute(
        """
        CREATE OR REPLACE TABLE p_id_names AS
        SELECT r.id_number, r.name_key, min(r.row_id) AS first_id, min(r.name) AS name, min(r.birth_date) AS birth_date
        FROM p_read r JOIN p_ids i USING (id_number) WHERE i.varied AND r.name_key IS NOT NULL GROUP BY ALL
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE p_name_pairs AS
        WITH named AS (
            SELECT i.id_number, i.first_id, i.birth_date, n.* FROM p_id_names i JOIN p_names n ON n.name = i.name
            WHERE i.id_number IN (SELECT id_number FROM p_id_names GROUP BY id_number
                                  HAVING count(*) <= {limits.ID_SPELLINGS})
        )
        SELECT a.id_number, a.first_id, b.first_id AS earliest, a.birth_date IS NOT DISTINCT FROM b.birth_date AS born,
               a.first_id = b.first_id OR {compatible_names("a", "b")} AS alike,
               a.first_id <> b.first_id AND {spellings("a", "b")} IS NOT TRUE AS apart
        FROM named a JOIN named b ON a.id_number = b.id_number AND b.first_id <= a.first_id
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TABLE p_owned AS
        SELECT DISTINCT n.first_id FROM p_id_names n JOIN p_read r
            ON r.name_key = n.name_key AND r.birth_date = n.birth_date AND r.id_number <> n.id_number
        WHERE n.id_number IN (SELECT id_number FROM p_name_pairs WHERE apart)
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TABLE p_name_links AS
        SELECT id_number, first_id, min(earliest) AS earliest FROM p_name_pairs
        WHERE NOT apart OR (alike AND born AND first_id NOT IN (FROM p_owned) AND earliest NOT IN (FROM p_owned))
        GROUP BY ALL
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE p_name_groups AS
        WITH grouped AS (
            SELECT n.id_number, n.name_key,
                   coalesce(third.earliest, second.earliest, l.earliest, n.first_id) AS group_id
            FROM p_id_names n
            LEFT JOIN p_name_links l ON l.first_id = n.first_id
            LEFT JOIN p_name_links second ON second.first_id = l.earliest
            LEFT JOIN p_name_links third ON third.first_id = second.earliest
        ), counted AS (
            SELECT id_number, count(DISTINCT group_id) AS groups FROM grouped GROUP BY id_number
        )
        SELECT g.*, c.groups, CASE WHEN c.groups > {limits.ID_NAMES} THEN true END AS shared
        FROM grouped g JOIN counted c USING (id_number)
        """
    )


def _strays(backend: Backend) -> None:
    """`p_strays` (row_id, id_number): rows with the valid number of somebody else, who stands under it too.

    That is a row whose birth date is not the number's, or whose name and birth date have a number of their own. It
    loses the number as a key, so that what else it says can bring it to its own person; the dispute stays.
    """
    born = columns.birth_date("g.id_number")
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE p_strays AS
        WITH judged AS (
            SELECT g.id_number, g.group_id,
                   bool_and(n.birth_date <> {born} OR n.first_id IN (FROM p_owned)) AS stray
            FROM p_name_groups g JOIN p_id_names n USING (id_number, name_key)
            WHERE g.groups > 1 AND g.shared IS NULL AND {born} IS NOT NULL GROUP BY ALL
        )
        SELECT r.row_id, r.id_number FROM p_read r JOIN p_name_groups g USING (id_number, name_key)
        JOIN judged j USING (id_number, group_id)
        WHERE j.stray AND id_number IN (SELECT id_number FROM judged WHERE NOT stray)
        """
    )
    backend.execute(
        """
        UPDATE p_read SET id_number = NULL, id_kind = NULL, id15 = NULL
        WHERE row_id IN (SELECT row_id FROM p_strays)
        """
    )


def _disputes(backend: Backend) -> None:
    backend.execute(
        """
        CREATE OR REPLACE TABLE p_disputed AS
        -- each further name beside the first one under that number: no pairs of pairs
        WITH heads AS (SELECT DISTINCT id_number, group_id, groups, shared FROM p_name_groups WHERE groups > 1),
             firsts AS (SELECT id_number, min(group_id) AS left_id FROM heads GROUP BY id_number)
        SELECT id_number, left_id, group_id AS right_id, groups AS names, coalesce(shared, false) AS shared
        FROM heads JOIN firsts USING (id_number) WHERE group_id > left_id
        """
    )
