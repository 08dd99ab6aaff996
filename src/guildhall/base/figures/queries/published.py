"""What everybody may read: published snapshots, without the cells that are kept back. Nothing here asks who reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length

from guildhall.base.figures.contracts import Cell, PublicCell, PublicFigure
from guildhall.base.figures.models import Publication, PublishedCell
from guildhall.base.figures.queries.kept import NO_SNAPSHOT, summary
from guildhall.base.figures.queries.live import AT_ITSELF
from guildhall.base.places.queries import NO_PLACE, within
from guildhall.base.places.rules.paths import WIDTH
from guildhall.kernel.errors import Absent


def public_totals(codes: Collection[str] | None = None) -> Mapping[str, PublicFigure]:
    """The newest published value of every indicator, or of those named, at the uppermost place: two queries."""
    newer = Publication.objects.filter(
        snapshot__indicator=OuterRef("snapshot__indicator"), snapshot__cut_off__gt=OuterRef("snapshot__cut_off")
    )
    rows = Publication.objects.filter(~Exists(newer)).select_related("snapshot").order_by("snapshot__indicator")
    if codes is not None:
        rows = rows.filter(snapshot__indicator__in=codes)
    held = {row.pk: row for row in rows}
    tops = PublishedCell.objects.annotate(levels=Length("place_path")).select_related("place")
    tops = tops.filter(publication__in=held, levels=WIDTH, is_rest=False)
    return {
        held[top.publication_id].snapshot.indicator: _figure(held[top.publication_id], top, ())
        for top in sorted(tops, key=lambda top: held[top.publication_id].snapshot.indicator)
    }


def public_figure(code: str, *, cut_off: date | None = None, place_id: UUID | None = None) -> PublicFigure:
    """A published value with the places one level down: three queries. None: the newest; the uppermost place.

    Raises Absent where there is none published, or nothing of the place.
    """
    publications = Publication.objects.filter(snapshot__indicator=code).select_related("snapshot")
    if cut_off is not None:
        publications = publications.filter(snapshot__cut_off=cut_off)
    publication = publications.order_by("-snapshot__cut_off").first()
    if publication is None:
        raise Absent(NO_SNAPSHOT())
    cells = PublishedCell.objects.filter(publication=publication).select_related("place")
    cells = cells.annotate(levels=Length("place_path"))
    here = cells.filter(levels=WIDTH) if place_id is None else cells.filter(place=place_id)
    top = here.filter(is_rest=False).first()
    if top is None:
        raise Absent(NO_PLACE())
    levels = len(top.place_path)
    lower = cells.filter(within(top.place_path, "place_path"))
    lower = lower.filter(Q(levels=levels + WIDTH, is_rest=False) | Q(levels=levels, is_rest=True))
    return _figure(publication, top, tuple(map(_cell, lower.order_by("is_rest", "place_path"))))


def cut_offs_of(code: str) -> tuple[date, ...]:
    """The cut-offs of which an indicator is published, newest first: one query."""
    found = Publication.objects.filter(snapshot__indicator=code).values_list("snapshot__cut_off", flat=True)
    return tuple(found.order_by("-snapshot__cut_off"))


def _figure(publication: Publication, top: PublishedCell, rows: tuple[PublicCell, ...]) -> PublicFigure:
    return PublicFigure(summary(publication.snapshot), _cell(top), rows, publication.threshold)


def _cell(row: PublishedCell) -> PublicCell:
    cell = None if row.is_kept_back or row.numerator is None else Cell(row.numerator, row.denominator)
    if row.is_rest:
        return PublicCell(None, row.place_path, AT_ITSELF, cell, is_rest=True)
    return PublicCell(row.place_id, row.place_path, row.place.name if row.place else row.place_path, cell)
