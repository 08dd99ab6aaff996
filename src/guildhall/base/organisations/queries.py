"""Reading organisations: lists within an actor's reach, look-ups by code for whole registers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from guildhall.base.organisations.access import heads_reached, organisation_for
from guildhall.base.organisations.contracts import (
    AliasSummary,
    Facts,
    Found,
    Insured,
    OrganisationDetail,
    OrganisationKind,
    OrganisationSummary,
    Provenance,
    Record,
    RecordFacts,
    StandingKind,
    StandingSummary,
)
from guildhall.base.organisations.models import FormerName, Organisation, OrganisationAlias, Standing
from guildhall.base.organisations.rules.permissions import READ
from guildhall.infra.aliases import canonical_ids, group, groups, links
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.batches import chunks
from guildhall.kernel.text import clean_code, organisation_name_key

_CHUNK: Final = 10_000
#: Matches that are better sorted than walked to in order.
_FEW: Final = 5_000
#: Rows of a page of a search.
PAGE: Final = 50
#: Columns of facts, in the order of `_facts`.
_FACTS: Final = (
    "name", "kind", "credit_code", "place_id", "industry", "address", "legal_representative", "phone", "insured_count",
    "insured_month", "insured_source", "closed_on",
)  # fmt: skip


def summary(row: Organisation) -> OrganisationSummary:
    """An organisation as lists show it. The row's place is loaded with it (`select_related`)."""
    return OrganisationSummary(
        row.id, row.canonical_id or row.id, OrganisationKind(row.kind), row.name, row.credit_code, row.place_id,
        row.place.name if row.place else "", row.industry, row.insured_count, row.insured_month, row.closed_on,
    )  # fmt: skip


def organisations_visible_to(actor: Actor, permission: Permission = READ) -> QuerySet[Organisation]:
    """The organisations in an actor's reach, each once however many records count as it: a query to be narrowed."""
    actor.require(permission)
    return Organisation.objects.filter(heads_reached(actor, permission), canonical=None)


def organisations_of(ids: Collection[UUID]) -> Mapping[UUID, OrganisationSummary]:
    """Organisations by id for rows that the caller may show already: one query, none for nothing."""
    if not ids:
        return {}
    rows = Organisation.objects.filter(pk__in=ids).select_related("place")
    return {row.id: summary(row) for row in rows}


