"""Runs, units, work: as an accepted run leaves them, for tests of what is read and done with them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.base.organisations.models import Organisation
from guildhall.infra.ids import new_id
from guildhall.kernel.clocks import CHINA
from guildhall.linkage.rules.worklist import JOINT_NEARBY, LARGE, NO_UNION
from guildhall.organising.roster.contracts import Covered, RunState, WorkState
from guildhall.organising.roster.models import Run, RunRate, Unit, WorkItem
from tests.base.actors import AT, place
from tests.base.organisations.makers import organisation

AS_OF = date(2023, 1, 31)
ACCEPTED = datetime(2023, 2, 20, 10, 0, tzinfo=CHINA)


def run(code: str = "330000", *, title: str = "二月比对", accepted_at: datetime | None = ACCEPTED) -> Run:
    """An accepted run of a place; one to be accepted where no day is given."""
    state = RunState.ACCEPTED if accepted_at else RunState.PROPOSED
    return Run.objects.create(
        place_id=place(code), title=title, state=state.value, as_of=AS_OF, created_by=new_id(), created_at=AT,
        accepted_at=accepted_at,
    )  # fmt: skip


def rate(held: Run, code: str, numerator: int, denominator: int, indicator: str = "social_org_coverage_25") -> None:
    """What a run counted for a place before any review."""
    RunRate.objects.create(
        run=held, place_id=place(code), indicator=indicator, numerator=numerator, denominator=denominator
    )


def unit(
    held: Run, name: str, code: str = "330203", *, insured: int | None = 30, covered: Covered = Covered.NONE,
    kind: OrganisationKind = OrganisationKind.SOCIAL_SERVICE, industry: str = "P", counts: bool = True, **facts: Any,
) -> UUID:  # fmt: skip
    """An organisation as the rates see it; returns its id."""
    made = organisation(name, code, kind=kind, industry=industry, **facts)
    Unit.objects.create(
        organisation_id=made, place_id=place(code), kind=kind.value, industry=industry, insured=insured,
        counts=counts, covered=covered.value, run=held,
    )  # fmt: skip
    return made


def work_item(
    name: str, code: str = "330203", *, insured: int = 30, points: int | None = None, handed_to: str = "",
    state: WorkState | None = None, listed: bool = True, organisation_id: UUID | None = None,
    kind: OrganisationKind = OrganisationKind.SOCIAL_SERVICE, industry: str = "P", large: bool = False,
) -> UUID:  # fmt: skip
    """An organisation on the worklist; returns the item's id. `handed_to`: a place's code."""
    made = organisation_id or organisation(name, code, kind=kind, industry=industry)
    reasons = [NO_UNION(insured=insured), *([LARGE(from_count=200)] if large else []), JOINT_NEARBY(unions=2)]
    at = AT if handed_to else None
    item = WorkItem.objects.create(
        organisation=Organisation.objects.get(pk=made), place_id=place(code), kind=kind.value, industry=industry,
        insured=insured, points=insured if points is None else points,
        reasons=[[reason.code, dict(reason.params)] for reason in reasons], listed=listed,
        state=(state or (WorkState.ASSIGNED if handed_to else WorkState.OPEN)).value,
        assigned_id=place(handed_to) if handed_to else None, assigned_at=at,
    )  # fmt: skip
    return item.pk
