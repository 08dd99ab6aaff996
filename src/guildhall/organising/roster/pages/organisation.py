"""One organisation: its sources side by side, its unions, its history, its work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guildhall.base.organisations.contracts import KIND_WORDS, STANDING_WORDS, Facts, Provenance
from guildhall.infra.pages import page
from guildhall.infra.pieces.evidence import Field, Side, Sides, Told
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import COVERED_WORDS, OUTCOME_WORDS, REGISTER_WORDS, WORK_WORDS, Register
from guildhall.organising.roster.pages import choices
from guildhall.organising.roster.queries.organisation import OrganisationView
from guildhall.organising.roster.queries.organisation import organisation as query
from guildhall.organising.roster.rules.permissions import READ
from guildhall.organising.roster.rules.sources import FIELD_WORDS, PROVENANCE, differs, held_by, shown
from guildhall.organising.unions.contracts import KIND_WORDS as UNION_WORDS
from guildhall.organising.unions.contracts import RELATION_WORDS

_PEOPLE: Final = Words("人", "people", "person")
_BY_HAND: Final = Words("人工填写", "by hand")
_CHANGES: Final[Mapping[str, Words]] = {
    "new": Words("新进名册", "new in the roster"),
    "closed": Words("注销", "closed"),
    "covered": Words("有了工会", "has a union"),
    "uncovered": Words("不再有工会", "has a union no longer"),
    "merged": Words("与另一条记录合并", "merged with another record"),
    "name": FIELD_WORDS["name"],
    "kind": FIELD_WORDS["org_type"],
    "credit_code": FIELD_WORDS["credit_code"],
    "place_id": FIELD_WORDS["district"],
    "industry": FIELD_WORDS["industry"],
    "address": FIELD_WORDS["address"],
    "legal_representative": FIELD_WORDS["legal_representative"],
    "phone": FIELD_WORDS["phone"],
    "insured": FIELD_WORDS["insured_count"],
    "closed_on": FIELD_WORDS["closed_on"],
}


@page
def organisation(request: HttpRequest, actor: Actor, organisation_id: UUID) -> HttpResponse:
    """An organisation in reach."""
    view = query(actor, organisation_id)
    summary, work = view.detail.summary, view.work
    context = {
        "view": view,
        "summary": summary,
        "kind": KIND_WORDS[summary.kind],
        "industry": choices.INDUSTRY_WORDS[summary.industry] if summary.industry else None,
        "sees_coverage": actor.has(READ),
        "covered": COVERED_WORDS[view.counted.covered] if view.counted else None,
        "insured": Count(view.insured.number, _PEOPLE, capped=view.insured.more),
        "unions": [
            (p, UNION_WORDS[p.union.kind], RELATION_WORDS[p.relation], Count(view.members.get(p.union.id), _PEOPLE))
            for p in view.presences
        ],
        "sides": _sides(view),
        "standings": [(standing, STANDING_WORDS[standing.kind]) for standing in view.detail.standings],
        "changes": [
            (line, _CHANGES.get(line.field, line.field), shown(line.field, line.before), shown(line.field, line.after))
            for line in view.changes
        ],
        "work": work,
        "state": WORK_WORDS[work.state] if work else None,
        "visits": [(visit, OUTCOME_WORDS[visit.outcome]) for visit in work.visits] if work else [],
    }
    return render(request, "roster/organisation.html", context)


def _sides(view: OrganisationView) -> Sides:
    record = view.detail.records[0]
    held = held_by(record.facts, view.place.name if view.place else "")
    named = {field for source in view.sources for field in source.values} | {field for field in held if held[field]}
    known = [field for field in FIELD_WORDS if field in named]
    rows = [
        Field(
            FIELD_WORDS[field],
            _in_words(field, record.facts) or shown(field, held.get(field, "")) or None,
            [_told(field, held.get(field, ""), source.values.get(field, "")) for source in view.sources],
            _whence(record.provenance.get(PROVENANCE.get(field, ""))) if held.get(field) else "",
        )
        for field in known
    ]
    names = [
        Side(
            REGISTER_WORDS[source.register],
            Words(f"{source.file} 第 {source.row} 行", f"{source.file} row {source.row}"),
        )
        for source in view.sources
    ]
    return Sides(Words("各本名册怎么说", "What the registers say"), names, rows)


def _in_words(field: str, facts: Facts) -> Words | None:
    """What the record holds as a code, in the reader's language."""
    if field == "org_type":
        return KIND_WORDS[facts.kind]
    return choices.INDUSTRY_WORDS[facts.industry] if field == "industry" and facts.industry else None


def _told(field: str, held: str, value: str) -> Told | None:
    return Told(shown(field, value), differs(field, held, value)) if value else None


def _whence(source: Provenance | None) -> Text:
    if source is None:
        return ""
    if source.register not in set(Register):
        return _BY_HAND
    words = REGISTER_WORDS[Register(source.register)]
    # Where it was taken from counts records below the heading, not rows of the sheet.
    record = (f" 第 {source.row} 条", f", record {source.row}") if source.row else ("", "")
    return Words(f"{words.zh}{record[0]}", f"{words.en}{record[1]}")
