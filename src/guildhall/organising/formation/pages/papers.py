"""Documents handed out, as .docx or PDF."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from guildhall.base.flows.queries import applicant_of
from guildhall.infra.documents import DOCX, PDF, Document, as_docx, as_pdf
from guildhall.infra.pages import page
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA, SystemClock
from guildhall.kernel.errors import Absent
from guildhall.organising.formation.contracts.cases import DOCUMENT_WORDS, DocumentView
from guildhall.organising.formation.operations.papers import NO_PAPER, read_own_paper, read_paper
from guildhall.organising.formation.pages.shown import paper_name

_WRITERS: Final = {"docx": (DOCX, as_docx), "pdf": (PDF, as_pdf)}


@require_safe
def own(request: HttpRequest, application_id: UUID, paper_id: UUID, suffix: str) -> HttpResponse:
    """A document of one's own case."""
    return _sent(*read_own_paper(applicant_of(request), application_id, paper_id), suffix)


@require_safe
@page
def office(request: HttpRequest, actor: Actor, application_id: UUID, paper_id: UUID, suffix: str) -> HttpResponse:
    """A document of a case that came to one's office."""
    request_id = str(getattr(request, "request_id", ""))
    found = read_paper(actor, application_id, paper_id, at=SystemClock().now(), request_id=request_id)
    return _sent(*found, suffix)


def _sent(view: DocumentView, document: Document, suffix: str) -> HttpResponse:
    if suffix not in _WRITERS:
        raise Absent(NO_PAPER())
    kind, write = _WRITERS[suffix]
    answer = HttpResponse(write(document, at=view.made_at.astimezone(CHINA)), content_type=kind)
    name = paper_name(view.number, DOCUMENT_WORDS[view.kind], suffix)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
