"""Organisations over the API, within the caller's reach."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from guildhall.base.organisations.contracts import OrganisationKind, OrganisationSummary
from guildhall.base.organisations.queries import detail, position, search
from guildhall.infra.api import caller, cursor_of, position_of

router = Router()


class OrganisationOut(Schema):
    """`insured_month`: `YYYY-MM`, or "" where no count is known."""

    id: UUID
    canonical_id: UUID
    kind: str
    name: str
    credit_code: str
    place_id: UUID | None
    place_name: str
    industry: str
    insured_count: int | None
    insured_month: str
    closed_on: date | None


class OrganisationPage(Schema):
    """`total`: exact, or `10,000+`. `next`: "" on the last page."""

    total: str
    next: str
    rows: list[OrganisationOut]


class RecordOut(Schema):
    """One record that counts as the organisation; `sources`: field → register, run, row."""

    id: UUID
    name: str
    credit_code: str
    address: str
    legal_representative: str
    sources: dict[str, list[str]]


class OrganisationDetailOut(Schema):
    organisation: OrganisationOut
    records: list[RecordOut]
    former_names: list[str]


def _out(row: OrganisationSummary) -> OrganisationOut:
    return OrganisationOut(
        id=row.id, canonical_id=row.canonical_id, kind=row.kind.value, name=row.name, credit_code=row.credit_code,
        place_id=row.place_id, place_name=row.place_name, industry=row.industry, insured_count=row.insured_count,
        insured_month=row.insured_month, closed_on=row.closed_on,
    )  # fmt: skip


@router.get("", response=OrganisationPage, summary="Organisations by part of a name, former name or credit code")
def find(
    request: HttpRequest, text: str = "", kind: OrganisationKind | None = None, cursor: str = ""
) -> OrganisationPage:
    after = position_of(cursor, str, UUID)
    found = search(caller(request), text, kinds=(kind,) if kind else (), after=(after[0], after[1]) if after else None)
    last = position(found.rows[-1]) if found.rows and found.more else None
    return OrganisationPage(
        total=str(found.total),
        next=cursor_of(last[0], str(last[1])) if last else "",
        rows=[_out(row) for row in found.rows],
    )


@router.get("{organisation_id}", response=OrganisationDetailOut, summary="One organisation, its records side by side")
def one(request: HttpRequest, organisation_id: UUID) -> OrganisationDetailOut:
    found = detail(caller(request), organisation_id)
    return OrganisationDetailOut(
        organisation=_out(found.summary),
        records=[
            RecordOut(
                id=held.id,
                name=held.facts.name,
                credit_code=held.facts.credit_code,
                address=held.facts.address,
                legal_representative=held.facts.legal_representative,
                sources={
                    name: [source.register, source.run, str(source.row)] for name, source in held.provenance.items()
                },
            )
            for held in found.records
        ],
        former_names=[name for name, _ in found.former_names],
    )
