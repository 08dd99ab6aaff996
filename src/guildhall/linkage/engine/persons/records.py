"""One row a row about a person, cleaned: the table `person_records`.

Reads `rows_persons`, `rows_members`, then `org_rows`, `org_entities`; writes `p_names` (engine.persons.names), `p_read`
(`person_records` without the organisations named on the rows) and `person_records` (linkage.tables). Values are cleaned
once for each distinct value where that is cheaper than by row.
"""

from __future__ import annotations

from datetime import date

from guildhall.kernel.errors import MessageKind
from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Progress, Role
from guildhall.linkage.engine.persons import limits
from guildhall.linkage.engine.persons.characters import read_list
from guildhall.linkage.engine.persons.names import prepare_names
from guildhall.linkage.tables import TABLES

SHARED_PHONE = MessageKind(
    "persons.shared_phone",
    "{phones} 个电话号码各被 {limit} 人以上共用（最多的一个 {most} 人），不作为认人的依据。请向报送单位核实。",
    "{phones|phone number is|phone numbers are each} shared by more than {limit} people (one by {most}) and are "
    "not used as evidence. "
    "Please check with those who sent the lists.",
)

#: Words of the registers for the sexes, as GB/T 2261.1-2003 codes them.
_SEX = "CASE WHEN sex IN ('1', '男', '男性', 'M') THEN '1' WHEN sex IN ('2', '女', '女性', 'F') THEN '2' END"
#: A number of this many equal digits, or shorter than this, was typed to fill the cell.
_SHORTEST_NUMBER = 5

_PERSONS = """
    SELECT row_id, register, person_name, id_number, sex, birth_date, phone, unit_name, unit_credit_code,
           month, district, NULL AS change_type, NULL AS employment_status, status
    FROM rows_persons"""
_MEMBERS = """
    SELECT row_id, register, person_name, id_number, sex, birth_date, phone, unit_name, unit_credit_code,
           strftime(change_date, '%Y-%m') AS month, NULL AS district, change_type, employment_status, NULL AS status
    FROM rows_members"""


def read_people(backend: Backend, *, as_of: date | None) -> None:
    """Make `p_names`, `p_shared_phones` and `p_read`, which no organisation is needed for.

    All are plain tables, so that another connection than the persons' own can make them. `as_of`: no one is born after
    it; None: no such check.
    """
    backend.execute(f"CREATE OR REPLACE VIEW p_rows AS {_PERSONS} UNION ALL {_MEMBERS}")
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE p_spellings AS
        SELECT person_name AS name, count(*) AS people FROM p_rows WHERE person_name IS NOT NULL GROUP BY person_name
        """
    )
    prepare_names(backend)
    _shared_phones(backend)
    _status_codes(backend)
    backend.execute(_statement(as_of or date.max))
    for table in ("p_spellings", "p_keyed", "p_characters", "p_given", "p_spelled", "p_status"):
        backend.execute(f"DROP TABLE {table}")
    backend.execute("DROP VIEW p_rows")


def make_records(backend: Backend, *, progress: Progress) -> None:
    """Fill `person_records` from `p_read`, which goes, once organisations are linked."""
    [(phones, most)] = backend.rows("SELECT count(*), max(people) FROM p_shared_phones")
    if phones:
        progress.notice(SHARED_PHONE(phones=int(phones), limit=limits.PHONE_PEOPLE, most=int(most)))
    named = {"employer_id": "e.entity_id AS employer_id", "union_id": "u.entity_id AS union_id"}
    values = ", ".join(named.get(column, f"p.{column}") for column in TABLES["person_records"])
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE person_records AS
        SELECT {values} FROM p_read p
        LEFT JOIN {_organisation(Role.EMPLOYER)} e ON e.row_id = p.row_id
        LEFT JOIN {_organisation(Role.UNION)} u ON u.row_id = p.row_id
        """
    )
    backend.execute("DROP TABLE p_read")
    backend.execute("DROP TABLE p_shared_phones")


