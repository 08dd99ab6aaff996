"""review.csv: pairs that a person should decide, the most telling first, with the evidence in words; their cards."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

from guildhall.kernel import divisions
from guildhall.kernel.errors import Catalogue, Message, MessageKind, Param
from guildhall.kernel.text import mask_number, mask_phone, neutralise
from guildhall.kernel.words import Words
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Kind, Shape
from guildhall.linkage.results.report.contracts import Bilingual, Card, CardLine
from guildhall.linkage.results.why import evidence_of

COUNTS: Final = MessageKind(
    "review.counts",
    "关系到参保{insured}人的单位达不达到门槛、有没有工会",
    "decides whether a unit of {insured} insured reaches the threshold or has a union",
)
JOINS: Final = MessageKind("review.joins", "关系到名册上是一个还是两个", "decides whether the roster has one or two")
#: Units from this headcount on can tip the headline once another record joins them; a choice of ours, for the order.
NEAR_THRESHOLD: Final = 20

#: What is shown of a record: name → (Chinese, English, SQL of an organisation's mention, SQL of a person's record).
_FIELDS: Final = {
    "name": ("名称", "Name", "{m}.name", "{m}.name"),
    "number": ("号码", "Number", "{m}.credit_code_raw", "{m}.id_raw"),
    "person": ("负责人", "Head", "{m}.legal_representative", "NULL"),
    "birth": ("出生日期", "Birth date", "NULL", "CAST({m}.birth_date AS VARCHAR)"),
    "phone": ("电话", "Phone", "{m}.phone", "{m}.phone"),
    "unit": ("单位", "Unit", "NULL", "(SELECT name FROM organisations o WHERE o.entity_id = {m}.employer_id)"),
    "place": ("地方", "Place", "{m}.place", "{m}.place"),
    "address": ("地址", "Address", "{m}.address_key", "NULL"),
}
#: The same names for whoever shows stored pairs, in this order.
FIELD_WORDS: Final = {name: Words(zh, en) for name, (zh, en, *_) in _FIELDS.items()}
_EFFECTS: Final = Catalogue([COUNTS, JOINS])
#: What a person decides by stands first, what only the program needs last.
HEADINGS: Final = (
    "decision",
    "甲名称",
    "乙名称",
    "把握",
    "影响",
    "effect",
    "相同与不同",
    "evidence",
    *(f"{side}{zh}" for zh, *_ in list(_FIELDS.values())[1:] for side in ("甲", "乙")),
    "left_source",
    "left_row",
    "right_source",
    "right_row",
    "kind",
    "left_fingerprint",
    "right_fingerprint",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One pair with both sides as shown; masked unless asked otherwise. `agree`: fields that are equal unmasked."""

    kind: Kind
    left_fingerprint: str
    right_fingerprint: str
    probability: float | None
    evidence: tuple[Message, ...]
    effect: Message
    left: Mapping[str, str]
    right: Mapping[str, str]
    left_place: tuple[str, int]
    right_place: tuple[str, int]
    agree: frozenset[str]


def review_pairs(backend: Backend, *, unmask: bool, limit: int | None = None) -> Iterator[Pair]:
    """Pairs to review: those that can move the figures first, then by how near to even the odds are."""
    for row in _organisation_rows(backend, limit):
        yield _pair(Kind.ORGANISATION, row, unmask=unmask)
    for row in _person_rows(backend, limit):
        yield _pair(Kind.PERSON, row, unmask=unmask)


