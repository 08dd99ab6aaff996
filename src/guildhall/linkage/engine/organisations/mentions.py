"""The distinct ways in which rows name an organisation: `org_mentions`, and which row names which: `org_rows`.

A million people's rows name some hundred thousand employers: names are cleaned, compared and linked once a mention and
never once a row.
"""

from __future__ import annotations

from itertools import starmap
from typing import Final

from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Facet, Role
from guildhall.linkage.engine.organisations.names import prepare_names

#: What a row can say about an organisation, in the order of the mention's key.
SAID: Final = (
    "name",
    "code",
    "unit_number",
    "former_name",
    "org_type",
    "representative",
    "address",
    "district",
    "industry",
    "phone",
)

#: (rows table, role, facet, what is said ← column)
SAYINGS: Final[tuple[tuple[str, Role, Facet, dict[str, str]], ...]] = (
    (
        "rows_units",
        Role.SUBJECT,
        Facet.UNIT,
        {
            "name": "name",
            "code": "credit_code",
            "unit_number": "unit_number",
            "former_name": "former_name",
            "org_type": "org_type",
            "representative": "legal_representative",
            "address": "address",
            "district": "district",
            "industry": "industry",
            "phone": "phone",
        },
    ),
    (
        "rows_unions",
        Role.EMPLOYER,
        Facet.UNIT,
        {
            "name": "unit_name",
            "code": "unit_credit_code",
            "address": "unit_address",
            "district": "district",
            "industry": "industry",
            "phone": "phone",
        },
    ),
    (
        "rows_unions",
        Role.UNION,
        Facet.UNION,
        {
            "name": "union_name",
            "code": "union_code",
            "representative": "leader",
            "address": "unit_address",
            "district": "district",
            "industry": "industry",
            "phone": "phone",
        },
    ),
    (
        "rows_covered",
        Role.COVERED_EMPLOYER,
        Facet.UNIT,
        {"name": "unit_name", "code": "unit_credit_code", "district": "district"},
    ),
    ("rows_covered", Role.UNION, Facet.UNION, {"name": "union_name", "code": "union_code"}),
    (
        "rows_persons",
        Role.EMPLOYER,
        Facet.UNIT,
        {"name": "unit_name", "code": "unit_credit_code", "unit_number": "unit_number"},
    ),
    ("rows_members", Role.EMPLOYER, Facet.UNIT, {"name": "unit_name", "code": "unit_credit_code"}),
    ("rows_members", Role.UNION, Facet.UNION, {"name": "union_name", "code": "union_code"}),
)

_ROLES: Final = sorted(Role)


def make_mentions(backend: Backend) -> None:
    """Fill `org_mentions` and `org_rows`; also `o_spellings`, `o_names` (engine.organisations.names), `o_mentions`.

    `o_mentions` holds what `org_mentions` shows and, for the steps that follow, `detail` (1 a register's own row, 2 a
    union's row, 3 a name on people's rows), `rows`, the address and the kind as stated, and `name_id` and `former_id`:
    the name and the former name in `o_names`, NULL for none.
    """
    _group(backend)
    _number(backend)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW o_named AS
        SELECT DISTINCT name, facet = '{Facet.UNION}' AS is_union FROM o_said
        UNION SELECT DISTINCT former_name, false FROM o_said WHERE former_name IS NOT NULL
        """
    )
    prepare_names(backend, "o_named")
    _values(backend)
    backend.execute(_MENTIONS)
    backend.execute(
        """
        CREATE OR REPLACE VIEW org_mentions AS
        SELECT mention_id, first_row_id, fingerprint, register, facet, name, name_key, name_core, name_pinyin,
               former_name_key, org_form, credit_code, code AS credit_code_raw, unit_number,
               representative AS legal_representative, address_key, phone, place, industry
        FROM o_mentions
        """
    )


def _group(backend: Backend) -> None:
    """`o_grouped`: one row a distinct mention, with its first row and its `seats`.

    A seat is a row and a role in one number: row_id × roles + number of the role.
    """
    details = sorted({(_detail(table), facet) for table, _, facet, _ in SAYINGS})
    backend.execute(f"CREATE OR REPLACE TEMP TABLE o_grouped AS {' UNION ALL '.join(starmap(_grouped, details))}")


def _detail(table: str) -> int:
    return {"rows_units": 1, "rows_unions": 2, "rows_covered": 2}.get(table, 3)


def _grouped(detail: int, facet: Facet) -> str:
    """The mentions of one facet in one kind of list: only there can rows of two tables say the same."""
    sayings = [(table, role, said) for table, role, its, said in SAYINGS if its == facet and _detail(table) == detail]
    fields = [field for field in SAID if any(field in said for _, _, said in sayings)]
    parts = []
    for table, role, said in sayings:
        columns_said = ", ".join(f"{said[f]} AS {f}" if f in said else f"NULL::VARCHAR AS {f}" for f in fields)
        named = " OR ".join(f"{said[field]} IS NOT NULL" for field in ("name", "code", "unit_number") if field in said)
        seat = f"row_id * {len(_ROLES)} + {_ROLES.index(role)}"
        parts.append(f"SELECT {seat} AS seat, register, {columns_said} FROM {table} WHERE {named}")
    values = ", ".join(field if field in fields else f"NULL::VARCHAR AS {field}" for field in SAID)
    return f"""
        SELECT min(seat) // {len(_ROLES)} AS first_row_id, '{facet}' AS facet, {detail} AS detail, register,
               count(*) AS rows, {values}, list(seat) AS seats
        FROM ({" UNION ALL ".join(parts)}) GROUP BY register, {", ".join(fields)}
    """


def _number(backend: Backend) -> None:
    """`o_said`: `o_grouped` in the order of the first rows, with mention_id; and `org_rows`. Drops `o_grouped`.

    A row names at most one unit and one union, so that first row and facet are the mention's alone.
    """
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_numbers AS
        SELECT first_row_id, facet, row_number() OVER (ORDER BY first_row_id, facet) AS mention_id FROM o_grouped
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_said AS
        SELECT mention_id, g.* EXCLUDE (seats) FROM o_grouped g JOIN o_numbers USING (first_row_id, facet)
        ORDER BY mention_id
        """
    )
    backend.create("org_rows")
    roles = " ".join(f"WHEN {number} THEN '{role}'" for number, role in enumerate(_ROLES))
    backend.execute(
        f"""
        INSERT INTO org_rows
        SELECT seat // {len(_ROLES)}, CASE seat % {len(_ROLES)} {roles} END, mention_id FROM (
            SELECT mention_id, unnest(seats) AS seat FROM o_grouped JOIN o_numbers USING (first_row_id, facet)
        ) ORDER BY seat
        """
    )
    backend.execute("DROP TABLE o_grouped")


