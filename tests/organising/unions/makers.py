"""Unions as operations found them, for tests of what is read and done with them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Role
from guildhall.organising.unions.contracts import NewPresence, NewUnion, Relation, UnionKind
from guildhall.organising.unions.contracts.committees import CommitteeKind, NewCommittee, NewOfficer, NewTerm, Post
from guildhall.organising.unions.models import Presence, Union
from guildhall.organising.unions.operations.registering import bulk_register
from guildhall.organising.unions.operations.tree import found_union
from tests.base.actors import AT, at_places, place

PROVINCE, NINGBO, HAISHU, NANMEN, GULOU, JIANGBEI = (
    "330000", "330200", "330203", "330203001", "330203005", "330205",
)  # fmt: skip
FOUNDED = date(2020, 3, 1)
BASIS = "浙工发〔2020〕1号"


def officer(code: str = PROVINCE) -> Actor:
    return at_places(Role.OFFICER, code)


def new(
    name: str, kind: UnionKind = UnionKind.SINGLE, code: str = HAISHU, founded_on: date | None = FOUNDED
) -> NewUnion:
    return NewUnion(new_id(), name, kind, "", place(code), active=True, founded_on=founded_on, declared_members=None)


def union(
    name: str, kind: UnionKind = UnionKind.SINGLE, code: str = HAISHU, below: UUID | None = None,
    founded_on: date | None = FOUNDED,
) -> UUID:  # fmt: skip
    """A union founded below another one; returns its id."""
    return found_union(officer(), new(name, kind, code, founded_on), below, basis=BASIS, at=AT)


def territory() -> dict[str, UUID]:
    """The unions of the province, a city, two counties and a street, by code."""
    made = {PROVINCE: union("浙江省总工会", UnionKind.PROVINCE, PROVINCE)}
    made[NINGBO] = union("宁波市总工会", UnionKind.CITY, NINGBO, made[PROVINCE])
    made[HAISHU] = union("海曙区总工会", UnionKind.COUNTY, HAISHU, made[NINGBO])
    made[JIANGBEI] = union("江北区总工会", UnionKind.COUNTY, JIANGBEI, made[NINGBO])
    made[NANMEN] = union("南门街道总工会", UnionKind.TOWN, NANMEN, made[HAISHU])
    return made


def told(name: str, code: str = HAISHU, kind: UnionKind = UnionKind.SINGLE) -> UUID:
    """A union as a register tells it, without a parent."""
    one = new(name, kind, code)
    bulk_register([one], actor=officer(), at=AT)
    return one.id


def presence(union_id: UUID, organisation_id: UUID, relation: Relation = Relation.OWN) -> None:
    one = NewPresence(union_id, organisation_id, relation, None)
    Presence.objects.create(
        union_id=one.union_id, organisation_id=organisation_id, relation=relation.value, starts_on=one.starts_on
    )


def term(elected_on: date = date(2020, 3, 1), years: int = 3, *extra: NewCommittee, chair: str = "甲某") -> NewTerm:
    committee = NewCommittee(
        CommitteeKind.UNION, 3, (NewOfficer(chair, Post.CHAIR), NewOfficer("乙某", Post.VICE_CHAIR))
    )
    return NewTerm(elected_on, years, (committee, *extra), BASIS)


def unions_of(code: str) -> dict[str, str]:
    """The county's union with a street's and one of an employer below it, by what addresses call them."""
    county = Union.objects.create(
        id=new_id(), name=f"{code}总工会", name_key=f"{code}总工会", kind="county", place_id=place(code), active=True,
        path=code, created_at=AT,
    )  # fmt: skip
    street = union(f"{code}街道总工会", UnionKind.TOWN, f"{code}001", county.pk)
    one = union(f"{code}公司工会", UnionKind.SINGLE, code, county.pk)
    return {"county_union_id": str(county.pk), "street_union_id": str(street), "union_id": str(one)}
