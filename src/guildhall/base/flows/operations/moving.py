"""One act on one application, within the operation that makes it: what is asked, what it changes, who is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from guildhall.base.accounts.queries import accounts_in
from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.flows import models
from guildhall.base.flows.contracts import Act, Acted, By, Done, FlowKind, Hand, Mark, State, Transition
from guildhall.base.flows.contracts.views import OWN_ACTS
from guildhall.base.flows.events import ApplicationMoved, ApplicationSubmitted
from guildhall.base.flows.models import Application, Paper, Published, Signature, Step
from guildhall.base.flows.operations import telling
from guildhall.base.flows.operations.turning import Clocks
from guildhall.base.flows.queries.clocks import running_clocks
from guildhall.base.flows.queries.names import line_of
from guildhall.base.flows.rules import clocks as rules
from guildhall.base.flows.rules.addresses import file_address, own_address
from guildhall.base.flows.rules.fields import NOT_ASKED, cleaned, mask_name, refusals
from guildhall.base.flows.rules.numbers import number_of
from guildhall.base.flows.rules.offices import goal_of, office_place
from guildhall.base.flows.rules.permissions import ACT, OWN
from guildhall.base.flows.sealing import open_values, phone_blind, seal_note, seal_values
from guildhall.base.notices.contracts import NoticeKind
from guildhall.base.notices.operations import notify
from guildhall.infra.bus import publish
from guildhall.infra.names import account_names
from guildhall.infra.transactions import locked
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Invalid, Message, MessageKind, Refused

KIND: Final = "flows.application"
MOVED: Final = MessageKind(
    "flows.moved",
    "这件申请已由{who}于 {when} 办过“{what_zh}”，现在在“{state_zh}”。您的这一次没有生效。",
    "{who} did “{what_en}” on {when}; the application is at “{state_en}” now. What you sent had no effect.",
)
NO_REASON: Final = MessageKind("flows.no_reason", "请选择理由。", "Please choose a reason.")
NO_MARKS: Final = MessageKind(
    "flows.no_marks", "请标出要补正的地方，并写明怎么改。", "Mark what is to be corrected, and say how."
)
NO_PLACE: Final = MessageKind("flows.no_place", "请选择所在的街道、乡镇。", "Choose the street or township.")
TOO_EARLY: Final = MessageKind(
    "flows.too_early",
    "“{clock_zh}”到 {day} 止，之后才能办这一步。",
    "“{clock_en}” runs until {day}; this can be done after it.",
)
SIGNED_ALREADY: Final = MessageKind(
    "flows.signed_already", "您已经签过，还差 {left} 人。", "You have signed; {left} more must."
)
APPLICANT: Final = MessageKind("flows.applicant", "申请人", "The applicant")
PRODUCT: Final = MessageKind("flows.product", "系统", "The product")
#: Longest note of an act, in characters.
NOTE: Final = 2000
NOTE_LONG: Final = MessageKind("flows.note_long", "最多 {most} 个字。", "At most {most} characters.")


class Move:
    """A transition of one application, whose row is locked. `actor` None: an applicant without account, the product."""

    def __init__(self, row: Application, kind: FlowKind, by: By, actor: Actor | None, at: datetime) -> None:
        self.row, self.kind, self.by, self.actor, self.at = row, kind, by, actor, at
        self.on: date = at.astimezone(CHINA).date()
        self.state: State = kind.state(row.state)
        self.values = open_values(row)

    # --- whether it can be made ---------------------------------------------------------------------------------------

    def refuse_if_moved(self, transition: Transition, version: int | None) -> None:
        """Raise Refused, and say who did what and when, where somebody was quicker."""
        if (version is None or version == self.row.version) and self.state.code in transition.starts:
            return
        raise Refused(self.overtaken())

    def overtaken(self) -> Message:
        """Who did the last thing to this application, and when."""
        step = Step.objects.filter(application=self.row).order_by("-id").first()
        made = self.kind.transition(step.act) if step else None
        own = OWN_ACTS.get(step.act) if step else None
        what = made.words if made else own
        who = account_names({step.account_id}).get(step.account_id) if step and step.account_id else None
        by = APPLICANT() if step is None or step.by == By.APPLICANT else PRODUCT()
        return MOVED(
            who=who or f"{by.zh} {by.en}",
            when=f"{(step.at if step else self.row.since).astimezone(CHINA):%Y-%m-%d %H:%M}",
            what_zh=what.zh if what else self.state.words.zh, what_en=what.en if what else self.state.words.en,
            state_zh=self.state.words.zh, state_en=self.state.words.en,
        )  # fmt: skip

    def take_values(self, transition: Transition, given: Mapping[str, str]) -> None:
        """Take what is filled in with a transition. Raises Invalid for fields that it does not ask."""
        foreign = [code for code in given if code not in transition.fields]
        if foreign:
            raise Invalid({code: (NOT_ASKED(),) for code in foreign})
        self.values |= cleaned(self.kind, given)

    def check(self, transition: Transition, reason: str, note: str, marks: Sequence[Mark]) -> None:
        """Raise Invalid at its field for whatever the transition lacks; Refused where its time has not come."""
        attached = set(Paper.objects.filter(application=self.row).values_list("paper", flat=True))
        wrong = {
            name: tuple(messages)
            for name, messages in refusals(self.kind, transition, self.values, attached, self.on).items()
        }
        if transition.act is Act.SUBMIT and self.row.place is None:
            wrong["place"] = (NO_PLACE(),)
        if transition.reasons and reason not in {one.code for one in transition.reasons}:
            wrong["reason"] = (NO_REASON(),)
        if transition.act is Act.RETURN:
            known = self.kind.correctable
            if not marks or any(not mark.note.strip() or mark.code not in known for mark in marks):
                wrong["marks"] = (NO_MARKS(),)
        if len(note) > NOTE:
            wrong["note"] = (NOTE_LONG(most=NOTE),)
        if wrong:
            raise Invalid(wrong)
        if transition.not_before:
            held = running_clocks(self.row).get(transition.not_before)
            if not rules.is_over(held, self.on):
                words = self.kind.clock(transition.not_before).words
                day = held.due_on.isoformat() if held else None
                raise Refused(TOO_EARLY(clock_zh=words.zh, clock_en=words.en, day=day))

    def sign(self, transition: Transition) -> Done | None:
        """Put the actor's signature under it; None once there are enough. Raises Refused where they signed before."""
        if transition.signatures == 1 or self.actor is None:
            return None
        held = Signature.objects.filter(application=self.row, stay=self.row.stay, transition=transition.code)
        signed = set(held.values_list("account", flat=True))
        if self.actor.account_id in signed:
            raise Refused(SIGNED_ALREADY(left=transition.signatures - len(signed)))
        Signature.objects.create(
            application=self.row, stay=self.row.stay, transition=transition.code,
            account_id=self.actor.account_id, at=self.at,
        )  # fmt: skip
        if len(signed) + 1 >= transition.signatures:
            return None
        self.row.version += 1
        self.row.sealed = seal_values(self.row, self.values)
        self.row.save(update_fields=["version", "sealed"])
        self.log("flows.signed", self.state.code)
        self.audit(["signature"])
        return self.done(signed=len(signed) + 1, needed=transition.signatures)

    # --- making it ----------------------------------------------------------------------------------------------------

    def make(self, transition: Transition, *, reason: str = "", note: str = "", marks: Sequence[Mark] = ()) -> Done:
        """Make the transition: state, hands, clocks, what the module does, the timeline, the audit, who is told."""
        row, leaves = self.row, self.state
        goal = goal_of(self.kind, transition, row.returned_from)
        if transition.act is Act.SUBMIT:
            self._number()
        took = self._days()
        before = {"leaves": leaves.code, "office_place": row.office_place_id, "days": took}
        row.returned_from = leaves.code if transition.act is Act.RETURN else ""
        row.sealed_marks = seal_note(row, [[mark.code, mark.note.strip()] for mark in marks]) if marks else None
        row.reason = reason
        self._enter(goal)
        effected = transition.effect(self._acted(transition, reason, note)) if transition.effect else None
        if effected is not None:
            row.subject_id = effected
        row.sealed = seal_values(row, self.values)
        row.version += 1
        row.save()
        self.log(transition.code, goal.code, reason=reason, note=note, marks=marks, **before)  # type: ignore[arg-type]  # one value each
        fields = ["state", *sorted(code for code in transition.fields if code in self.values)]
        self.audit(fields)
        self._publish(goal)
        self._tell(transition, leaves, goal)
        return self.done()

    def _number(self) -> None:
        """Give the application its number, and what it is found again by."""
        row, year = self.row, self.on.year
        name = f"{self.kind.prefix}-{year}"
        models.Counter.objects.get_or_create(name=name)
        counter = locked(models.Counter.objects.filter(name=name)).get()
        counter.last += 1
        counter.save(update_fields=["last"])
        row.number = number_of(self.kind.prefix, year, counter.last)
        row.submitted_at, row.expires_at = self.at, None
        field = self.kind.field(self.kind.name_field)
        name_given = self.values.get(field.code, "")
        row.title = (mask_name(name_given) if field.is_personal else name_given)[:100]
        row.phone_blind = phone_blind(self.values.get(self.kind.phone_field, ""))

    def _days(self) -> int | None:
        """How many days the office that lets it go had had it."""
        if self.row.hand != Hand.OFFICE:
            return None
        return max((self.on - self.row.since.astimezone(CHINA).date()).days, 0)

    def _enter(self, goal: State) -> None:
        row = self.row
        row.state, row.hand, row.since = goal.code, goal.hand.value, self.at
        row.stay += 1
        row.holder = None
        if goal.hand is Hand.OFFICE and row.place is not None:
            office = self.kind.office(goal.office)
            if goal.office != row.office or row.office_place is None:
                row.office_place_id = office_place(office, line_of(row.place)).id
            row.office, row.office_role = office.code, office.role.value
        if goal.outcome is not None:
            row.outcome, row.ended_at, row.expires_at = goal.outcome.value, self.at, self.at + self.kind.kept
        self._turn_clocks(goal.code)
        self.state = goal

    def _turn_clocks(self, state: str) -> None:
        Clocks(self.row, self.kind, self.on).turn(state)

    def _acted(self, transition: Transition, reason: str, note: str) -> Acted:
        row = self.row
        if row.place_id is None or row.number is None:
            raise ValueError("an application that is acted on has a place and a number")
        return Acted(
            row.id, row.number, self.kind.code, transition.code, row.state, row.place_id, row.account_id,
            row.person_id, row.organisation_id, row.subject_id, dict(self.values), self.actor, self.at, reason, note,
        )  # fmt: skip

    # --- what is told of it -------------------------------------------------------------------------------------------

    def log(
        self, act: str, leads: str, *, leaves: str = "", office_place: UUID | None = None, days: int | None = None,
        reason: str = "", note: str = "", marks: Sequence[Mark] = (),
    ) -> None:  # fmt: skip
        """Write an entry of the timeline."""
        told = {"note": note.strip(), "marks": [[mark.code, mark.note.strip()] for mark in marks]}
        Step.objects.create(
            application=self.row, kind=self.kind.code, act=act, by=self.by.value, leaves=leaves or self.state.code,
            leads=leads, account_id=self.actor.account_id if self.actor else None,
            office_place_id=office_place or self.row.office_place_id, at=self.at, reason=reason, days=days,
            sealed=seal_note(self.row, told) if note.strip() or marks else None,
        )  # fmt: skip

    def audit(self, fields: Iterable[str]) -> None:
        """Write the act into the audit."""
        permission = OWN if self.by is By.APPLICANT else ACT
        thing = Thing(KIND, self.row.id)
        record(self.actor, permission.code, thing, at=self.at, fields=list(fields), person_id=self.row.person_id)

    def _publish(self, goal: State) -> None:
        if goal.publishes is None:
            return
        held = running_clocks(self.row)[goal.publishes.clock]
        values = {code: self.values.get(code, "") for code in goal.publishes.fields}
        Published.objects.create(
            application=self.row, state=goal.code, values=values, starts_on=self.on, ends_on=held.due_on
        )

    def _tell(self, transition: Transition, leaves: State, goal: State) -> None:
        row = self.row
        if transition.act is Act.SUBMIT and row.place_id is not None:
            publish(ApplicationSubmitted(row.id, self.kind.code, row.place_id, self.at))
        publish(
            ApplicationMoved(
                row.id, self.kind.code, transition.code, leaves.code, goal.code, row.outcome, self.at
            )
        )  # fmt: skip
        if self.by is not By.APPLICANT and row.account_id is not None:
            told = telling.RETURNED if transition.act is Act.RETURN else telling.MOVED_ON
            self.tell({row.account_id}, telling.ENDED if goal.outcome else told, own=True)
        if goal.hand is Hand.OFFICE and row.office_place_id is not None:
            role = self.kind.office(goal.office).role
            here = set(accounts_in([role], row.office_place_id, on=self.on))
            self.tell(here - ({self.actor.account_id} if self.actor else set()), telling.ARRIVED)

    def tell(self, to: Iterable[UUID], kind: NoticeKind, *, own: bool = False) -> None:
        """Tell accounts something of this application."""
        link = own_address(self.row.id) if own else file_address(self.row.id)
        notify(set(to), kind, {"application": self.row.id}, link=link, at=self.at)

    def done(self, *, signed: int = 1, needed: int = 1) -> Done:
        return Done(self.row.id, self.row.number or "", self.row.state, self.row.version, signed, needed)
