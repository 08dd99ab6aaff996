"""Rates from the tables of a run: units are counted by the pure rules, people over columns."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from guildhall import __version__
from guildhall.kernel import divisions
from guildhall.kernel.parameters import PROXY_INSURED
from guildhall.kernel.rates import rate_text
from guildhall.linkage.backends import Backend
from guildhall.linkage.results import standing
from guildhall.linkage.rules.coverage import (
    INDICATORS,
    MEMBERSHIP_RULES,
    SOCIAL,
    SOCIAL_ORG_COVERAGE,
    Coverage,
    OrgKind,
    Relation,
    Standing,
    UnionType,
    Unit,
    coverage_of,
    tally,
)

ALL: Final = "all"
SOCIAL_ORGANISATION: Final = "social_organisation"
Counts = dict[tuple[str, str, str], tuple[int, int]]
UnitCounts = Mapping[tuple[str, str, Unit], int]


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One row of coverage.json, as docs/formats.md says."""

    indicator: str
    place: str
    place_name: str
    level: str
    org_kind: str
    industry: str
    numerator: int
    denominator: int
    rate: float | None
    rate_text: str
    rule: str
    threshold: int | None
    cut_off: str


#: Share of the units that must lie in a place for the run to be that place's; a project default.
_NEARLY_ALL: Final = 0.95


def jurisdiction_of(units: UnitCounts) -> str:
    """The narrowest place that nearly all social organisations of the run lie in, else nearly all units.

    Whose statistics these are: social organisations are registered by place, while people are insured by firms with a
    seat anywhere. A few elsewhere do not make a county's run the province's. '' where no place is known.
    """
    known: Counter[str] = Counter()
    social = any(unit.kind in SOCIAL and place for place, _, unit in units)
    for (place, _, unit), count in units.items():
        if unit.kind in SOCIAL or not social:
            known.update(dict.fromkeys(_places(place)[1:], count))
    known.pop("", None)
    most = max(known.values(), default=0)
    holding = [place for place, count in known.items() if count >= _NEARLY_ALL * most]
    return max(holding, key=lambda place: (len(divisions.ancestors(place)), place), default="")


def threshold_at(as_of: date, place: str) -> int:
    """Persons insured from which the statistics of a place count a unit (docs/parameters.md)."""
    return PROXY_INSURED.at(as_of, place)


def read_units(backend: Backend, suffix: str = "") -> UnitCounts:
    """How many units there are of each (place, industry, Unit). `suffix`: '' reviewed, '_auto' without decisions."""
    rows = backend.rows(
        f"""
        WITH standing AS (
            SELECT DISTINCT r.unit_id, r.relation, coalesce(u.union_type, '') AS union_type, u.active
            FROM union_units{suffix} r JOIN unions{suffix} u ON u.entity_id = r.union_id
        ), standings AS (
            SELECT unit_id, string_agg(relation || ',' || union_type || ',' || CAST(active AS INTEGER), ';'
                   ORDER BY relation, union_type, active) AS standings FROM standing GROUP BY unit_id
        )
        SELECT coalesce(o.place, ''), coalesce(o.industry, ''), coalesce(o.org_kind, 'other'), o.insured_count,
               o.closed_on, coalesce(s.standings, ''), count(*)
        FROM organisations{suffix} o LEFT JOIN standings s ON s.unit_id = o.entity_id
        WHERE o.facet = 'unit' GROUP BY ALL
        """
    )
    counts: Counter[tuple[str, str, Unit]] = Counter()
    for place, industry, kind, insured, closed_on, standings, count in rows:
        unit = Unit(OrgKind(kind), insured, closed_on, _standings(standings))
        counts[divisions.county_of(place) or place, industry, unit] += int(count)
    return counts


@cache
def _standings(text: str) -> tuple[Standing, ...]:
    found = []
    for part in filter(None, text.split(";")):
        relation, union_type, active = part.split(",")
        found.append(Standing(Relation(relation), UnionType(union_type) if union_type else None, active == "1"))
    return tuple(found)


def coverage_rows(backend: Backend, units: UnitCounts, as_of: date) -> list[CoverageRow]:
    """Every indicator by place, by kind and by industry, with the totals; in the order of the file."""
    return [*unit_rows(units, as_of), *member_rows(backend, as_of)]


def unit_rows(units: UnitCounts, as_of: date) -> list[CoverageRow]:
    """The indicators that count units; nothing of people is asked."""
    threshold = threshold_at(as_of, jurisdiction_of(units))
    rows: list[CoverageRow] = []
    for indicator in INDICATORS:
        cells = _rolled_up(tally(units, indicator, as_of, threshold))
        rows += _rows(indicator.code, cells, indicator.rule, threshold if indicator.threshold else None, as_of)
    return rows


def member_rows(backend: Backend, as_of: date) -> list[CoverageRow]:
    """The indicators that count people."""
    rows: list[CoverageRow] = []
    for code, counts in _membership(backend).items():
        rows += _rows(code, _rolled_up(counts), MEMBERSHIP_RULES[code][0], None, as_of)
    return rows


