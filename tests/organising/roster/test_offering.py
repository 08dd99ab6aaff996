"""Transfers that registers suggest: only where the new employer has a union, and the membership is not there yet."""

from __future__ import annotations

from uuid import UUID

import pytest

from guildhall.base.places.queries import paths_of
from guildhall.kernel.actor import Role
from guildhall.kernel.errors import Forbidden
from guildhall.organising.members.contracts import Transferred
from guildhall.organising.members.models import Transfer
from guildhall.organising.members.operations import agree
from guildhall.organising.members.queries import members_by_union
from guildhall.organising.roster.models import Insured
from guildhall.organising.roster.operations.offering import offer_moved
from guildhall.organising.unions.contracts import Relation
from guildhall.organising.unions.models import Presence
from tests.base.actors import AT, at_places, place
from tests.base.people.makers import person
from tests.organising.makers import run, unit
from tests.organising.members.makers import said, union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def insured(person_id: UUID, organisation_id: UUID, month: str = "2023-01") -> None:
    Insured.objects.create(person_id=person_id, organisation_id=organisation_id, month=month, digest=b"d")


def offered(code: str = "330203") -> int:
    path = paths_of([place(code)])[place(code)]
    return offer_moved(at_places(Role.OFFICER, code), path, at=AT)


def test_who_is_insured_where_another_union_stands_is_offered_the_way_there() -> None:
    held = run("330203")
    here, there, bare = (unit(held, name) for name in ("甲公司", "乙公司", "丙公司"))
    old, new, over = union("甲工会"), union("乙工会", "330212"), union("联合工会")
    for organisation, one, relation in ((here, old, "own"), (there, over, "covered"), (there, new, "own")):
        Presence.objects.create(organisation_id=organisation, union_id=one, relation=Relation(relation).value)
    moved, stays, without, before = (person(name) for name in "子丑寅卯")
    keys = {one: said(one, old) for one in (moved, stays, without, before)}
    insured(moved, there)
    insured(stays, here)
    insured(without, bare)  # no union there: art. 13
    insured(before, there, "2022-11")  # insured nowhere now
    assert offered() == 1
    transfer = Transfer.objects.get()
    assert (transfer.membership_id, transfer.new_union_id, transfer.organisation_id, transfer.origin) == (
        keys[moved], new, there, "roster",
    )  # fmt: skip
    assert offered() == 0
    agree(at_places(Role.OFFICER, "330203"), transfer.pk, Transferred.OLD, at=AT)
    agree(at_places(Role.OFFICER, "330212"), transfer.pk, Transferred.NEW, at=AT)
    assert members_by_union([old, new]) == {old: 3, new: 1}
    assert offered() == 0


def test_another_role_offers_nothing() -> None:
    with pytest.raises(Forbidden):
        offer_moved(at_places(Role.LEADER, "330203"), "0001", at=AT)
