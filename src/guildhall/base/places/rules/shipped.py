"""Ids of the places that come with the product: two installations agree on them, so files can name places by id."""

from __future__ import annotations

from typing import Final
from uuid import UUID, uuid5

#: Never changes.
NAMESPACE: Final = UUID("6f1a3c52-8d0e-5b7a-9c41-33a0c0de2260")


def shipped_id(code: str) -> UUID:
    """The id of a shipped place by the code under which it was first shipped (UUIDv5, RFC 9562).

    A later change of code leaves the id alone. Places that an installation adds itself have a UUIDv7.
    """
    return uuid5(NAMESPACE, code)
