"""One application whole: as an office sees its file, as its applicant does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from guildhall.base.accounts.queries import account_names
from guildhall.base.files.queries import files_of
from guildhall.base.flows.access import NO_APPLICATION, own_application, paths_of, roles_at, standing_of
from guildhall.base.flows.contracts import (
    KINDS,
    Applicant,
    ApplicationView,
    By,
    FileView,
    FlowKind,
    Hand,
    OpinionView,
    PaperView,
    StepView,
    Verdict,
)
from guildhall.base.flows.contracts.views import OWN_ACTS
from guildhall.base.flows.models import Application, Opinion, Paper, Signature, Step
from guildhall.base.flows.queries.clocks import clock_views
from guildhall.base.flows.queries.views import marks_in, marks_of, view_of
from guildhall.base.flows.rules.fields import masked, seen_in
from guildhall.base.flows.rules.offices import Standing, makeable
from guildhall.base.flows.rules.permissions import ACT, HAND
from guildhall.base.flows.sealing import key_of, open_note, open_values
from guildhall.base.places.queries import places_of
from guildhall.infra.crypto import SubjectKey
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.errors import Absent
from guildhall.kernel.words import Words

#: Whether the reader may give the opinion that an office of a role at a path was asked for.
MayGive = Callable[[Role, str], bool]


def application_view(application_id: UUID) -> ApplicationView:
    """An application by id, for the module whose kind it is: nothing personal. Raises Absent."""
    row = Application.objects.filter(pk=application_id).first()
    if row is None:
        raise Absent(NO_APPLICATION())
    return view_of(row)


def file_of(actor: Actor, row: Application, on: date) -> FileView:
    """The file of an application that `access.application_for` gave, as the actor sees it on a day."""
    kind = KINDS.of(row.kind)
    standing = standing_of(actor, row)
    paths = paths_of(actor, ACT)
    values = open_values(row)
    shown = {
        field.code: masked(field, values.get(field.code, ""))
        for field in kind.fields
        if field.code in values and seen_in(field.shown_in, row.state)
    }
    hidden = tuple(field.code for field in kind.fields if values.get(field.code) and field.code not in shown)
    papers = tuple(
        one for one in papers_of(row) if seen_in(kind.paper(one.paper).shown_in, row.state)
    )  # fmt: skip

    def may_give(role: Role, path: str) -> bool:
        return role in roles_at(actor, path) and any(path.startswith(one) for one in paths)

    may_hand = row.hand == Hand.OFFICE and actor.has(HAND) and Role(row.office_role) in standing.roles
    return _file(row, kind, standing, shown, hidden, papers, on, may_give=may_give, may_hand=may_hand)


def own_view(by: Applicant, application_id: UUID, on: date) -> FileView:
    """One's own application, drafts included, in clear. Raises Absent for another's."""
    row = own_application(by, application_id)
    row = Application.objects.select_related("place", "office_place", "holder").get(pk=row.pk)
    kind = KINDS.of(row.kind)
    return _file(row, kind, Standing(is_applicant=True), open_values(row), (), papers_of(row), on, for_applicant=True)


def _file(
    row: Application, kind: FlowKind, standing: Standing, values: Mapping[str, str], hidden: tuple[str, ...],
    papers: tuple[PaperView, ...], on: date, *, may_give: MayGive | None = None, may_hand: bool = False,
    for_applicant: bool = False,
) -> FileView:  # fmt: skip
    state = kind.state(row.state)
    key = key_of(row) if row.key is not None else None
    steps = list(Step.objects.filter(application=row).order_by("id"))
    opinions = [] if for_applicant else list(
        Opinion.objects.filter(application=row).select_related("place").order_by("id")
    )  # fmt: skip
    accounts = account_names(
        {one.account_id for one in steps if one.account_id}
        | {one.asked_by_id for one in opinions}
        | {one.given_by_id for one in opinions if one.given_by_id}
    )
    places = places_of({one.office_place_id for one in steps if one.office_place_id})
    names = {place_id: place.name for place_id, place in places.items()}
    return FileView(
        application=view_of(row),
        values=values,
        hidden=hidden,
        papers=papers,
        marks=marks_of(row),
        clocks=clock_views(kind, row, on),
        steps=tuple(_step(kind, row, one, key, accounts, names, for_applicant) for one in steps),
        opinions=tuple(_opinion(row, one, key, accounts, may_give) for one in opinions),
        acts=tuple(one.code for one in makeable(kind, state, standing, holder=row.holder_id)),
        signed={} if for_applicant else _signed(row),
        visited=frozenset({kind.draft.code, *(one.leaves for one in steps)}) - {row.state},
        place=row.place.name if row.place else "",
        office_place=row.office_place.name if row.office_place and row.hand == Hand.OFFICE else "",
        holder="" if for_applicant or row.holder is None else row.holder.display_name,
        may_hand=may_hand,
        returned_from=row.returned_from,
    )


def papers_of(row: Application) -> tuple[PaperView, ...]:
    """The attached files with their names, in the order of attaching: two queries."""
    rows = list(Paper.objects.filter(application=row).order_by("id"))
    files = files_of({one.file_id for one in rows if one.file_id is not None})
    names = {file_id: file.name for file_id, file in files.items()}
    return tuple(
        PaperView(one.id, one.paper, names.get(one.file_id, "") if one.file_id else "", one.size, one.digest, one.at)
        for one in rows
    )


def _signed(row: Application) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for code in Signature.objects.filter(application=row, stay=row.stay).values_list("transition", flat=True):
        found[code] = found.get(code, 0) + 1
    return found


def _step(
    kind: FlowKind, row: Application, step: Step, key: SubjectKey | None, accounts: Mapping[UUID, str],
    places: Mapping[UUID, str], for_applicant: bool,
) -> StepView:  # fmt: skip
    transition = kind.transition(step.act)
    words = transition.words if transition else OWN_ACTS.get(step.act, Words("办理", "handled"))
    told = open_note(row, step.sealed, key) or {}
    # What colleagues wrote to each other is theirs; what was decided and how to correct it is the applicant's, too.
    note = "" if for_applicant and transition is None else str(told.get("note", ""))
    reasons = transition.reasons if transition else ()
    reason = next((one for one in reasons if one.code == step.reason), None)
    who = accounts.get(step.account_id, "") if step.account_id else ""
    place = places.get(step.office_place_id, "") if step.office_place_id else ""
    return StepView(
        step.at, step.act, words, By(step.by), "" if for_applicant else who, "" if step.by == By.APPLICANT else place,
        step.leads, reason.words if reason else None, reason.rule if reason else "", note,
        marks_in(told.get("marks")),
    )  # fmt: skip


def _opinion(
    row: Application, one: Opinion, key: SubjectKey | None, accounts: Mapping[UUID, str], may_give: MayGive | None
) -> OpinionView:
    return OpinionView(
        one.id, one.place.name, open_note(row, one.sealed_question, key) or "", accounts.get(one.asked_by_id, ""),
        one.asked_at, Verdict(one.verdict) if one.verdict else None, open_note(row, one.sealed_answer, key) or "",
        accounts.get(one.given_by_id, "") if one.given_by_id else "", one.given_at,
        one.given_at is None and may_give is not None and may_give(Role(one.office_role), one.place.path),
    )  # fmt: skip
