"""The doors: which indicators an actor may read, and where."""

from __future__ import annotations

from uuid import UUID

from guildhall.base.figures.contracts import Indicator
from guildhall.base.figures.indicators import indicator_of, indicators
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import NO_PLACE, get_place, paths_of
from guildhall.base.places.rules.paths import contains, is_root
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Absent, Forbidden, MessageKind

WHOLE = MessageKind(
    "figures.whole_only",
    "快照和发布针对整个安装范围，由最上一级的经办人办理。",
    "Snapshots and publications are of everything that is kept here; an officer of the uppermost place does this.",
)


def readable(actor: Actor) -> tuple[Indicator, ...]:
    """The indicators that an actor may read somewhere, by code."""
    return tuple(one for one in indicators() if actor.has(one.permission))


def indicator_for(actor: Actor, code: str) -> Indicator:
    """The indicator. Absent where there is none, Forbidden without its permission."""
    indicator = indicator_of(code)
    actor.require(indicator.permission)
    return indicator


def own_paths(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths of the places where an actor has a function, none within another; no query where grants carry them."""
    scopes = actor.scopes(permission)
    found = {scope.path for scope in scopes if scope.path}
    found |= set(paths_of([scope.id for scope in scopes if not scope.path]).values())
    return tuple(path for path in sorted(found) if not any(path != other and path.startswith(other) for other in found))


def place_for(actor: Actor, permission: Permission, place_id: UUID) -> PlaceSummary:
    """The place, as one to ask figures for. Absent outside the places where the actor has the function."""
    place = get_place(place_id)
    if not any(contains(path, place.path) for path in own_paths(actor, permission)):
        raise Absent(NO_PLACE())
    return place


def require_whole(actor: Actor, permission: Permission) -> None:
    """Raise Forbidden unless the actor has the function at the uppermost place."""
    actor.require(permission)
    if not any(is_root(path) for path in own_paths(actor, permission)):
        raise Forbidden(WHOLE())
