"""What every other program reads: links, golden records and evidence as Parquet, in a fixed order."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Role
from guildhall.linkage.tables import TABLES


def write_links(backend: Backend, folder: Path) -> int:
    """links.parquet (docs/formats.md); returns its rows."""
    rows = " UNION ALL ".join(
        f"SELECT row_id, source_id, source_row FROM rows_{shape}"
        for shape in ("units", "persons", "unions", "members", "covered")
    )
    return backend.write_parquet(
        f"""
        WITH rows AS ({rows}), found AS (
            SELECT r.row_id, r.role, '{Kind.ORGANISATION}' AS kind, e.entity_id, e.method, e.probability
            FROM org_rows r JOIN org_entities e USING (mention_id)
            UNION ALL
            SELECT row_id, '{Role.SUBJECT}', '{Kind.PERSON}', entity_id, method, probability FROM person_entities
        )
        SELECT s.source, rows.source_row, found.role, found.kind, found.entity_id, found.method, found.probability
        FROM found JOIN rows USING (row_id) JOIN sources s USING (source_id)
        ORDER BY found.row_id, found.role, found.kind
        """,
        folder / "links.parquet",
    )


#: Fields of the golden records whose source row is told: column → the column of its row.
_ORGANISATION_FIELDS: Final = {
    "name": "name_row",
    "credit_code": "credit_code_row",
    "org_kind": "org_kind_row",
    "place": "place_row",
    "industry": "industry_row",
    "address": "address_row",
    "legal_representative": "legal_representative_row",
    "phone": "phone_row",
    "closed_on": "closed_row",
    "insured_count": "insured_row",
}
_PERSON_FIELDS: Final = {
    "name": "name_row",
    "id_number": "id_row",
    "birth_date": "birth_row",
    "sex": "sex_row",
    "phone": "phone_row",
    "employer_id": "employer_row",
    "union_id": "union_row",
}
_PLAIN: Final = {
    "entity_id": "VARCHAR",
    "facet": "VARCHAR",
    "id_kind": "VARCHAR",
    "insured_month": "VARCHAR",
    "active_memberships": "INTEGER",
    "rows": "BIGINT",
}


def write_roster(backend: Backend, folder: Path, *, unmask: bool) -> int:
    """roster.parquet: one row an entity, each value with the row it was taken from; returns its rows.

    For every field F there are F, F_source (as in links.parquet) and F_source_row.
    """
    types = {**_PLAIN, **{field: TABLES["organisations"][field] for field in _ORGANISATION_FIELDS}}
    types |= {field: TABLES["persons"][field] for field in _PERSON_FIELDS}
    source, number = _source_of(backend)
    parts = []
    for table, kind, fields in (
        ("organisations", Kind.ORGANISATION, _ORGANISATION_FIELDS),
        ("persons", Kind.PERSON, _PERSON_FIELDS),
    ):
        chosen = [f"'{kind}' AS kind"]
        for column, duckdb_type in types.items():
            traced = column not in _PLAIN
            if column in TABLES[table]:
                chosen.append(f"{_shown(column, unmask=unmask)} AS {column}")
            else:
                chosen.append(f"CAST(NULL AS {duckdb_type}) AS {column}")
            if traced and column in fields:
                row = fields[column]
                chosen.append(f"{source.format(row=row)} AS {column}_source")
                chosen.append(f"{number.format(row=row)} AS {column}_source_row")
            elif traced:
                chosen.append(f"CAST(NULL AS VARCHAR) AS {column}_source")
                chosen.append(f"CAST(NULL AS BIGINT) AS {column}_source_row")
        parts.append(f"SELECT {', '.join(chosen)} FROM {table}")
    return backend.write_parquet(
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) ORDER BY kind, entity_id", folder / "roster.parquet"
    )


def _shown(column: str, *, unmask: bool) -> str:
    if unmask:
        return column
    if column == "phone":
        return columns.mask_phone(column)
    if column == "id_number":
        return columns.mask_number(column)
    return column


def _source_of(backend: Backend) -> tuple[str, str]:
    """SQL for source and source_row behind `{row}`: row ids count the rows of the sheets before (engine.load)."""
    cases, numbers, offset = [], [], 0
    for source, rows_in in backend.rows("SELECT source, rows_in FROM sources ORDER BY source_id"):
        limit = offset + int(rows_in)
        cases.append(f"WHEN {{row}} <= {limit} THEN {columns.literal(source).replace('{', '{{').replace('}', '}}')}")
        numbers.append(f"WHEN {{row}} <= {limit} THEN {{row}} - {offset}")
        offset = limit
    return f"CASE {' '.join(cases)} END", f"CASE {' '.join(numbers)} END"


def write_evidence(backend: Backend, folder: Path) -> int:
    """evidence.parquet: compared pairs with codes and parameters, both sides named by fingerprint; returns its rows."""
    return backend.write_parquet(
        """
        SELECT kind, left_fingerprint, right_fingerprint, outcome, method, probability, weight, evidence
        FROM pairs ORDER BY kind, left_id, right_id
        """,
        folder / "evidence.parquet",
    )
