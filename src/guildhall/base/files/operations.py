"""Storing files and letting them go."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import BinaryIO
from uuid import UUID

from django.db import transaction

from guildhall.base.files.contracts import FileKind
from guildhall.base.files.models import Blob, StoredFile
from guildhall.base.files.queries import GONE
from guildhall.base.files.rules.intake import plain_name, refusals
from guildhall.base.files.sealing import CHUNK, path_of, write_sealed
from guildhall.infra.crypto import ring
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import operation
from guildhall.kernel.errors import Absent, Invalid


@operation
def store_file(
    kind: FileKind, name: str, content: BinaryIO, *, at: datetime, account_id: UUID | None = None, field: str = "file"
) -> UUID:
    """Take a file in and return its id. `content` must be seekable; it is read twice and never held whole.

    Raises Invalid at `field` where the kind does not admit it; nothing is stored then.
    """
    shown = plain_name(name)
    size = content.seek(0, 2)
    wrong = refusals(kind, shown, size)
    if wrong:
        raise Invalid({field: wrong})
    digest = sha256()
    for chunk in _chunks(content):
        digest.update(chunk)
    blob = _blob(digest.digest(), size, content)
    stored = StoredFile(
        id=new_id(), kind=kind.code, blob=blob, digest=digest.hexdigest(), account_id=account_id, stored_at=at,
        expires_at=at + kind.kept,
    )  # fmt: skip
    stored.sealed_name = ring().seal(shown.encode(), stored.id.bytes)
    stored.save(force_insert=True)
    return stored.id


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    return iter(lambda: content.read(CHUNK), b"")


def _blob(digest: bytes, size: int, content: BinaryIO) -> Blob:
    address = ring().blind("files.blob", digest.hex())
    key = secrets.token_bytes(32)
    # The row first: whoever sends the same at the same moment waits here and then finds the content written.
    blob, made = Blob.objects.get_or_create(
        address=address, defaults={"size": size, "sealed_key": ring().seal(key, address)}
    )
    if made:
        write_sealed(path_of(address), key, _chunks(content))
    return blob


@operation
def keep_again(file_id: UUID, kind: FileKind, *, at: datetime, account_id: UUID | None = None) -> UUID:
    """Keep a stored file's content a second time, under an id and a time of its own; nothing is copied. Raises Absent.

    Either of the two may be let go without the other.
    """
    row = StoredFile.objects.select_for_update(of=("self",)).select_related("blob").filter(id=file_id).first()
    if row is None:
        raise Absent(GONE())
    kept = StoredFile(
        id=new_id(), kind=kind.code, blob=row.blob, digest=row.digest, account_id=account_id, stored_at=at,
        expires_at=at + kind.kept,
    )  # fmt: skip
    kept.sealed_name = ring().seal(ring().open(bytes(row.sealed_name), row.id.bytes), kept.id.bytes)
    kept.save(force_insert=True)
    return kept.id


@operation
def forget_expired(*, at: datetime, most: int = 1000) -> int:
    """Let go of files past their time, and of content that no file needs any more; returns the files."""
    expired = list(
        StoredFile.objects.filter(expires_at__lte=at).order_by("expires_at").values_list("id", flat=True)[:most]
    )
    return _forget(expired)


@operation
def forget_file(file_id: UUID) -> None:
    """Let go of one file; one that is gone already is no error."""
    _forget([file_id])


def _forget(files: Iterable[UUID]) -> int:
    rows = StoredFile.objects.filter(id__in=list(files))
    addresses = {bytes(address) for address in rows.values_list("blob_id", flat=True)}
    count, _ = rows.delete()
    for blob in Blob.objects.select_for_update().filter(address__in=addresses).order_by("address"):
        if not StoredFile.objects.filter(blob=blob).exists():
            path = path_of(bytes(blob.address))
            blob.delete()
            # The key goes with the row: what the disk or a backup still holds is unreadable from here on.
            transaction.on_commit(partial(path.unlink, missing_ok=True))
    return count
