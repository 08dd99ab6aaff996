"""Unions of the demonstration: those of the places, and what some of the roster's have: committees, certificates.

Only where GUILDHALL_DEMO is on. All people in it are made up; everything goes by the operations that officers use.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.base.organisations.queries import organisations_visible_to
from guildhall.base.places.contracts import PlaceKind, PlaceSummary
from guildhall.base.places.queries import get_place, places_by_codes, root, standing_within
from guildhall.base.places.rules.paths import lineage
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.periods import add_months
from guildhall.organising.unions.contracts import Founding, NewUnion, UnionKind
from guildhall.organising.unions.contracts.committees import (
    CommitteeKind,
    Filing,
    NewCommittee,
    NewOfficer,
    NewTerm,
    Post,
)
from guildhall.organising.unions.contracts.companies import Tie
from guildhall.organising.unions.operations.certificates import apply_for, grant
from guildhall.organising.unions.operations.companies import (
    add_to_list,
    link_companies,
    open_group,
    open_key_list,
)
from guildhall.organising.unions.operations.reminding import remind
from guildhall.organising.unions.operations.terms import begin_terms
from guildhall.organising.unions.operations.tree import found_unions
from guildhall.organising.unions.queries import standing_presences, unions_visible_to
from guildhall.organising.unions.rules.tree import OF_PLACE

_BASIS: Final = "演示数据"
_SURNAMES: Final = "林周徐陈沈方王李何郑吴叶胡朱孙章"
_GIVEN: Final = (
    "一帆", "知言", "海平", "秋月", "长风", "亚男", "明远", "小满", "思齐", "若水", "望舒", "清和", "景行", "怀瑾",
    "听雨", "栖霞",
)  # fmt: skip
#: Streets with a joint union of workers in new forms of employment, by code.
_STREETS: Final = ("330203001", "330203005", "330212001")
#: How many unions have a committee, and how many of these a certificate.
_COMMITTEES, _CERTIFIED = 400, 24
#: Months from now to the end of a term, in turn: some overdue, some soon, most far away.
_MONTHS: Final = (-9, -2, 0, 1, 2, 4, 5, 8, 14, 20, 26, 30)
_TIES: Final = (Tie.SUBSIDIARY, Tie.SUBSIDIARY, Tie.BRANCH, Tie.BRANCH, Tie.AFFILIATE, Tie.STATION, Tie.STATION)
_KEY: Final = 30


def fill_territory(actor: Actor, *, at: datetime) -> int:
    """Found the unions of the province, its cities, counties and townships, at once; returns how many."""
    today = at.astimezone(CHINA).date()
    kinds = [PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.TOWNSHIP]
    places = standing_within([root().path], on=today, kinds=kinds)
    ids = {place.path: new_id() for place in places}
    foundings = [Founding(_of_place(place, ids[place.path]), _above(place, ids)) for place in places]
    streets = places_by_codes(_STREETS, on=today)
    foundings += [
        Founding(
            NewUnion(
                new_id(), f"{place.name}新就业形态劳动者联合工会", UnionKind.JOINT, "", place.id, active=True,
                founded_on=None, declared_members=None,
            ),
            ids[place.path],
        )
        for place in streets.values()
        if place.path in ids
    ]  # fmt: skip
    return found_unions(actor, foundings, basis=_BASIS, at=at)


def _of_place(place: PlaceSummary, union_id: UUID) -> NewUnion:
    return NewUnion(
        union_id, f"{place.name}总工会", OF_PLACE[place.kind], "", place.id, active=True, founded_on=None,
        declared_members=None,
    )  # fmt: skip


def _above(place: PlaceSummary, ids: dict[str, UUID]) -> UUID | None:
    """The union of the nearest place above it."""
    return next((ids[path] for path in reversed(lineage(place.path)[:-1]) if path in ids), None)


def fill_unions(actor: Actor, place_id: UUID, *, at: datetime) -> None:
    """Committees, certificates, a group of companies and a key list for what a run brought to a place; reminders."""
    today = at.astimezone(CHINA).date()
    kinds = [UnionKind.SINGLE.value, UnionKind.JOINT.value]
    rows = unions_visible_to(actor).filter(active=True, kind__in=kinds, path__isnull=False).order_by("path")
    unions = list(rows.values_list("pk", "founded_on")[:_COMMITTEES])
    terms = [(pk, _term(number, founded_on, today)) for number, (pk, founded_on) in enumerate(unions)]
    begin_terms(actor, terms, at=at)
    for pk, term in terms[:_CERTIFIED]:
        applied = term.elected_on + timedelta(days=20)
        if applied > today:
            continue
        apply_for(actor, pk, Filing.NEW, on=applied, at=at)
        decided = min(applied + timedelta(days=10), today)
        grant(
            actor, pk, on=decided, number=f"演{pk.int % 10**8:08d}", valid_from=decided,
            valid_until=add_months(decided, 12 * term.years), at=at,
        )  # fmt: skip
    _companies(actor, get_place(place_id), today, at)
    remind(at=at)


def _term(number: int, founded_on: date | None, today: date) -> NewTerm:
    """An election long enough ago for the term to end in so many months."""
    months = _MONTHS[number % len(_MONTHS)]
    years = 5 if number % 3 == 0 else 3
    elected = add_months(today, months - 12 * years) - timedelta(days=number % 25)
    if founded_on is not None and elected < founded_on:
        elected = min(founded_on, today)
    people = [NewOfficer(_name(7 * number + n), Post.MEMBER) for n in range(5)]
    chair = NewOfficer(people[0].name, Post.CHAIR, full_time=number % 9 == 0)
    deputy = NewOfficer(people[1].name, Post.VICE_CHAIR, handles_funds=True)
    committees = [NewCommittee(CommitteeKind.UNION, 5, (chair, deputy, *people[2:]))]
    if number % 2 == 0:
        audit = tuple(NewOfficer(_name(7 * number + n), Post.MEMBER) for n in (5, 6, 7))
        committees.append(NewCommittee(CommitteeKind.AUDIT, 3, audit))
    if number % 3 == 0:
        committees.append(NewCommittee(CommitteeKind.WOMEN, 1, (people[3],)))
    return NewTerm(elected, years, tuple(committees), _BASIS)


def _name(number: int) -> str:
    return _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number * 5 % len(_GIVEN)]


def _companies(actor: Actor, place: PlaceSummary, today: date, at: datetime) -> None:
    rows = organisations_visible_to(actor).filter(
        kind=OrganisationKind.ENTERPRISE.value, insured_count__isnull=False, closed_on=None
    )
    carriers = rows.filter(industry="G").order_by("-insured_count", "pk")
    listed = carriers if carriers.count() > len(_TIES) else rows.order_by("-insured_count", "pk")
    # Every other one without a union: what is still to be done is what the page is for.
    covered = standing_presences().values("organisation")
    found = list(listed.filter(pk__in=covered).values_list("pk", flat=True)[: (len(_TIES) + 1) // 2])
    found += listed.exclude(pk__in=covered).values_list("pk", flat=True)[: len(_TIES) + 1 - len(found)]
    if found:
        on = add_months(today, -12)
        group = open_group(actor, place.id, f"{place.name}头部快递企业", found[0], on=on, at=at)
        for tie in dict.fromkeys(_TIES):
            chosen = [pk for pk, held in zip(found[1:], _TIES, strict=False) if held is tie]
            if chosen:
                link_companies(actor, group, chosen, tie, on=on, at=at)
    large = list(rows.order_by("-insured_count", "pk").values_list("pk", flat=True)[:_KEY])
    if large:
        end = date(today.year + 1, 12, 31)
        name = f"{today.year + 1} 年{place.name}重点企业"
        held = open_key_list(actor, place.id, name, target_share=80, target_on=end, at=at)
        add_to_list(actor, held, large, on=today, at=at)
