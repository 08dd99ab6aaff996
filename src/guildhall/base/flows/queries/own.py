"""An applicant's own applications and drafts."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from guildhall.base.flows.access import own_application
from guildhall.base.flows.contracts import Applicant, ApplicationView, DraftView
from guildhall.base.flows.models import Application
from guildhall.base.flows.queries.files import papers_of
from guildhall.base.flows.queries.views import view_of
from guildhall.base.flows.sealing import browser_blind, open_values

#: Applications that one's own list shows, the newest first.
LISTED = 50


def _own(by: Applicant) -> QuerySet[Application]:
    condition = Q(pk__in=[])
    if by.account_id is not None:
        condition |= Q(account=by.account_id)
    if by.browser:
        condition |= Q(browser=browser_blind(by.browser))
    return Application.objects.filter(condition).order_by("-id")


def own_applications(by: Applicant) -> tuple[ApplicationView, ...]:
    """What one applied for, drafts included, the newest first: one query."""
    return tuple(map(view_of, _own(by)[:LISTED]))


def drafts_of(by: Applicant, kind_code: str) -> tuple[DraftView, ...]:
    """One's drafts of a kind, the newest first."""
    return tuple(map(_draft, _own(by).filter(kind=kind_code, number=None)[:LISTED]))


def sent_in(by: Applicant, key: UUID) -> UUID | None:
    """The application that a form's key has become, where it was sent in already."""
    return _own(by).filter(draft_key=key, number__isnull=False).values_list("pk", flat=True).first()


def draft_of(by: Applicant, application_id: UUID) -> DraftView:
    """One's own draft, or what one has to correct, as it was last saved. Raises Absent for another's."""
    return _draft(own_application(by, application_id))


def _draft(row: Application) -> DraftView:
    return DraftView(
        row.id, row.kind, row.draft_key, row.serial, open_values(row), papers_of(row), row.place_id, row.saved_at
    )
