"""Rows of organisations as the table holds them, made from values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from guildhall.base.organisations.contracts import Facts, Provenance
from guildhall.kernel.text import organisation_name_key

COLUMNS: Final = (
    "kind", "name", "name_key", "credit_code", "place", "industry", "address", "legal_representative", "phone",
    "insured_count", "insured_month", "insured_source", "closed_on", "provenance",
)  # fmt: skip


def columns_of(facts: Facts, provenance: Mapping[str, Provenance]) -> tuple[Any, ...]:
    """Values in the order of COLUMNS."""
    insured = facts.insured
    return (
        facts.kind.value, facts.name, organisation_name_key(facts.name), facts.credit_code, facts.place_id,
        facts.industry, facts.address, facts.legal_representative, facts.phone,
        insured.count if insured else None, insured.month if insured else "", insured.source if insured else "",
        facts.closed_on, {name: [source.register, source.run, source.row] for name, source in provenance.items()},
    )  # fmt: skip
