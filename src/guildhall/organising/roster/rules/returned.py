"""A file of disagreements that came back: which file it says it is, what was answered, what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.text import clean
from guildhall.organising.roster.contracts import ANSWER_WORDS, Answer
from guildhall.organising.roster.rules import lines

#: Longest note in characters; objections told at once; rows at the top in which head and titles are looked for.
NOTE: Final = 500
MOST_TOLD: Final = 50
_TOP: Final = 30
_HEAD: Final = re.compile(r"签名 ([0-9a-f-]{36}) ([A-Za-z0-9+/]{86}==)")
_ANSWERS: Final[Mapping[str, Answer]] = {words.zh: answer for answer, words in ANSWER_WORDS.items()}

NO_HEAD: Final = MessageKind(
    "roster.answers_no_head",
    "没有找到签名一行（表头上方“签名 …”）。请用本系统发出的文件填写，不要删改表头以上的内容。",
    "The line with the signature (above the titles, “签名 …”) is missing. Fill in the file that was sent, and leave "
    "what stands above the titles as it is.",
)
NO_TITLES: Final = MessageKind(
    "roster.answers_no_titles",
    "第 {row} 行的列名不全或重复：{column}。请用本系统发出的文件填写。",
    "Row {row}: the titles lack a column or have it twice: {column}. Fill in the file that was sent.",
)
UNKNOWN: Final = MessageKind(
    "roster.answers_unknown",
    "第 {row} 行“{column}”列：{line} 不在发出的文件里。",
    "Row {row}, column “{column}”: {line} is not in the file that was sent.",
)
TWICE: Final = MessageKind(
    "roster.answers_twice",
    "第 {row} 行“{column}”列：{line} 在第 {other} 行已出现过。",
    "Row {row}, column “{column}”: {line} stands in row {other} already.",
)
ALTERED: Final = MessageKind(
    "roster.answers_altered",
    "第 {row} 行“{column}”列与发出时不同。只能填写“答复”和“说明”。",
    "Row {row}, column “{column}” is not as it was sent. Only “答复” and “说明” are to be filled in.",
)
NO_ANSWER: Final = MessageKind(
    "roster.answers_not_one",
    "第 {row} 行“{column}”列：“{value}”不是可选的答复（已更正、本方无误、待核实）。",
    "Row {row}, column “{column}”: “{value}” is none of the answers (已更正, 本方无误, 待核实).",
)
NOTE_ALONE: Final = MessageKind(
    "roster.answers_note_alone",
    "第 {row} 行“{column}”列有说明，却没有选答复。",
    "Row {row}, column “{column}” has a note, but no answer was chosen.",
)
LONG: Final = MessageKind(
    "roster.answers_long",
    "第 {row} 行“{column}”列最多 {most} 字。",
    "Row {row}, column “{column}” takes {most} characters at most.",
)
NOTHING: Final = MessageKind("roster.answers_nothing", "文件里一条答复也没有填。", "Not one answer is filled in.")
MORE: Final = MessageKind(
    "roster.answers_more",
    "还有 {count} 处问题没有列出。",
    "{count|further problem is|further problems are} not listed.",
)


@dataclass(frozen=True, slots=True)
class Head:
    """Which file it says it is, and its signature. Nothing of it is verified yet."""

    file: str
    signature: str


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, by the id of its line."""

    line: str
    answer: Answer
    note: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What was answered; nothing where anything is wrong. `lines`: how many stand in the file as they were sent."""

    answers: tuple[Given, ...]
    wrong: tuple[Message, ...]
    lines: int = 0


def head_of(rows: Sequence[Sequence[str]]) -> Head | None:
    """The line with the signature, None where there is none."""
    for row in islice(rows, _TOP):
        for cell in row:
            found = _HEAD.search(cell)
            if found:
                return Head(found[1], found[2])
    return None


def read_returned(
    rows: Sequence[Sequence[str]],
    sent: Mapping[str, str],
    cells: Mapping[str, Sequence[str]],
    *,
    must_answer: bool = True,
) -> Returned:
    """Read a file that came back, whole or not at all.

    `sent`: id → digest of every line, as signed. `cells`: id → what stood there, to tell which column was altered;
    lines without are told by their first column.
    """
    at = next((n for n, row in enumerate(islice(rows, _TOP)) if any(clean(c).value == lines.ID for c in row)), None)
    if at is None:
        return Returned((), (NO_TITLES(row=1, column=lines.ID),))
    titles = [clean(cell).value for cell in rows[at]]
    bad = [title for title in (*lines.SIGNED, *lines.FILLED) if titles.count(title) != 1]
    if bad:
        return Returned((), tuple(NO_TITLES(row=at + 1, column=title) for title in bad))
    reading = _Reading({title: titles.index(title) for title in (*lines.SIGNED, *lines.FILLED)}, sent, cells)
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        if any(cell.strip() for cell in row):
            reading.take(number, row)
    wrong = reading.wrong
    if not wrong and not reading.answers and must_answer:
        wrong = [NOTHING()]
    if len(wrong) > MOST_TOLD:
        wrong = [*wrong[:MOST_TOLD], MORE(count=len(wrong) - MOST_TOLD)]
    return Returned((), tuple(wrong)) if wrong else Returned(tuple(reading.answers), (), reading.lines)


class _Reading:
    def __init__(self, columns: Mapping[str, int], sent: Mapping[str, str], cells: Mapping[str, Sequence[str]]) -> None:
        self._columns, self._sent, self._cells = columns, sent, cells
        self._seen: dict[str, int] = {}
        self.lines = 0
        self.answers: list[Given] = []
        self.wrong: list[Message] = []

    def take(self, number: int, row: Sequence[str]) -> None:
        def cell(title: str) -> str:
            place = self._columns[title]
            return lines.returned(row[place]) if place < len(row) else ""

        line = clean(cell(lines.ID)).value
        if line not in self._sent:
            self.wrong.append(UNKNOWN(row=number, column=lines.ID, line=line or "—"))
            return
        if line in self._seen:
            self.wrong.append(TWICE(row=number, column=lines.ID, line=line, other=self._seen[line]))
            return
        self._seen[line] = number
        signed = [cell(title) for title in lines.SIGNED]
        if lines.digest(signed) != self._sent[line]:
            self.wrong.append(ALTERED(row=number, column=self._altered(line, signed)))
            return
        self.lines += 1
        self._answer(number, line, clean(cell(lines.ANSWER)).value, clean(cell(lines.NOTE)).value)

    def _altered(self, line: str, signed: Sequence[str]) -> str:
        was = self._cells.get(line, ())
        pairs = zip(lines.SIGNED, signed, was, strict=False)
        return next((title for title, now, before in pairs if clean(now).value != clean(before).value), lines.ID)

    def _answer(self, number: int, line: str, answer: str, note: str) -> None:
        if not answer:
            if note:
                self.wrong.append(NOTE_ALONE(row=number, column=lines.NOTE))
        elif answer not in _ANSWERS:
            self.wrong.append(NO_ANSWER(row=number, column=lines.ANSWER, value=answer[:40]))
        elif len(note) > NOTE:
            self.wrong.append(LONG(row=number, column=lines.NOTE, most=NOTE))
        else:
            self.answers.append(Given(line, _ANSWERS[answer], note))
