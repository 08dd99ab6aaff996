"""Joining, changes, transfers: what each act leaves, and that a refusal leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from guildhall.base.audit.models import Entry
from guildhall.base.people.models import Person
from guildhall.base.people.operations import merge_people, split_person
from guildhall.infra.bus import subscribe, unsubscribe
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused
from guildhall.organising.members import operations
from guildhall.organising.members.bulk import status_of
from guildhall.organising.members.contracts import (
    Change,
    Joining,
    NewEmployment,
    NewMembership,
    Reason,
    Status,
    Tie,
    Transferred,
    TransferState,
)
from guildhall.organising.members.events import MembershipChanged, MembersJoined
from guildhall.organising.members.models import MemberChange, Membership, Transfer
from guildhall.organising.members.operations.transferring import Offer
from guildhall.organising.members.queries import active_members, members_by_union
from guildhall.organising.members.rules.leaving import Expulsion, NoPart
from tests.base.actors import AT, ON, actor, at_places
from tests.base.people.makers import person, reaching, resident
from tests.organising.members.makers import member, said, union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
LATER = AT + timedelta(days=30)
LATER_ON = LATER.astimezone(CHINA).date()
COLUMNS = [
    "person", "union", "active", "month", "ends_on", "confirmed", "overruled", "holder", "starts_on",
    "first_joined_on", "retained_on", "organisation", "tie", "new_employment", "platform",
]  # fmt: skip


def officer(*codes: str) -> Any:
    return at_places(Role.OFFICER, *(codes or ("330203",)))


def now(row: Membership | int) -> Membership:
    return Membership.objects.get(pk=row.pk if isinstance(row, Membership) else row)


def status(row: Membership | int) -> Status:
    return status_of(now(row))


def history(row: Membership | int) -> list[tuple[int, int, date]]:
    key = row.pk if isinstance(row, Membership) else row
    return list(MemberChange.objects.filter(membership=key).order_by("id").values_list("code", "reason", "on"))


def everything() -> tuple[object, ...]:
    return (
        list(Membership.objects.order_by("pk").values()),
        list(MemberChange.objects.order_by("pk").values()),
        list(Transfer.objects.order_by("pk").values()),
        Entry.objects.count(),
    )


def refused(kind: type[Exception], act: Callable[[], object]) -> list[str]:
    """Codes of the refusal of an act that leaves nothing behind."""
    before = everything()
    with pytest.raises(kind) as caught:
        act()
    assert everything() == before
    return [message.code for message in caught.value.messages]  # type: ignore[attr-defined]  # our own refusals


# --- joining -----------------------------------------------------------------------------------------------------


def test_a_membership_begins_on_the_day_of_the_approval() -> None:
    one, street = person("甲", 1), union()
    asked = Joining(one, street, Tie.INDEPENDENT, None, NewEmployment.FOOD_RIDER, "某平台")
    public_id = operations.join(officer(), asked, at=AT)
    row = Membership.objects.get(public_id=public_id)
    assert {name: getattr(row, name) for name in COLUMNS if name not in ("person", "union", "organisation")} == {
        "active": True, "month": "", "ends_on": None, "confirmed": True, "overruled": False, "holder": one,
        "starts_on": ON, "first_joined_on": ON, "retained_on": None, "tie": "independent",
        "new_employment": "food_rider", "platform": "某平台",
    }  # fmt: skip
    assert (row.person_id, row.union_id, row.organisation_id) == (one, street, None)
    assert history(row) == [(Change.JOINED, Reason.NONE, ON)]
    assert len(row.card or "") == 12
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.object_id, entry.person_id, entry.fields) == (
        "members.change", public_id, one, ["union", "starts_on"],
    )  # fmt: skip


def test_a_card_says_nothing_about_its_holder() -> None:
    cards = {member(union(), f"甲{n}", n).card for n in range(5)}
    assert len(cards) == 5


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.OFFICER])
def test_only_an_officer_takes_somebody_in(role: Role) -> None:
    one, street = person("甲"), union()
    codes = refused(Forbidden, lambda: operations.join(at_places(role, "330203"), Joining(one, street), at=AT))
    assert codes == ["actor.forbidden"]


def test_a_union_elsewhere_is_absent() -> None:
    one, street = person("甲"), union(code="330212")
    assert refused(Absent, lambda: operations.join(officer(), Joining(one, street), at=AT)) == ["members.no_such_union"]


def test_nobody_joins_the_same_union_twice() -> None:
    row = member(street := union())
    codes = refused(Invalid, lambda: operations.join(officer(), Joining(row.person_id, street), at=AT))
    assert codes == ["members.member_here"]


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_who_is_a_member_elsewhere_is_transferred_and_does_not_join(is_confirmed: bool) -> None:
    one, first, second = person("甲"), union("甲"), union("乙")
    if is_confirmed:
        operations.join(officer(), Joining(one, first), at=AT)
    else:
        said(one, first)
    codes = refused(Invalid, lambda: operations.join(officer(), Joining(one, second), at=AT))
    assert codes == ["members.member_already"]


def test_who_was_dropped_by_a_register_joins_by_the_row_that_is_there() -> None:
    one, street = person("甲"), union()
    key = said(one, street, active=False)
    operations.join(officer(), Joining(one, street), at=AT)
    assert (status(key), now(key).holder, history(key)) == (Status.ACTIVE, one, [(1, 0, ON)])
    assert Membership.objects.count() == 1


def test_who_left_may_join_again_and_keeps_the_first_day() -> None:
    row = member(street := union())
    operations.leave(officer(), row.pk, on=ON, at=AT)
    public_id = operations.join(officer(), Joining(row.person_id, street), at=LATER)
    again = Membership.objects.get(public_id=public_id)
    assert (again.starts_on, again.first_joined_on, status(row)) == (LATER_ON, ON, Status.ENDED)


def test_many_join_as_each_would_alone() -> None:
    street, lone = union("甲"), union("乙")
    people = [person(f"甲{n}") for n in range(4)]
    said(people[1], street, active=False)
    said(people[1], lone, active=False)
    said(people[2], lone, active=True)
    asked = [Joining(one, street, Tie.EMPLOYED) for one in (*people, people[0])]
    outcomes = []
    for is_bulk in (True, False):
        with transaction.atomic():
            told = {}
            if is_bulk:
                done = operations.join_all(officer(), street, asked, at=AT)
                told = {place: [m.code for m in found["document"]] for place, found in done.refused.items()}
            else:
                for place, joining in enumerate(asked):
                    try:
                        operations.join(officer(), joining, at=AT)
                    except Invalid as refusal:
                        told[place] = [message.code for message in refusal.messages]
            rows = list(Membership.objects.order_by("person", "union").values(*COLUMNS))
            steps = list(
                MemberChange.objects.order_by("membership__person").values("membership__person", "code", "reason", "on")
            )
            outcomes.append((told, rows, steps))
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == {2: ["members.member_already"], 4: ["members.member_here"]}


def test_many_who_join_are_one_entry_and_one_fact() -> None:
    street = union()
    heard: list[MembersJoined] = []
    subscribe(MembersJoined, heard.append)
    try:
        before = Entry.objects.filter(action="members.change").count()
        operations.join_all(officer(), street, [Joining(person(f"甲{n}"), street) for n in range(3)], at=AT)
    finally:
        unsubscribe(MembersJoined, heard.append)
    assert Entry.objects.filter(action="members.change").count() == before + 1
    assert heard == [MembersJoined(street, 3, ON)]


# --- changes -----------------------------------------------------------------------------------------------------


def test_a_retired_member_is_retained_and_not_counted() -> None:
    row = member(street := union())
    assert members_by_union([street]) == {street: 1}
    operations.retain(officer(), row.pk, Reason.RETIRED, on=ON, at=AT)
    assert (status(row), now(row).retained_on, now(row).holder) == (Status.RETAINED, ON, None)
    assert members_by_union([street]) == {}
    assert history(row) == [(1, 0, ON), (3, 11, ON)]


def test_a_retained_member_comes_back() -> None:
    row = member(union())
    operations.retain(officer(), row.pk, Reason.UNEMPLOYED, on=ON, at=AT)
    operations.resume(officer(), row.pk, on=LATER_ON, at=LATER)
    assert (status(row), now(row).holder) == (Status.ACTIVE, row.person_id)
    assert history(row) == [(1, 0, ON), (3, 3, ON), (11, 1, LATER_ON)]


def test_leaving_is_free() -> None:
    row = member(union())
    operations.leave(officer(), row.pk, on=ON, at=AT)
    assert (status(row), now(row).ends_on, history(row)[-1]) == (Status.ENDED, ON, (6, 5, ON))


def test_who_takes_no_part_has_left_after_six_months() -> None:
    row = member(union())
    found = NoPart(date(2022, 8, 1), date(2022, 8, 1), date(2020, 1, 1), False, True)
    operations.deem_left(officer(), row.pk, found, on=ON, at=AT)
    assert (status(row), history(row)[-1]) == (Status.ENDED, (6, 13, ON))


def test_who_takes_part_has_not_left() -> None:
    row = member(union())
    found = NoPart(ON, ON, date(2020, 1, 1), False, True)
    codes = refused(Invalid, lambda: operations.deem_left(officer(), row.pk, found, on=ON, at=AT))
    assert codes == ["members.too_short"]


def test_an_expulsion_takes_every_step() -> None:
    row = member(union())
    wrong = Expulsion(True, ON, None, None)
    assert refused(Invalid, lambda: operations.expel(officer(), row.pk, wrong, on=ON, at=AT)) == [
        "members.no_decision", "members.not_filed",
    ]  # fmt: skip
    operations.expel(officer(), row.pk, Expulsion(True, ON, ON, ON), on=ON, at=AT)
    assert (status(row), history(row)[-1]) == (Status.ENDED, (5, 6, ON))


def test_what_is_registered_of_the_work_is_put_right() -> None:
    row = member(union())
    operations.correct(
        officer(), row.pk, tie=Tie.AFFILIATED, new_employment=NewEmployment.COURIER, platform=" 某 ", at=AT
    )
    assert (now(row).tie, now(row).new_employment, now(row).platform) == ("affiliated", "courier", "某")
    assert (status(row), now(row).holder, history(row)[-1][0]) == (Status.ACTIVE, row.person_id, Change.CORRECTED)


def test_what_a_register_said_is_confirmed_by_whoever_acts_on_it() -> None:
    one = person("甲")
    key = said(one, union())
    operations.retain(officer(), key, Reason.MILITARY, on=ON, at=AT)
    assert (status(key), history(key)) == (Status.RETAINED, [(13, 0, ON), (3, 12, ON)])


def test_one_confirms_what_a_register_said() -> None:
    key = said(one := person("甲"), union())
    operations.confirm_membership(officer(), key, at=AT)
    assert (status(key), now(key).holder, now(key).confirmed, history(key)) == (
        Status.ACTIVE, one, True, [(13, 0, ON)],
    )  # fmt: skip


def test_of_two_that_registers_say_the_confirmed_one_stands() -> None:
    one, first, second = person("甲"), said(person("乙"), union("丙")), union("丁")
    keys = [said(one, union("甲")), said(one, second)]
    assert active_members().filter(person=one).count() == 2  # what registers say is theirs to settle
    operations.confirm_membership(officer(), keys[1], at=AT)
    assert [status(key) for key in keys] == [Status.OVERRULED, Status.ACTIVE]
    assert active_members().filter(person=one).count() == 1
    assert status(first) is Status.ACTIVE


def test_when_the_confirmed_one_ends_the_others_word_counts_again() -> None:
    one = person("甲")
    keys = [said(one, union("甲")), said(one, union("乙"))]
    operations.confirm_membership(officer(), keys[1], at=AT)
    operations.leave(officer(), keys[1], on=ON, at=AT)
    assert [status(key) for key in keys] == [Status.ACTIVE, Status.ENDED]


@pytest.mark.parametrize("act", ["retain", "resume", "leave", "confirm_membership"])
@pytest.mark.parametrize(("code", "kind"), [("330212", Absent), ("330203", None)])
def test_a_membership_elsewhere_is_absent(act: str, code: str, kind: type[Exception] | None) -> None:
    row = member(union())
    extra: dict[str, object] = {"on": ON} if act != "confirm_membership" else {}
    given = (Reason.RETIRED,) if act == "retain" else ()

    def run() -> object:
        made: Callable[..., object] = getattr(operations, act)
        return made(officer(code), row.pk, *given, **extra, at=AT)

    if kind is not None:
        assert refused(kind, run) == ["members.absent"]
    elif act in ("resume", "confirm_membership"):
        assert "members.not_from_here" in refused(Invalid, run)
    else:
        run()


@pytest.mark.parametrize(("change", "reason"), [(Change.RETAINED, Reason.BANKRUPT), (Change.LEFT, Reason.ASKED)])
def test_many_change_as_each_would_alone(change: Change, reason: Reason) -> None:
    street, other = union("甲"), union("乙")
    keys = [member(street, f"甲{n}").pk for n in range(2)]
    keys.append(said(person("丁"), street))
    keys.append(said(person("戊"), street, active=False))
    twice = person("己")
    keys.append(said(twice, street))
    said(twice, other)
    outcomes = []
    single = {Change.RETAINED: operations.retain, Change.LEFT: None}[change]
    for is_bulk in (True, False):
        with transaction.atomic():
            wrong = {}
            if is_bulk:
                done = operations.change_all(officer(), keys, change, reason, on=ON, at=AT)
                wrong = {key: [m.code for ms in found.values() for m in ms] for key, found in done.refused.items()}
            else:
                for key in keys:
                    try:
                        if single is not None:
                            single(officer(), key, reason, on=ON, at=AT)
                        else:
                            operations.leave(officer(), key, on=ON, at=AT)
                    except Invalid as refusal:
                        wrong[key] = [message.code for message in refusal.messages]
            rows = list(Membership.objects.order_by("pk").values(*COLUMNS))
            steps = sorted(MemberChange.objects.values_list("membership", "code", "reason", "on"))
            outcomes.append((wrong, rows, steps))
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == {keys[3]: ["members.not_from_here"]}


def test_history_cannot_be_changed() -> None:
    row = member(union())
    for act in (lambda: MemberChange.objects.update(code=2), lambda: MemberChange.objects.all().delete()):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            act()
    assert history(row) == [(1, 0, ON)]


# --- one active membership ---------------------------------------------------------------------------------------


def test_the_database_itself_refuses_a_second_active_membership() -> None:
    row, other = member(union("甲")), union("乙")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            person_id=row.person_id, union_id=other, active=True, confirmed=True, holder=row.person_id,
            starts_on=ON, first_joined_on=ON, public_id=new_id(), month="",
        )  # fmt: skip


def test_what_a_union_confirmed_is_not_undone_by_a_register() -> None:
    row = member(street := union())
    rows = [NewMembership(row.person_id, street, False, "2023-03")]
    operations.set_memberships([street], rows, actor=officer("330000"), on=LATER_ON, at=LATER)
    assert (status(row), now(row).month) == (Status.ACTIVE, "2023-03")
    operations.set_memberships([street], [], actor=officer("330000"), on=LATER_ON, at=LATER)
    assert (status(row), now(row).ends_on) == (Status.ACTIVE, None)


def test_a_register_that_claims_a_confirmed_member_is_overruled() -> None:
    row, other = member(union("甲")), union("乙")
    key = said(row.person_id, other)
    assert (status(key), members_by_union([other])) == (Status.OVERRULED, {})


def test_merged_records_leave_one_active_membership_and_split_ones_both() -> None:
    one, two = member(union("甲")), member(union("乙"), "乙")
    with reaching(one.person_id, two.person_id):
        merge_people(officer(), two.person_id, one.person_id, basis="", at=AT)
        assert [status(row) for row in (one, two)] == [Status.ACTIVE, Status.OVERRULED]
        assert now(one).holder == Person.objects.get(pk=two.person_id).canonical_id
        split_person(officer(), two.person_id, basis="说明", at=AT)
    assert [status(row) for row in (one, two)] == [Status.ACTIVE, Status.ACTIVE]
    assert [now(row).holder for row in (one, two)] == [one.person_id, two.person_id]


# --- transfers ---------------------------------------------------------------------------------------------------


def transfer_of(row: Membership, new: UUID, *, by: str = "330212") -> UUID:
    """A transfer that the roster offered: nobody has agreed yet."""
    operations.offer_transfers(officer("330000"), [Offer(row.pk, new, None)], at=AT)
    return Transfer.objects.get(membership=row).pk


def test_a_transfer_is_one_act_without_a_day_between() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    transfer = transfer_of(row, new)
    assert operations.agree(officer("330203"), transfer, Transferred.OLD, at=LATER) is TransferState.OPEN
    assert status(row) is Status.ACTIVE
    assert operations.agree(officer("330212"), transfer, Transferred.NEW, at=LATER) is TransferState.DONE
    held = Membership.objects.get(union=new)
    assert (now(row).ends_on, held.starts_on, held.first_joined_on) == (LATER_ON, LATER_ON, ON)
    assert (held.holder, held.card, now(row).card) == (row.person_id, row.card, None)
    assert (history(row)[-1], history(held)) == ((4, 1, LATER_ON), [(2, 1, LATER_ON)])
    others = MemberChange.objects.filter(code__in=(2, 4)).values_list("code", "other")
    assert dict(others) == {4: new, 2: row.union_id}
    assert Transfer.objects.get(pk=transfer).result_id == held.pk


def test_the_union_that_is_left_agrees_by_asking() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    transfer = operations.ask_transfer(officer("330203"), row.pk, new, at=AT)
    held = Transfer.objects.get(pk=transfer)
    assert (held.origin, held.old_agreed_at, held.new_agreed_at) == ("old_union", AT, None)


def test_the_union_moved_to_calls_by_the_persons_number() -> None:
    row, new = member(union("甲"), "甲", 7), union("乙", "330212")
    transfer = operations.call_transfer(officer("330212"), resident(7), new, at=AT)
    held = Transfer.objects.get(pk=transfer)
    assert (held.origin, held.old_agreed_at, held.new_agreed_at, held.membership_id) == (
        "new_union", None, AT, row.pk,
    )  # fmt: skip


def test_a_number_that_nobody_has_calls_nobody() -> None:
    new = union("乙", "330212")
    codes = refused(Refused, lambda: operations.call_transfer(officer("330212"), resident(8), new, at=AT))
    assert codes == ["members.no_member"]


def test_an_officer_of_both_sides_moves_somebody_at_once() -> None:
    row, new = member(union("甲")), union("乙")
    transfer = operations.ask_transfer(officer(), row.pk, new, at=AT)
    assert Transfer.objects.get(pk=transfer).state == TransferState.DONE.value
    assert Membership.objects.get(union=new).starts_on == ON


def test_a_member_asks_for_their_own_transfer_and_takes_it_back() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    me = actor(Role.MEMBER, person_id=row.person_id)
    transfer = operations.ask_own_transfer(me, new, at=AT)
    assert Transfer.objects.get(pk=transfer).origin == "member"
    stranger = actor(Role.MEMBER, person_id=person("乙"))
    assert refused(Absent, lambda: operations.withdraw_transfer(stranger, transfer, at=AT)) == ["members.no_transfer"]
    operations.withdraw_transfer(me, transfer, at=AT)
    assert Transfer.objects.get(pk=transfer).state == "withdrawn"
    codes = refused(Refused, lambda: operations.agree(officer("330212"), transfer, Transferred.NEW, at=AT))
    assert codes == ["members.transfer_closed"]


def test_who_is_no_member_has_nothing_to_transfer() -> None:
    me, new = actor(Role.MEMBER, person_id=person("乙")), union()
    assert refused(Refused, lambda: operations.ask_own_transfer(me, new, at=AT)) == ["members.no_member"]


def test_one_transfer_at_a_time() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    transfer_of(row, new)
    codes = refused(Refused, lambda: operations.ask_transfer(officer(), row.pk, new, at=AT))
    assert codes == ["members.transfer_open"]


def test_a_side_speaks_for_itself_alone() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    transfer = transfer_of(row, new)
    for code, side in (("330203", Transferred.NEW), ("330212", Transferred.OLD), ("330205", Transferred.OLD)):
        codes = refused(Absent, lambda: operations.agree(officer(code), transfer, side, at=AT))  # noqa: B023 -- at once
        assert codes == ["members.no_transfer"]


def test_a_refusal_says_why_and_leaves_the_membership() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    transfer = transfer_of(row, new)
    codes = refused(Invalid, lambda: operations.refuse_transfer(officer("330212"), transfer, refusal=" ", at=AT))
    assert codes == ["members.no_refusal"]
    operations.refuse_transfer(officer("330212"), transfer, refusal="不在本单位", at=AT)
    assert (Transfer.objects.get(pk=transfer).state, status(row)) == ("refused", Status.ACTIVE)
    # The roster does not offer again what was refused.
    assert operations.offer_transfers(officer("330000"), [Offer(row.pk, new, None)], at=AT) == 0


def test_silence_of_the_union_that_is_left_is_consent() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    transfer = transfer_of(row, new)
    operations.agree(officer("330212"), transfer, Transferred.NEW, at=AT)
    last = datetime(2023, 3, 10, 23, 0, tzinfo=CHINA)
    assert operations.take_silence(at=last) == 0
    assert operations.take_silence(at=last + timedelta(hours=2)) == 1
    held = Transfer.objects.get(pk=transfer)
    assert (held.state, held.old_was_silent, status(row)) == ("done", True, Status.ENDED)


def test_silence_of_the_new_union_is_no_consent() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    transfer = transfer_of(row, new)
    assert operations.take_silence(at=LATER) == 1
    assert (Transfer.objects.get(pk=transfer).state, status(row)) == ("open", Status.ACTIVE)


def test_a_register_that_has_the_member_already_is_confirmed() -> None:
    row, new = member(union("甲")), union("乙", "330212")
    key = said(row.person_id, new)
    transfer = transfer_of(row, new)
    operations.agree(officer("330203"), transfer, Transferred.OLD, at=AT)
    operations.agree(officer("330212"), transfer, Transferred.NEW, at=AT)
    assert (status(key), now(key).holder, Membership.objects.count()) == (Status.ACTIVE, row.person_id, 2)


def test_many_are_agreed_as_each_would_be_alone() -> None:
    old, new = union("甲"), union("乙", "330212")
    rows = [member(old, f"甲{n}") for n in range(3)]
    operations.offer_transfers(officer("330000"), [Offer(row.pk, new, None) for row in rows], at=AT)
    ids = list(Transfer.objects.values_list("pk", flat=True))
    operations.agree_all(officer("330203"), ids, Transferred.OLD, at=AT)
    outcomes = []
    for is_bulk in (True, False):
        with transaction.atomic():
            if is_bulk:
                assert operations.agree_all(officer("330212"), ids, Transferred.NEW, at=LATER) == 3
            else:
                for one in ids:
                    operations.agree(officer("330212"), one, Transferred.NEW, at=LATER)
            outcomes.append(
                (
                    list(Membership.objects.order_by("person", "union").values(*COLUMNS)),
                    sorted(MemberChange.objects.values_list("membership__person", "code", "reason", "on", "other")),
                    sorted(Transfer.objects.values_list("pk", "state")),
                )
            )
            transaction.set_rollback(True)
    assert outcomes[0] == outcomes[1]
    assert Membership.objects.filter(union=new).count() == 0


def test_facts_are_told_of_both_sides() -> None:
    row, new = member(union("甲")), union("乙")
    heard: list[MembershipChanged] = []
    listen = heard.append
    subscribe(MembershipChanged, listen)
    try:
        operations.ask_transfer(officer(), row.pk, new, at=AT)
    finally:
        unsubscribe(MembershipChanged, listen)
    assert [(fact.union_id, fact.change) for fact in heard] == [
        (row.union_id, Change.TRANSFERRED_OUT), (new, Change.TRANSFERRED_IN),
    ]  # fmt: skip


def test_the_constraints_stand_in_the_database() -> None:
    with connection.cursor() as cursor:
        held = connection.introspection.get_constraints(cursor, "members_membership")
    assert {"members_one_active", "members_card_once", "members_once"} <= set(held)
