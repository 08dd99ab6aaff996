"""Content on disk: encrypted in chunks, so that files of any size pass through bounded memory.

Each chunk is AES-256-GCM under the blob's own key; its nonce holds the chunk's number and whether it is the last, so
chunks cannot be left out, added or exchanged (the STREAM construction; Hoang, Reyhanitabar, Rogaway, Vizár 2015).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from guildhall.infra.crypto import TAMPERED
from guildhall.kernel.errors import UnreadableInput

CHUNK: Final = 2**20
_TAG: Final = 16


def path_of(address: bytes) -> Path:
    """Where the content of that address lies."""
    name = address.hex()
    return Path(settings.GUILDHALL_DATA) / "blobs" / name[:2] / name[2:]


def _nonce(number: int, *, last: bool) -> bytes:
    # Every blob has a key of its own, so the number alone never repeats under one key.
    return number.to_bytes(11) + bytes([last])


def write_sealed(path: Path, key: bytes, chunks: Iterable[bytes]) -> None:
    """Write content at `path` in one step: complete or not at all. Chunks may have any length."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    cipher = AESGCM(key)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for number, (chunk, last) in enumerate(_even(chunks)):
                file.write(cipher.encrypt(_nonce(number, last=last), chunk, None))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _even(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in chunks of CHUNK, each with whether it is the last; nothing gives one empty last chunk."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK]), False
            del held[:CHUNK]
    yield bytes(held), True


def read_sealed(path: Path, key: bytes) -> Iterator[bytes]:
    """The content, chunk by chunk. Raises UnreadableInput where a byte was changed, added or left out."""
    cipher = AESGCM(key)
    with path.open("rb") as file:
        number, chunk = 0, file.read(CHUNK + _TAG)
        while True:
            following = file.read(CHUNK + _TAG)
            try:
                yield cipher.decrypt(_nonce(number, last=not following), chunk, None)
            except InvalidTag as error:
                raise UnreadableInput(TAMPERED()) from error
            if not following:
                return
            number, chunk = number + 1, following
