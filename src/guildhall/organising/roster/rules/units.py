"""How an organisation counts, from the records that are one with it. The rates are linkage.rules.coverage's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from guildhall.base.organisations.contracts import Facts, Insured, OrganisationKind
from guildhall.linkage.rules import coverage as rates
from guildhall.organising.roster.contracts import Covered
from guildhall.organising.unions.contracts import Relation, UnionKind

_COVERED: Final = {
    rates.Coverage.OWN: Covered.OWN,
    rates.Coverage.JOINT: Covered.JOINT,
    rates.Coverage.NONE: Covered.NONE,
}


@dataclass(frozen=True, slots=True)
class Stance:
    """One union in or over one of the records."""

    relation: Relation
    kind: UnionKind
    active: bool


def covered_by(stances: Iterable[Stance]) -> Covered:
    """Own union before joint union (linkage.rules.coverage.coverage_of: Trade Union Law art. 11(1))."""
    standings = (
        rates.Standing(
            rates.Relation(stance.relation.value),
            rates.UnionType(stance.kind.value) if stance.kind is not UnionKind.UNKNOWN else None,
            stance.active,
        )
        for stance in stances
    )
    return _COVERED[rates.coverage_of(standings)]


def counts(insured: int | None, *, is_open: bool, threshold: int) -> bool:
    """Open and with at least `threshold` persons insured (以上 includes the number, Civil Code art. 1259)."""
    return is_open and insured is not None and insured >= threshold


def one_of(records: Sequence[Facts]) -> Facts:
    """The facts of one organisation from the records that count as it, the head first: the first that knows each.

    The headcount is the newest month's, the larger where two say one month; it is closed where the head is, or where
    every record is.
    """
    head = records[0]
    closed = [record.closed_on for record in records]
    days = [day for day in closed if day is not None]
    return Facts(
        name=head.name,
        kind=next((r.kind for r in records if r.kind is not OrganisationKind.OTHER), head.kind),
        credit_code=_first(r.credit_code for r in records),
        place_id=next((r.place_id for r in records if r.place_id is not None), None),
        industry=_first(r.industry for r in records),
        address=_first(r.address for r in records),
        legal_representative=_first(r.legal_representative for r in records),
        phone=_first(r.phone for r in records),
        insured=_newest(r.insured for r in records),
        closed_on=head.closed_on or (max(days) if len(days) == len(records) else None),
    )


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _newest(found: Iterable[Insured | None]) -> Insured | None:
    return max((insured for insured in found if insured), key=lambda i: (i.month, i.count), default=None)


def is_open(closed_on: date | None, *, said_closed: bool, as_of: date | None) -> bool:
    """Not deregistered at the end of the cut-off. `said_closed`: a register says so without a day."""
    if closed_on is None:
        return not said_closed
    return as_of is not None and closed_on > as_of
