"""Reading a case that is recorded: who joins and who stands is personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.contracts import DocumentNumber
from guildhall.base.people.queries import canonical_of, known_documents
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.organising.formation.access import case_for
from guildhall.organising.formation.contracts import Finding
from guildhall.organising.formation.contracts.cases import CaseView
from guildhall.organising.formation.operations.papers import KIND
from guildhall.organising.formation.queries.cases import case_of
from guildhall.organising.formation.queries.grounds import ground_of
from guildhall.organising.formation.rules import putting_up
from guildhall.organising.formation.rules.permissions import READ
from guildhall.organising.members.queries import active_members


@dataclass(frozen=True, slots=True)
class Looked:
    """What the rules say of plan and list, and how many of the roll hold a membership elsewhere."""

    findings: tuple[Finding, ...]
    elsewhere: int


@operation
def look_at_case(actor: Actor, application_id: UUID, *, at: datetime, request_id: str = "") -> tuple[CaseView, Looked]:
    """A case of an application in reach, with what the office has to know to decide. Forbidden, Absent."""
    case = case_for(actor, application_id)
    view = case_of(case)
    findings: tuple[Finding, ...] = ()
    if view.plan is not None:
        ground = ground_of(case, at)
        enrolled = {one.key for one in view.roll}
        findings = (
            *putting_up.plan_findings(view.plan, ground),
            *putting_up.slate_findings(view.nominees, enrolled, view.plan, ground),
        )
    known = known_documents(DocumentNumber(one.kind, one.number) for one in view.roll)
    heads = canonical_of(set(known.values()))
    members = active_members().filter(person__in=[*heads, *heads.values()]).exclude(union=view.union_id)
    elsewhere = len(set(canonical_of(set(members.values_list("person", flat=True))).values())) if known else 0
    record(
        actor, READ.code, Thing(KIND, case.pk), at=at, act=Act.READ, fields=["roll", "nominees"],
        count=view.members or 1, request_id=request_id,
    )  # fmt: skip
    return view, Looked(findings, elsewhere)
