"""Units that reach the threshold and have no union, in the order of visits, with what an officer needs at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from guildhall.kernel import divisions
from guildhall.kernel.errors import Message
from guildhall.kernel.parameters import COMMITTEE_MEMBERS, FULL_TIME_CHAIR
from guildhall.linkage.backends import Backend
from guildhall.linkage.results import standing
from guildhall.linkage.results.coverage import threshold_at
from guildhall.linkage.rules.coverage import OrgKind
from guildhall.linkage.rules.worklist import Prospect, Thresholds, priority, reasons_for


@dataclass(frozen=True, slots=True)
class Visit:
    """One line of the worklist. `points` orders the visits within social organisations and within the others."""

    rank: int
    entity_id: str
    name: str
    credit_code: str
    kind: OrgKind
    place: str
    place_name: str
    industry: str
    address: str
    legal_representative: str
    phone: str
    insured: int
    points: int
    reasons: tuple[Message, ...]


def thresholds_at(as_of: date, place: str) -> Thresholds:
    return Thresholds(threshold_at(as_of, place), COMMITTEE_MEMBERS.at(as_of), FULL_TIME_CHAIR.at(as_of))


def worklist(backend: Backend, as_of: date, place: str) -> list[Visit]:
    """All units to visit, social organisations first, then by points, people and id. `place`: whose threshold holds."""
    thresholds = thresholds_at(as_of, place)
    found = []
    for row in _prospects(backend, as_of, thresholds.insured):
        entity_id, insured, members, ended, seated, joint, earlier_month, earlier_insured, registered_on = row[8:]
        prospect = Prospect(
            entity_id=entity_id,
            insured=insured,
            members_elsewhere=members,
            ended_unions=ended,
            joint_unions_seated=seated,
            joint_unions_in_county=joint,
            earlier_month=earlier_month,
            earlier_insured=earlier_insured,
            registered_on=registered_on,
            has_code=bool(row[1]),
        )
        reasons = reasons_for(prospect, as_of, thresholds)
        found.append((row, prospect, reasons, priority(prospect, reasons)))
    found.sort(key=lambda item: (item[0][2] in _LAST, -item[3], -item[1].insured, item[1].entity_id))
    visits = []
    for rank, (row, prospect, reasons, points) in enumerate(found, start=1):
        name, code, kind, place, industry, address, representative, phone = row[:8]
        visits.append(
            Visit(
                rank=rank,
                entity_id=prospect.entity_id,
                name=name or "",
                credit_code=code or "",
                kind=OrgKind(kind),
                place=place,
                place_name=divisions.path_name(place),
                industry=industry or "",
                address=address or "",
                legal_representative=representative or "",
                phone=phone or "",
                insured=prospect.insured,
                points=points,
                reasons=reasons,
            )
        )
    return visits


_LAST = frozenset({OrgKind.ENTERPRISE, OrgKind.OTHER})


def _prospects(backend: Backend, as_of: date, threshold: int) -> list[tuple[Any, ...]]:
    """SQL twin of rules.coverage for the choice of rows; a test holds both equal."""
    month = as_of.strftime("%Y-%m")
    return backend.rows(
        f"""
        WITH standing AS (
            SELECT r.unit_id,
                   bool_or({standing.COVERS}) AS covered,
                   count(DISTINCT u.entity_id) FILTER (NOT u.active AND r.relation = 'own') AS ended,
                   count(DISTINCT u.entity_id) FILTER ({standing.SEATED}) AS seated
            FROM union_units r JOIN unions u ON u.entity_id = r.union_id GROUP BY r.unit_id
        ), chosen AS (
            SELECT o.*, coalesce(s.ended, 0) AS ended, coalesce(s.seated, 0) AS seated
            FROM organisations o LEFT JOIN standing s ON s.unit_id = o.entity_id
            WHERE o.facet = 'unit' AND o.insured_count >= ? AND (o.closed_on IS NULL OR o.closed_on > ?)
              AND NOT coalesce(s.covered, false)
        ), units AS (
            SELECT e.entity_id, r.month, r.insured_count, r.registered_on, r.row_id
            FROM rows_units r JOIN org_rows x ON x.row_id = r.row_id AND x.role = 'subject'
            JOIN org_entities e USING (mention_id) WHERE e.entity_id IN (SELECT entity_id FROM chosen)
        ), earlier AS (
            SELECT entity_id, month, max(insured_count) AS insured FROM units
            WHERE month < ? AND insured_count IS NOT NULL GROUP BY entity_id, month
            QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY month DESC) = 1
        ), registered AS (
            SELECT entity_id, min(registered_on) AS registered_on FROM units GROUP BY entity_id
        ), members AS (
            SELECT employer_id AS entity_id, count(*) AS members FROM persons
            WHERE active_memberships > 0 AND insured_month IS NOT NULL GROUP BY employer_id
        ), joint AS (
            SELECT left(o.place, 6) AS county, count(*) AS unions FROM unions u JOIN organisations o USING (entity_id)
            WHERE u.active AND u.union_type = 'joint' AND length(o.place) >= 6 GROUP BY 1
        )
        SELECT c.name, c.credit_code, coalesce(c.org_kind, 'other'), coalesce(c.place, ''), c.industry, c.address,
               c.legal_representative, c.phone,
               c.entity_id, c.insured_count, coalesce(m.members, 0), c.ended, c.seated, coalesce(j.unions, 0),
               coalesce(e.month, ''), e.insured, g.registered_on
        FROM chosen c LEFT JOIN earlier e USING (entity_id) LEFT JOIN registered g USING (entity_id)
        LEFT JOIN members m USING (entity_id) LEFT JOIN joint j ON j.county = left(c.place, 6)
        ORDER BY c.entity_id
        """,
        [threshold, as_of, month],
    )
