"""People and looks at them as the pieces of pages say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.urls import reverse

from guildhall.base.audit.contracts import Look
from guildhall.base.people.contracts import (
    FIELD_WORDS,
    PURPOSE_WORDS,
    SEX_WORDS,
    AliasSummary,
    PersonDetail,
    PersonFound,
    Purpose,
)
from guildhall.base.people.forms import DOCUMENTS, PHONES, PURPOSES
from guildhall.infra.names import account_names
from guildhall.infra.pieces.evidence import Field, Side, Sides, Told
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead, Option
from guildhall.infra.pieces.text import Text
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.identifiers import KIND_NAMES, IdKind
from guildhall.kernel.words import Words

_TITLES: Final = {DOCUMENTS: Words("证件", "Documents"), PHONES: Words("电话", "Telephone")}
_PHONE: Final = Words("电话", "telephone")
_COLUMNS: Final = (
    Column(Words("姓名", "Name")),
    Column(Words("性别", "Sex")),
    Column(Words("出生日期", "Birth date")),
    Column(Words("证件号码", "Document number")),
)
_NOBODY: Final = Instead(
    Blank.EMPTY,
    Words("您的范围内没有找到", "Nobody was found in your area"),
    Words(
        "核对一下写法；不在您范围内的人这里查不到。",
        "Check how it is written. People outside your area are not found here.",
    ),
)
_WITHOUT_PURPOSE: Final = Words("看档案", "to see the record")
_SYSTEM: Final = Words("系统", "the system")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is shown. `until`: when it ended."""

    words: Words
    value: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Numbers:
    """A person's documents or telephone numbers. Without `unmask_url` the reader may not ask to see them in clear."""

    what: str
    title: Words
    numbers: Sequence[Number]
    unmask_url: str = ""
    purposes: Sequence[Option] = ()
    is_unmasked: bool = False
    is_wrong: bool = False


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look as a row of a table. `who`: a name, or that it was the product itself."""

    who: Text
    at: datetime
    fields: Words
    purpose: Words


def found_list(found: Sequence[PersonFound]) -> WorkList:
    """What a search found."""
    rows = [
        Row(
            str(one.person.id),
            (
                one.person.name,
                SEX_WORDS[one.person.sex],
                _day(one.person.birth_date),
                "、".join(one.documents) or None,
            ),
            label=one.person.name,
            href=reverse("people:person", args=[one.person.id]),
        )
        for one in found
    ]
    pager = Pager(Count(len(rows)), first=1 if rows else 0, last=len(rows))
    return WorkList(Words("找到", "Found"), _COLUMNS, rows, pager, instead=_NOBODY)


def others(found: Sequence[PersonFound], without: UUID) -> list[tuple[str, str]]:
    """Records to choose from, told apart by what they hold; the one that is looked at is none of them."""
    return [
        (str(one.person.id), " · ".join(filter(None, (one.person.name, _iso(one.person.birth_date), *one.documents))))
        for one in found
        if one.person.id != without
    ]


def numbers_of(
    detail: PersonDetail,
    what: str,
    *,
    in_clear: Mapping[UUID, str] | None = None,
    may_ask: bool = False,
    is_wrong: bool = False,
) -> Numbers:
    """Documents or telephone numbers; `in_clear`: those that were opened, by id."""
    opened = in_clear or {}
    held: Sequence[Number] = (
        [Number(kind_words(d.kind), opened.get(d.id, d.masked), d.until) for d in detail.documents]
        if what == DOCUMENTS
        else [Number(_PHONE, opened.get(p.id, p.masked), p.until) for p in detail.phones]
    )
    asks = may_ask and in_clear is None and bool(held)
    url = reverse("people:unmask", args=[detail.person.id]) if asks else ""
    purposes = [Option(one.value, PURPOSE_WORDS[one]) for one in PURPOSES] if asks else []
    return Numbers(what, _TITLES[what], held, url, purposes, in_clear is not None, is_wrong)


def sides_of(detail: PersonDetail) -> Sides | None:
    """What each record says that counts as the person; None where there is one only."""
    if len(detail.records) < 2:
        return None
    records: list[tuple[Text | None, ...]] = [
        (r.name, SEX_WORDS[r.sex], _day(r.birth_date), "、".join(r.documents)) for r in detail.records
    ]
    rows = [
        Field(column.words, held or None, [Told(one, bool(held) and one != held) if one else None for one in told])
        for column, held, *told in zip(_COLUMNS, records[0], *records, strict=True)
    ]
    names = [Side(_day(r.since.astimezone(CHINA).date()) or "") for r in detail.records]
    return Sides(Words("各条记录怎么说", "What the records say"), names, rows)


def merged_records(aliases: Sequence[AliasSummary]) -> list[AliasSummary]:
    """Records that count as the person today and can be split off."""
    return [alias for alias in aliases if alias.until is None]


def looks_of(looks: Sequence[Look]) -> list[LookLine]:
    """Looks with the names of those who looked: one query."""
    names = account_names({look.account_id for look in looks if look.account_id is not None})
    return [
        LookLine(
            names.get(look.account_id, "") if look.account_id else _SYSTEM,
            look.at,
            _joined([field_words(name) for name in look.fields]),
            purpose_words(look.purpose),
        )
        for look in looks
    ]


def field_words(name: str) -> Words:
    """The name of a field in an entry of the audit, as the person is told."""
    if name in set(IdKind):
        zh, en = KIND_NAMES[IdKind(name)]
        return Words(f"{zh}（明文）", f"{en} in clear")
    return FIELD_WORDS.get(name, Words(name, name))


def purpose_words(purpose: str) -> Words:
    """Why somebody looked; another module's own purpose as it stands in the audit."""
    if purpose in set(Purpose):
        return PURPOSE_WORDS[Purpose(purpose)]
    return Words(purpose, purpose) if purpose else _WITHOUT_PURPOSE


def kind_words(kind: IdKind) -> Words:
    """A kind of document as a label."""
    return Words(*KIND_NAMES[kind])


def _joined(words: Sequence[Words]) -> Words:
    return Words("、".join(w.zh for w in words) or "—", ", ".join(w.en for w in words) or "—")


def _day(value: date | None) -> Words | None:
    return Words(f"{value.year}年{value.month}月{value.day}日", value.isoformat()) if value else None


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""
