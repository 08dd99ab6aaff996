"""Reading the audit: who looked at a person, what happened to a thing, whether the chain holds."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from guildhall.base.audit.contracts import Act, Break, Look, Verification
from guildhall.base.audit.models import Batch, Entry
from guildhall.base.audit.rules.chain import GENESIS, entry_bytes, seal


def bytes_of(entry: Entry) -> bytes:
    """An entry as the chain sees it."""
    return entry_bytes(
        id=entry.id,
        at=entry.at,
        account_id=entry.account_id,
        act=entry.act,
        action=entry.action,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        person_id=entry.person_id,
        fields=entry.fields,
        purpose=entry.purpose,
        count=entry.count,
        request_id=entry.request_id,
    )


def looks_at(*person_ids: UUID, limit: int = 200) -> tuple[Look, ...]:
    """Who read a person's data, newest first. The caller decides whether the asker may know.

    Several ids: the records that count as one person.
    """
    rows = Entry.objects.filter(person_id__in=person_ids, act=Act.READ.value).order_by("-at", "-id")[:limit]
    return tuple(Look(row.at, row.account_id, row.action, tuple(row.fields), row.purpose) for row in rows)


def verify() -> Verification:
    """Recompute every batch. Memory holds one batch; time grows with the entries."""
    breaks: list[Break] = []
    previous, expected, sealed, batches = GENESIS, 1, 0, 0
    for batch in Batch.objects.order_by("number").iterator():
        batches += 1
        breaks += _breaks(batch, previous, expected)
        sealed += batch.entries
        previous, expected = bytes(batch.digest), batch.number + 1
    return Verification(batches, sealed, Entry.objects.filter(batch=None).count(), tuple(breaks))


def _breaks(batch: Batch, previous: bytes, expected: int) -> Iterator[Break]:
    if batch.number != expected:
        yield Break(batch.number, "batch_missing_before")
    if bytes(batch.previous) != previous:
        yield Break(batch.number, "does_not_follow")
    entries = Entry.objects.filter(batch=batch).order_by("id")
    count = entries.count()
    if count != batch.entries:
        yield Break(batch.number, "entries_missing" if count < batch.entries else "entries_added")
    if seal(bytes(batch.previous), batch.number, map(bytes_of, entries.iterator())) != bytes(batch.digest):
        yield Break(batch.number, "entries_changed")