def write_review(backend: Backend, folder: Path, *, unmask: bool) -> int:
    """review.csv; returns its rows. `decision` stays empty for the reviewer."""
    written = 0
    with (folder / "review.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADINGS)
        for pair in review_pairs(backend, unmask=unmask):
            names, *fields = ([side.get(name, "") for side in (pair.left, pair.right)] for name in _FIELDS)
            writer.writerow(
                neutralise(str(value))
                for value in (
                    "",
                    *names,
                    "" if pair.probability is None else f"{100 * pair.probability:.1f}%",
                    pair.effect.zh,
                    pair.effect.en,
                    "；".join(message.zh for message in pair.evidence),
                    "; ".join(message.en for message in pair.evidence),
                    *chain.from_iterable(fields),
                    *pair.left_place,
                    *pair.right_place,
                    pair.kind.value,
                    pair.left_fingerprint,
                    pair.right_fingerprint,
                )
            )
            written += 1
    return written


def review_cards(backend: Backend, limit: int) -> tuple[Card, ...]:
    """The first pairs as cards for the report; always masked."""
    found = []
    for pair in review_pairs(backend, unmask=False, limit=limit):
        found.append(card(pair))
        if len(found) == limit:
            break
    return tuple(found)


def effect_of(code: str, params: Mapping[str, Param]) -> Message:
    """A stored effect as its sentence."""
    return _EFFECTS.message(code, params)


def card(pair: Pair) -> Card:
    lines = []
    for name, (zh, en, *_) in _FIELDS.items():
        left, right = pair.left.get(name, ""), pair.right.get(name, "")
        if left or right:
            verdict = "missing" if not left or not right else "agree" if name in pair.agree else "differ"
            say = {"missing": ("一边没有", "one side only"), "agree": ("相同", "same"), "differ": ("不同", "differs")}
            lines.append(CardLine(Bilingual(zh, en), left, right, verdict, Bilingual(*say[verdict])))
    title = (
        Bilingual("是不是同一个单位", "The same organisation?")
        if pair.kind is Kind.ORGANISATION
        else Bilingual("是不是同一个人", "The same person?")
    )
    words = "；".join(message.zh for message in pair.evidence), "; ".join(message.en for message in pair.evidence)
    return Card(
        title=title,
        left_source=_where(pair.left_place),
        right_source=_where(pair.right_place),
        probability=pair.probability,
        lines=tuple(lines),
        effect=Bilingual(f"{words[0]}。{pair.effect.zh}。", f"{words[1]}. {pair.effect.en}."),
    )


def _where(place: tuple[str, int]) -> str:
    return f"{place[0].replace(chr(92), '/').rsplit('/', 1)[-1]}:{place[1]}"


def _pair(kind: Kind, row: tuple[Any, ...], *, unmask: bool) -> Pair:
    left_fingerprint, right_fingerprint, probability, evidence, insured, *rest = row
    messages = evidence_of(kind, evidence)
    count = len(_FIELDS)
    given = [
        {name: value for name, value in zip(_FIELDS, values, strict=True) if value}
        for values in (rest[:count], rest[count : 2 * count])
    ]
    sides = [{name: _shown(name, value, kind, unmask=unmask) for name, value in side.items()} for side in given]
    places = rest[2 * count :]
    return Pair(
        kind=kind,
        left_fingerprint=left_fingerprint,
        right_fingerprint=right_fingerprint,
        probability=probability,
        evidence=messages,
        effect=COUNTS(insured=insured) if insured is not None and insured >= NEAR_THRESHOLD else JOINS(),
        left=sides[0],
        right=sides[1],
        left_place=(places[0] or "", int(places[1] or 0)),
        right_place=(places[2] or "", int(places[3] or 0)),
        agree=frozenset(name for name, value in given[0].items() if value == given[1].get(name)),
    )


def _shown(name: str, value: str, kind: Kind, *, unmask: bool) -> str:
    if name == "place":
        return divisions.path_name(value) or value
    if unmask:
        return value
    if name == "phone":
        return mask_phone(value)
    return mask_number(value) if name == "number" and kind is Kind.PERSON else value


def _sides(index: int) -> str:
    return ", ".join(fields[index].format(m=side) for side in ("l", "r") for fields in _FIELDS.values())


#: Where the rows of the chosen pairs stand; only those are looked up, not all that were read.
_PLACES: Final = f"""
    wanted AS (SELECT left_row AS row_id FROM chosen UNION SELECT right_row FROM chosen),
    places AS (
        SELECT row_id, s.source, sheet_row FROM ({
    " UNION ALL ".join(
        f"SELECT row_id, source_id, sheet_row FROM rows_{shape} WHERE row_id IN (SELECT row_id FROM wanted)"
        for shape in Shape
    )
}) JOIN sources s USING (source_id)
    )
    SELECT c.* EXCLUDE (turn, left_row, right_row), l.source, l.sheet_row, r.source, r.sheet_row
    FROM chosen c LEFT JOIN places l ON l.row_id = c.left_row LEFT JOIN places r ON r.row_id = c.right_row
    ORDER BY turn
"""


def _organisation_rows(backend: Backend, limit: int | None) -> list[tuple[Any, ...]]:
    return backend.rows(
        f"""
        WITH weighty AS (
            SELECT e.mention_id, o.insured_count AS insured FROM org_entities e JOIN organisations o USING (entity_id)
        ), found AS (
            SELECT p.*, greatest(coalesce(wl.insured, 0), coalesce(wr.insured, 0)) AS weight_insured
            FROM pairs p JOIN weighty wl ON wl.mention_id = p.left_id JOIN weighty wr ON wr.mention_id = p.right_id
            WHERE p.kind = '{Kind.ORGANISATION}' AND p.outcome = 'review'
        ), first AS MATERIALIZED (
            SELECT *, row_number() OVER (ORDER BY weight_insured >= {NEAR_THRESHOLD} DESC,
                   abs(coalesce(probability, 0.5) - 0.5), left_id, right_id) AS turn
            FROM found {_limited(limit)}
        ), chosen AS MATERIALIZED (
            SELECT p.left_fingerprint, p.right_fingerprint, p.probability, p.evidence, p.weight_insured, {_sides(2)},
                   p.turn, l.first_row_id AS left_row, r.first_row_id AS right_row
            FROM first p JOIN org_mentions l ON l.mention_id = p.left_id
            JOIN org_mentions r ON r.mention_id = p.right_id
        ), {_PLACES}
        """
    )


def _person_rows(backend: Backend, limit: int | None) -> list[tuple[Any, ...]]:
    return backend.rows(
        f"""
        WITH first AS MATERIALIZED (
            SELECT *, row_number() OVER (ORDER BY abs(coalesce(probability, 0.5) - 0.5), left_id, right_id) AS turn
            FROM pairs WHERE kind = '{Kind.PERSON}' AND outcome = 'review' {_limited(limit)}
        ), chosen AS MATERIALIZED (
            SELECT p.left_fingerprint, p.right_fingerprint, p.probability, p.evidence, NULL AS insured, {_sides(3)},
                   p.turn, p.left_id AS left_row, p.right_id AS right_row
            FROM first p JOIN person_records l ON l.row_id = p.left_id JOIN person_records r ON r.row_id = p.right_id
        ), {_PLACES}
        """
    )


def _limited(limit: int | None) -> str:
    return "" if limit is None else f"QUALIFY turn <= {limit}"
