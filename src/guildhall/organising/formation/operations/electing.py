"""From the candidates to the reported result: what the flow's steps do."""

from __future__ import annotations

from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.flows.contracts import Acted
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Refused
from guildhall.kernel.working_days import working_days
from guildhall.organising.formation.contracts import Body
from guildhall.organising.formation.contracts.cases import DocumentKind
from guildhall.organising.formation.models import Assembly, Case, Vote
from guildhall.organising.formation.operations.desk import NO_PLAN
from guildhall.organising.formation.operations.papers import KIND, issue_paper
from guildhall.organising.formation.queries.cases import ballots_of, meeting_of, plan_of
from guildhall.organising.formation.queries.grounds import ground_of
from guildhall.organising.formation.rules import electing, putting_up, wording
from guildhall.organising.formation.rules.candidates import chair_measures_apply, published_until
from guildhall.organising.formation.rules.findings import distinct
from guildhall.organising.formation.rules.permissions import DECIDE, FORM
from guildhall.organising.formation.sealing import open_nominees, open_roll


@operation
def put_up(acted: Acted) -> UUID | None:
    """The candidates go to the next-higher union. Refused while any rule speaks against plan or list."""
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    _require(case, acted)
    record(acted.actor, FORM.code, Thing(KIND, case.pk), at=acted.at, fields=["nominees"])
    return None


def _require(case: Case, acted: Acted) -> None:
    plan, ground = plan_of(case), ground_of(case, acted.at)
    if plan is None:
        raise Refused(NO_PLAN())
    nominees, enrolled = open_nominees(case), {one.key for one in open_roll(case)}
    found = [*putting_up.plan_findings(plan, ground), *putting_up.slate_findings(nominees, enrolled, plan, ground)]
    wrong = distinct(one.message for one in found if one.refuses)
    if wrong:
        raise Refused(*wrong)


@operation
def publish_candidates(acted: Acted) -> UUID | None:
    """The next-higher union has examined the list (E4): it is published, for as long as both periods ask (E8)."""
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    _require(case, acted)
    on, nominees = acted.at.astimezone(CHINA).date(), open_nominees(case)
    bodies = {body for one in nominees for body in one.bodies}
    if bodies & {Body.AUDIT, Body.WOMEN}:
        bodies.add(Body.COMMITTEE)
    measures = chair_measures_apply(ground_of(case, acted.at).kind)
    case.published_on = on
    case.published_until = published_until(on, bodies, working_days(), chair_measures=measures)
    case.save(update_fields=["published_on", "published_until"])
    values = {"union": case.union_name, "from": wording.day(on), "until": wording.day(case.published_until)}
    tables = {"candidates": wording.nominee_rows(nominees)}
    issue_paper(case, DocumentKind.CANDIDATES, values, tables, at=acted.at)
    record(acted.actor, DECIDE.code, Thing(KIND, case.pk), at=acted.at, fields=["published_on", "published_until"])
    return None


@operation
def report_result(acted: Acted) -> UUID | None:
    """The election is reported: complete, by ballots that add up. Refused with all that is missing."""
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    plan, nominees, ballots = plan_of(case), open_nominees(case), ballots_of(case)
    held = Assembly.objects.filter(case=case).first()
    meeting = meeting_of(held) if held else None
    if plan is None or meeting is None:
        raise Refused(electing.NO_MEETING())
    missing = electing.completeness_findings(plan, nominees, meeting, ballots)
    if missing:
        raise Refused(*(one.message for one in missing))
    on = acted.at.astimezone(CHINA).date()
    names = wording.names_in(nominees, open_roll(case), ballots)
    issue_paper(
        case, DocumentKind.MINUTES, wording.of_minutes(case.union_name, plan, meeting, names, on),
        {
            "ballots": wording.ballot_rows(ballots, names), "papers": wording.paper_rows(ballots),
            "results": wording.result_rows(plan, nominees, ballots, names),
        },
        at=acted.at,
    )  # fmt: skip
    record(acted.actor, FORM.code, Thing(KIND, case.pk), at=acted.at, fields=["result"])
    return None


@operation
def elect_again(acted: Acted) -> UUID | None:
    """The procedure was not kept (E19): meeting, ballots and publication are taken back, the list stays."""
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    Vote.objects.filter(case=case).delete()
    Assembly.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).update(published_on=None, published_until=None)
    record(acted.actor, DECIDE.code, Thing(KIND, case.pk), at=acted.at, fields=["meeting", "ballot"])
    return None
