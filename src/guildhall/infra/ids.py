"""Identities of records: UUIDv7, so that they sort by time and say nothing about what they name (RFC 9562)."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_id() -> UUID:
    """A new id. Ids made later sort later, to the millisecond."""
    return UUID(bytes=uuid_utils.uuid7().bytes)


def new_id_bytes() -> bytes:
    """The same as its 16 bytes, which is all that a row needs whose id nothing else names."""
    return uuid_utils.uuid7().bytes
