"""What the roster adds to a person's page: what registers say otherwise than each other."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.urls import reverse

from guildhall.base.people.queries import records_of
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Pager, Row, WorkList
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import LINE_WORDS, REGISTER_WORDS
from guildhall.organising.roster.pages.disagreements import KIND_WORDS
from guildhall.organising.roster.queries.disagreements import lines_about
from guildhall.organising.roster.rules.filters import address
from guildhall.organising.roster.rules.lines import line_id
from guildhall.organising.roster.rules.permissions import EXPORT

HEADING: Final = Words("名单说法不一致", "What registers say otherwise")
_COLUMNS: Final = (
    Column(Words("名单", "Register")),
    Column(Words("问题", "Problem")),
    Column(Words("该名单写的", "As it has it")),
    Column(Words("别处写的", "As another has it")),
    Column(Words("哪本名单", "Which other")),
    Column(Words("状态", "State")),
)


def disagreements_part(actor: Actor, person_id: UUID) -> tuple[Text, object] | None:
    """Disagreements about somebody in all runs; nothing where the registers agree."""
    if not actor.has(EXPORT):
        return None
    found = lines_about(actor, records_of(person_id))
    if not found:
        return None
    rows = []
    for run_id, one in found:
        line = one.line
        cells = (
            REGISTER_WORDS[line.register], KIND_WORDS[line.kind], line.own or None, line.other or None,
            REGISTER_WORDS[line.other_register] if line.other_register else None, LINE_WORDS[one.state],
        )  # fmt: skip
        name = line_id(line.register, line.number)
        href = address(reverse("roster:disagreements", args=[run_id]), {"q": line.who})
        rows.append(Row(f"{run_id}-{name}", cells, name, href))
    return "", WorkList(HEADING, _COLUMNS, rows, Pager(Count(len(rows))), id="told-otherwise")
