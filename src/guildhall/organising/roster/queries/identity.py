"""Which records stand behind fingerprints, and which of them are one: of organisations and people alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from guildhall.base.organisations import queries as organisations
from guildhall.base.people import queries as people
from guildhall.organising.roster.contracts import Kind
from guildhall.organising.roster.models import Identity
from guildhall.organising.unions import queries as unions


def records_behind(kind: Kind, fingerprints: Collection[str]) -> Mapping[str, UUID]:
    """The record that each fingerprint stands for; those that stand for none yet are left out: one query."""
    rows = Identity.objects.filter(kind=kind.value, fingerprint__in=fingerprints)
    return dict(rows.values_list("fingerprint", "record_id"))


def fingerprints_of(kind: Kind, records: Collection[UUID]) -> Mapping[str, UUID]:
    """Every fingerprint that stands for one of the records: one query, none for nothing."""
    if not records:
        return {}
    rows = Identity.objects.filter(kind=kind.value, record_id__in=records)
    return dict(rows.values_list("fingerprint", "record_id"))


def heads_of(kind: Kind, records: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Every record that is one with one of `records`, with its head: two queries a kind of record, none for nothing.

    Fingerprints of organisations may stand for unions, too.
    """
    if kind is Kind.PERSON:
        return people.group_heads(records)
    found = organisations.group_heads(records)
    return {**found, **unions.group_heads([one for one in records if one not in found])}


def merges_of(kind: Kind, records: Collection[UUID]) -> tuple[tuple[UUID, UUID], ...]:
    """Merges in force of the records, the oldest first: one query a kind of record, none for nothing."""
    if kind is Kind.PERSON:
        return people.merges_of(records)
    return (*organisations.merges_of(records), *unions.merges_of(records))
