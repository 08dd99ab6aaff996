"""Writing the audit: `record` within every operation, `seal_entries` by the one sealer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.models import Batch, Entry
from guildhall.base.audit.queries import bytes_of
from guildhall.base.audit.rules.chain import GENESIS, seal
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor

#: Entries a batch at most: what one sealing holds in memory.
BATCH_ENTRIES: Final = 10_000


def record(
    actor: Actor | None,
    action: str,
    thing: Thing | None,
    *,
    at: datetime,
    act: Act = Act.CHANGE,
    fields: Sequence[str] = (),
    person_id: UUID | None = None,
    purpose: str = "",
    count: int = 1,
    request_id: str = "",
) -> None:
    """Write one entry in the caller's transaction. `actor` None: the product itself (a job, the scheduler).

    `action` is a permission's code. `fields` are names of fields, never values. `person_id` is whose data it was.
    `count`: how many records one set-based act touched.
    """
    Entry.objects.create(
        at=at,
        account_id=actor.account_id if actor else None,
        act=act.value,
        action=action,
        object_kind=thing.kind if thing else "",
        object_id=thing.id if thing else None,
        person_id=person_id,
        fields=list(fields),
        purpose=purpose,
        count=count,
        request_id=request_id,
    )


@operation
def seal_entries(*, at: datetime) -> int:
    """Seal what is not sealed yet into the next batch; returns the entries sealed, 0 where there are none.

    Two sealers at once: the second waits for the first and continues its chain. Entries of operations that are still
    open are sealed by a later batch.
    """
    last = locked(Batch.objects.all()).last()
    entries = list(Entry.objects.filter(batch=None).order_by("id")[:BATCH_ENTRIES])
    if not entries:
        return 0
    previous = bytes(last.digest) if last else GENESIS
    number = last.number + 1 if last else 1
    digest = seal(previous, number, map(bytes_of, entries))
    batch = Batch.objects.create(number=number, sealed_at=at, entries=len(entries), previous=previous, digest=digest)
    Entry.objects.filter(id__in=[entry.id for entry in entries]).update(batch=batch)
    return len(entries)
