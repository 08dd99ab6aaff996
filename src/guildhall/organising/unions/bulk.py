"""Keeping what unions were: rows of history, for operations that change many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Max

from guildhall.infra.bulk import write_rows
from guildhall.organising.unions.contracts import Act
from guildhall.organising.unions.models import Former, Union

_COLUMNS = ("union", "name", "kind", "parent", "active", "starts_on", "ends_on", "act", "basis")


def changed_since(unions: Collection[Union]) -> Mapping[UUID, date | None]:
    """Since when unions are what they are: their last change, else their founding, None where unknown: one query."""
    last = dict(
        Former.objects.filter(union__in=[union.pk for union in unions])
        .values_list("union")
        .annotate(Max("ends_on"))
        .order_by()
    )
    return {union.pk: last.get(union.pk, union.founded_on) for union in unions}


def keep_former(unions: Iterable[Union], act: Act, *, on: date, basis: str = "") -> int:
    """Keep what unions are before they change on a day; in the caller's transaction. Returns how many rows it took.

    What began on the very day never stood for one and is not kept.
    """
    given = list(unions)
    since = changed_since(given)
    stood = [(union, since[union.pk]) for union in given]
    return write_rows(
        Former,
        _COLUMNS,
        [
            (union.pk, union.name, union.kind, union.parent_id, union.active, start, on, act.value, basis)
            for union, start in stood
            if start is None or start < on
        ],
    )
