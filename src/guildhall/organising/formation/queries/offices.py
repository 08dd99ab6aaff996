"""Which office answers for a case, and which union stands above the one being formed."""

from __future__ import annotations

from uuid import UUID

from django.db.models.functions import Length

from guildhall.base.flows.contracts import NEXT_HIGHER, Office
from guildhall.base.flows.queries import line_of
from guildhall.base.flows.rules.offices import office_place
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.rules.paths import lineage
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words
from guildhall.organising.formation.models import Case
from guildhall.organising.unions.access import paths
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.queries import standing_unions
from guildhall.organising.unions.rules.permissions import CHANGE
from guildhall.organising.unions.rules.tree import ABOVE, TERRITORIAL

_UPPER = Office("upper", Words("上一级工会", "the next-higher union"), NEXT_HIGHER)


def upper_office(case: Case) -> PlaceSummary:
    """The place whose union is the next-higher one: of the street or township, else further up."""
    return office_place(_UPPER, line_of(case.place))


def parent_in_reach(actor: Actor, case: Case, kind: UnionKind) -> UUID | None:
    """The nearest union of the territory below which one of a kind may stand, where the actor reaches it: one query."""
    kinds = [one.value for one in ABOVE[kind] & TERRITORIAL]
    held = paths(actor, CHANGE)
    rows = standing_unions().filter(place__path__in=lineage(case.place.path), kind__in=kinds, path__isnull=False)
    nearest = rows.order_by(-Length("place__path"), "pk").values_list("pk", "place__path").first()
    if nearest is None or not any(nearest[1].startswith(path) for path in held):
        return None
    return nearest[0]
