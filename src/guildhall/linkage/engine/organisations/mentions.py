"""The distinct ways in which rows name an organisation: `org_mentions`, and which row names which: `org_rows`.

A million people's rows name some hundred thousand employers: names are cleaned, compared and linked once a mention and
never once a row.
"""

from __future__ import annotations

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


def make_mentions(backend: Backend) -> None:
    """Fill `org_mentions` and `org_rows`; also `o_names` (engine.organisations.names) and `o_mentions`.

    `o_mentions` adds to each mention what comparison needs beyond the contract: the parts of its name and of its
    former name, and `detail` (1 a register's own row, 2 a union's row, 3 a name on people's rows).
    """
    _collect(backend)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW o_spellings AS
        SELECT DISTINCT name, facet = '{Facet.UNION}' AS is_union FROM o_said
        UNION SELECT DISTINCT former_name, false FROM o_said WHERE former_name IS NOT NULL
        """
    )
    prepare_names(backend, "o_spellings")
    _values(backend)
    backend.execute(_MENTIONS)
    backend.create("org_mentions")
    backend.execute(
        """
        INSERT INTO org_mentions
        SELECT mention_id, first_row_id, fingerprint, register, facet, name, name_key, core, pinyin, former_key,
               org_form, credit_code, code, unit_number, representative, address_key, phone, place, industry
        FROM o_mentions ORDER BY mention_id
        """
    )
    backend.create("org_rows")
    backend.execute(
        """
        INSERT INTO org_rows
        SELECT row_id, role, mention_id FROM o_rows JOIN o_mentions USING (said) ORDER BY row_id, role
        """
    )


def _collect(backend: Backend) -> None:
    """`o_rows` (row_id, role, said) and `o_said`: one row a distinct mention, `said` its number in no order."""
    parts = []
    for table, role, facet, said in SAYINGS:
        fields = ", ".join(
            f"{said[field]} AS {field}" if field in said else f"NULL::VARCHAR AS {field}" for field in SAID
        )
        named = " OR ".join(f"{said[field]} IS NOT NULL" for field in ("name", "code", "unit_number") if field in said)
        detail = 1 if table == "rows_units" else 2 if table in ("rows_unions", "rows_covered") else 3
        parts.append(
            f"SELECT row_id, '{role}' AS role, '{facet}' AS facet, register, {detail} AS detail, {fields} "
            f"FROM {table} WHERE {named}"
        )
    values = ", ".join(SAID)
    backend.execute(f"CREATE OR REPLACE TEMP VIEW o_sayings AS {' UNION ALL '.join(parts)}")
    key = ", ".join(f"coalesce({field}, '')" for field in SAID)
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_rows AS
        SELECT row_id, role, concat_ws(chr(31), facet, detail, register, {key}) AS said FROM o_sayings
        """
    )
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_said AS
        SELECT said, min(row_id) AS first_row_id, any_value(facet) AS facet, any_value(register) AS register,
               any_value(detail) AS detail, count(*) AS rows,
               {", ".join(f"any_value({field}) AS {field}" for field in SAID)}
        FROM (SELECT s.row_id, s.role, concat_ws(chr(31), facet, detail, register, {key}) AS said, facet, register,
                     detail, {values} FROM o_sayings s)
        GROUP BY said
        """
    )


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


_MENTIONS: Final = f"""
    CREATE OR REPLACE TEMP TABLE o_mentions AS
    WITH joined AS (
        SELECT s.said, s.first_row_id, s.register, s.facet, s.detail, s.rows, s.name, s.code, s.unit_number,
               s.representative, s.address, s.org_type, s.former_name, n.key AS name_key, n.flat, n.core, n.skeleton,
               n.pinyin, CASE WHEN s.facet = '{Facet.UNIT}' THEN NULL WHEN n.union_tail = '工会联合会' THEN 'federation'
                              WHEN n.union_tail LIKE '联合%' THEN 'joint' WHEN n.union_tail = '总工会' THEN 'general'
                              ELSE 'single' END AS union_kind,
               n.town, n.markers, n.legal_form, n.union_tail, n.place AS name_place, n.form,
               f.key AS former_key, f.flat AS former_flat, f.skeleton AS former_skeleton,
               CASE WHEN c.valid THEN s.code END AS credit_code, a.address_key, t.number AS phone,
               i.section AS industry,
               CASE WHEN coalesce(p.place, '') = '' OR (length(n.place) = 6 AND right(n.place, 2) <> '00'
                         AND right(p.place, 2) = '00' AND left(p.place, 4) = left(n.place, 4))
                    THEN coalesce(nullif(n.place, ''), '') ELSE p.place END AS place
        FROM o_said s
        LEFT JOIN o_names n ON n.name = s.name AND n.is_union = (s.facet = '{Facet.UNION}')
        LEFT JOIN o_names f ON f.name = s.former_name AND NOT f.is_union
        LEFT JOIN o_places p ON p.text = coalesce(s.district, s.address)
        LEFT JOIN o_codes c ON c.text = s.code
        LEFT JOIN o_addresses a ON a.text = s.address
        LEFT JOIN o_phones t ON t.text = s.phone
        LEFT JOIN o_industries i ON i.text = s.industry
    )
    SELECT row_number() OVER (ORDER BY first_row_id, facet, detail, said) AS mention_id,
           substr(md5(concat_ws('|', facet, register, coalesce(name_key, ''), coalesce(code, ''),
                                coalesce(unit_number, ''), coalesce(former_key, ''), coalesce(representative, ''),
                                place)), 1, 16) AS fingerprint,
           CASE WHEN facet = '{Facet.UNION}' THEN 'union'
                WHEN regexp_matches(org_type, '社会团体') THEN 'association'
                WHEN regexp_matches(org_type, '社会服务|民办非企业|民非') THEN 'social_service'
                WHEN regexp_matches(org_type, '基金会') THEN 'foundation'
                WHEN left(credit_code, 2) = '51' THEN 'association'
                WHEN left(credit_code, 2) = '52' THEN 'social_service'
                WHEN left(credit_code, 2) = '53' THEN 'foundation'
                WHEN left(credit_code, 1) = '9' OR register = 'market' THEN 'enterprise'
                ELSE form END AS org_form, *
    FROM joined
"""
