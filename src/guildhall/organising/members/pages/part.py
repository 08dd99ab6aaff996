"""What memberships add to a person's page."""

from __future__ import annotations

from uuid import UUID

from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Pager, Row, WorkList
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words
from guildhall.organising.members.contracts import MembershipSummary
from guildhall.organising.members.queries import memberships_of_person
from guildhall.organising.unions.contracts import KIND_WORDS

HEADING = Words("会籍", "Memberships")
_COLUMNS = (
    Column(Words("工会", "Union")),
    Column(Words("类别", "Kind")),
    Column(Words("状态", "State")),
    Column(Words("名册最近一次记载", "Last told by the roster")),
)


def memberships_part(actor: Actor, person_id: UUID) -> tuple[Text, object] | None:
    """The unions that somebody is or was in; nothing where there is none."""
    found = memberships_of_person(actor, person_id)
    if not found:
        return None
    rows = [
        Row(
            str(one.union.id),
            (one.union.name, KIND_WORDS[one.union.kind], _state(one), one.month or "—"),
            one.union.name,
        )
        for one in found
    ]
    return "", WorkList(HEADING, _COLUMNS, rows, Pager(Count(len(rows))), id="memberships")


def _state(one: MembershipSummary) -> Words:
    if one.ends_on is not None:
        day = one.ends_on.isoformat()
        return Words(f"{day} 起不在名册", f"off the roster since {day}")
    if not one.union.active:
        return Words("工会已撤销", "the union was dissolved")
    return Words("有效", "active") if one.active else Words("已失效", "lapsed")
