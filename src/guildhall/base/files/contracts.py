"""What other modules say and hold about files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is for. `kept`: how long it stays once it was stored; `most`: bytes; `suffixes`: lower case."""

    code: str
    suffixes: frozenset[str]
    most: int
    kept: timedelta


@dataclass(frozen=True, slots=True)
class FileView:
    """A stored file as its owner's page shows it. `digest`: SHA-256 of the content, in hex."""

    id: UUID
    kind: str
    name: str
    size: int
    digest: str
    stored_at: datetime
    expires_at: datetime
