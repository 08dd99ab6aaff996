"""Two counties with the same things in both, and an account of every role in the first, whose reach ends there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.models import Application, Opinion
from guildhall.base.flows.operations import act_as_applicant, attach, save_draft
from guildhall.base.flows.sealing import seal_note
from guildhall.base.people.access import REACHES
from guildhall.base.people.contracts import NewPerson
from guildhall.base.people.models import Person, PersonAlias
from guildhall.base.people.operations import admit_person
from guildhall.base.places.contracts import PlaceKind
from guildhall.base.places.models import Place
from guildhall.infra.aliases import join
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Permission, Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from tests.base.flows.sample import GIVEN, SAMPLE, declared
from tests.base.people.makers import resident

AT: Final = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
#: None: an account without any role.
ROLES: Final = (None, *Role)
_BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class County:
    """What lies in one county: an account with a grant, people, one of whom has a second record, an application.

    `above`: the place that the county lies in. The application has a paper, and the county was asked what it thinks.
    """

    place: UUID
    path: str
    account: UUID
    grant: UUID
    person: UUID
    twin: UUID
    other: UUID
    above: UUID
    application: UUID
    paper: UUID
    opinion: UUID


@dataclass(frozen=True)
class World:
    inside: County
    outside: County
    clients: dict[Role | None, Client]

    def county(self, inside: bool) -> County:
        return self.inside if inside else self.outside


@contextmanager
def world() -> Iterator[World]:
    """The two counties; people are reached through the county that they were put into."""
    above = Place.objects.create(id=new_id(), kind=PlaceKind.PROVINCE.value, name="省", path="0002").id
    with declared():
        yield from _in_two_counties(above)


def _in_two_counties(above: UUID) -> Iterator[World]:
    counties = [_county(f"0002000{n}", f"县{n}", 10 * n, above) for n in (1, 2)]

    def way(actor: Actor, permission: Permission) -> QuerySet[Person, dict[str, UUID]] | None:
        ids: list[UUID] = []
        for county in counties:
            if any(scope.path and county.path.startswith(scope.path) for scope in actor.scopes(permission)):
                ids += [county.person, county.other]
        return Person.objects.filter(pk__in=ids).values("pk")  # type: ignore[return-value]  # a query of ids

    REACHES.add(way)
    try:
        yield World(counties[0], counties[1], {role: _client(role, counties[0].place) for role in ROLES})
    finally:
        REACHES.remove(way)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done within is undone, so that the next role finds the same."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _county(path: str, name: str, serial: int, above: UUID) -> County:
    place = Place.objects.create(id=new_id(), kind=PlaceKind.COUNTY.value, name=name, path=path).id
    account, grant = _account(f"aa-{name}", Role.OFFICER, place)
    people = [
        admit_person(None, NewPerson(f"甲{name}{n}", documents=(resident(serial + n),) if n != 1 else ()), at=AT)
        for n in range(3)
    ]
    join(Person, PersonAlias, people[1], people[0], at=AT, basis="同一人")
    person, twin, other = people
    application, paper, opinion = _application(place, account)
    return County(place, path, account, grant, person, twin, other, above, application, paper, opinion)


def _application(place: UUID, account: UUID) -> tuple[UUID, UUID, UUID]:
    """An application with the county, a paper of it, and an opinion that the county was asked for."""
    by = Applicant(browser=f"browser {place}")
    application = save_draft(by, SAMPLE.code, new_id(), GIVEN, place_id=place, at=AT)
    paper = attach(by, application, "plan", "a.pdf", BytesIO(b"%PDF-1.7"), at=AT)
    act_as_applicant(by, application, "submit", at=AT)
    row = Application.objects.get(pk=application)
    opinion = Opinion.objects.create(
        application=row, office_role=Role.OFFICER.value, place_id=place, asked_by_id=account, asked_at=AT,
        sealed_question=seal_note(row, "可否？"),
    )  # fmt: skip
    return application, paper, opinion.id


def _account(username: str, role: Role | None, place: UUID) -> tuple[UUID, Any]:
    account = Account.objects.create(username=username, display_name=username, must_use_code=False, created_at=AT)
    if role is None:
        return account.id, None
    grant = Grant.objects.create(
        account=account, role=role, scope_kind=ScopeKind.PLACE, scope_id=place, starts_on=date(2023, 1, 1)
    )
    return account.id, grant.id


def _client(role: Role | None, place: UUID) -> Client:
    account, _ = _account(f"as-{role or 'none'}", role, place)
    client = Client()
    client.force_login(Account.objects.get(id=account), backend=_BACKEND)
    return client
