"""What every other program reads: links, golden records and evidence as Parquet, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Role
from guildhall.linkage.tables import TABLES

_SOURCES: Final = "SELECT source, rows_in FROM sources ORDER BY source_id"


def write_links(backend: Backend, folder: Path) -> int:
    """links.parquet (docs/formats.md); returns its rows."""
    source, number = _source_of(backend, "row_id", always=True)
    return backend.write_parquet(
        f"""
        WITH found AS (
            SELECT r.row_id, r.role, '{Kind.ORGANISATION}' AS kind, e.entity_id, e.method, e.probability
            FROM org_rows r JOIN org_entities e USING (mention_id)
            UNION ALL
            SELECT row_id, '{Role.SUBJECT}', '{Kind.PERSON}', entity_id, method, probability FROM person_entities
        )
        SELECT {source} AS source, {number} AS source_row, role, kind, entity_id, method, probability
        FROM (SELECT * FROM found ORDER BY row_id, role, kind)
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
    "closed": "BOOLEAN",
}
#: Columns that the table of organisations does not hold as they are told: a day that no row gives is not told.
_ORGANISATION_TOLD: Final = {
    "closed": "closed_on IS NOT NULL",
    "closed_on": "CASE WHEN closed_dated THEN closed_on END",
    "closed_row": "CASE WHEN closed_dated THEN closed_row END",
}


def write_roster(backend: Backend, folder: Path, *, unmask: bool) -> int:
    """roster.parquet: one row an entity, each value with the row it was taken from; returns its rows.

    For every field F there are F, F_source (as in links.parquet) and F_source_row.
    """
    types = {**_PLAIN, **{field: TABLES["organisations"][field] for field in _ORGANISATION_FIELDS}}
    types |= {field: TABLES["persons"][field] for field in _PERSON_FIELDS}
    parts = [
        f"SELECT '{kind}' AS kind, {', '.join(_told(table, fields, types))} FROM {table}"
        for table, kind, fields in (
            ("organisations", Kind.ORGANISATION, _ORGANISATION_FIELDS),
            ("persons", Kind.PERSON, _PERSON_FIELDS),
        )
    ]
    shown = ["kind"]
    for column in types:
        shown.append(f"{_shown(column, unmask=unmask)} AS {column}")
        if column not in _PLAIN:
            row = f"{column}_row_id"
            source, number = _source_of(backend, row)
            shown.append(f"{source} AS {column}_source")
            shown.append(f"{number} AS {column}_source_row")
    # The row numbers are sorted; the long names of the sources are put in only afterwards.
    return backend.write_parquet(
        f"SELECT {', '.join(shown)} FROM ({' UNION ALL '.join(parts)} ORDER BY kind, entity_id)",
        folder / "roster.parquet",
    )


def _told(table: str, fields: Mapping[str, str], types: Mapping[str, str]) -> Iterator[str]:
    """The columns of `types`, NULL where the table has none, and the row of each field as `<field>_row_id`."""
    told = _ORGANISATION_TOLD if table == "organisations" else {}
    for column, duckdb_type in types.items():
        held = told.get(column) or (column if column in TABLES[table] else f"CAST(NULL AS {duckdb_type})")
        yield f"{held} AS {column}"
        if column not in _PLAIN:
            row = fields.get(column, "CAST(NULL AS BIGINT)")
            yield f"{told.get(row, row)} AS {column}_row_id"


def _shown(column: str, *, unmask: bool) -> str:
    if unmask:
        return column
    if column == "phone":
        return columns.mask_phone(column)
    if column == "id_number":
        return columns.mask_number(column)
    return column


def _source_of(backend: Backend, row: str, *, always: bool = False) -> tuple[str, str]:
    """SQL for source and source_row behind a row id: row ids count the rows of the sheets before (engine.load).

    `always`: the row id is never NULL; then the columns are such in the file too.
    """
    found = [(str(source), int(rows)) for source, rows in backend.rows(_SOURCES)]
    if always and len(found) == 1:
        return columns.literal(found[0][0]), row
    sources, numbers, limit = "", "", 0
    for place, (source, rows_in) in enumerate(found, start=1):
        before, limit = limit, limit + rows_in
        which = "ELSE" if always and place == len(found) else f"WHEN {row} <= {limit} THEN"
        sources += f" {which} {columns.literal(source)}"
        numbers += f" {which} {row} - {before}"
    return f"CASE{sources} END", f"CASE{numbers} END"


def write_evidence(backend: Backend, folder: Path) -> int:
    """evidence.parquet: compared pairs with codes and parameters, both sides named by fingerprint; returns its rows."""
    return backend.write_parquet(
        """
        SELECT kind, left_fingerprint, right_fingerprint, outcome, method, probability, weight, evidence
        FROM pairs ORDER BY kind, left_id, right_id
        """,
        folder / "evidence.parquet",
    )


#: Files about unions: name → the table's columns, its order, and whether a row is always known.
#: file → columns, where they come from, their order.
_RELATIONS: Final = {
    "unions": ("entity_id AS union_id, union_type, active, founded_on, declared_members", "unions", "entity_id"),
    "union_units": ("union_id, unit_id, relation", "union_units", "union_id, unit_id, relation"),
    "memberships": (
        "person_id, union_id, active, month, CASE WHEN active THEN change_date END AS since",
        "memberships LEFT JOIN (SELECT row_id, change_date FROM rows_members) USING (row_id)",
        "person_id, union_id",
    ),
}


def write_unions(backend: Backend, folder: Path) -> None:
    """unions.parquet, union_units.parquet, memberships.parquet: who is in which union, and which units it is for."""
    source, number = _source_of(backend, "row_id")
    for name, (shown, tables, order) in _RELATIONS.items():
        backend.write_parquet(
            f"SELECT {shown}, {source} AS source, {number} AS source_row FROM {tables} ORDER BY {order}",
            folder / f"{name}.parquet",
        )
