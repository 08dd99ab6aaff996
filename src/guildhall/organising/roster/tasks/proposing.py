"""What a run proposes, against the records of today: which records its entities are, what would be new and changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from guildhall.base.organisations.contracts import Facts, Insured, OrganisationKind, Provenance, Record
from guildhall.base.organisations.queries import known_codes, records_of
from guildhall.base.organisations.rules.records import kind_of_code
from guildhall.base.places.contracts import PlaceSummary
from guildhall.base.places.queries import children, paths_of, places_by_codes
from guildhall.base.places.rules.paths import contains
from guildhall.infra.ids import new_id
from guildhall.kernel.batches import chunks
from guildhall.kernel.text import clean, clean_person_name, organisation_name_key
from guildhall.linkage.contracts import Facet, Kind
from guildhall.organising.roster.models import Identity, Run
from guildhall.organising.roster.rules.matching import Stands, stands_for
from guildhall.organising.roster.rules.townships import Townships
from guildhall.organising.roster.tasks.result import Found, FoundPerson, FoundUnion, Result
from guildhall.organising.unions.contracts import NewUnion, UnionKind
from guildhall.organising.unions.queries import known_codes as known_union_codes
from guildhall.organising.unions.queries import seated_in, unions_of
from guildhall.organising.unions.rules.tree import kept_kind

_CHUNK: Final = 10_000
#: Entered by a person: a run leaves it alone.
_BY_HAND: Final = "manual"
#: Facts in the order in which their changes are told; the columns that they come from.
_COLUMN_OF: Final = {
    "name": "name", "kind": "org_kind", "credit_code": "credit_code", "place_id": "place", "industry": "industry",
    "address": "address", "legal_representative": "legal_representative", "phone": "phone", "insured": "insured_count",
    "closed_on": "closed_on",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposed:
    """One organisation. `before` None: it is new. `changed`: names of facts. `disputed`: its code is another's."""

    entity: str
    record_id: UUID
    others: tuple[UUID, ...]
    facts: Facts
    provenance: Mapping[str, Provenance]
    before: Facts | None
    changed: tuple[str, ...]
    said_closed: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class ProposedUnion:
    entity: str
    union: NewUnion
    is_new: bool
    changed: bool


@dataclass(slots=True)
class Proposal:
    """`records`: entity → record of units and unions in the run's place. `outside`: units that lie elsewhere."""

    organisations: list[Proposed] = field(default_factory=list)
    unions: list[ProposedUnion] = field(default_factory=list)
    records: dict[str, UUID] = field(default_factory=dict)
    known_prints: set[str] = field(default_factory=set)
    outside: int = 0

    @property
    def units(self) -> dict[str, UUID]:
        """entity → record of units alone."""
        return {one.entity: one.record_id for one in self.organisations}


def people_inside(result: Result, proposal: Proposal) -> Iterator[FoundPerson]:
    """Those who work, or are members, in the run's place."""
    unions = {one.entity for one in proposal.unions}
    members = {person for person, union, _, _ in result.memberships() if union in unions}
    units = proposal.units
    return (one for one in result.people() if one.employer in units or one.entity in members)


def propose(result: Result, run: Run, on: date) -> Proposal:
    """Compare a run's organisations and unions with the records. `on`: for codes of places."""
    found = Proposal()
    stands, found.known_prints = identified(result, Kind.ORGANISATION)
    units, unions = list(result.organisations(Facet.UNIT)), list(result.organisations(Facet.UNION))
    places = _Places(run, (one.place for one in (*units, *unions)), on)
    inside = {one.entity: place for one in units if (place := places.of(one)) is not None}
    found.outside = len(units) - len(inside)
    kept = [one for one in units if one.entity in inside]
    _organisations(found, kept, inside, stands, result.register_of(), run, on)
    _unions(found, result, unions, places, stands)
    return found


def identified(result: Result, kind: Kind) -> tuple[dict[str, Stands], set[str]]:
    """Which record each entity stands for by its fingerprints, and which fingerprints are known already."""
    if not Identity.objects.filter(kind=kind.value).exists():
        return {}, set()
    claims: dict[str, Counter[UUID]] = {}
    known: set[str] = set()
    for chunk in chunks(result.prints(kind), _CHUNK):
        entities = dict(chunk)
        rows = Identity.objects.filter(kind=kind.value, fingerprint__in=list(entities))
        for fingerprint, record_id in rows.values_list("fingerprint", "record_id"):
            claims.setdefault(entities[fingerprint], Counter())[record_id] += 1
            known.add(fingerprint)
    return stands_for(claims), known


class _Places:
    """Where entities lie: by code, down to the township that their address names; None outside the run's place."""

    def __init__(self, run: Run, codes: Iterable[str], on: date) -> None:
        self._run, self._on = run, on
        self._path = paths_of([run.place_id])[run.place_id]
        self._of_code = places_by_codes({code for code in codes if code}, on=on)
        self._townships: dict[UUID, Townships[PlaceSummary]] = {}

    def of(self, found: Found) -> UUID | None:
        """The place; the run's own where the registers do not say."""
        place = self._of_code.get(found.place)
        if place is None:
            return self._run.place_id
        if not contains(self._path, place.path):
            # A register that knows the city alone says nothing against one of its counties.
            return self._run.place_id if contains(place.path, self._path) else None
        return (self._township(place, found) or place).id

    def _township(self, place: PlaceSummary, found: Found) -> PlaceSummary | None:
        held = self._townships.get(place.id)
        if held is None:
            below = children(place.id, on=self._on)
            held = self._townships[place.id] = Townships((one.name, one) for one in below)
        return held.find(found.address, found.name)


