"""To whom an application can be handed: colleagues of the office, offices of other places."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from guildhall.base.accounts.queries import account_names, accounts_at
from guildhall.base.flows.access import paths_of
from guildhall.base.flows.rules.permissions import ACT, HAND
from guildhall.base.places.contracts import PlaceKind, PlaceSummary
from guildhall.base.places.queries import get_place, places_at, places_in, root, standing_within
from guildhall.base.places.rules.paths import COUNTY_DIGITS, WIDTH, lineage
from guildhall.kernel.actor import Actor, Role


def colleagues(actor: Actor, office_role: str, path: str, on: date) -> tuple[tuple[UUID, str], ...]:
    """Accounts that hold a role at a place or a wider one, the actor's own left out. Three queries."""
    actor.require(HAND)
    found = account_names(accounts_at(ACT, path, roles=[Role(office_role)], on=on))
    return tuple(sorted(((one, name) for one, name in found.items() if one != actor.account_id), key=lambda p: p[1]))


def offices_offered(actor: Actor, path: str) -> tuple[PlaceSummary, ...]:
    """Places whose office can be handed an application that is at `path`, or asked: those of the actor down to its own
    level or one below theirs, and those above it. Two queries."""
    paths = paths_of(actor, HAND)
    own = min((len(one) for one in paths), default=0) // WIDTH
    inside = places_in(paths, deepest=max(own + 1, len(path) // WIDTH))
    above = places_at(lineage(path)[:-1]).values() if path else ()
    found = {place.path: place for place in (*above, *inside) if place.path != path and place.stands(actor.on)}
    return tuple(found[one] for one in sorted(found))


def counties(on: date) -> tuple[PlaceSummary, ...]:
    """The counties in which one can apply, standing on a day. Two queries."""
    return standing_within([root().path], on=on, kinds=(PlaceKind.COUNTY,))


def places_for_applying(county_id: UUID, on: date) -> tuple[PlaceSummary, ...]:
    """A county with its townships, streets and parks, for whoever applies there. Two queries; Absent for no place."""
    kinds = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.PARK)
    return standing_within([get_place(county_id).path[:COUNTY_DIGITS]], on=on, kinds=kinds)
