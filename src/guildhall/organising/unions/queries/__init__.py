"""Reading unions: for whole registers, and in the places of an actor."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr

from guildhall.base.places.queries import narrowed
from guildhall.base.places.rules.paths import COUNTY_DIGITS
from guildhall.infra.aliases import canonical_ids, groups, links
from guildhall.kernel.actor import Actor
from guildhall.organising.unions.access import reached
from guildhall.organising.unions.contracts import PresenceSummary, Relation, UnionKind, UnionSummary
from guildhall.organising.unions.models import Presence, Union, UnionAlias
from guildhall.organising.unions.rules.paths import next_path
from guildhall.organising.unions.rules.permissions import READ


def within_tree(path: str) -> Q:
    """The union of a path and all below it."""
    return Q(path__gte=path, path__lt=next_path(path))


def summary(row: Union) -> UnionSummary:
    """A union as lists show it."""
    return UnionSummary(
        row.id, row.name, UnionKind(row.kind), row.code, row.place_id, row.active, row.founded_on, row.ended_on,
        row.declared_members, row.parent_id, row.path or "", row.proposed,
    )  # fmt: skip


def unions_visible_to(actor: Actor) -> QuerySet[Union]:
    """The unions in an actor's places, each once however many records count as it: a query to be narrowed.

    Forbidden without the function.
    """
    inside = reached(actor, READ)
    merged = Union.objects.filter(inside, canonical__isnull=False)
    return Union.objects.filter(inside | Q(pk__in=merged.values("canonical")), canonical=None)


def canonical_of(ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The record that each one counts as today: one query."""
    return canonical_ids(Union, ids)


def group_heads(ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Every record that counts as the same union as one of `ids`, with its head: two queries, none for nothing."""
    return groups(Union, ids)


def records_of_register(ids: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """The same for a whole register: one query, over the few records that were merged."""
    merged = dict(Union.objects.filter(canonical__isnull=False).values_list("pk", "canonical_id"))
    heads = {merged.get(one, one) for one in ids}
    return {head: head for head in heads} | {own: head for own, head in merged.items() if head in heads}


def merges_of(ids: Collection[UUID]) -> tuple[tuple[UUID, UUID], ...]:
    """Which of the records count as which other one by a merge in force, (own, into), the oldest first: one query."""
    return links(UnionAlias, ids)


def units_of(ids: Collection[UUID]) -> frozenset[UUID]:
    """The organisations in which any of the unions stands or which it covers today: one query, none for nothing."""
    if not ids:
        return frozenset()
    rows = Presence.objects.filter(union__in=ids, ends_on=None)
    return frozenset(rows.values_list("organisation_id", flat=True))


def standing_unions() -> QuerySet[Union]:
    """Unions that were not dissolved, each once, to be counted by the modules above."""
    return Union.objects.filter(active=True, canonical=None)


def standing_presences() -> QuerySet[Presence]:
    """Where unions stand and what they cover today, without the seats of joint ones, which say nothing."""
    relations = [Relation.OWN.value, Relation.COVERED.value]
    return Presence.objects.filter(ends_on=None, relation__in=relations)


def unions_of(ids: Collection[UUID]) -> Mapping[UUID, UnionSummary]:
    """Unions by id for rows that the caller may show already: one query, none for nothing."""
    return {row.id: summary(row) for row in Union.objects.filter(pk__in=ids)} if ids else {}


def known_codes(codes: Collection[str]) -> Mapping[str, UUID]:
    """Which union has which code, for whole registers."""
    return dict(Union.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}


def seated_in(organisation_ids: Collection[UUID]) -> Mapping[tuple[UUID, str], UUID]:
    """(organisation, name key) → the union of that name that stands or has its seat there."""
    rows = Presence.objects.filter(
        organisation__in=organisation_ids, relation__in=[Relation.OWN.value, Relation.HOST.value], ends_on=None
    )
    return {
        (organisation, key): union
        for organisation, key, union in rows.values_list("organisation_id", "union__name_key", "union_id")
    }


def presences_of(organisation_ids: Collection[UUID]) -> tuple[PresenceSummary, ...]:
    """Unions in or over organisations, today and before, for rows that the caller may show already: one query.

    A union is told as the record that it counts as, once where several of its records stand in the organisation.
    """
    rows = Presence.objects.filter(organisation__in=organisation_ids).select_related("union__canonical").order_by("pk")
    found: dict[object, PresenceSummary] = {}
    for row in rows:
        union = row.union.canonical or row.union
        told = PresenceSummary(summary(union), row.organisation_id, Relation(row.relation), row.starts_on, row.ends_on)
        found.setdefault(row.pk if row.ends_on else (union.id, row.organisation_id, row.relation), told)
    return tuple(found.values())


def joint_unions_by_county() -> Mapping[str, int]:
    """Active joint unions by the path of their county: one query."""
    rows = standing_unions().filter(kind=UnionKind.JOINT.value, place__isnull=False)
    counted = rows.annotate(county=Substr("place__path", 1, COUNTY_DIGITS)).values_list("county").annotate(Count("pk"))
    return dict(counted.order_by())


def kinds_within(paths: Iterable[str]) -> Mapping[UnionKind, int]:
    """Active unions by kind in places: one query."""
    rows = standing_unions().filter(narrowed(tuple(paths)))
    return {UnionKind(kind): count for kind, count in rows.values_list("kind").annotate(Count("pk")).order_by()}
