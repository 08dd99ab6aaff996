"""Reading stored files."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from uuid import UUID

from guildhall.base.files.contracts import FileView
from guildhall.base.files.models import StoredFile
from guildhall.base.files.sealing import path_of, read_sealed
from guildhall.infra.crypto import ring
from guildhall.kernel.errors import Absent, MessageKind

GONE = MessageKind(
    "files.gone",
    "文件已不在：过了保存期，或从未上传。",
    "The file is not here: its time is over, or it was never sent in.",
)


def get_file(file_id: UUID) -> FileView:
    """A file's description. Raises Absent. Whether the asker may know of it is for the caller."""
    return _view(_row(file_id))


def files_of(file_ids: Collection[UUID]) -> Mapping[UUID, FileView]:
    """Descriptions by id, of those that are still here: one query. Whether the asker may know is for the caller."""
    rows = StoredFile.objects.select_related("blob").filter(id__in=file_ids) if file_ids else ()
    return {row.id: _view(row) for row in rows}


def read_file(file_id: UUID) -> Iterator[bytes]:
    """The content, chunk by chunk. Raises Absent; UnreadableInput where it was tampered with."""
    blob = _row(file_id).blob
    address = bytes(blob.address)
    return read_sealed(path_of(address), ring().open(bytes(blob.sealed_key), address))


def _row(file_id: UUID) -> StoredFile:
    row = StoredFile.objects.select_related("blob").filter(id=file_id).first()
    if row is None:
        raise Absent(GONE())
    return row


def _view(row: StoredFile) -> FileView:
    name = ring().open(bytes(row.sealed_name), row.id.bytes).decode()
    return FileView(row.id, row.kind, name, row.blob.size, row.digest, row.stored_at, row.expires_at)
