"""One organisation for its page: what each register says of it, its unions, its history, its work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from guildhall.base.organisations.contracts import OrganisationDetail
from guildhall.base.organisations.queries import detail
from guildhall.base.people.rules.permissions import READ as READ_PEOPLE
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import places_of
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Actor
from guildhall.kernel.counts import CappedCount
from guildhall.linkage.contracts import Register
from guildhall.organising.members.queries import members_by_union
from guildhall.organising.roster.contracts import Covered, RunState
from guildhall.organising.roster.models import Change, Insured, Source, Unit
from guildhall.organising.roster.queries.work import WorkView, work_of
from guildhall.organising.roster.rules.sources import NAMES
from guildhall.organising.unions.contracts import PresenceSummary, Relation
from guildhall.organising.unions.queries import presences_of

#: Lines of its history at most.
_CHANGES = 100


@dataclass(frozen=True, slots=True)
class SourceView:
    """One way in which a register names it: field → value as it stands there; the first of so many rows.

    Names of people that no register publishes are left out for those who may not read people.
    """

    register: Register
    values: Mapping[str, str]
    file: str
    row: int
    rows: int


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What an accepted run changed in it."""

    on: date | None
    run: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Counted:
    """How the rates count it. `as_of`: the cut-off of the run that they take it from."""

    counts: bool
    covered: Covered
    as_of: date | None


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """`members`: active members by union, of those that stand in it alone: a joint union's are everybody's."""

    detail: OrganisationDetail
    place: PlaceSummary | None
    sources: tuple[SourceView, ...]
    presences: tuple[PresenceSummary, ...]
    changes: tuple[ChangeLine, ...]
    counted: Counted | None
    insured: CappedCount
    members: Mapping[UUID, int]
    work: WorkView | None


def organisation(actor: Actor, organisation_id: UUID) -> OrganisationView:
    """An organisation in reach: at most sixteen queries, however much there is. Forbidden, Absent."""
    found = detail(actor, organisation_id)
    ids = [record.id for record in found.records]
    presences = presences_of(ids)
    own = [p.union.id for p in presences if p.relation is Relation.OWN and p.ends_on is None and p.union.active]
    changes = Change.objects.filter(organisation_id__in=ids, run__state=RunState.ACCEPTED.value).select_related("run")
    unit = Unit.objects.filter(organisation__in=ids).select_related("run").first()
    place_id = found.summary.place_id
    return OrganisationView(
        detail=found,
        place=places_of([place_id]).get(place_id) if place_id else None,
        sources=_sources(actor, ids),
        presences=presences,
        changes=tuple(
            ChangeLine(row.run.as_of, row.run.title, row.field, row.before, row.after)
            for row in changes.order_by("-run__accepted_at", "pk")[:_CHANGES]
        ),
        counted=Counted(unit.counts, Covered(unit.covered), unit.run.as_of) if unit else None,
        insured=count_up_to(Insured.objects.filter(organisation__in=ids)),
        members=members_by_union(own),
        work=work_of(actor, ids),
    )


def _sources(actor: Actor, ids: list[UUID]) -> tuple[SourceView, ...]:
    order, hidden = list(Register), frozenset() if actor.has(READ_PEOPLE) else NAMES
    rows = Source.objects.filter(organisation__in=ids).order_by("pk")
    found = [
        SourceView(
            Register(r.register), {name: value for name, value in r.values.items() if name not in hidden},
            r.file, r.row, r.rows,
        )
        for r in rows
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda source: order.index(source.register)))
