"""Documents: filled from templates, numbered, kept sealed, written out as .docx or PDF when asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.base.flows.contracts import Applicant
from guildhall.infra.documents import Document, load
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, MessageKind
from guildhall.organising.formation.access import case_for, own_case
from guildhall.organising.formation.contracts.cases import DocumentKind, DocumentView
from guildhall.organising.formation.models import Case, Numbering, Paper
from guildhall.organising.formation.rules.permissions import READ
from guildhall.organising.formation.sealing import open_document, seal_document

KIND: Final = "formation.case"
NO_PAPER: Final = MessageKind("formation.no_paper", "没有这份文书。", "There is no such document.")
_PACKAGE: Final = "guildhall.organising.formation"


@operation
def number_reply(place_id: UUID, name: str, at: datetime) -> str:
    """The next number of a reply of an office in a year, called after the office's place."""
    year = at.astimezone(CHINA).year
    Numbering.objects.get_or_create(place_id=place_id, year=year)
    row = locked(Numbering.objects.filter(place_id=place_id, year=year)).get()
    row.last += 1
    row.save(update_fields=["last"])
    return f"{name}工〔{year}〕{row.last} 号"


@operation
def issue_paper(
    case: Case, kind: DocumentKind, values: Mapping[str, str], tables: Mapping[str, Sequence[Mapping[str, str]]], *,
    number: str = "", at: datetime,
) -> UUID:  # fmt: skip
    """Fill a document, number it and keep it; returns its id. Without a number: the case's, and which paper it is."""
    own = f"{case.application.number}-{case.papers.count() + 1}"
    filled = load(_PACKAGE, f"templates/formation/documents/{kind.value}.yaml").fill(
        {**values, "number": number or own}, tables
    )
    made = Paper.objects.create(
        case=case, kind=kind.value, number=number or own, sealed=seal_document(case, filled), made_at=at
    )
    return made.id


@operation
def read_own_paper(by: Applicant, application_id: UUID, paper_id: UUID) -> tuple[DocumentView, Document]:
    """A document of one's own case. Raises Absent."""
    return _paper(own_case(by, application_id), paper_id)


@operation
def read_paper(
    actor: Actor, application_id: UUID, paper_id: UUID, *, at: datetime, request_id: str = ""
) -> tuple[DocumentView, Document]:
    """A document of a case in reach; the reading is recorded. Forbidden, Absent."""
    found = _paper(case_for(actor, application_id), paper_id)
    thing = Thing(KIND, application_id)
    record(actor, READ.code, thing, at=at, act=Act.READ, fields=["papers"], request_id=request_id)
    return found


def _paper(case: Case, paper_id: UUID) -> tuple[DocumentView, Document]:
    row = Paper.objects.filter(case=case, pk=paper_id).first()
    if row is None:
        raise Absent(NO_PAPER())
    view = DocumentView(row.id, DocumentKind(row.kind), row.number, row.made_at)
    return view, open_document(case, row.sealed)
