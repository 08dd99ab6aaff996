"""The tree: founding, moving, renaming, giving another kind. One at a time, so that two moves cannot make a ring."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import Max, Value
from django.db.models.functions import Concat, Length, Substr

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.places.queries import NO_PLACE, paths_of
from guildhall.base.places.rules.paths import contains as place_contains
from guildhall.infra.bulk import write_rows
from guildhall.infra.bus import publish
from guildhall.infra.transactions import one_at_a_time, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, Message, Refused
from guildhall.kernel.text import clean, organisation_name_key
from guildhall.organising.unions.access import paths, union_for, unions_for
from guildhall.organising.unions.bulk import changed_since, keep_former
from guildhall.organising.unions.contracts import Act, Founding, NewUnion, UnionKind
from guildhall.organising.unions.events import UnionMoved, UnionsFounded
from guildhall.organising.unions.models import Due, Union
from guildhall.organising.unions.queries import within_tree
from guildhall.organising.unions.rules import tree
from guildhall.organising.unions.rules.certificates import clock_after
from guildhall.organising.unions.rules.paths import DEEPEST, WIDTH, child_path, contains, levels, number_after
from guildhall.organising.unions.rules.permissions import CHANGE

KIND: Final = "unions.union"
#: What changes the tree waits for whoever changes it already.
LOCK: Final = "unions.tree"
_COLUMNS: Final = (
    "id", "name", "name_key", "kind", "code", "place", "active", "founded_on", "declared_members", "parent", "path",
    "proposed", "created_at",
)  # fmt: skip


@operation
def found_union(actor: Actor, union: NewUnion, parent_id: UUID | None, *, basis: str, at: datetime) -> UUID:
    """Found a union below another one, on the day that it names; returns its id. Raises Invalid, Absent."""
    found_unions(actor, [Founding(union, parent_id)], basis=basis, at=at)
    return union.id


@operation
def found_unions(actor: Actor, foundings: Sequence[Founding], *, basis: str, at: datetime) -> int:
    """Found unions at once, all or none; a parent may stand before its children in the list. Returns how many.

    The clock for their registration as legal persons begins (Legal-person Measures). Raises Invalid, Absent.
    """
    actor.require(CHANGE)
    one_at_a_time(LOCK)
    own = {founding.union.id: founding.union for founding in foundings}
    held = unions_for(actor, CHANGE, {f.parent_id for f in foundings if f.parent_id and f.parent_id not in own})
    _require_places(actor, [founding.union for founding in foundings])
    taken = _taken({f.union.place_id for f in foundings if f.union.kind in tree.TERRITORIAL and f.union.place_id})
    numbers, placed, rows = _Numbers(), {pk: (row.path, UnionKind(row.kind), row.name) for pk, row in held.items()}, []
    today = at.astimezone(CHINA).date()
    for founding in foundings:
        union, parent = founding.union, placed.get(founding.parent_id) if founding.parent_id else None
        name = clean(union.name).value
        above = held.get(founding.parent_id) if founding.parent_id else None
        _valid(
            name=tree.name_objections(name),
            kind=tree.parent_objections(union.kind, parent[1] if parent else None, parent[2] if parent else ""),
            parent=_standing_in_tree(above) if above else (),
            founded_on=_founding_objections(union, today),
            place=_place_objections(union, taken),
            basis=tree.basis_objections(basis),
        )
        if parent and parent[0] is None:
            raise Invalid({"parent": (tree.NOT_IN_TREE(name=parent[2]),)})
        path = _below(parent[0] or "" if parent else "", numbers)
        placed[union.id] = (path, union.kind, name)
        rows.append(
            (
                union.id, name, organisation_name_key(name), union.kind.value, union.code, union.place_id, True,
                union.founded_on, union.declared_members, founding.parent_id, path, False, at,
            )
        )  # fmt: skip
    write_rows(Union, _COLUMNS, rows)
    write_rows(
        Due,
        ("union", "kind", "since", "due_on"),
        [
            (union.id, clock.kind.value, clock.since, clock.due_on)
            for union in own.values()
            if union.kind in tree.REGISTERED and union.founded_on
            for clock in [clock_after(Act.FOUNDED, union.founded_on)]
        ],
    )
    thing = Thing(KIND, foundings[0].union.id) if len(foundings) == 1 else None
    if rows:
        record(actor, CHANGE.code, thing, at=at, fields=list(_COLUMNS[1:-1]), count=len(rows))
        publish(UnionsFounded(tuple(own), max(u.founded_on or today for u in own.values()), at))
    return len(rows)


@operation
def move_union(actor: Actor, union_id: UUID, parent_id: UUID, *, on: date, basis: str, at: datetime) -> None:
    """Put a union, with all below it, under another one from a day on. The actor must reach both."""
    actor.require(CHANGE)
    one_at_a_time(LOCK)
    both = unions_for(actor, CHANGE, {union_id, parent_id})
    union, parent = both[union_id], both[parent_id]
    _require_standing(union)
    # One whose parent was guessed stood nowhere before: its first parent holds from the beginning.
    first = union.parent_id is None or union.proposed
    since = None if first else changed_since([union])[union.pk]
    _valid(
        parent=_parent_objections(union, parent),
        on=tree.day_objections(on, since=since, today=at.astimezone(CHINA).date()),
        basis=tree.basis_objections(basis),
    )
    if not first:
        keep_former([union], Act.MOVED, on=on, basis=clean(basis).value[: tree.BASIS_LENGTH])
    count = _replant(union, parent)
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["parent", "path"], count=count)
    publish(UnionMoved(union.pk, parent.pk, on))


@operation
def rename_union(actor: Actor, union_id: UUID, name: str, *, on: date, basis: str, at: datetime) -> None:
    """Give a union another name from a day on; a certified one has to have its certificate changed."""
    union = union_for(actor, CHANGE, union_id)
    _require_standing(union)
    name = clean(name).value
    _valid(
        name=tree.name_objections(name) or ((tree.SAME_NAME(),) if name == union.name else ()),
        **_dated(union, on, basis, at),
    )
    keep_former([union], Act.RENAMED, on=on, basis=clean(basis).value[: tree.BASIS_LENGTH])
    Union.objects.filter(pk=union.pk).update(name=name, name_key=organisation_name_key(name))
    if union.certificates.filter(state="granted").exists():
        clock = clock_after(Act.RENAMED, on)
        Due.objects.get_or_create(
            union=union, kind=clock.kind.value, defaults={"since": clock.since, "due_on": clock.due_on}
        )
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["name"])


@operation
def change_kind(actor: Actor, union_id: UUID, kind: UnionKind, *, on: date, basis: str, at: datetime) -> None:
    """Make a union one of another kind from a day on; it must fit where it stands, and what stands below it, too."""
    actor.require(CHANGE)
    one_at_a_time(LOCK)
    union = union_for(actor, CHANGE, union_id)
    _require_standing(union)
    parent = Union.objects.filter(pk=union.parent_id).first() if union.parent_id else None
    wrong: tuple[Message, ...] = (tree.SAME_KIND(),) if kind == union.kind else ()
    if parent is not None:
        wrong += tree.parent_objections(kind, UnionKind(parent.kind), parent.name)
    for below in union.children.filter(active=True).values_list("kind", flat=True).distinct().order_by("kind"):
        wrong += tree.parent_objections(UnionKind(below), kind, union.name)
    if kind in tree.TERRITORIAL and union.place_id:
        taken = {place: name for place, name in _taken({union.place_id}).items() if name != union.name}
        wrong += (tree.PLACE_TAKEN(name=taken[union.place_id]),) if union.place_id in taken else ()
    _valid(kind=wrong, **_dated(union, on, basis, at))
    keep_former([union], Act.KIND, on=on, basis=clean(basis).value[: tree.BASIS_LENGTH])
    Union.objects.filter(pk=union.pk).update(kind=kind.value)
    record(actor, CHANGE.code, Thing(KIND, union.pk), at=at, fields=["kind"])


class _Numbers:
    """The next free number below each parent, asked of the database once."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def take(self, parent: str) -> int:
        if parent not in self._next:
            rows = Union.objects.filter(within_tree(parent)) if parent else Union.objects.filter(path__isnull=False)
            last = rows.aggregate(last=Max("path"))["last"] or ""
            self._next[parent] = number_after(last, parent)
        number = self._next[parent]
        self._next[parent] += 1
        return number


