"""Groups of companies and lists of key enterprises: who belongs to them, from when to when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Final, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.organisations.access import NO_ORGANISATION, organisation_for
from guildhall.base.organisations.queries import organisations_visible_to
from guildhall.base.organisations.rules.permissions import READ as READ_ORGANISATIONS
from guildhall.base.places.queries import within_any
from guildhall.infra.bulk import write_rows
from guildhall.infra.ids import new_id
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, Message, MessageKind
from guildhall.kernel.text import clean
from guildhall.organising.unions.access import paths, place_in_reach
from guildhall.organising.unions.contracts.companies import Tie
from guildhall.organising.unions.models import CompanyGroup, CompanyLink, KeyEntry, KeyList
from guildhall.organising.unions.rules import tree
from guildhall.organising.unions.rules.permissions import CHANGE

M = TypeVar("M", bound=Model)
GROUP: Final = "unions.company_group"
LIST: Final = "unions.key_list"
NO_GROUP: Final = MessageKind("unions.no_group", "没有这个企业集团。", "There is no such group of companies.")
NO_LIST: Final = MessageKind("unions.no_list", "没有这份名单。", "There is no such list.")
NAME: Final = MessageKind("unions.list_name", "请填名称，最多 100 字。", "Give a name of 100 characters at most.")
LINKED: Final = MessageKind("unions.linked_already", "这家单位已经在里面。", "The organisation belongs to it already.")
SECOND_HEAD: Final = MessageKind("unions.second_head", "已经有头部企业。", "There is a head company already.")
SHARE: Final = MessageKind("unions.target_share", "目标比例填 1 至 100。", "The target is a share from 1 to 100.")
TARGET_PAST: Final = MessageKind("unions.target_past", "目标日期要在今天之后。", "The target lies after today.")


@operation
def open_group(actor: Actor, place_id: UUID, name: str, head_id: UUID, *, on: date, at: datetime) -> UUID:
    """Open a group of companies with its head company; returns its id."""
    place = place_in_reach(actor, CHANGE, place_id)
    head = organisation_for(actor, READ_ORGANISATIONS, head_id)
    name = clean(name).value
    _valid(name=_name_objections(name), on=_day_objections(on, at))
    group = CompanyGroup.objects.create(name=name, place_id=place.id, created_at=at)
    CompanyLink.objects.create(group=group, organisation=head, tie=Tie.HEAD.value, starts_on=on)
    record(actor, CHANGE.code, Thing(GROUP, group.pk), at=at, fields=["name", "place", "links"])
    return group.pk


@operation
def link_companies(
    actor: Actor, group_id: UUID, organisation_ids: Collection[UUID], tie: Tie, *, on: date, at: datetime
) -> int:
    """Put organisations into a group, as what, from a day on; those that are there already stay. Returns how many."""
    group = _group_for(actor, group_id)
    wanted = _organisations(actor, organisation_ids)
    held = {row.organisation_id: row for row in locked(CompanyLink.objects.filter(group=group, ends_on=None))}
    heads = tie is Tie.HEAD and (len(wanted) > 1 or any(row.tie == Tie.HEAD.value for row in held.values()))
    _valid(tie=(SECOND_HEAD(),) if heads else (), on=_day_objections(on, at))
    new = sorted(wanted - set(held))
    if not new:
        raise Invalid({"organisation": (LINKED(),)})
    write_rows(
        CompanyLink,
        ("group", "organisation", "tie", "starts_on"),
        [(group.pk, organisation, tie.value, on) for organisation in new],
    )
    record(actor, CHANGE.code, Thing(GROUP, group.pk), at=at, fields=["links"], count=len(new))
    return len(new)


@operation
def unlink_companies(
    actor: Actor, group_id: UUID, organisation_ids: Collection[UUID], *, on: date, at: datetime
) -> None:
    """Let organisations belong to a group no more from a day on; who does not belong to it stays out."""
    group = _group_for(actor, group_id)
    _valid(on=_day_objections(on, at))
    rows = CompanyLink.objects.filter(group=group, organisation__in=set(organisation_ids), ends_on=None)
    count, _ = rows.filter(starts_on__gte=on).delete()
    count += rows.update(ends_on=on)
    if count:
        record(actor, CHANGE.code, Thing(GROUP, group.pk), at=at, fields=["links"], count=count)


@operation
def open_key_list(actor: Actor, place_id: UUID, name: str, *, target_share: int, target_on: date, at: datetime) -> UUID:
    """Open a list of key enterprises with the share of them that is to have a union by a day; returns its id."""
    place = place_in_reach(actor, CHANGE, place_id)
    name = clean(name).value
    _valid(
        name=_name_objections(name),
        target_share=() if 1 <= target_share <= 100 else (SHARE(),),
        target_on=() if target_on > at.astimezone(CHINA).date() else (TARGET_PAST(),),
    )
    made = KeyList.objects.create(
        id=new_id(), name=name, place_id=place.id, target_share=target_share, target_on=target_on, created_at=at
    )
    record(actor, CHANGE.code, Thing(LIST, made.pk), at=at, fields=["name", "place", "target"])
    return made.pk


@operation
def add_to_list(actor: Actor, list_id: UUID, organisation_ids: Collection[UUID], *, on: date, at: datetime) -> int:
    """Put organisations onto a list from a day on; those that are there already stay. Returns how many were added."""
    held = _key_list_for(actor, list_id)
    wanted = _organisations(actor, organisation_ids)
    _valid(on=_day_objections(on, at))
    there = locked(KeyEntry.objects.filter(list=held, removed_on=None))
    new = sorted(wanted - set(there.values_list("organisation_id", flat=True)))
    if not new:
        raise Invalid({"organisation": (LINKED(),)})
    write_rows(KeyEntry, ("list", "organisation", "added_on"), [(held.pk, organisation, on) for organisation in new])
    record(actor, CHANGE.code, Thing(LIST, held.pk), at=at, fields=["entries"], count=len(new))
    return len(new)


@operation
def take_off_list(actor: Actor, list_id: UUID, organisation_ids: Collection[UUID], *, on: date, at: datetime) -> None:
    """Take organisations off a list from a day on; who is not on it stays off."""
    held = _key_list_for(actor, list_id)
    _valid(on=_day_objections(on, at))
    rows = KeyEntry.objects.filter(list=held, organisation__in=set(organisation_ids), removed_on=None)
    count = rows.update(removed_on=on)
    if count:
        record(actor, CHANGE.code, Thing(LIST, held.pk), at=at, fields=["entries"], count=count)


def _group_for(actor: Actor, group_id: UUID) -> CompanyGroup:
    return _of_place(actor, CompanyGroup.objects.filter(pk=group_id), NO_GROUP)


def _key_list_for(actor: Actor, list_id: UUID) -> KeyList:
    return _of_place(actor, KeyList.objects.filter(pk=list_id), NO_LIST)


def _of_place(actor: Actor, rows: QuerySet[M], absent: MessageKind) -> M:
    """The one of a query that the actor's places keep, locked; Absent where there is none."""
    actor.require(CHANGE)
    if not rows.filter(within_any(paths(actor, CHANGE), "place__path")).exists():
        raise Absent(absent())
    return locked(rows).get()


def _organisations(actor: Actor, ids: Collection[UUID]) -> set[UUID]:
    """Organisations in reach; Absent where one of them is not."""
    wanted = set(ids)
    if len(wanted) == 1:
        return {organisation_for(actor, READ_ORGANISATIONS, next(iter(wanted))).pk}
    visible = set(organisations_visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
    if visible != wanted:
        raise Absent(NO_ORGANISATION())
    return visible


def _name_objections(name: str) -> tuple[Message, ...]:
    return () if name and len(name) <= 100 else (NAME(),)


def _day_objections(on: date, at: datetime) -> tuple[Message, ...]:
    return tree.day_objections(on, since=None, today=at.astimezone(CHINA).date())


def _valid(**fields: tuple[Message, ...]) -> None:
    wrong = {name: messages for name, messages in fields.items() if messages}
    if wrong:
        raise Invalid(wrong)
