"""From the application to the closed roll: what the flow's first steps do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.flows.contracts import Acted
from guildhall.base.organisations.contracts import Facts, NewOrganisation, Provenance
from guildhall.base.organisations.operations import register_organisation
from guildhall.base.organisations.queries import known_codes, organisations_of
from guildhall.base.places.queries import places_of
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, Message, MessageKind
from guildhall.kernel.text import organisation_name_key
from guildhall.organising.formation.contracts import Form
from guildhall.organising.formation.contracts.cases import DocumentKind
from guildhall.organising.formation.models import Case, MemberUnion, Unit
from guildhall.organising.formation.operations.papers import KIND, issue_paper, number_reply
from guildhall.organising.formation.queries.offices import upper_office
from guildhall.organising.formation.rules import filling, wording
from guildhall.organising.formation.rules.findings import distinct
from guildhall.organising.formation.rules.forming import (
    CLOSED,
    HAS_UNION,
    NO_MEMBERS,
    UNIT_MUST_ALONE,
    federation_findings,
    joint_findings,
)
from guildhall.organising.formation.rules.permissions import DECIDE, FORM
from guildhall.organising.formation.sealing import new_key, open_roll
from guildhall.organising.unions.contracts import Relation, UnionKind
from guildhall.organising.unions.queries import presences_of, standing_unions

NO_SUCH_UNION: Final = MessageKind(
    "formation.no_such_union",
    "没有找到“{name}”：请写工会全称，须是现有的基层工会。",
    "{name} was not found: give the full name of a grassroots union that stands.",
)
UNION_TWICE: Final = MessageKind(
    "formation.union_twice",
    "“{name}”写了两次，或有几个同名的工会。",
    "{name} is named twice, or several are called so.",
)
APPLICATION: Final = "formation.application"


@operation
def open_case(acted: Acted) -> UUID | None:
    """The application was sent in: keep what it is about. Raises Invalid at the fields that do not do."""
    form, on = Form(acted.kind.partition(".")[2]), acted.at.astimezone(CHINA).date()
    case = Case.objects.create(
        application_id=acted.application_id, form=form.value, union_name=acted.values["union_name"],
        place_id=acted.place_id, key=new_key(acted.application_id), created_at=acted.at,
    )  # fmt: skip
    _fill(case, form, acted, on)
    case.refresh_from_db()
    place = places_of([acted.place_id])[acted.place_id]
    issue_paper(
        case, DocumentKind.REQUEST, wording.of_request(form, acted.values, place.name, on),
        {"units": wording.unit_rows(filling.units_of(acted.values, on)[0])}, number=acted.number, at=acted.at,
    )  # fmt: skip
    record(acted.actor, FORM.code, Thing(KIND, case.pk), at=acted.at, fields=["case"])
    return None


@operation
def renew_case(acted: Acted) -> UUID | None:
    """The application was corrected: what it is about is read again."""
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    Case.objects.filter(pk=case.pk).update(union_name=acted.values["union_name"])
    Unit.objects.filter(case=case).delete()
    MemberUnion.objects.filter(case=case).delete()
    _fill(case, Form(case.form), acted, acted.at.astimezone(CHINA).date())
    return None


def _fill(case: Case, form: Form, acted: Acted, on: date) -> None:
    if form is Form.FEDERATION:
        _member_unions(case, acted.values, on)
        return
    if form is Form.WORKERS:
        return
    units, _ = filling.units_of(acted.values, on)
    known = known_codes(unit.code for unit in units)
    held = organisations_of(set(known.values()))
    own = {one.organisation_id for one in presences_of(set(known.values())) if _is_own(one.relation, one.ends_on)}
    employers = []
    for unit in units:
        record_of = held.get(known[unit.code]) if unit.code in known else None
        closed = record_of is not None and record_of.closed_on is not None
        employers.append((unit, unit.employer(has_union=known.get(unit.code) in own, closed=closed)))
    if form is Form.JOINT:
        wrong = filling.at_fields(joint_findings([(unit.name, employer) for unit, employer in employers], on))
    else:
        ((_, employer),) = employers
        wrong = {"unit_code": (CLOSED(),)} if employer.closed else {}
        wrong |= {"unit_code": (HAS_UNION(),)} if employer.has_union else {}
    if wrong:
        raise Invalid(wrong)
    Unit.objects.bulk_create(
        Unit(
            case=case, organisation_id=known.get(unit.code), code=unit.code, members=unit.members,
            name=held[known[unit.code]].name if unit.code in known else unit.name,
        )
        for unit in units
    )  # fmt: skip


def _is_own(relation: Relation, ends_on: date | None) -> bool:
    return relation is Relation.OWN and ends_on is None


def _member_unions(case: Case, values: Mapping[str, str], on: date) -> None:
    names = [line.strip() for line in values["unions"].splitlines() if line.strip()]
    keys = [organisation_name_key(name) for name in names]
    found: dict[str, list[tuple[UUID, str]]] = {}
    for union_id, key, kind in standing_unions().filter(name_key__in=keys).values_list("pk", "name_key", "kind"):
        found.setdefault(key, []).append((union_id, kind))
    wrong = [NO_SUCH_UNION(name=name) for name, key in zip(names, keys, strict=True) if key not in found]
    wrong += [
        UNION_TWICE(name=name)
        for name, key in zip(names, keys, strict=True)
        if len(found.get(key, ())) > 1 or keys.count(key) > 1
    ]
    wrong += [
        one.message
        for one in federation_findings(
            [(name, UnionKind(found[key][0][1])) for name, key in zip(names, keys, strict=True) if key in found], on
        )
    ]
    if wrong:
        raise Invalid({"unions": distinct(wrong)})
    MemberUnion.objects.bulk_create(MemberUnion(case=case, union_id=found[key][0][0]) for key in keys)


@operation
def approve_preparation(acted: Acted) -> UUID | None:
    """The preparatory group is approved: employers that no register knows are taken in, the reply is written."""
    actor = acted.actor
    if actor is None:
        raise ValueError("an office approves")
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    on = acted.at.astimezone(CHINA).date()
    for unit in case.units.filter(organisation=None):
        known = known_codes([unit.code]).get(unit.code)
        told = Provenance(APPLICATION, acted.number)
        facts = Facts(unit.name, credit_code=unit.code, place_id=case.place_id)
        unit.organisation_id = known or register_organisation(
            actor, NewOrganisation(facts, {"name": told, "credit_code": told, "place_id": told}), at=acted.at
        )
        unit.save(update_fields=["organisation"])
    office = upper_office(case)
    number = number_reply(office.id, office.name, acted.at)
    values = wording.of_reply(case.union_name, office.name, acted.number, acted.values.get("reply", ""), on)
    issue_paper(case, DocumentKind.PREPARATION_REPLY, values, {}, number=number, at=acted.at)
    record(actor, DECIDE.code, Thing(KIND, case.pk), at=acted.at, fields=["preparation"])
    return None


@operation
def close_roll(acted: Acted) -> UUID | None:
    """The members are entered: count them, and see whether the form still fits. Raises Invalid at `roll`."""
    case = locked(Case.objects.filter(pk=acted.application_id)).get()
    on = acted.at.astimezone(CHINA).date()
    roll = open_roll(case)
    wrong: tuple[Message, ...] = () if roll else (NO_MEMBERS(),)
    if case.form == Form.JOINT and roll:
        counted = [
            (unit.name, filling.UnitLine(unit.code, unit.name, sum(one.unit == unit.name for one in roll)).employer())
            for unit in case.units.all()
        ]
        found = joint_findings(counted, on)
        wrong = tuple(one.message for one in found if one.message.kind is UNIT_MUST_ALONE)
    if wrong:
        raise Invalid({"roll": wrong})
    members, women = len(roll), sum(one.woman for one in roll)
    Case.objects.filter(pk=case.pk).update(members=members, women=women)
    case.refresh_from_db()
    values = {"union": case.union_name, "members": str(members), "women": str(women), "date": wording.day(on)}
    issue_paper(case, DocumentKind.ROLL, values, {"members": wording.roll_rows(roll)}, at=acted.at)
    record(acted.actor, FORM.code, Thing(KIND, case.pk), at=acted.at, fields=["roll"], count=members)
    return None