def headline(units: UnitCounts, as_of: date) -> tuple[int, int]:
    """Numerator and denominator of the coverage of social organisations."""
    cells = tally(units, SOCIAL_ORG_COVERAGE, as_of, threshold_at(as_of, jurisdiction_of(units))).values()
    return sum(above for above, _ in cells), sum(below for _, below in cells)


def headline_parts(units: UnitCounts, as_of: date) -> dict[Coverage, int]:
    """Social organisations that count, by how they are covered."""
    threshold = threshold_at(as_of, jurisdiction_of(units))
    parts = dict.fromkeys(Coverage, 0)
    for (_, _, unit), count in units.items():
        if SOCIAL_ORG_COVERAGE.counts(unit, as_of, threshold):
            parts[coverage_of(unit.standings)] += count
    return parts


def write_coverage(folder: Path, rows: Iterable[CoverageRow], as_of: date | None) -> None:
    """coverage.json and coverage.csv; without insurance both hold no rows."""
    names = tuple(CoverageRow.__dataclass_fields__)
    listed = [{name: getattr(row, name) for name in names} for row in rows]
    document = {"as_of": as_of.isoformat() if as_of else None, "engine": f"guildhall {__version__}", "rows": listed}
    (folder / "coverage.json").write_text(
        json.dumps(document, ensure_ascii=False, indent=1, sort_keys=False) + "\n", encoding="utf-8"
    )
    with (folder / "coverage.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=names, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(listed)


def _membership(backend: Backend) -> dict[str, Counts]:
    """Members and insured by (place, kind, industry) of the unit that they are insured at, at the newest month."""
    rows = backend.rows(
        f"""
        WITH standing AS (
            SELECT r.unit_id, bool_or({standing.COVERS}) AS has_union
            FROM union_units r JOIN unions u ON u.entity_id = r.union_id GROUP BY r.unit_id
        ), newest AS (SELECT max(insured_month) AS month FROM persons)
        SELECT coalesce(o.place, ''), coalesce(o.org_kind, 'other'), coalesce(o.industry, ''),
               coalesce(s.has_union, false), count(*) FILTER (p.active_memberships > 0), count(*)
        FROM persons p JOIN newest ON p.insured_month = newest.month
        JOIN organisations o ON o.entity_id = p.employer_id LEFT JOIN standing s ON s.unit_id = o.entity_id
        GROUP BY ALL
        """
    )
    result: dict[str, Counts] = {code: {} for code in MEMBERSHIP_RULES}
    for place, kind, industry, has_union, members, insured in rows:
        cell = (divisions.county_of(place) or place, kind, industry)
        wanted = list(MEMBERSHIP_RULES) if has_union else ["membership_rate_area"]
        for code in wanted:
            above, below = result[code].get(cell, (0, 0))
            result[code][cell] = (above + int(members), below + int(insured))
    return result


def _rolled_up(cells: Counts) -> Counts:
    """Cells of counties become places × kinds (all industries) and places × industries (all kinds)."""
    above: Counter[tuple[str, str, str]] = Counter()
    below: Counter[tuple[str, str, str]] = Counter()
    for (place, kind, industry), (numerator, denominator) in cells.items():
        kinds = [ALL, kind, *([SOCIAL_ORGANISATION] if kind in SOCIAL else [])]
        for where in _places(place):
            for cell in [(where, name, ALL) for name in kinds] + [(where, ALL, industry)]:
                above[cell] += numerator
                below[cell] += denominator
    return {cell: (above[cell], denominator) for cell, denominator in below.items()}


@cache
def _places(place: str) -> tuple[str, ...]:
    """The total and every place that holds this one, itself included; '' is the unknown place."""
    if not place or divisions.level_of(place) is None:
        return (ALL, "")
    return (ALL, *(division.code for division in divisions.ancestors(place)), place)


def _rows(code: str, cells: Counts, rule: str, threshold: int | None, as_of: date) -> list[CoverageRow]:
    if not cells:
        cells = {(ALL, ALL, ALL): (0, 0)}
    return [
        CoverageRow(
            indicator=code,
            place=place,
            place_name="合计" if place == ALL else "未知" if not place else divisions.path_name(place),
            level=ALL if place == ALL else _level(place),
            org_kind=kind,
            industry=industry,
            numerator=numerator,
            denominator=denominator,
            rate=numerator / denominator if denominator else None,
            rate_text=rate_text(numerator, denominator),
            rule=rule,
            threshold=threshold,
            cut_off=as_of.isoformat(),
        )
        for (place, kind, industry), (numerator, denominator) in sorted(cells.items(), key=_order)
    ]


def _order(item: tuple[tuple[str, str, str], tuple[int, int]]) -> tuple[bool, str, bool, str, bool, str]:
    place, kind, industry = item[0]
    return (place != ALL, place, kind != ALL, kind, industry != ALL, industry)


def _level(place: str) -> str:
    level = divisions.level_of(place)
    return level.value if level else ""
