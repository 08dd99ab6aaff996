"""Reading places. They are public: no function here asks who reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Length, Substr

from guildhall.base.places.contracts import Confidence, PlaceKind, PlaceSummary, SuccessionSummary, Surroundings, Tile
from guildhall.base.places.models import Code, Parent, Place, Succession
from guildhall.base.places.rules.paths import DEEPEST, WIDTH, is_root, lineage, next_path
from guildhall.base.places.rules.succession import heirs_on
from guildhall.kernel.errors import Absent, MessageKind
from guildhall.kernel.text import clean

NO_PLACE: Final = MessageKind("places.absent", "没有这个地方。", "There is no such place.")
#: Places that are named one by one in a query at most.
NARROW: Final = 3_000
#: Places that a search shows at most.
FOUND: Final = 20


def summary(place: Place) -> PlaceSummary:
    """A place as a value."""
    tile = Tile(place.tile_row, place.tile_column) if _placed(place) else None  # type: ignore[arg-type]  # both or none
    kind = PlaceKind(place.kind)
    return PlaceSummary(place.id, kind, place.name, place.path, place.starts_on, place.ends_on, tile)


def _placed(place: Place) -> bool:
    return place.tile_row is not None and place.tile_column is not None


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose half-open period holds a day."""
    starts, ends = f"{prefix}starts_on", f"{prefix}ends_on"
    begun = Q(**{f"{starts}__isnull": True}) | Q(**{f"{starts}__lte": on})
    return begun & (Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": on}))


def within(path: str, column: str = "path") -> Q:
    """Rows whose place is that of `path` or lies below it: `within(path, "place__path")` on a row with a place."""
    return Q(**{f"{column}__gte": path, f"{column}__lt": next_path(path)})


def within_any(paths: Iterable[str], column: str = "path") -> Q:
    """Rows in any of those places; none where there are no paths."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= within(path, column)
    return condition


def narrowed(paths: Collection[str], column: str = "place") -> Q:
    """Rows in any of those places, for long lists: as `within_any`, in a form whose size the database can tell.

    Asks once for the places' ids, so that it begins with a county's few rows and not with the whole table; many places
    (a province) stay a range.
    """
    if not paths or any(is_root(path) for path in paths):
        return within_any(paths, f"{column}__path")
    ids = list(Place.objects.filter(within_any(paths)).values_list("pk", flat=True)[: NARROW + 1])
    return Q(**{f"{column}__in": ids}) if len(ids) <= NARROW else within_any(paths, f"{column}__path")


def place_ids_within(paths: Iterable[str]) -> QuerySet[Place, dict[str, UUID]]:
    """A query of the ids of places in any of those; of none where there are no paths."""
    return Place.objects.filter(within_any(paths)).values("pk")  # type: ignore[return-value]  # ids under one name


def named(text: str, paths: Iterable[str], *, on: date) -> tuple[PlaceSummary, ...]:
    """Places within those paths that a name can mean on a day: 海曙区, 海曙区南门街道, 宁波市海曙区南门街道.

    A name that several bear means all of them. At most three queries.
    """
    text = clean(text).value.replace(" ", "")
    ends = [text[start:] for start in range(len(text))]
    rows = list(Place.objects.filter(within_any(paths), in_force(on), name__in=ends).order_by("path"))
    above = {path for place in rows for path in lineage(place.path)[:-1]}
    names = dict(Place.objects.filter(path__in=above).values_list("path", "name")) if above else {}
    return tuple(summary(place) for place in rows if text in _ways_to_say(place, names))


def _ways_to_say(place: Place, names: Mapping[str, str]) -> set[str]:
    """A place's name alone and after the names of those it lies in."""
    said, ways = place.name, {place.name}
    for path in reversed(lineage(place.path)[:-1]):
        said = names[path] + said
        ways.add(said)
    return ways


def get_place(place_id: UUID) -> PlaceSummary:
    """The place of an id. Raises Absent where there is none."""
    place = Place.objects.filter(pk=place_id).first()
    if place is None:
        raise Absent(NO_PLACE())
    return summary(place)


def places_of(ids: Collection[UUID]) -> Mapping[UUID, PlaceSummary]:
    """Places by id, those that exist: one query."""
    return {place.id: summary(place) for place in Place.objects.filter(pk__in=ids)} if ids else {}


def paths_of(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Paths by id, of those that exist: one query, none for nothing."""
    return dict(Place.objects.filter(pk__in=ids).values_list("pk", "path")) if ids else {}


def places_at(paths: Collection[str]) -> Mapping[str, PlaceSummary]:
    """Places by path, those that exist: one query, none for nothing."""
    return {place.path: summary(place) for place in Place.objects.filter(path__in=paths)} if paths else {}


def nowhere(paths: Iterable[str], column: str = "place") -> Q:
    """Rows without a place, for those who reach the place that holds all others; none for anybody else."""
    return Q(**{column: None}) if any(is_root(path) for path in paths) else Q(pk__in=[])


def surroundings(place_id: UUID, *, on: date) -> Surroundings:
    """A place with those above and directly below it on a day: one query. Raises Absent where there is none."""
    path = Subquery(Place.objects.filter(pk=place_id).values("path")[:1])
    prefixes = [Substr(path, 1, levels * WIDTH) for levels in range(1, DEEPEST)]
    held = Exists(Parent.objects.filter(in_force(on), parent=place_id, place=OuterRef("pk")))
    code = Code.objects.filter(in_force(on), place=OuterRef("pk")).order_by("-starts_on").values("code")[:1]
    mapped = Exists(Place.objects.filter(pk=place_id, kind=PlaceKind.PROVINCE.value)) & Q(tile_row__isnull=False)
    rows = Place.objects.filter(Q(pk=place_id) | Q(path__in=prefixes) | (held | mapped) & in_force(on))
    found = list(rows.annotate(held_code=Subquery(code), held=held).order_by("path"))
    place = next((row for row in found if row.pk == place_id), None)
    if place is None:
        raise Absent(NO_PLACE())
    tiled = [row for row in found if place.kind == PlaceKind.PROVINCE.value and _placed(row)]
    return Surroundings(
        summary(place),
        tuple(summary(row) for row in found if len(row.path) < len(place.path)),
        tuple(summary(row) for row in found if row.held),
        place.held_code or "",
        tuple(map(summary, sorted(tiled, key=lambda row: (row.tile_row, row.tile_column)))),
    )


def places_in(paths: Collection[str], *, deepest: int = DEEPEST) -> tuple[PlaceSummary, ...]:
    """The places of paths and those below them, in order of path, `NARROW` at most: one query.

    `deepest`: levels from the uppermost that are told.
    """
    if not paths:
        return ()
    rows = Place.objects.filter(within_any(paths))
    if deepest < DEEPEST:
        rows = rows.annotate(length=Length("path")).filter(length__lte=deepest * WIDTH)
    return tuple(map(summary, rows.order_by("path")[:NARROW]))


def root() -> PlaceSummary:
    """The place that holds all others: the province. Raises Absent before places are loaded."""
    place = Place.objects.order_by("path").first()
    if place is None:
        raise Absent(NO_PLACE())
    return summary(place)


def find_by_code(code: str, *, on: date) -> PlaceSummary | None:
    """The place that had a code on a day."""
    held = Code.objects.filter(in_force(on), code=code).select_related("place").order_by("-starts_on").first()
    return summary(held.place) if held else None


def code_of(place_id: UUID, *, on: date) -> str:
    """The code that a place had on a day, or ""."""
    return Code.objects.filter(in_force(on), place=place_id).values_list("code", flat=True).first() or ""


def places_by_codes(codes: Collection[str], *, on: date) -> Mapping[str, PlaceSummary]:
    """Where codes lie on a day, for whole registers: four queries at most however many codes.

    A code no longer in force leads to the place that all of its area went to, or the greater part (the first successor
    recorded). Codes that no place ever had are left out.
    """
    held = Code.objects.filter(code__in=codes).select_related("place").order_by("starts_on", "pk")
    by_code: dict[str, Code] = {}
    for row in held:
        if row.starts_on is None or row.starts_on <= on:
            by_code[row.code] = row
    steps = _steps(Succession.objects.all())
    former = {row.place_id for row in by_code.values() if row.place.ends_on is not None and row.place.ends_on <= on}
    ended = dict(Place.objects.exclude(ends_on=None).values_list("pk", "ends_on")) if former else {}
    heirs = {place: heirs_on(place, steps, ended, on)[:1] for place in former}
    named = places_of({heir for found in heirs.values() for heir in found})
    result: dict[str, PlaceSummary] = {}
    for code, row in by_code.items():
        if row.place_id not in former:
            result[code] = summary(row.place)
        elif heirs[row.place_id]:
            result[code] = named[heirs[row.place_id][0]]
    return result


def children(place_id: UUID, *, on: date) -> tuple[PlaceSummary, ...]:
    """The places directly in another one on a day, by path: one query."""
    held = Parent.objects.filter(in_force(on), parent=place_id, place=OuterRef("pk"))
    return tuple(map(summary, Place.objects.filter(Exists(held), in_force(on)).order_by("path")))


def itself(place: PlaceSummary, *, on: date, column: str = "place") -> Q:
    """Rows in a place and in none of those directly below it on a day: in itself, or in what stands no longer."""
    below = [child.path for child in children(place.id, on=on)]
    lies = Place.objects.filter(within(place.path)).exclude(within_any(below)).values_list("pk", flat=True)
    return Q(**{f"{column}__in": list(lies)})


def ancestors(place_id: UUID) -> tuple[PlaceSummary, ...]:
    """The places that a place lies in today, widest first, without itself: one query."""
    path = Subquery(Place.objects.filter(pk=place_id).values("path")[:1])
    prefixes = [Substr(path, 1, levels * WIDTH) for levels in range(1, DEEPEST)]
    rows = Place.objects.filter(path__in=prefixes).exclude(pk=place_id).order_by("path")
    return tuple(map(summary, rows))


_CLIMB: Final = """
WITH RECURSIVE climb(place_id, parent_id, height) AS (
    SELECT place_id, parent_id, 1 FROM places_parent WHERE place_id = %s AND {held}
    UNION ALL
    SELECT up.place_id, up.parent_id, climb.height + 1 FROM places_parent AS up
    JOIN climb ON up.place_id = climb.parent_id WHERE {held} AND climb.height < 16
)
SELECT p.*, climb.height FROM climb JOIN places_place AS p ON p.id = climb.parent_id ORDER BY climb.height DESC
""".format(held="(starts_on IS NULL OR starts_on <= %s) AND (ends_on IS NULL OR ends_on > %s)")


def ancestors_on(place_id: UUID, *, on: date) -> tuple[PlaceSummary, ...]:
    """The places that a place lay in on a day, widest first: one query over the dated parents."""
    key = Place._meta.pk.get_db_prep_value(place_id, connection)
    return tuple(summary(place) for place in Place.objects.raw(_CLIMB, [key, on, on, on, on]))


def search(
    text: str, *, on: date, kinds: Collection[PlaceKind] = (), within_path: str = ""
) -> tuple[PlaceSummary, ...]:
    """Places standing on a day whose name holds a text, widest first; at most `FOUND`."""
    rows = Place.objects.filter(in_force(on), name__icontains=text.strip())
    if kinds:
        rows = rows.filter(kind__in=[kind.value for kind in kinds])
    if within_path:
        rows = rows.filter(within(within_path))
    order = list(PlaceKind)
    return tuple(sorted(map(summary, rows.order_by("path")[:FOUND]), key=lambda p: (order.index(p.kind), p.path)))


def tiles(kind: PlaceKind, *, on: date, within_path: str = "") -> tuple[PlaceSummary, ...]:
    """The places of a kind that have a tile and stood on a day, row by row."""
    rows = Place.objects.filter(in_force(on), kind=kind.value, tile_row__isnull=False)
    if within_path:
        rows = rows.filter(within(within_path))
    return tuple(map(summary, rows.order_by("tile_row", "tile_column")))


def standing_within(
    paths: Iterable[str], *, on: date, kinds: Collection[PlaceKind], also: Collection[UUID] = ()
) -> tuple[PlaceSummary, ...]:
    """The places of some kinds in any of those paths, and those of `also` that lie there, standing on a day: one
    query, widest first."""
    rows = Place.objects.filter(within_any(paths), in_force(on))
    return tuple(map(summary, rows.filter(Q(kind__in=[k.value for k in kinds]) | Q(pk__in=also)).order_by("path")))


def successions_of(place_id: UUID) -> tuple[SuccessionSummary, ...]:
    """Where a place's area went, wholly or in part, and what it took over, in order of time: one query."""
    rows = Succession.objects.filter(Q(predecessor=place_id) | Q(successor=place_id))
    return _steps(rows)


def heirs(place_id: UUID, *, on: date) -> tuple[PlaceSummary, ...]:
    """Where a place's area lies on a day: itself while it stands, else its successors through all steps."""
    steps = _steps(Succession.objects.all())
    ended: Mapping[UUID, date | None] = dict(Place.objects.exclude(ends_on=None).values_list("pk", "ends_on"))
    found = heirs_on(place_id, steps, ended, on)
    named = places_of(found)
    return tuple(named[place] for place in found if place in named)


def _steps(rows: Iterable[Succession]) -> tuple[SuccessionSummary, ...]:
    return tuple(
        SuccessionSummary(
            row.predecessor_id, row.successor_id, row.on, row.whole, row.basis, Confidence(row.confidence)
        )
        for row in sorted(rows, key=lambda row: (row.on, row.pk))
    )
