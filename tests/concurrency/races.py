"""`python -m tests.concurrency.races`: let two writers meet, with and without the guard, and print what was left.

A process of its own, because the tests' own database lives in memory or in one transaction. Without the guard each
writer reads, waits for the other, and writes; with it (row locks, a unique index) one of them is refused.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.core.management import call_command  # noqa: E402  # after set-up
from django.db import connection, transaction  # noqa: E402  # after set-up
from django.db.models import QuerySet  # noqa: E402  # after set-up

from guildhall.base.figures.indicators import register  # noqa: E402  # after set-up
from guildhall.base.figures.models import Snapshot  # noqa: E402  # after set-up
from guildhall.base.figures.operations import take_snapshot  # noqa: E402  # after set-up
from guildhall.base.flows.contracts import KINDS, Applicant  # noqa: E402  # after set-up
from guildhall.base.flows.models import Application  # noqa: E402  # after set-up
from guildhall.base.flows.operations import act, start  # noqa: E402  # after set-up
from guildhall.base.organisations import operations as organisations  # noqa: E402  # after set-up
from guildhall.base.organisations.contracts import Facts, NewOrganisation  # noqa: E402  # after set-up
from guildhall.base.organisations.models import Organisation  # noqa: E402  # after set-up
from guildhall.base.organisations.queries import known_codes  # noqa: E402  # after set-up
from guildhall.base.people import operations as people  # noqa: E402  # after set-up
from guildhall.base.people.access import REACHES  # noqa: E402  # after set-up
from guildhall.base.people.contracts import NewPerson  # noqa: E402  # after set-up
from guildhall.base.people.models import Document, Person, PersonAlias  # noqa: E402  # after set-up
from guildhall.base.people.queries import known_documents  # noqa: E402  # after set-up
from guildhall.base.places.operations import load_places  # noqa: E402  # after set-up
from guildhall.infra.aliases import join  # noqa: E402  # after set-up
from guildhall.infra.ids import new_id  # noqa: E402  # after set-up
from guildhall.kernel.actor import Actor, Permission, Role  # noqa: E402  # after set-up
from guildhall.kernel.errors import Refused  # noqa: E402  # after set-up
from guildhall.organising.members import operations as members  # noqa: E402  # after set-up
from guildhall.organising.members.contracts import Joining  # noqa: E402  # after set-up
from guildhall.organising.members.models import Membership  # noqa: E402  # after set-up
from guildhall.organising.roster.contracts import UploadState, Verdict  # noqa: E402  # after set-up
from guildhall.organising.roster.models import (  # noqa: E402  # after set-up
    Decision,
    DisagreementFile,
    DisagreementUpload,
    Pair,
    WorkItem,  # after set-up
)
from guildhall.organising.roster.operations import answering, work  # noqa: E402  # after set-up
from guildhall.organising.roster.operations.deciding import decide  # noqa: E402  # after set-up
from guildhall.organising.roster.rules.contradictions import Held, contradicted, ties_of  # noqa: E402  # after set-up
from guildhall.organising.unions.contracts import UnionKind  # noqa: E402  # after set-up
from guildhall.organising.unions.models import Union  # noqa: E402  # after set-up
from guildhall.organising.unions.operations import tree  # noqa: E402  # after set-up
from guildhall.organising.unions.rules.paths import contains  # noqa: E402  # after set-up
from tests.base.actors import AT, ON, actor, at_places, place  # noqa: E402  # after set-up
from tests.base.figures.sample import COUNT  # noqa: E402  # after set-up
from tests.base.flows.sample import GIVEN, SAMPLE, STREET, applied, officer  # noqa: E402  # after set-up
from tests.base.organisations.makers import credit_code  # noqa: E402  # after set-up
from tests.base.people.makers import person, resident  # noqa: E402  # after set-up
from tests.organising.disagreeing import line  # noqa: E402  # after set-up
from tests.organising.makers import work_item  # noqa: E402  # after set-up
from tests.organising.members.makers import union as street_union  # noqa: E402  # after set-up
from tests.organising.pair_makers import pair, run  # noqa: E402  # after set-up
from tests.organising.unions.makers import union  # noqa: E402  # after set-up

ROUNDS: Final = 5
Writer = Callable[[Callable[[], object]], None]


def everybody(_actor: Actor, _permission: Permission) -> QuerySet[Person, UUID]:
    return Person.objects.values_list("pk", flat=True)


def meet(*writers: Writer) -> list[str]:
    """Run writers at once; each is handed a function that waits for the others. Codes of refusals, in order."""
    barrier = threading.Barrier(len(writers), timeout=60)
    refused: list[str] = []

    def run(writer: Writer) -> None:
        try:
            writer(barrier.wait)
        except Refused as refusal:
            refused.extend(message.code for message in refusal.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(writer,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(refused)


def merge(guarded: bool) -> dict[str, Any]:
    """Two officers merge the same two people, each into the other."""
    one, two = person("甲"), person("甲")

    def writer(own: UUID, into: UUID) -> Writer:
        def merge_it(wait: Callable[[], object]) -> None:
            if guarded:
                wait()
                people.merge_people(actor(Role.OFFICER), own, into, basis="", at=AT)
                return
            heads = Person.objects.filter(pk__in=(own, into), canonical=None).count()
            wait()
            if heads == 2:
                with transaction.atomic():
                    join(Person, PersonAlias, own, into, at=AT, basis="")

        return merge_it

    refused = meet(writer(one, two), writer(two, one))
    return {"left": PersonAlias.objects.filter(own__in=(one, two), ends_at=None).count(), "refused": refused}


def document(serial: int) -> dict[str, Any]:
    """Two clerks admit one number, after both saw that nobody has it."""

    def admit(wait: Callable[[], object]) -> None:
        known = known_documents([resident(serial)])
        wait()
        if not known:
            people.admit_person(None, NewPerson("甲", documents=(resident(serial),)), at=AT)

    before = Document.objects.count()
    refused = meet(admit, admit)
    return {"left": Document.objects.count() - before, "refused": refused}


def code(serial: int) -> dict[str, Any]:
    """Two clerks register one credit code, after both saw that nobody has it."""

    def register(wait: Callable[[], object]) -> None:
        known = known_codes([credit_code(serial)])
        wait()
        if not known:
            facts = Facts("甲", credit_code=credit_code(serial))
            organisations.register_organisation(None, NewOrganisation(facts), at=AT)

    before = Organisation.objects.count()
    refused = meet(register, register)
    return {"left": Organisation.objects.count() - before, "refused": refused}


def decision(serial: int, guarded: bool) -> dict[str, Any]:
    """Two reviewers decide one pair, one of them the same and the other different."""
    one = pair(f"d{serial}", f"e{serial}", of=run())
    prints = {"left_fingerprint": one.left_fingerprint, "right_fingerprint": one.right_fingerprint}

    def writer(verdict: Verdict) -> Writer:
        def decide_it(wait: Callable[[], object]) -> None:
            if guarded:
                wait()
                decide(at_places(Role.REVIEWER, "330203"), one.id, verdict, at=AT)
                return
            is_open = not Decision.objects.filter(**prints, undone_at=None).exists()
            wait()
            if is_open:
                held(one, verdict)

        return decide_it

    refused = meet(writer(Verdict.SAME), writer(Verdict.DIFFERENT))
    return {"left": Decision.objects.filter(**prints, undone_at=None).count(), "refused": refused}


def contradiction(serial: int, guarded: bool) -> dict[str, Any]:
    """A = B stands; one reviewer says B = C, another A ≠ C: rows that no lock on what is there can keep apart."""
    of = run()
    a, b, c = (f"{letter}{serial}{guarded:d}" for letter in "abc")
    decide(at_places(Role.REVIEWER, "330203"), pair(a, b, of=of).id, Verdict.SAME, at=AT)

    def writer(one: Pair, verdict: Verdict) -> Writer:
        left, right = one.left_fingerprint, one.right_fingerprint

        def decide_it(wait: Callable[[], object]) -> None:
            if guarded:
                wait()
                decide(at_places(Role.REVIEWER, "330203"), one.id, verdict, at=AT)
                return
            rows = Decision.objects.filter(undone_at=None)
            standing = [
                Held(row.id, row.left_fingerprint, row.right_fingerprint, Verdict(row.verdict), AT) for row in rows
            ]
            against = contradicted(standing, ties_of(standing), left, right, verdict)
            wait()
            if not against:
                held(one, verdict)

        return decide_it

    refused = meet(writer(pair(b, c, of=of), Verdict.SAME), writer(pair(a, c, of=of), Verdict.DIFFERENT))
    standing = Decision.objects.filter(left_fingerprint__in=(a, b), right_fingerprint=c, undone_at=None)
    return {"left": standing.count(), "refused": refused}


def held(one: Pair, verdict: Verdict) -> None:
    """Write a decision as it is written once nothing speaks against it."""
    Decision.objects.create(
        kind=one.kind, place_id=one.place_id, left_fingerprint=one.left_fingerprint, pair=one,
        right_fingerprint=one.right_fingerprint, verdict=verdict.value, decided_by=new_id(), decided_at=AT,
    )  # fmt: skip


def hand_out(guarded: bool) -> dict[str, Any]:
    """Two officers hand the same organisation to two streets, after both saw that nobody has it."""
    item = work_item(f"甲{new_id()}", "330203")
    streets = [place("330203001"), place("330203005")]

    def writer(street: UUID) -> Writer:
        def hand(wait: Callable[[], object]) -> None:
            officer = at_places(Role.OFFICER, "330203")
            free = WorkItem.objects.filter(pk=item, assigned=None).exists()
            wait()
            if guarded:
                work.assign(officer, [item], street, at=AT)
            elif free:
                WorkItem.objects.filter(pk=item).update(assigned=street, assigned_at=AT)
            told.append(street)

        return hand

    told: list[UUID] = []
    refused = meet(*map(writer, streets))
    # `left`: who believes to have handed it to their street.
    return {"left": len(told), "refused": refused}


def snapshot(month: int) -> dict[str, Any]:
    """Two officers keep one cut-off."""
    cut_off = date(2022, month, 1)

    def take(wait: Callable[[], object]) -> None:
        wait()
        take_snapshot(None, COUNT.code, cut_off, at=AT)

    refused = meet(take, take)
    return {"left": Snapshot.objects.filter(cut_off=cut_off).count(), "refused": refused}


def answers(guarded: bool) -> dict[str, Any]:
    """Two officers store the same returned file, after both saw that it is still to be stored."""
    held = run()
    line(held, 1)
    sent = DisagreementFile.objects.create(
        run=held, register="insurance", place_id=place("330203"), issued_by=new_id(), issued_at=AT, purpose="correct",
        lines=[[1, ""]],
    )  # fmt: skip
    checked = UploadState.CHECKED.value
    upload = DisagreementUpload.objects.create(
        file=sent, name="a", rows=[[1, "right", ""]], state=checked, uploaded_by=new_id(), uploaded_at=AT
    )

    def store(wait: Callable[[], object]) -> None:
        officer = at_places(Role.OFFICER, "330203")
        waiting = DisagreementUpload.objects.filter(pk=upload.pk, state=checked).exists()
        wait()
        if guarded:
            answering.store_answers(officer, upload.pk, at=AT)
        elif waiting:
            DisagreementUpload.objects.filter(pk=upload.pk).update(state=UploadState.STORED.value, stored_at=AT)
        told.append(officer.account_id)

    told: list[UUID] = []
    refused = meet(store, store)
    # `left`: who believes to have stored it.
    return {"left": len(told), "refused": refused}


def membership(guarded: bool) -> dict[str, Any]:
    """Two unions take the same person in, after both saw that there is no membership yet."""
    one, unions = person("甲"), [street_union("甲"), street_union("乙")]

    def writer(union_id: UUID) -> Writer:
        def admit(wait: Callable[[], object]) -> None:
            free = not Membership.objects.filter(person=one, active=True).exists()
            wait()
            if guarded:
                members.join(at_places(Role.OFFICER, "330203"), Joining(one, union_id), at=AT)
            elif free:
                Membership.objects.create(
                    person_id=one, union_id=union_id, active=True, confirmed=True, holder=one, month="",
                    public_id=new_id(), starts_on=AT.date(), first_joined_on=AT.date(),
                )  # fmt: skip

        return admit

    refused = meet(*map(writer, unions))
    return {"left": Membership.objects.filter(person=one, active=True).count(), "refused": refused}


def decide_applications(guarded: bool) -> dict[str, Any]:
    """Two officers decide one application, one for and one against it, after both saw that it waits."""
    made = applied()
    officers = {"accept": officer(STREET), "refuse": officer(STREET)}

    def writer(transition: str) -> Writer:
        def decide_it(wait: Callable[[], object]) -> None:
            actor, reason = officers[transition], "few" if transition == "refuse" else ""
            waits = Application.objects.filter(pk=made.application_id, state="applied").exists()
            wait()
            if guarded:
                act(actor, made.application_id, transition, version=made.version, reason=reason, at=AT)
            elif waits:
                state = "public" if transition == "accept" else "refused"
                Application.objects.filter(pk=made.application_id).update(state=state)
            told.append(transition)

        return decide_it

    told: list[str] = []
    refused = meet(*map(writer, officers))
    # `left`: who believes to have decided it.
    return {"left": len(told), "refused": refused}


def send_in(guarded: bool) -> dict[str, Any]:
    """One form is sent twice at once, after both requests saw that there is no application yet."""
    key, by = new_id(), Applicant(browser=f"browser {new_id()}")
    before = Application.objects.count()

    def send(wait: Callable[[], object]) -> None:
        is_new = not Application.objects.filter(draft_key=key).exists()
        wait()
        if guarded or is_new:
            start(by, SAMPLE.code, key if guarded else new_id(), GIVEN, place_id=place(STREET), at=AT)

    refused = meet(send, send)
    return {"left": Application.objects.count() - before, "refused": refused}


def ring(guarded: bool) -> dict[str, Any]:
    """Two officers hang two branches below each other, after both saw that neither stands below the other."""
    firm = Union.objects.filter(kind=UnionKind.SINGLE.value).first()
    top = firm.pk if firm else union("甲公司工会", code="330000", below=union("省", UnionKind.PROVINCE, "330000"))
    one, two = (union(f"分会{new_id()}", UnionKind.BRANCH, "330000", top) for _ in range(2))

    def writer(own: UUID, below: UUID) -> Writer:
        def move(wait: Callable[[], object]) -> None:
            officer = at_places(Role.OFFICER, "330000")
            rows = {row.pk: row.path or "" for row in Union.objects.filter(pk__in=(one, two))}
            wait()
            if guarded:
                tree.move_union(officer, own, below, on=ON, basis="甲", at=AT)
            elif not contains(rows[own], rows[below]):
                Union.objects.filter(pk=own).update(parent=below)

        return move

    refused = meet(writer(one, two), writer(two, one))
    # `left`: how many of the two stand below the other; both would be a ring that no page ever reaches.
    return {"left": Union.objects.filter(pk__in=(one, two), parent__in=(one, two)).count(), "refused": refused}


def main() -> None:
    call_command("migrate", verbosity=0)
    load_places(at=AT)
    register(COUNT)
    KINDS.add(SAMPLE)
    REACHES.add(everybody)
    found: dict[str, dict[str, list[Any]]] = {
        "merge": {"guarded": [merge(True) for _ in range(ROUNDS)], "bare": [merge(False) for _ in range(ROUNDS)]},
        "document": {"guarded": [document(n) for n in range(ROUNDS)]},
        "code": {"guarded": [code(n) for n in range(ROUNDS)]},
        "decision": {"guarded": [decision(n, True) for n in range(ROUNDS)]},
        "contradiction": {
            "guarded": [contradiction(n, True) for n in range(ROUNDS)],
            "bare": [contradiction(n, False) for n in range(ROUNDS)],
        },
        "hand_out": {
            "guarded": [hand_out(True) for _ in range(ROUNDS)],
            "bare": [hand_out(False) for _ in range(ROUNDS)],
        },
        "ring": {"guarded": [ring(True) for _ in range(ROUNDS)], "bare": [ring(False) for _ in range(ROUNDS)]},
        "snapshot": {"guarded": [snapshot(n) for n in range(1, ROUNDS + 1)]},
        "membership": {"guarded": [membership(True) for _ in range(ROUNDS)]},
        "application": {
            "guarded": [decide_applications(True) for _ in range(ROUNDS)],
            "bare": [decide_applications(False) for _ in range(ROUNDS)],
        },
        "sent_twice": {
            "guarded": [send_in(True) for _ in range(ROUNDS)],
            "bare": [send_in(False) for _ in range(ROUNDS)],
        },
        "answers": {
            "guarded": [answers(True) for _ in range(ROUNDS)],
            "bare": [answers(False) for _ in range(ROUNDS)],
        },
    }
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX people_document_once")
        cursor.execute("DROP INDEX organisations_code_once")
        cursor.execute("DROP INDEX roster_decision_once")
        cursor.execute("DROP INDEX members_one_active")
    with connection.schema_editor() as editor:
        # Taken out of the model first: SQLite makes the table anew as the model says.
        guard, Snapshot._meta.constraints = Snapshot._meta.constraints[0], []
        editor.remove_constraint(Snapshot, guard)
    found["document"]["bare"] = [document(100 + n) for n in range(ROUNDS)]
    found["membership"]["bare"] = [membership(False) for _ in range(ROUNDS)]
    found["decision"]["bare"] = [decision(100 + n, False) for n in range(ROUNDS)]
    found["code"]["bare"] = [code(100 + n) for n in range(ROUNDS)]
    found["snapshot"]["bare"] = [snapshot(6 + n) for n in range(1, ROUNDS + 1)]
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