def _organisations(
    found: Proposal,
    units: list[Found],
    inside: Mapping[str, UUID],
    stands: Mapping[str, Stands],
    registers: Mapping[str, str],
    run: Run,
    on: date,
) -> None:
    month = on.strftime("%Y-%m")
    code_of = _codes(units)
    taken = {stand.record for stand in stands.values()}
    by_code = known_codes({code for entity, code in code_of.items() if code})
    records: dict[str, Stands] = {}
    for one in units:
        stand = stands.get(one.entity)
        if stand is None:
            holder = by_code.get(code_of[one.entity])
            if holder is not None and holder not in taken:
                stand = Stands(holder)
                taken.add(holder)
        if stand is not None:
            records[one.entity] = stand
    held = records_of(stand.record for stand in records.values())
    for one in units:
        stand = records.get(one.entity)
        before = held.get(stand.record) if stand else None
        record_id = stand.record if stand and before else new_id()
        code = code_of[one.entity]
        holder = by_code.get(code)
        disputed = one.credit_code != code or (holder is not None and holder != record_id)
        facts = _facts(one, "" if disputed else code, inside[one.entity], month)
        found.records[one.entity] = record_id
        found.organisations.append(_proposed(one, record_id, stand, facts, before, registers, run, disputed=disputed))


def _codes(units: Iterable[Found]) -> dict[str, str]:
    """entity → its credit code; of several with one code, the one with the most rows has it, the others none."""
    holder: dict[str, Found] = {}
    for one in units:
        held = holder.get(one.credit_code)
        if one.credit_code and (held is None or one.rows > held.rows):
            holder[one.credit_code] = one
    return {one.entity: one.credit_code if one.credit_code and holder[one.credit_code] is one else "" for one in units}


def _facts(one: Found, code: str, place_id: UUID, month: str) -> Facts:
    kind = OrganisationKind(one.kind) if one.kind in set(OrganisationKind) else OrganisationKind.OTHER
    return Facts(
        name=clean(one.name).value[:200],
        kind=kind if kind is not OrganisationKind.OTHER else kind_of_code(code),
        credit_code=code,
        place_id=place_id,
        industry=one.industry,
        address=clean(one.address).value[:300],
        legal_representative=clean_person_name(one.legal_representative).value[:100],
        phone=clean(one.phone).value[:40],
        insured=None if one.insured is None else Insured(one.insured, month, "insurance"),
        closed_on=one.closed_on,
    )


def _proposed(
    one: Found,
    record_id: UUID,
    stand: Stands | None,
    facts: Facts,
    before: Record | None,
    registers: Mapping[str, str],
    run: Run,
    *,
    disputed: bool,
) -> Proposed:
    provenance = {
        name: Provenance(registers.get(one.sources[column][0], ""), str(run.id), one.sources[column][1])
        for name, column in _COLUMN_OF.items()
        if column in one.sources
    }
    if before is None:
        return Proposed(
            one.entity, record_id, stand.others if stand else (), facts, provenance, None, (),
            one.closed and one.closed_on is None, disputed,
        )  # fmt: skip
    kept = {
        name: getattr(before.facts, name)
        for name in _COLUMN_OF
        if (source := before.provenance.get(name)) and source.register == _BY_HAND
    }
    if before.facts.credit_code and not facts.credit_code:
        kept["credit_code"] = before.facts.credit_code
    if not facts.name:
        kept["name"] = before.facts.name
    facts = replace(facts, **kept)
    changed = tuple(name for name in _COLUMN_OF if getattr(facts, name) != getattr(before.facts, name))
    merged = {**before.provenance, **{name: provenance[name] for name in changed if name in provenance}}
    return Proposed(
        one.entity, record_id, stand.others if stand else (), facts, merged, before.facts, changed,
        one.closed and one.closed_on is None, disputed,
    )  # fmt: skip


def _unions(
    found: Proposal,
    result: Result,
    entities: list[Found],
    places: _Places,
    stands: Mapping[str, Stands],
) -> None:
    said = result.unions()
    seats = {union: unit for union, unit, relation in result.union_units() if relation in ("own", "host")}
    place_of = {one.entity: one.facts.place_id for one in found.organisations}
    by_code = known_union_codes({one.credit_code for one in entities if one.credit_code})
    by_seat = seated_in({found.records[unit] for unit in seats.values() if unit in found.records})
    taken = {stand.record for stand in stands.values()}
    listed: list[tuple[Found, FoundUnion, UUID | None, UUID | None]] = []
    for one in entities:
        union = said.get(one.entity)
        seat = seats.get(one.entity, "")
        place = place_of.get(seat) or places.of(one)
        if union is None or place is None or (seat and seat not in found.records):
            continue
        stand = stands.get(one.entity)
        record_id = stand.record if stand else by_code.get(one.credit_code)
        if record_id is None and seat:
            record_id = by_seat.get((found.records[seat], organisation_name_key(one.name)))
        if stand is None and record_id in taken:
            record_id = None
        if record_id is not None:
            taken.add(record_id)
        listed.append((one, union, record_id, place))
    held = unions_of([record_id for *_, record_id, _ in listed if record_id is not None])
    for one, union, record_id, place in listed:
        before = held.get(record_id) if record_id else None
        new = NewUnion(
            id=before.id if before else new_id(),
            name=clean(one.name).value[:200],
            kind=kept_kind(before.kind, UnionKind(union.kind)) if before else UnionKind(union.kind),
            code=one.credit_code,
            place_id=place,
            active=union.active,
            founded_on=union.founded_on,
            declared_members=union.declared_members,
        )
        changed = before is not None and any(
            getattr(before, name) != getattr(new, name)
            for name in ("name", "kind", "code", "place_id", "active", "founded_on", "declared_members")
        )
        found.records[one.entity] = new.id
        found.unions.append(ProposedUnion(one.entity, new, before is None, changed))