def _below(parent: str, numbers: _Numbers) -> str:
    if levels(parent) >= DEEPEST:
        raise Refused(tree.TOO_DEEP(levels=DEEPEST))
    return child_path(parent, numbers.take(parent))


def _replant(union: Union, parent: Union) -> int:
    """Give a union a place below its parent, and all below it with it; returns how many that are."""
    old, new = union.path, _below(parent.path or "", _Numbers())
    if old is None:
        return Union.objects.filter(pk=union.pk).update(parent=parent, path=new, proposed=False)
    below = Union.objects.filter(within_tree(old))
    deepest = below.aggregate(deepest=Max(Length("path")))["deepest"] or 0
    if (deepest - len(old) + len(new)) // WIDTH > DEEPEST:
        raise Refused(tree.TOO_DEEP(levels=DEEPEST))
    Union.objects.filter(pk=union.pk).update(parent=parent, proposed=False)
    return below.update(path=Concat(Value(new), Substr("path", len(old) + 1)))


def _parent_objections(union: Union, parent: Union) -> tuple[Message, ...]:
    if parent.pk == union.pk or (union.path and parent.path and contains(union.path, parent.path)):
        return (tree.IN_ITSELF(),)
    wrong = _standing_in_tree(parent) or tree.parent_objections(
        UnionKind(union.kind), UnionKind(parent.kind), parent.name
    )
    if not wrong and union.parent_id == parent.pk and not union.proposed:
        return (tree.ALREADY_BELOW(name=parent.name),)
    return wrong


