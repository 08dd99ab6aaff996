"""Taking a snapshot, publishing one, exporting a breakdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.base.figures.access import indicator_for, require_whole
from guildhall.base.figures.contracts import (
    Breakdown,
    Cell,
    Exported,
    FigureRequest,
    FileFormat,
    Indicator,
    Purpose,
)
from guildhall.base.figures.events import SnapshotPublished, SnapshotTaken
from guildhall.base.figures.indicators import find_indicator, indicator_of
from guildhall.base.figures.models import Publication, PublishedCell, Snapshot, SnapshotCell
from guildhall.base.figures.queries.kept import NO_SNAPSHOT, filter_key
from guildhall.base.figures.queries.live import citations, live
from guildhall.base.figures.rules.definitions import definition_of, digest_of
from guildhall.base.figures.rules.permissions import EXPORT, PUBLISH, SNAPSHOT
from guildhall.base.figures.rules.places import every_level, nothing
from guildhall.base.figures.rules.shown import exported_table
from guildhall.base.figures.rules.suppression import kept_back
from guildhall.base.places.queries import places_at, root
from guildhall.base.places.rules.paths import DEEPEST
from guildhall.infra.bulk import write_rows
from guildhall.infra.bus import publish
from guildhall.infra.ids import new_id
from guildhall.infra.sheets import CSV, XLSX, as_csv, as_xlsx
from guildhall.infra.transactions import locked, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, Invalid, MessageKind, Refused
from guildhall.kernel.parameters import SUPPRESS_BELOW

SNAPSHOT_KIND: Final = "figures.snapshot"
EXPORT_KIND: Final = "figures.export"
NOT_OVER: Final = MessageKind(
    "figures.not_over",
    "截止日还没有过完；快照不重算，请等到次日。",
    "The cut-off is not over yet. A snapshot is never recomputed: wait for the day after.",
)
TAKEN: Final = MessageKind(
    "figures.taken",
    "{cut_off} 的快照已有；快照不重算、不覆盖。",
    "There is a snapshot of {cut_off} already; snapshots are neither recomputed nor replaced.",
)
PUBLISHED: Final = MessageKind("figures.published", "这份快照已经公开。", "The snapshot is public already.")
_CELL: Final = ("snapshot", "place", "place_path", "is_rest", "filtered", "numerator", "denominator")
_PUBLIC: Final = ("publication", "place", "place_path", "is_rest", "is_kept_back", "numerator", "denominator")


@operation
def take_snapshot(actor: Actor | None, code: str, cut_off: date, *, at: datetime) -> UUID:
    """Keep an indicator as it is at a cut-off, for every place and filter; returns the snapshot's id.

    `actor` None: the schedule. Raises Forbidden for whoever has less than the uppermost place, Invalid at `cut_off` for
    a day that is not over, Refused where there is one, or where a parameter has no value.
    """
    indicator = indicator_of(code)
    if actor is not None:
        require_whole(actor, SNAPSHOT)
    if cut_off >= at.astimezone(CHINA).date():
        raise Invalid({"cut_off": (NOT_OVER(),)})
    definition = definition_of(indicator, citations(indicator, cut_off))
    snapshot = Snapshot(
        id=new_id(), indicator=code, cut_off=cut_off, taken_at=at, taken_by_id=actor.account_id if actor else None,
        digest=digest_of(definition), definition=definition,
    )  # fmt: skip
    try:
        with transaction.atomic():
            snapshot.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(TAKEN(cut_off=cut_off.isoformat())) from error
    written = write_rows(SnapshotCell, _CELL, list(_cells(snapshot.id, indicator, cut_off)))
    record(actor, SNAPSHOT.code, Thing(SNAPSHOT_KIND, snapshot.id), at=at, count=written)
    publish(SnapshotTaken(snapshot.id, code, cut_off))
    return snapshot.id


def _cells(snapshot_id: UUID, indicator: Indicator, cut_off: date) -> Iterator[tuple[Any, ...]]:
    top = root()
    filters: list[Mapping[str, str]] = [{}]
    filters += [{one.code: option.value} for one in indicator.dimensions for option in one.options]
    for narrowed in filters:
        cells = indicator.compute(FigureRequest((top.path,), cut_off, narrowed, DEEPEST))
        levels = every_level(cells) or {(top.path, False): nothing(indicator)}
        places = places_at({path for path, _ in levels})
        for (path, is_rest), cell in sorted(levels.items()):
            place = places.get(path)
            yield (
                snapshot_id, place.id if place else None, path, is_rest, filter_key(narrowed), cell.numerator,
                cell.denominator,
            )  # fmt: skip


@operation
def publish_snapshot(actor: Actor, snapshot_id: UUID, *, at: datetime) -> None:
    """Make a snapshot public, without its small cells and those from which one could be told, unless it counts openly.

    Filters are not published: what is told of two ways of cutting the same things tells more than either. Raises
    Forbidden for whoever has less than the uppermost place, Absent, Refused where it is public.
    """
    require_whole(actor, PUBLISH)
    snapshot = locked(Snapshot.objects.filter(id=snapshot_id)).first()
    if snapshot is None:
        raise Absent(NO_SNAPSHOT())
    if Publication.objects.filter(snapshot=snapshot).exists():
        raise Refused(PUBLISHED())
    indicator = find_indicator(snapshot.indicator)
    threshold = 0 if indicator is not None and indicator.is_open else SUPPRESS_BELOW.at(snapshot.cut_off)
    rows = list(SnapshotCell.objects.filter(snapshot=snapshot, filtered="").order_by("place_path", "is_rest"))
    cells = {(row.place_path, row.is_rest): Cell(row.numerator, row.denominator) for row in rows}
    hidden = kept_back(cells, threshold)
    publication = Publication.objects.create(
        snapshot=snapshot, published_at=at, published_by_id=actor.account_id, threshold=threshold
    )
    shown = (_public(publication, row, (row.place_path, row.is_rest) in hidden) for row in rows)
    written = write_rows(PublishedCell, _PUBLIC, shown)
    record(actor, PUBLISH.code, Thing(SNAPSHOT_KIND, snapshot.id), at=at, count=written)
    publish(SnapshotPublished(snapshot.id, snapshot.indicator, snapshot.cut_off))


def _public(publication: Publication, row: SnapshotCell, is_hidden: bool) -> tuple[Any, ...]:
    numbers = (None, None) if is_hidden else (row.numerator, row.denominator)
    return (publication.pk, row.place_id, row.place_path, row.is_rest, is_hidden, *numbers)


@operation
def export_breakdown(
    actor: Actor, code: str, place_id: UUID | None, on: date, filters: Mapping[str, str], *, purpose: Purpose,
    file_format: FileFormat, at: datetime,
) -> Exported:  # fmt: skip
    """A live value with the places below it as a file that bears the number under which the audit has this export.

    Raises Forbidden without the function, Absent out of reach.
    """
    actor.require(EXPORT)
    indicator = indicator_for(actor, code)
    found: Breakdown = live(actor, indicator, place_id, on, filters)
    export_id = new_id()
    table = exported_table(indicator, found, on, filters, export_id=export_id, purpose=purpose, at=at)
    record(
        actor, EXPORT.code, Thing(EXPORT_KIND, export_id), at=at, act=Act.READ, purpose=purpose.value,
        count=len(found.rows),
    )  # fmt: skip
    name = f"{code}-{on.isoformat()}.{file_format.value}"
    if file_format is FileFormat.CSV:
        return Exported(name, CSV, as_csv(table))
    return Exported(name, XLSX, as_xlsx(table))
