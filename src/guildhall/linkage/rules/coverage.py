"""Which units count, and which of them have a union: the decisions behind every rate, as pure functions.

The law counts members (Trade Union Law art. 11(1)); the statistics count persons insured instead
(kernel.parameters.PROXY_INSURED). Nothing here reads a file, a table or the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class OrgKind(StrEnum):
    """`org_kind` of docs/formats.md; social organisations are the first three."""

    ASSOCIATION = "association"
    SOCIAL_SERVICE = "social_service"
    FOUNDATION = "foundation"
    ENTERPRISE = "enterprise"
    OTHER = "other"


SOCIAL: Final = frozenset({OrgKind.ASSOCIATION, OrgKind.SOCIAL_SERVICE, OrgKind.FOUNDATION})


class Relation(StrEnum):
    """What a union is to a unit."""

    OWN = "own"
    COVERED = "covered"
    HOST = "host"


class UnionType(StrEnum):
    SINGLE = "single"
    JOINT = "joint"
    FEDERATION = "federation"


class Coverage(StrEnum):
    OWN = "own"
    JOINT = "joint"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """One union's relation to a unit. `union_type` None: the roster does not say."""

    relation: Relation
    union_type: UnionType | None
    active: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """What the rates need to know of one unit. `insured` None: not in the insurance register of the cut-off month."""

    kind: OrgKind
    insured: int | None
    closed_on: date | None
    standings: tuple[Standing, ...] = ()


def coverage_of(standings: Iterable[Standing]) -> Coverage:
    """Own union before joint union; dissolved unions do not count, and a unit with both counts once.

    A federation is made of unions that exist already and covers no unit by itself (Legal-person Measures art. 2); the
    seat of a joint union is covered only where it is on the joint union's list (Trade Union Law art. 11(1)).
    """
    found = Coverage.NONE
    for standing in standings:
        if not standing.active or standing.union_type is UnionType.FEDERATION:
            continue
        if standing.relation is Relation.OWN and standing.union_type is not UnionType.JOINT:
            return Coverage.OWN
        if standing.relation is Relation.COVERED:
            found = Coverage.JOINT
    return found


def is_open(unit: Unit, as_of: date) -> bool:
    """Not deregistered at the end of that day: a unit closed on the cut-off day itself no longer counts."""
    return unit.closed_on is None or unit.closed_on > as_of


def meets_threshold(unit: Unit, as_of: date, threshold: int) -> bool:
    """Open and with at least `threshold` persons insured (以上 includes the number, Civil Code art. 1259)."""
    return is_open(unit, as_of) and unit.insured is not None and unit.insured >= threshold


@dataclass(frozen=True, slots=True)
class Indicator:
    """A rate of units: which count below the line and which above it. `threshold`: whether the proxy applies."""

    code: str
    name_zh: str
    name_en: str
    rule: str
    rule_zh: str
    threshold: bool
    counts: Callable[[Unit, date, int], bool]
    covered: Callable[[Coverage], bool]


def _social(unit: Unit, as_of: date, threshold: int) -> bool:
    return unit.kind in SOCIAL and meets_threshold(unit, as_of, threshold)


def _enterprise(unit: Unit, as_of: date, threshold: int) -> bool:
    return unit.kind is OrgKind.ENTERPRISE and meets_threshold(unit, as_of, threshold)


def _every(unit: Unit, as_of: date, _threshold: int) -> bool:
    return is_open(unit, as_of)


def _own(coverage: Coverage) -> bool:
    return coverage is Coverage.OWN


def _any(coverage: Coverage) -> bool:
    return coverage is not Coverage.NONE


SOCIAL_ORG_COVERAGE: Final = Indicator(
    "social_org_coverage_25",
    "社会组织建会覆盖率",
    "coverage of social organisations",
    "social organisations with an active union of their own or covered by an active joint union / social organisations "
    "not closed at the cut-off with at least the threshold of persons insured",
    "分子：单独建会或被联合工会覆盖的社会组织；分母：截至当日未注销、参保人数达到门槛的社会组织",
    True,
    _social,
    _any,
)

INDICATORS: Final = (
    SOCIAL_ORG_COVERAGE,
    Indicator(
        "enterprise_coverage_25",
        "企业建会覆盖率",
        "coverage of enterprises",
        "enterprises with an active union of their own or covered by an active joint union / enterprises not closed at "
        "the cut-off with at least the threshold of persons insured",
        "分子：单独建会或被联合工会覆盖的企业；分母：截至当日未注销、参保人数达到门槛的企业",
        True,
        _enterprise,
        _any,
    ),
    Indicator(
        "unit_coverage_25",
        "达到门槛单位的覆盖率",
        "coverage of units that reach the threshold",
        "units with an active union of their own or covered by an active joint union / units not closed at the cut-off "
        "with at least the threshold of persons insured",
        "分子：单独建会或被联合工会覆盖的单位；分母：截至当日未注销、参保人数达到门槛的单位",
        True,
        meets_threshold,
        _any,
    ),
    Indicator(
        "union_establishment_25",
        "单独建会率",
        "union-establishment rate (own unions)",
        "units with an active union of their own / units not closed at the cut-off with at least the threshold of "
        "persons insured",
        "分子：单独建会的单位；分母：截至当日未注销、参保人数达到门槛的单位",
        True,
        meets_threshold,
        _own,
    ),
    Indicator(
        "unit_coverage",
        "全部单位覆盖率",
        "coverage of all units",
        "units with an active union of their own or covered by an active joint union / all units not closed at the "
        "cut-off",
        "分子：单独建会或被联合工会覆盖的单位；分母：截至当日未注销的全部单位",
        False,
        _every,
        _any,
    ),
)

#: Rates of people, computed over columns (results.coverage); their rules are said here with the others.
MEMBERSHIP_RULES: Final[Mapping[str, tuple[str, str]]] = {
    "membership_rate_unionised": (
        "persons with an active membership working in units that have a union / persons insured in those units",
        "分子：在已建会单位工作、会籍有效的人；分母：这些单位的参保人数",
    ),
    "membership_rate_area": (
        "persons with an active membership who are insured / persons insured",
        "分子：参保人员中会籍有效的人；分母：全部参保人员",
    ),
}


Cell = tuple[str, str, str]  # place, org_kind, industry


def tally(
    units: Mapping[tuple[str, str, Unit], int], indicator: Indicator, as_of: date, threshold: int
) -> dict[Cell, tuple[int, int]]:
    """Numerator and denominator by (place, kind, industry).

    `units`: how many units there are of each (place, industry, Unit); equal units may be counted together.
    """
    above: Counter[Cell] = Counter()
    below: Counter[Cell] = Counter()
    for (place, industry, unit), count in units.items():
        if not indicator.counts(unit, as_of, threshold):
            continue
        cell = (place, unit.kind.value, industry)
        below[cell] += count
        if indicator.covered(coverage_of(unit.standings)):
            above[cell] += count
    return {cell: (above[cell], denominator) for cell, denominator in below.items()}