def _standing_in_tree(parent: Union) -> tuple[Message, ...]:
    if not parent.active:
        return (tree.ENDED(name=parent.name),)
    return () if parent.path else (tree.NOT_IN_TREE(name=parent.name),)


def _require_standing(union: Union) -> None:
    if not union.active:
        raise Refused(tree.ENDED(name=union.name))


def _dated(union: Union, on: date, basis: str, at: datetime) -> dict[str, tuple[Message, ...]]:
    since = changed_since([union])[union.pk]
    return {
        "on": tree.day_objections(on, since=since, today=at.astimezone(CHINA).date()),
        "basis": tree.basis_objections(basis),
    }


def _founding_objections(union: NewUnion, today: date) -> tuple[Message, ...]:
    return tree.day_objections(union.founded_on, since=None, today=today) if union.founded_on else ()


def _place_objections(union: NewUnion, taken: dict[UUID, str]) -> tuple[Message, ...]:
    if union.kind not in tree.TERRITORIAL or union.place_id is None:
        return ()
    if union.place_id in taken:
        return (tree.PLACE_TAKEN(name=taken[union.place_id]),)
    taken[union.place_id] = union.name
    return ()


def _taken(place_ids: set[UUID]) -> dict[UUID, str]:
    """Places that have their own union, with its name."""
    kinds = [kind.value for kind in tree.TERRITORIAL]
    rows = Union.objects.filter(place__in=place_ids, kind__in=kinds, active=True) if place_ids else ()
    return {row.place_id: row.name for row in rows if row.place_id}


def _require_places(actor: Actor, unions: Sequence[NewUnion]) -> None:
    wanted = {union.place_id for union in unions if union.place_id}
    found = paths_of(wanted)
    own = paths(actor, CHANGE)
    if len(found) != len(wanted) or not all(any(place_contains(p, path) for p in own) for path in found.values()):
        raise Absent(NO_PLACE())


def _valid(**fields: tuple[Message, ...]) -> None:
    wrong = {name: messages for name, messages in fields.items() if messages}
    if wrong:
        raise Invalid(wrong)
