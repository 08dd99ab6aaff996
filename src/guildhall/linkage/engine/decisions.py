"""What reviewers decided: files read, checked for contradictions, put into the table `decisions`, and remembered.

A decision names two records by fingerprint, so it outlives row numbers, months and runs. Of several lines on one pair
the last counts; `undo` forgets the earlier ones.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import pyarrow as pa

from guildhall.kernel.errors import MessageKind, Refused, UnreadableInput
from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import Verdict

NO_FILE = MessageKind(
    "decisions.no_file",
    "找不到审核结果文件 {path}。请检查路径。",
    "The decisions file {path} cannot be found. Check the path.",
)
ENCODING = MessageKind(
    "decisions.encoding",
    "审核结果文件 {path} 无法按 UTF-8、GB18030 或 UTF-16 读取。请另存为“CSV UTF-8”后再试。",
    'The decisions file {path} reads neither as UTF-8 nor as GB18030 or UTF-16. Save it as "CSV UTF-8" and try again.',
)
COLUMNS = MessageKind(
    "decisions.columns",
    "审核结果文件 {path} 缺少列：{columns}。请使用本程序给出的 review.csv，不要删改前几列。",
    "The decisions file {path} lacks the columns {columns}. Use the review.csv of an earlier run and keep its columns.",
)
WORD = MessageKind(
    "decisions.word",
    "审核结果文件 {path} 第 {line} 行的决定“{word}”看不懂。请填“同一”“不同”“撤销”，或留空。",
    'The decision "{word}" in line {line} of {path} is not known. Write same, different, undo, or leave it blank.',
)
INCOMPLETE = MessageKind(
    "decisions.incomplete",
    "审核结果文件 {path} 第 {line} 行填了决定，但左右指纹不全或相同。请从 review.csv 原样复制该行。",
    "Line {line} of {path} has a decision but not two different fingerprints. Copy the line from review.csv as it is.",
)
SPOILED = MessageKind(
    "decisions.spoiled",
    "审核结果文件 {path} 第 {line} 行的指纹被 Excel 当成数字改坏了。请用这次运行给出的 review.csv 重新决定这一对。",
    "Excel turned a fingerprint in line {line} of {path} into a figure. Decide on this pair in a new review.csv.",
)
CONTRADICTION = MessageKind(
    "decisions.contradiction",
    "审核结果自相矛盾：{line} 行说 {left} 与 {right} 不同，而 {same_lines} 行合起来说它们同一。"
    "请改正其中一行或填“撤销”。",
    "The decisions contradict each other: line {line} says that {left} and {right} differ, while lines {same_lines} "
    "together say that they are the same. Correct one of them or write undo.",
)


#: What reviewers write → verdict; None: forget what was said before.
WORDS: Mapping[str, Verdict | None] = MappingProxyType(
    {
        "同一": Verdict.SAME,
        "相同": Verdict.SAME,
        "same": Verdict.SAME,
        "不同": Verdict.DIFFERENT,
        "different": Verdict.DIFFERENT,
        "撤销": None,
        "undo": None,
    }
)
DECISIONS_FILE: Final = "decisions.csv"
REVIEW_FILE: Final = "review.csv"
NEEDED: Final = ("left_fingerprint", "right_fingerprint", "decision")
#: Rows at the top among which the titles stand: officers write a line above them.
TITLES_WITHIN: Final = 60
#: What Excel makes of a fingerprint of an earlier version that looked like a figure.
_FIGURE: Final = re.compile(r"[0-9]+(\.[0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_TITLES: Final = MappingProxyType({"决定": "decision"})
_SEPARATORS: Final = (",", ";", "\t")


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """A file of decisions as text. `told`: the file that was given, where that one was a workbook."""

    path: Path
    told: Path


@dataclass(frozen=True, slots=True)
class Decision:
    """`left` < `right`: fingerprints. `line`: as Excel counts the rows; `file`: told where there are several."""

    left: str
    right: str
    verdict: Verdict
    line: int
    file: str = ""

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}" if self.file else str(self.line)


def read_decisions(*files: Path | DecisionFile) -> tuple[Decision, ...]:
    """The decisions that stand, by pair; of two about one pair the later counts, in the order of files and lines.

    Raises UnreadableInput for a file, Refused where they contradict.
    """
    decisions = standing_decisions(*files)
    refuse_contradictions(decisions)
    return decisions


def standing_decisions(*files: Path | DecisionFile) -> tuple[Decision, ...]:
    """The same without asking whether they contradict: a file that comes later may settle that."""
    standing: dict[tuple[str, str], Decision] = {}
    for file in (DecisionFile(given, given) if isinstance(given, Path) else given for given in files):
        told = file.told.name if len(files) > 1 else ""
        for line, row in _rows(file):
            word = _word(row)
            if not word:
                continue
            if word not in WORDS:
                raise UnreadableInput(WORD(path=str(file.told), line=line, word=word))
            one, other = sorted(columns.as_now(row[name].strip().lstrip("'")) for name in NEEDED[:2])
            if _FIGURE.fullmatch(one) or _FIGURE.fullmatch(other):
                raise UnreadableInput(SPOILED(path=str(file.told), line=line))
            if not one or one == other:
                raise UnreadableInput(INCOMPLETE(path=str(file.told), line=line))
            standing.pop((one, other), None)
            verdict = WORDS[word]
            if verdict is not None:
                standing[one, other] = Decision(one, other, verdict, line, told)
    return tuple(standing[pair] for pair in sorted(standing))


def remembered_in(folder: Path) -> tuple[Path, ...]:
    """The files of an earlier result that hold decisions: those remembered, and the review list as it was filled in."""
    return tuple(path for path in (folder / DECISIONS_FILE, folder / REVIEW_FILE) if path.is_file())


def _word(row: Mapping[str, str]) -> str:
    return row["decision"].strip().lower()


def _rows(file: DecisionFile) -> Sequence[tuple[int, dict[str, str]]]:
    """The rows with their numbers. 同一 in GB18030 is valid UTF-8 too: the reading that knows its words counts."""
    try:
        raw = file.path.read_bytes()
    except OSError as error:
        raise UnreadableInput(NO_FILE(path=str(file.told))) from error
    readings = []
    for encoding in _encodings(raw):
        with suppress(UnicodeDecodeError):
            readings.append(_table(file, raw.decode(encoding)))
    if not readings:
        raise UnreadableInput(ENCODING(path=str(file.told)))
    known = (rows for rows in readings if all(not _word(row) or _word(row) in WORDS for _, row in rows))
    return next(known, readings[0])


def _encodings(raw: bytes) -> Sequence[str]:
    if raw.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in raw[:2]:  # without a mark: the titles are ASCII, one of each of their two bytes is zero
        return ("utf-16-be" if raw[:1] == b"\0" else "utf-16-le",)
    return ("utf-8", "gb18030")


def _table(file: DecisionFile, text: str) -> list[tuple[int, dict[str, str]]]:
    """The rows below the titles, by the separator under which the most of the needed titles are found."""
    best: tuple[int, list[str], list[tuple[int, list[str]]]] = (-1, [], [])
    for separator in _SEPARATORS:
        rows = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1))
        for place, (_, cells) in enumerate(rows[:TITLES_WITHIN]):
            titles = [_TITLES.get(cell.strip(), cell.strip().lower()) for cell in cells]
            found = sum(name in titles for name in NEEDED)
            if found > best[0]:
                best = found, titles, rows[place + 1 :]
    found, titles, rows = best
    if found < len(NEEDED):
        missing = [name for name in NEEDED if name not in titles]
        raise UnreadableInput(COLUMNS(path=str(file.told), columns=", ".join(missing)))
    places = {name: titles.index(name) for name in NEEDED}
    return [(line, {name: cells[at] if at < len(cells) else "" for name, at in places.items()}) for line, cells in rows]


def refuse_contradictions(decisions: Sequence[Decision]) -> None:
    """Raise Refused where a pair decided different is the same by way of others; the lines are named."""
    same: dict[str, list[tuple[str, Decision]]] = {}
    for decision in decisions:
        if decision.verdict is Verdict.SAME:
            same.setdefault(decision.left, []).append((decision.right, decision))
            same.setdefault(decision.right, []).append((decision.left, decision))
    found = []
    for decision in decisions:
        if decision.verdict is Verdict.DIFFERENT:
            lines = _path(same, decision.left, decision.right)
            if lines:
                found.append(
                    CONTRADICTION(
                        line=decision.place, left=decision.left, right=decision.right, same_lines=", ".join(lines)
                    )
                )
    if found:
        raise Refused(*found)


def _path(same: Mapping[str, Sequence[tuple[str, Decision]]], start: str, end: str) -> list[str]:
    """Where the shortest chain of `same` from start to end stands; empty if there is none."""
    came: dict[str, tuple[str, Decision]] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == end:
            chain = []
            while node != start:
                node, decision = came[node]
                chain.append(decision)
            return [decision.place for decision in sorted(chain, key=lambda d: (d.file, d.line))]
        for neighbour, decision in sorted(same.get(node, ()), key=lambda step: (step[0], step[1].line)):
            if neighbour != start and neighbour not in came:
                came[neighbour] = (node, decision)
                queue.append(neighbour)
    return []


def write_decisions(backend: Backend, folder: Path) -> None:
    """decisions.csv: every decision that stands, those of records that this run's lists do not hold included."""
    backend.write_csv(
        "SELECT left_fingerprint, right_fingerprint, verdict AS decision FROM decisions ORDER BY ALL",
        folder / DECISIONS_FILE,
    )


def store_decisions(backend: Backend, decisions: Sequence[Decision]) -> None:
    """Make the table `decisions`: left_fingerprint < right_fingerprint, verdict; and an empty `decisions_applied`."""
    decided = {
        "left_fingerprint": pa.array([d.left for d in decisions], pa.string()),
        "right_fingerprint": pa.array([d.right for d in decisions], pa.string()),
        "verdict": pa.array([d.verdict.value for d in decisions], pa.string()),
    }
    backend.create_from_arrow("decisions", pa.table(decided))
    backend.create("decisions_applied")