def canonical_of(ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """The record that each one counts as today: one query, whatever the chain of merges."""
    return canonical_ids(Organisation, ids)


def group_heads(ids: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Every record that counts as the same organisation as one of `ids`, with its head: two queries."""
    return groups(Organisation, ids)


def merges_of(ids: Collection[UUID]) -> tuple[tuple[UUID, UUID], ...]:
    """Which of the records count as which other one by a merge in force, (own, into), the oldest first: one query."""
    return links(OrganisationAlias, ids)


def search(
    actor: Actor, text: str = "", *, kinds: Collection[OrganisationKind] = (), after: tuple[str, UUID] | None = None,
    rows: int = PAGE,
) -> Found:  # fmt: skip
    """Organisations in reach by part of a name, a former name, or a credit code; by name, in four queries.

    `after`: the name key and id of the last row seen (`position`); the next page begins there.
    """
    found = organisations_visible_to(actor)
    if kinds:
        found = found.filter(kind__in=[kind.value for kind in kinds])
    if text.strip():
        found = found.filter(_named(text))
    total = count_up_to(found)
    if after is not None:
        name_key, last = after
        found = found.filter(Q(name_key__gt=name_key) | Q(name_key=name_key, pk__gt=last))
    # Few matches are sorted as they are found: walking the index of names to meet them would read the whole table.
    few = not total.more and total.number <= _FEW
    name = Concat("name_key", Value("")) if few else F("name_key")
    page = list(found.select_related("place").order_by(name, "id")[: rows + 1])
    return Found(tuple(map(summary, page[:rows])), total, len(page) > rows)


def position(row: OrganisationSummary) -> tuple[str, UUID]:
    """Where a row stands in the order of a search."""
    return organisation_name_key(row.name), row.id


def _named(text: str) -> Q:
    code, key = clean_code(text).value, organisation_name_key(text)
    if len(code) == 18 and code.isascii() and code.isalnum():
        return Q(credit_code=code)
    former = FormerName.objects.filter(name_key__contains=key)
    return Q(name_key__contains=key) | Q(pk__in=former.values("organisation"))


def known_codes(codes: Iterable[str]) -> dict[str, UUID]:
    """Who has which credit code, for whole registers: the head's id. One query for 10,000."""
    found: dict[str, UUID] = {}
    for chunk in chunks(codes, _CHUNK):
        rows = Organisation.objects.filter(credit_code__in=chunk, canonical=None)
        found.update(rows.values_list("credit_code", "pk").iterator(_CHUNK))
    return found


def detail(actor: Actor, organisation_id: UUID) -> OrganisationDetail:
    """Everything about an organisation in reach, its records side by side: five queries."""
    row = organisation_for(actor, READ, organisation_id)
    head_id = row.canonical_id or row.id
    rows = sorted(group(Organisation, head_id).select_related("place"), key=lambda r: (r.id != head_id, r.id))
    ids = [r.id for r in rows]
    names = FormerName.objects.filter(organisation__in=ids).order_by("-until", "pk")
    aliases = OrganisationAlias.objects.filter(Q(own__in=ids) | Q(into__in=ids)).order_by("-starts_at", "-pk")
    return OrganisationDetail(
        summary(rows[0]),
        tuple(Record(r.id, facts_of(r), provenance_of(r)) for r in rows),
        tuple((name.name, name.until) for name in names),
        tuple(map(_standing, Standing.objects.filter(organisation__in=ids).order_by("-starts_on", "id"))),
        tuple(AliasSummary(a.own_id, a.into_id, a.starts_at, a.ends_at, a.basis) for a in aliases),
    )


def records_of(ids: Iterable[UUID]) -> Mapping[UUID, Record]:
    """Records by id with what they hold and whence, for jobs over whole registers: one query for 10,000."""
    found: dict[UUID, Record] = {}
    for chunk in chunks(ids, _CHUNK):
        for row in Organisation.objects.filter(pk__in=chunk):
            found[row.id] = Record(row.id, facts_of(row), provenance_of(row))
    return found


def groups_of(ids: Collection[UUID]) -> Mapping[UUID, tuple[RecordFacts, ...]]:
    """Of each organisation that one of the ids counts as, its records, the head first: two queries."""
    heads = set(canonical_of(ids).values())
    found: dict[UUID, list[RecordFacts]] = {head: [] for head in heads}
    rows = Organisation.objects.filter(Q(pk__in=heads) | Q(canonical__in=heads)).order_by("pk")
    for record_id, canonical_id, *values in rows.values_list("id", "canonical_id", *_FACTS):
        held = RecordFacts(record_id, _facts(*values))
        if canonical_id is None:
            found[record_id].insert(0, held)
        else:
            found[canonical_id].append(held)
    return {head: tuple(records) for head, records in found.items()}


def _facts(
    name: str,
    kind: str,
    credit_code: str,
    place_id: UUID | None,
    industry: str,
    address: str,
    legal_representative: str,
    phone: str,
    insured_count: int | None,
    insured_month: str,
    insured_source: str,
    closed_on: date | None,
) -> Facts:
    insured = Insured(insured_count, insured_month, insured_source) if insured_count is not None else None
    return Facts(
        name, OrganisationKind(kind), credit_code, place_id, industry, address, legal_representative, phone, insured,
        closed_on,
    )  # fmt: skip


def facts_of(row: Organisation) -> Facts:
    """What a record holds."""
    return _facts(*(getattr(row, name) for name in _FACTS))


def provenance_of(row: Organisation) -> Mapping[str, Provenance]:
    """Where a record's fields were taken from."""
    held: dict[str, list[Any]] = row.provenance
    return {name: Provenance(str(register), str(run), int(number)) for name, (register, run, number) in held.items()}


def standings_of(
    ids: Collection[UUID], *, on: date, kind: StandingKind | None = None
) -> Mapping[UUID, tuple[StandingSummary, ...]]:
    """Standings in force on a day by organisation, for rows that the caller may show already: one query.

    `ids` are heads; standings of records that count as them are among theirs.
    """
    rows = in_force(Standing.objects.all(), on).select_related("organisation")
    rows = rows.filter(Q(organisation__in=ids) | Q(organisation__canonical__in=ids))
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    found: dict[UUID, tuple[StandingSummary, ...]] = {}
    for row in rows.order_by("starts_on", "id"):
        head = row.organisation.canonical_id or row.organisation_id
        found[head] = (*found.get(head, ()), _standing(row))
    return found


def in_force(rows: QuerySet[Standing], on: date) -> QuerySet[Standing]:
    """Standings whose period holds a day."""
    return rows.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)


def with_standing(rows: QuerySet[Organisation], kind: StandingKind, value: str, *, on: date) -> QuerySet[Organisation]:
    """Those of a list that have a standing on a day."""
    held = in_force(Standing.objects.filter(kind=kind.value, value=value, organisation=OuterRef("pk")), on)
    return rows.filter(Exists(held))


def _standing(row: Standing) -> StandingSummary:
    return StandingSummary(
        row.id, row.organisation_id, StandingKind(row.kind), row.value, row.starts_on, row.ends_on, row.source,
        row.basis,
    )  # fmt: skip
