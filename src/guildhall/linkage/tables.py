"""The tables that the steps of a run hand to each other, in one DuckDB connection.

They are the contract inside the linkage floor: a step reads tables named here and writes tables named here, so steps
can be written, tested and replaced apart. Types are DuckDB's. `row_id` is unique over all sheets of a run and grows in
the order (source as typed, source_row), so ordering by it is the same in every run.

    sources                one row a staged sheet
    rows_units … rows_covered   accepted rows as staged (contracts.FIELDS), with row_id, source_id and register
    org_mentions           distinct ways in which rows name an organisation, cleaned
    org_rows               which row names which mention, in which role
    org_entities           mention → entity
    person_records         one row a row about a person, cleaned
    person_entities        record → entity
    pairs                  every compared pair worth keeping: linked, to review, refused
    organisations, persons golden records
    memberships            who is in which union
    decisions_applied      which decision did what in this run
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from guildhall.linkage.contracts import FIELDS, FieldType, Shape

DUCKDB_TYPE: Mapping[FieldType, str] = MappingProxyType(
    {
        FieldType.TEXT: "VARCHAR",
        FieldType.NAME: "VARCHAR",
        FieldType.CODE: "VARCHAR",
        FieldType.NUMBER_ID: "VARCHAR",
        FieldType.PHONE: "VARCHAR",
        FieldType.DATE: "DATE",
        FieldType.MONTH: "VARCHAR",
        FieldType.COUNT: "BIGINT",
    }
)


def _rows(shape: Shape) -> dict[str, str]:
    return {
        "row_id": "BIGINT",
        "source_id": "INTEGER",
        "register": "VARCHAR",
        "source_row": "BIGINT",
        "sheet_row": "BIGINT",
        **{name: DUCKDB_TYPE[kind] for name, kind in FIELDS[shape].items()},
    }


TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "sources": {
            "source_id": "INTEGER",
            "source": "VARCHAR",
            "register": "VARCHAR",
            "shape": "VARCHAR",
            "rows_in": "BIGINT",
            "accepted": "BIGINT",
            "rejected": "BIGINT",
            "skipped": "BIGINT",
        },
        "rows_units": _rows(Shape.UNITS),
        "rows_persons": _rows(Shape.PERSONS),
        "rows_unions": _rows(Shape.UNIONS),
        "rows_members": _rows(Shape.MEMBERS),
        "rows_covered": _rows(Shape.COVERED),
        # One row a distinct way of naming an organisation within one register and facet.
        "org_mentions": {
            "mention_id": "BIGINT",  # dense from 1, in the order of the first row that holds it
            "first_row_id": "BIGINT",
            "fingerprint": "VARCHAR",  # hash of register + identity fields as cleaned; what decisions name
            "register": "VARCHAR",
            "facet": "VARCHAR",  # contracts.Facet
            "name": "VARCHAR",  # as staged
            "name_key": "VARCHAR",  # normalised for exact comparison
            "name_core": "VARCHAR",  # key without place, legal form and brackets' rest
            "name_pinyin": "VARCHAR",  # of name_core, folded look-alikes, for blocking and comparison
            "former_name_key": "VARCHAR",
            "org_form": "VARCHAR",  # association | social_service | foundation | enterprise | branch | union | … | NULL
            "credit_code": "VARCHAR",  # only if its check digit holds
            "credit_code_raw": "VARCHAR",  # cleaned, valid or not
            "unit_number": "VARCHAR",  # insurance's own number
            "legal_representative": "VARCHAR",
            "address_key": "VARCHAR",
            "phone": "VARCHAR",  # only if well formed
            "place": "VARCHAR",  # GB/T 2260 code as exact as the row gives it, '' unknown
            "industry": "VARCHAR",  # GB/T 4754 section letter or NULL
        },
        "org_rows": {"row_id": "BIGINT", "role": "VARCHAR", "mention_id": "BIGINT"},
        "org_entities": {
            "mention_id": "BIGINT",
            "entity_id": "VARCHAR",
            "method": "VARCHAR",  # contracts.Method: how this mention came to its entity
            "probability": "DOUBLE",
        },
        "person_records": {
            "row_id": "BIGINT",
            "fingerprint": "VARCHAR",
            "register": "VARCHAR",
            "name": "VARCHAR",
            "name_key": "VARCHAR",
            "name_pinyin": "VARCHAR",
            "name_folded": "VARCHAR",  # traditional and look-alike characters folded to one form
            "id_kind": "VARCHAR",  # kernel identifier kind of a valid number, else NULL
            "id_number": "VARCHAR",  # only if valid for a kind that identifies a person
            "id_raw": "VARCHAR",  # cleaned, valid or not
            "id15": "VARCHAR",  # the 15-digit core of an old number or of a valid new one: evidence, never a key
            "birth_date": "DATE",  # as given, else from a valid ID number
            "sex": "VARCHAR",  # '1' | '2' | NULL (GB/T 2261.1)
            "phone": "VARCHAR",
            "employer_id": "VARCHAR",  # org entity of the unit named on the row
            "union_id": "VARCHAR",  # org entity of the union named on the row
            "month": "VARCHAR",
            "status": "VARCHAR",  # active | retained | left | retired | died | NULL
            "place": "VARCHAR",
            "name_loose": "VARCHAR",  # pinyin without the distinctions that southern speakers drop
            "family_name": "VARCHAR",  # its first syllable
        },
        "person_entities": {"row_id": "BIGINT", "entity_id": "VARCHAR", "method": "VARCHAR", "probability": "DOUBLE"},
        # Evidence: a JSON list of {code, params, weight}; codes in linkage.engine.evidence.
        "pairs": {
            "kind": "VARCHAR",  # contracts.Kind
            "left_id": "BIGINT",  # mention_id or row_id; left_id < right_id
            "right_id": "BIGINT",
            "left_fingerprint": "VARCHAR",
            "right_fingerprint": "VARCHAR",
            "outcome": "VARCHAR",  # linked | review | refused (a guard or a decision kept them apart)
            "method": "VARCHAR",
            "probability": "DOUBLE",
            "weight": "DOUBLE",  # log2 Bayes factor
            "evidence": "VARCHAR",
        },
        "organisations": {
            "entity_id": "VARCHAR",
            "facet": "VARCHAR",
            "name": "VARCHAR",
            "name_row": "BIGINT",  # the row that each value was taken from; NULL where the value is NULL
            "credit_code": "VARCHAR",
            "credit_code_row": "BIGINT",
            "org_kind": "VARCHAR",  # association | social_service | foundation | enterprise | other (formats.md)
            "org_kind_row": "BIGINT",
            "place": "VARCHAR",
            "place_row": "BIGINT",
            "industry": "VARCHAR",
            "industry_row": "BIGINT",
            "address": "VARCHAR",
            "address_row": "BIGINT",
            "legal_representative": "VARCHAR",
            "legal_representative_row": "BIGINT",
            "phone": "VARCHAR",
            "phone_row": "BIGINT",
            "closed_on": "DATE",  # deregistered or dissolved; by then at the latest where no row gives the day
            "closed_dated": "BOOLEAN",  # whether a row gives it; NULL: not closed
            "closed_row": "BIGINT",
            "insured_count": "BIGINT",  # at the as-of month; NULL: not in the insurance register of that month
            "insured_row": "BIGINT",
            "mentions": "INTEGER",
            "rows": "BIGINT",
        },
        # Relations between a union entity and unit entities, from union rows: own (single-unit), joint, federation.
        "union_units": {
            "union_id": "VARCHAR",
            "unit_id": "VARCHAR",
            "relation": "VARCHAR",  # own | covered | host (a joint union's seat covers nothing by itself)
            "row_id": "BIGINT",
        },
        "unions": {
            "entity_id": "VARCHAR",
            "union_type": "VARCHAR",  # single | joint | federation | NULL
            "active": "BOOLEAN",
            "founded_on": "DATE",
            "declared_members": "BIGINT",
            "row_id": "BIGINT",
        },
        "persons": {
            "entity_id": "VARCHAR",
            "name": "VARCHAR",
            "name_row": "BIGINT",
            "id_kind": "VARCHAR",
            "id_number": "VARCHAR",
            "id_row": "BIGINT",
            "birth_date": "DATE",
            "birth_row": "BIGINT",
            "sex": "VARCHAR",
            "sex_row": "BIGINT",
            "phone": "VARCHAR",
            "phone_row": "BIGINT",
            "employer_id": "VARCHAR",  # unit of the newest insured month, else of the membership
            "employer_row": "BIGINT",
            "insured_month": "VARCHAR",  # newest month insured, NULL if never
            "union_id": "VARCHAR",  # union of the newest active membership
            "union_row": "BIGINT",
            "active_memberships": "INTEGER",
            "rows": "BIGINT",
        },
        # One row a person and union that lists them.
        "memberships": {
            "person_id": "VARCHAR",
            "union_id": "VARCHAR",
            "active": "BOOLEAN",  # a row says so and the union is not dissolved
            "month": "VARCHAR",  # newest that the union's rows state, NULL if none
            "row_id": "BIGINT",  # the newest row
        },
        "decisions_applied": {
            "left_fingerprint": "VARCHAR",
            "right_fingerprint": "VARCHAR",
            "verdict": "VARCHAR",  # same | different
            "effect": "VARCHAR",  # linked | kept_apart | already | split | never | contradicts
        },
    }
)


def create_statement(table: str) -> str:
    """SQL that makes an empty table of this contract, replacing one of that name."""
    columns = ", ".join(f'"{name}" {kind}' for name, kind in TABLES[table].items())
    return f'CREATE OR REPLACE TABLE "{table}" ({columns})'
