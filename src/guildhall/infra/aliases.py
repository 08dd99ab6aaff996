"""Two records that are one: a dated alias that can be ended again. Nothing else ever changes its reference.

Foreign keys keep the id under which a thing was first known. Merging `a` into `b` writes an alias from a to b;
splitting ends it, and whatever had been merged into `a` goes with it. `canonical` on each record names the head of its
group today, so that many ids are resolved in one query, however long the chain of merges.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from guildhall.infra.transactions import locked
from guildhall.kernel.errors import MessageKind, Refused

M = TypeVar("M", bound=models.Model)

ALREADY_ONE: Final = MessageKind("aliases.already_one", "两条记录已经合并。", "The two records are one already.")
NOT_HEAD: Final = MessageKind(
    "aliases.not_head",
    "其中一条记录已并入别的记录，或刚刚被人改动；请刷新后用合并后的记录再试。",
    "One of the records was merged into another, or changed just now. Reload and use the record that it went to.",
)
NOT_MERGED: Final = MessageKind(
    "aliases.not_merged",
    "这条记录没有并入别的记录，或已经拆开。",
    "The record is not merged into another one, or no longer.",
)


def canonical_field() -> Any:
    """The column `canonical` of a record that can be merged: None for a head."""
    return models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)


def canonical_index(name: str) -> models.Index:
    """Finds the records that count as a head; the many that were never merged take no room in it."""
    return models.Index(fields=["canonical"], name=name, condition=Q(canonical__isnull=False))


def canonical_ids(model: type[models.Model], ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The head of each id's group, itself where it was never merged; unknown ids are left out. One query."""
    if not ids:
        return {}
    rows = model._default_manager.filter(pk__in=ids).values_list("pk", "canonical_id")
    return {own: canonical or own for own, canonical in rows}


def group(model: type[M], head_id: UUID) -> models.QuerySet[M]:
    """A head with all that was merged into it."""
    return model._default_manager.filter(Q(pk=head_id) | Q(canonical=head_id))


def groups(model: type[models.Model], ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Every record that counts as the same as one of `ids`, with its head: two queries, none for nothing."""
    heads = set(canonical_ids(model, ids).values())
    if not heads:
        return {}
    rows = model._default_manager.filter(Q(pk__in=heads) | Q(canonical__in=heads)).values_list("pk", "canonical_id")
    return {own: canonical or own for own, canonical in rows}


def links(alias: type[models.Model], ids: Collection[UUID]) -> tuple[tuple[UUID, UUID], ...]:
    """The aliases in force of records, (own, into), the oldest first: one query, none for nothing."""
    if not ids:
        return ()
    rows = alias._default_manager.filter(own__in=ids, ends_at=None).order_by("starts_at", "pk")
    return tuple(rows.values_list("own_id", "into_id"))


def locked_heads(model: type[M], ids: Iterable[UUID]) -> dict[UUID, M]:
    """Lock the whole groups of heads, in the order of ids. Raises Refused where one is no head (any longer)."""
    heads = set(ids)
    rows = {row.pk: row for row in locked(model._default_manager.filter(Q(pk__in=heads) | Q(canonical__in=heads)))}
    if any(head not in rows or _canonical(rows[head]) is not None for head in heads):
        raise Refused(NOT_HEAD())
    return rows


def join(
    model: type[models.Model], alias: type[models.Model], own_id: UUID, into_id: UUID, *, at: datetime, basis: str
) -> int:
    """Merge one head into another; returns how many records follow the other now. The caller has locked both groups."""
    if own_id == into_id:
        raise Refused(ALREADY_ONE())
    alias._default_manager.create(own_id=own_id, into_id=into_id, starts_at=at, basis=basis)
    return group(model, own_id).update(canonical=into_id)


def part(model: type[models.Model], alias: type[models.Model], own_id: UUID, *, at: datetime) -> int:
    """End the alias of a record: it is a head again, with those that were merged into it. Returns how many they are.

    Locks the group. Raises Refused where the record is not merged.
    """
    head_id = model._default_manager.filter(pk=own_id).values_list("canonical_id", flat=True).first()
    if head_id is None:
        raise Refused(NOT_MERGED())
    rows = locked_heads(model, [head_id])
    if own_id not in rows:
        raise Refused(NOT_HEAD())
    alias._default_manager.filter(own=own_id, ends_at=None).update(ends_at=at)
    links = alias._default_manager.filter(own__in=rows, ends_at=None).values_list("own_id", "into_id")
    following = followers(own_id, links)
    model._default_manager.filter(pk__in=following).update(canonical=own_id)
    model._default_manager.filter(pk=own_id).update(canonical=None)
    return len(following)


def followers(own_id: UUID, links: Iterable[tuple[UUID, UUID]]) -> set[UUID]:
    """All that lead to a record by links of (own, into), without itself."""
    leading: dict[UUID, list[UUID]] = {}
    for own, into in links:
        leading.setdefault(into, []).append(own)
    found: set[UUID] = set()
    waiting = [own_id]
    while waiting:
        for own in leading.get(waiting.pop(), ()):
            if own not in found:
                found.add(own)
                waiting.append(own)
    return found


def _canonical(row: models.Model) -> UUID | None:
    found: UUID | None = row.canonical_id  # type: ignore[attr-defined]  # every model that can be merged has it
    return found


class Alias(models.Model):
    """From when to when a record counted as another one, and why. `own` and `into` are added by the module."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    basis = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True


def alias_constraints(name: str) -> list[models.BaseConstraint]:
    """At most one alias in force a record, never to itself, ending after it began."""
    return [
        models.UniqueConstraint(name=f"{name}_one", fields=["own"], condition=Q(ends_at=None)),
        models.CheckConstraint(name=f"{name}_other", condition=~Q(own=F("into"))),
        models.CheckConstraint(name=f"{name}_period", condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at"))),
    ]
