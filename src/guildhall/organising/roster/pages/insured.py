"""What the roster adds to a person's page: where somebody is insured."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Pager, Row, WorkList
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words
from guildhall.organising.roster.queries.insured import insured_of

HEADING = Words("参保单位", "Insured at")
_COLUMNS = (Column(Words("单位", "Organisation")), Column(Words("最近参保月份", "Newest month")))


def insured_part(actor: Actor, person_id: UUID) -> tuple[Text, object] | None:
    """The organisations at which somebody is insured, by the newest month; nothing where none is known."""
    found = insured_of(actor, person_id)
    if not found:
        return None
    rows = [
        Row(
            str(one.organisation_id),
            (one.name, one.month or "—"),
            one.name,
            reverse("roster:organisation", args=[one.organisation_id]) if one.in_reach else "",
        )
        for one in found
    ]
    return "", WorkList(HEADING, _COLUMNS, rows, Pager(Count(len(rows))), id="insured")
