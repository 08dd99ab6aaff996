"""How entries become bytes and batches a chain. A change of form needs a new function beside."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

#: What stands before the first batch.
GENESIS: Final = bytes(32)


def entry_bytes(
    *,
    id: UUID,
    at: datetime,
    account_id: UUID | None,
    act: str,
    action: str,
    object_kind: str,
    object_id: UUID | None,
    person_id: UUID | None,
    fields: Sequence[str],
    purpose: str,
    count: int,
    request_id: str,
) -> bytes:
    """One entry as a line of JSON with sorted keys; times in UTC to the microsecond."""
    held = {
        "id": str(id),
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "account": str(account_id) if account_id else None,
        "act": act,
        "action": action,
        "kind": object_kind,
        "object": str(object_id) if object_id else None,
        "person": str(person_id) if person_id else None,
        "fields": list(fields),
        "purpose": purpose,
        "count": count,
        "request": request_id,
    }
    return json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def seal(previous: bytes, number: int, entries: Iterable[bytes]) -> bytes:
    """The digest of a batch: of the one before, its own number, and its entries in the order of their ids (SHA-256)."""
    digest = sha256(previous)
    digest.update(number.to_bytes(8))
    for entry in entries:
        digest.update(entry)
    return digest.digest()