def _shared_phones(backend: Backend) -> None:
    """Phones of more people than a phone has: counted by distinct names, so that one person's months count once."""
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE p_shared_phones AS
        SELECT phone, count(DISTINCT person_name) AS people FROM p_rows WHERE phone IN (
            SELECT phone FROM p_rows WHERE phone IS NOT NULL
            GROUP BY phone HAVING count(*) > {limits.PHONE_PEOPLE}
        ) GROUP BY phone HAVING people > {limits.PHONE_PEOPLE}
        """
    )


def _status_codes(backend: Backend) -> None:
    """`p_status`: one row a distinct combination of the three columns that say what a person is to the list."""
    codes = ", ".join(
        f"('{row['field']}', '{row['value']}', '{row['status']}')" for row in read_list("status_codes.csv")
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TABLE p_status AS
        WITH codes(field, value, status) AS (VALUES {codes}),
             said AS (SELECT DISTINCT change_type, employment_status, status AS insurance FROM p_rows)
        SELECT s.change_type, s.employment_status, s.insurance,
               -- death ends everything; leaving ends membership whatever the job; pensioners keep membership (art. 17)
               CASE WHEN 'died' IN (c.status, e.status, i.status) THEN 'died'
                    WHEN 'left' IN (c.status, i.status) THEN 'left'
                    WHEN 'retired' IN (c.status, e.status, i.status) THEN 'retired'
                    WHEN 'left' = e.status THEN 'left'
                    WHEN 'retained' IN (c.status, e.status) THEN 'retained'
                    ELSE coalesce(c.status, e.status, i.status) END AS status
        FROM said s
        LEFT JOIN codes c ON c.field = 'change_type' AND c.value = trim(s.change_type)
        LEFT JOIN codes e ON e.field = 'employment_status' AND e.value = trim(s.employment_status)
        LEFT JOIN codes i ON i.field = 'status' AND i.value = trim(s.insurance)
        """
    )


def _organisation(role: Role) -> str:
    """SQL: the entity that each row names in a role; a row names one at most."""
    return f"(SELECT row_id, entity_id FROM org_rows JOIN org_entities USING (mention_id) WHERE role = '{role}')"


def _statement(as_of: date) -> str:
    number = "p.id_number"
    kind = columns.person_id_kind(number, as_of, digits="p.digits", born="p.born")
    # Unlike itself shifted by a character: not one digit over and over
    usable = f"length({number}) >= {_SHORTEST_NUMBER} AND left({number}, length({number}) - 1) <> substr({number}, 2)"
    # Only what a masked output shows: a hash of the whole number would give the number away
    identity = f"""concat(register, '|', name_key, '|', {columns.mask_number("id_raw")}, '|', birth_given, '|',
                   CASE WHEN id_raw IS NULL
                        THEN concat({columns.mask_phone("phone")}, '|', unit_name, '|', unit_credit_code) END)"""
    return f"""
        CREATE OR REPLACE TABLE p_read AS
        WITH numbered AS (
            SELECT *, {columns.first17("id_number")} AS digits, {columns.birth_date("id_number")} AS born FROM p_rows
        ), read AS (
            SELECT p.row_id, p.register, p.person_name AS name, n.name_key, n.pinyin AS name_pinyin,
                   n.folded AS name_folded, n.loose AS name_loose, n.surname AS family_name, {kind} AS id_kind,
                   CASE WHEN {usable} THEN {number} END AS id_raw, p.birth_date AS birth_given, p.born,
                   {_SEX} AS sex_given,
                   CASE WHEN length(p.phone) >= 7 AND p.phone NOT IN (SELECT phone FROM p_shared_phones)
                        THEN p.phone END AS phone,
                   p.month, s.status, p.unit_name, p.unit_credit_code,
                   coalesce(regexp_extract(p.district, '^[1-8][0-9]{{5}}'), '') AS place
            FROM numbered p
            LEFT JOIN p_names n ON n.name = p.person_name
            LEFT JOIN p_status s ON s.change_type IS NOT DISTINCT FROM p.change_type
                AND s.employment_status IS NOT DISTINCT FROM p.employment_status
                AND s.insurance IS NOT DISTINCT FROM p.status
        )
        SELECT row_id,
               {columns.fingerprint(identity)} AS fingerprint,
               register, name, name_key, name_pinyin, name_folded, id_kind,
               CASE WHEN id_kind IS NOT NULL THEN id_raw END AS id_number, id_raw,
               CASE WHEN id_kind IS NOT NULL AND length(id_raw) = 18 THEN {columns.core15("id_raw")}
                    WHEN length(id_raw) = 15 THEN {columns.id15("id_raw")} END AS id15,
               coalesce(birth_given, CASE WHEN id_kind IS NOT NULL THEN born END) AS birth_date,
               coalesce(sex_given, CASE WHEN id_kind IS NOT NULL THEN {columns.sex("id_raw")} END) AS sex,
               phone, month, status, place, name_loose, family_name
        FROM read
        """
