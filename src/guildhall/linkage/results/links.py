"""What every other program reads: links, golden records and evidence as Parquet, in a fixed order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Method, Role
from guildhall.linkage.tables import TABLES

_SOURCES: Final = "SELECT source, rows_in FROM sources ORDER BY source_id"
#: Words of which a column has a few: numbered, they are sorted and written at a third of the cost. A file has the text.
_WORDS: Final[Mapping[str, Sequence[str]]] = {
    "told_role": sorted(Role),
    "told_kind": sorted(Kind),
    "told_method": sorted(Method),
    "told_outcome": ("linked", "refused", "review"),
}


def _word(kind: str, value: str) -> str:
    return f"{columns.literal(value)}::{kind}"


def _numbered(kind: str, column: str) -> str:
    """A column that holds nothing but words of this kind, and never NULL, as numbers of them."""
    *first, last = _WORDS[kind]
    branches = " ".join(f"WHEN {columns.literal(word)} THEN {_word(kind, word)}" for word in first)
    return f"CASE {column} {branches} ELSE {_word(kind, last)} END"


def write_links(backend: Backend, folder: Path) -> int:
    """links.parquet (docs/formats.md); returns its rows."""
    source, number = _source_of(_known_sources(backend), "row_id", always=True)
    organisation, person = (_word("told_kind", kind) for kind in (Kind.ORGANISATION, Kind.PERSON))
    method = _numbered("told_method", "method")
    return backend.write_parquet(
        f"""
        WITH found AS (
            SELECT r.row_id, {_numbered("told_role", "r.role")} AS role, {organisation} AS kind, e.entity_id,
                   {method} AS method, e.probability
            FROM org_rows r JOIN org_entities e USING (mention_id)
            UNION ALL
            SELECT row_id, {_word("told_role", Role.SUBJECT)}, {person}, entity_id, {method}, probability
            FROM person_entities
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
    # Each kind sorted by itself: a person's row is half as wide without an organisation's fields. Kinds stand in order.
    parts = [
        f"SELECT {_word('told_kind', kind)} AS kind, {', '.join(_told(table, fields, types))} "
        f"FROM (SELECT * FROM {table} ORDER BY entity_id)"
        for table, kind, fields in (
            ("organisations", Kind.ORGANISATION, _ORGANISATION_FIELDS),
            ("persons", Kind.PERSON, _PERSON_FIELDS),
        )
    ]
    shown, sources = ["kind"], _known_sources(backend)
    for column in types:
        shown.append(f"{_shown(column, unmask=unmask)} AS {column}")
        if column not in _PLAIN:
            row = f"{column}_row_id"
            source, number = _source_of(sources, row)
            shown.append(f"{source} AS {column}_source")
            shown.append(f"{number} AS {column}_source_row")
    return backend.write_parquet(
        f"SELECT {', '.join(shown)} FROM ({' UNION ALL '.join(parts)})",
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


def _known_sources(backend: Backend) -> list[tuple[str, int]]:
    """Every source with its rows, in order; and the types of the words on this connection."""
    found = [(str(source), int(rows)) for source, rows in backend.rows(_SOURCES)]
    _name_words(backend, {**_WORDS, "told_source": list(dict.fromkeys(source for source, _ in found))})
    return found


def _name_words(backend: Backend, words: Mapping[str, Sequence[str]]) -> None:
    for kind, those in words.items():
        backend.execute(f"CREATE OR REPLACE TEMP TYPE {kind} AS ENUM ({', '.join(map(columns.literal, those))})")


def _source_of(found: Sequence[tuple[str, int]], row: str, *, always: bool = False) -> tuple[str, str]:
    """SQL for source and source_row behind a row id: row ids count the rows of the sheets before (engine.load).

    `always`: the row id is never NULL; then the columns are such in the file too.
    """
    if always and len(found) == 1:
        return _word("told_source", found[0][0]), row
    sources, numbers, limit = "", "", 0
    for place, (source, rows_in) in enumerate(found, start=1):
        before, limit = limit, limit + rows_in
        which = "ELSE" if always and place == len(found) else f"WHEN {row} <= {limit} THEN"
        sources += f" {which} {_word('told_source', source)}"
        numbers += f" {which} {row} - {before}"
    return f"CASE{sources} END", f"CASE{numbers} END"


def write_evidence(backend: Backend, folder: Path) -> int:
    """evidence.parquet: compared pairs with codes and parameters, both sides named by fingerprint; returns its rows."""
    _name_words(backend, _WORDS)
    told = ", ".join(f"{_numbered(f'told_{column}', column)} AS {column}" for column in ("kind", "outcome", "method"))
    return backend.write_parquet(
        f"""
        SELECT kind, left_fingerprint, right_fingerprint, outcome, method, probability, weight, evidence
        FROM (SELECT * REPLACE ({told}) FROM pairs) ORDER BY kind, left_id, right_id
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
    source, number = _source_of(_known_sources(backend), "row_id")
    for name, (shown, tables, order) in _RELATIONS.items():
        backend.write_parquet(
            f"SELECT {shown}, {source} AS source, {number} AS source_row FROM {tables} ORDER BY {order}",
            folder / f"{name}.parquet",
        )
