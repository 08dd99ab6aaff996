"""Made-up organisations: codes of division 3399, which does not exist."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from guildhall.base.organisations.contracts import Facts, NewOrganisation
from guildhall.base.organisations.operations import register_organisation
from guildhall.kernel.identifiers.credit_code import check_character, organisation_check
from tests.base.actors import AT, place


def credit_code(serial: int, category: str = "52") -> str:
    """A valid code of a division that does not exist."""
    inner = f"MJ{serial:06d}"
    first = f"{category}339901{inner}{organisation_check(inner)}"
    return first + check_character(first)


def organisation(name: str, code: str = "330203", serial: int | None = None, **facts: Any) -> UUID:
    """One registered by the installation itself, in a shipped place."""
    held = Facts(name, credit_code=credit_code(serial) if serial is not None else "", place_id=place(code), **facts)
    return register_organisation(None, NewOrganisation(held), at=AT)
