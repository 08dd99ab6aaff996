"""How what is personal in a case is kept: sealed with a key of the case, bound to it and to what it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from guildhall.infra.crypto import SubjectKey, new_subject_key, ring
from guildhall.infra.documents import Align, Document, Grid, Text, Weight
from guildhall.kernel.errors import MessageKind, Refused
from guildhall.kernel.identifiers import IdKind
from guildhall.organising.formation.contracts import Body, Tie
from guildhall.organising.formation.contracts.cases import Enrolled, Nominee
from guildhall.organising.formation.models import Case

ERASED: Final = MessageKind(
    "formation.erased",
    "这件建会申请已过保存期，名单和文书已经删除。",
    "The time for which this case is kept is over; its lists and papers have been erased.",
)
_KEY: Final = b"formation.key:"
_PART: Final = b"formation."


def new_key(application_id: UUID) -> bytes:
    """A fresh key of a case, sealed by the ring."""
    return ring().seal(new_subject_key(), _KEY + application_id.bytes)


def _key(case: Case) -> SubjectKey:
    if case.key is None:
        raise Refused(ERASED())
    return SubjectKey(ring().open(bytes(case.key), _KEY + case.pk.bytes))


def _seal(case: Case, part: bytes, value: Any) -> bytes:
    plain = json.dumps(value, ensure_ascii=False, default=sorted)
    return _key(case).seal(plain, _PART + part + case.pk.bytes)


def _open(case: Case, part: bytes, sealed: bytes | memoryview | None) -> Any:
    return None if sealed is None else json.loads(_key(case).open(bytes(sealed), _PART + part + case.pk.bytes))


def seal_roll(case: Case, roll: Iterable[Enrolled]) -> bytes:
    """Who joins, sealed."""
    return _seal(case, b"roll:", [asdict(one) for one in roll])


def open_roll(case: Case) -> tuple[Enrolled, ...]:
    """Who joins, in clear, in the order in which they were entered. Raises Refused once erased."""
    rows = _open(case, b"roll:", case.sealed_roll) or []
    return tuple(Enrolled(**{**row, "kind": IdKind(row["kind"])}) for row in rows)


def seal_nominees(case: Case, nominees: Iterable[Nominee]) -> bytes:
    """Who is put up, sealed."""
    return _seal(case, b"nominees:", [asdict(one) for one in nominees])


def open_nominees(case: Case) -> tuple[Nominee, ...]:
    """Who is put up, in clear, in the order in which they were entered. Raises Refused once erased."""
    rows = _open(case, b"nominees:", case.sealed_nominees) or []
    return tuple(
        Nominee(**{**row, "bodies": frozenset(map(Body, row["bodies"])), "ties": frozenset(map(Tie, row["ties"]))})
        for row in rows
    )


def seal_document(case: Case, document: Document) -> bytes:
    """A filled document, sealed."""
    return _seal(case, b"document:", asdict(document))


def open_document(case: Case, sealed: bytes | memoryview) -> Document:
    """A filled document, in clear. Raises Refused once erased."""
    held = _open(case, b"document:", sealed)
    return Document(held["title"], tuple(_block(row) for row in held["blocks"]))


def _block(row: dict[str, Any]) -> Text | Grid:
    if "heads" in row:
        return Grid(tuple(row["heads"]), tuple(map(tuple, row["rows"])), tuple(row["widths"]))
    return Text(row["text"], Align(row["align"]), Weight(row["weight"]), row["indent"])