def _values(backend: Backend) -> None:
    """Distinct districts, addresses, codes, phones, industries → what they mean."""
    key = columns.organisation_name_key
    # 浙江省宁波市 is left out of addresses or not; what follows the county is what tells two houses apart
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_places AS
        WITH texts AS (
            SELECT DISTINCT text FROM (SELECT district AS text FROM o_said UNION ALL
                                       SELECT address FROM o_said WHERE district IS NULL)
            WHERE text IS NOT NULL
        ), keys AS (SELECT text, {key("text")} AS k FROM texts)
        SELECT text, {columns.place("k")} AS place FROM keys
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_addresses AS
        WITH texts AS (SELECT DISTINCT address AS text FROM o_said WHERE address IS NOT NULL),
             keys AS (SELECT text, {key("text")} AS k FROM texts)
        SELECT text, regexp_replace(regexp_replace(k, '^浙江省', ''), '^[^市区县]{{1,4}}[市](.{{4,}})$', '\\1')
                   AS address_key
        FROM keys
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_codes AS
        WITH texts AS (SELECT DISTINCT code AS text FROM o_said WHERE code IS NOT NULL)
        SELECT text, {columns.credit_code_valid("text")} AS valid FROM texts
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_industries AS
        WITH texts AS (SELECT DISTINCT industry AS text FROM o_said WHERE industry IS NOT NULL),
             keys AS (SELECT text, {key("text")} AS k FROM texts)
        SELECT text, {columns.industry_section("k")} AS section FROM keys
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_phones AS
        WITH texts AS (SELECT DISTINCT phone AS text FROM o_said WHERE phone IS NOT NULL),
             numbers AS (SELECT text, {columns.phone("text")} AS number FROM texts)
        SELECT text, CASE WHEN {columns.phone_kind("number")} IS NOT NULL THEN number END AS number FROM numbers
        """
    )


#: What a fingerprint stands for: the same in every month.
_IDENTITY: Final = (
    "concat_ws('|', facet, register, coalesce(name_key, ''), coalesce(code, ''), coalesce(unit_number, ''), "
    "coalesce(former_name_key, ''), coalesce(representative, ''), place)"
)

_MENTIONS: Final = f"""
    CREATE OR REPLACE TABLE o_mentions AS
    WITH joined AS (
        SELECT s.mention_id, s.first_row_id, s.register, s.facet, s.detail, s.rows, s.name, s.code, s.unit_number,
               s.representative, s.address, s.org_type, n.name_id, n.key AS name_key, n.core AS name_core,
               n.pinyin AS name_pinyin, n.form, f.name_id AS former_id, f.key AS former_name_key,
               CASE WHEN c.valid THEN s.code END AS credit_code, a.address_key, t.number AS phone,
               i.section AS industry,
               CASE WHEN coalesce(p.place, '') = '' OR (length(n.place) = 6 AND right(n.place, 2) <> '00'
                         AND right(p.place, 2) = '00' AND left(p.place, 4) = left(n.place, 4))
                    THEN coalesce(nullif(n.place, ''), '') ELSE p.place END AS place
        FROM o_said s
        LEFT JOIN o_spellings w ON w.name = s.name AND w.is_union = (s.facet = '{Facet.UNION}')
        LEFT JOIN o_names n ON n.name_id = w.name_id
        LEFT JOIN o_spellings o ON o.name = s.former_name AND NOT o.is_union
        LEFT JOIN o_names f ON f.name_id = o.name_id
        LEFT JOIN o_places p ON p.text = coalesce(s.district, s.address)
        LEFT JOIN o_codes c ON c.text = s.code
        LEFT JOIN o_addresses a ON a.text = s.address
        LEFT JOIN o_phones t ON t.text = s.phone
        LEFT JOIN o_industries i ON i.text = s.industry
    )
    SELECT {columns.fingerprint(_IDENTITY)} AS fingerprint,
           CASE WHEN facet = '{Facet.UNION}' THEN 'union'
                WHEN regexp_matches(org_type, '社会团体') THEN 'association'
                WHEN regexp_matches(org_type, '社会服务|民办非企业|民非') THEN 'social_service'
                WHEN regexp_matches(org_type, '基金会') THEN 'foundation'
                WHEN left(credit_code, 2) = '51' THEN 'association'
                WHEN left(credit_code, 2) = '52' THEN 'social_service'
                WHEN left(credit_code, 2) = '53' THEN 'foundation'
                WHEN left(credit_code, 1) = '9' OR register = 'market' THEN 'enterprise'
                ELSE form END AS org_form, * EXCLUDE (form)
    FROM joined
"""
