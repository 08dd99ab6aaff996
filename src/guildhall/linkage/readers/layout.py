"""Where the heading of a sheet is, what its columns mean, and which list the sheet is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from guildhall.kernel.errors import UnreadableInput
from guildhall.linkage.contracts import Register
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.titles import SHAPE_WORDS, Match, TitleBook, plain_title

#: Rows at the top of a sheet in which the heading is looked for.
HEADING_WITHIN: Final = 60
#: Fields that must be recognised before a row counts as a heading at all.
FEWEST_FIELDS: Final = 2
#: From so many on, a heading that lacks what the list needs is an error and not just some other sheet.
SURELY_MEANT: Final = 4

Row = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Layout:
    """`first`, `last`: rows of the heading, from 1 as the sheet counts them (0, 0: titles come from the file itself).

    `titles`: what each column is called, joined from two rows where there are two. `heading_cells`: the rows of the
    heading as they stand, to find them again further down. `match`: the list that it is and its columns.
    """

    first: int
    last: int
    titles: tuple[str, ...]
    heading_cells: tuple[tuple[str, ...], ...]
    match: Match
    numbered: bool = False  # a row 1 2 3 … stands right below the heading


def _text(cell: str | None) -> str:
    return "".join((cell or "").split())


def _one_row(row: Row) -> list[list[str]]:
    return [[text] if (text := _text(cell)) else [] for cell in row]


def _two_rows(upper: Row, lower: Row) -> list[list[str]]:
    """Readings of columns under a heading of two rows; a merged upper title holds for the blank cells to its right."""
    readings: list[list[str]] = []
    parent = ""
    for column in range(max(len(upper), len(lower))):
        above = _text(upper[column]) if column < len(upper) else ""
        below = _text(lower[column]) if column < len(lower) else ""
        if above:
            parent = above if below else ""
        if above and not below:
            readings.append([above])
        elif below:
            readings.append([parent + below, below] if parent else [below])
        else:
            parent = ""
            readings.append([])
    return readings


def _shown(reading: Sequence[str]) -> str:
    """A column's title for people: `单位/名称` where it is joined from two rows."""
    if len(reading) == 2:
        return f"{reading[0].removesuffix(reading[1])}/{reading[1]}"
    return reading[0] if reading else ""


def find_layout(
    rows: Sequence[Row], register: Register, book: TitleBook, source: str, sheet: str = ""
) -> Layout | None:
    """The heading among the first rows of a sheet, or None where the sheet is some other one.

    Raises UnreadableInput where the heading is there but a needed column is missing or two columns claim one field.
    """
    best: tuple[int, int, int, Match, list[list[str]], list[Match]] | None = None
    above = sheet
    for at in range(min(len(rows), HEADING_WITHIN)):
        # Title rows are a cell or two; records above a repeated heading must not speak for it.
        titles_above = [text for cell in rows[at - 1] if (text := _text(cell))] if at else []
        above += "".join(titles_above) if len(titles_above) <= 2 else ""
        for height in (1, 2):
            if height == 2 and at + 1 >= len(rows):
                continue
            readings = _one_row(rows[at]) if height == 1 else _two_rows(rows[at], rows[at + 1])
            matches = book.matches(register, readings, above)
            if len(matches[0].columns) < FEWEST_FIELDS:
                continue
            # Of equals the lower heading wins: a title row above a heading is no part of it.
            if best is None or (matches[0].score, -height) > (best[0], -best[2]):
                best = (matches[0].score, at, height, matches[0], readings, matches)
    if best is None:
        return None
    _, at, height, match, readings, matches = best
    titles = tuple(_shown(reading) for reading in readings)
    if match.missing and len(match.columns) < SURELY_MEANT:
        return None
    _refuse_unclear(source, at + height, titles, matches)
    cells = tuple(tuple(_text(cell) for cell in rows[at + k]) for k in range(height))
    after = at + height
    numbered = after < len(rows) and _is_numbering(rows[after])
    return Layout(at + 1, at + height, titles, cells, match, numbered)


def titles_only(titles: Sequence[str], register: Register, book: TitleBook, source: str) -> Layout | None:
    """The layout of a file that names its columns itself (Parquet)."""
    readings = _one_row(titles)
    matches = book.matches(register, readings)
    match = matches[0]
    if len(match.columns) < FEWEST_FIELDS or (match.missing and len(match.columns) < SURELY_MEANT):
        return None
    _refuse_unclear(source, 0, tuple(titles), matches)
    return Layout(0, 0, tuple(titles), (), match)


def _is_numbering(row: Row) -> bool:
    """Whether the row counts the columns: 1 2 3 …, as printed forms have it."""
    numbers = [text for cell in row if (text := _text(cell))]
    return len(numbers) >= 3 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def _refuse_unclear(source: str, row: int, titles: Sequence[str], matches: Sequence[Match]) -> None:
    match = matches[0]
    words = SHAPE_WORDS[match.shape]
    problems = []
    for field in match.missing:
        title = plain_title(match.shape, field)
        problems.append(
            messages.MISSING_COLUMN(
                source=source, row=row, shape=match.shape.value, shape_zh=words[0], shape_en=words[1], field=field,
                field_zh=title, field_en=f"{field} ({title})", titles=shown(titles),
            )
        )  # fmt: skip
    for field, columns in match.clashes.items():
        title = plain_title(match.shape, field)
        problems.append(
            messages.AMBIGUOUS_COLUMNS(
                source=source, row=row, shape=match.shape.value, field=field, field_zh=title,
                field_en=f"{field} ({title})", columns="、".join(f"{titles[c]}（{letters(c)}）" for c in columns),
            )
        )  # fmt: skip
    if not problems and len(matches) > 1 and matches[1].score == match.score and not matches[1].missing:
        other = SHAPE_WORDS[matches[1].shape]
        problems.append(
            messages.AMBIGUOUS_SHAPE(
                source=source, row=row, shape_zh=words[0], shape_en=words[1], other_zh=other[0], other_en=other[1]
            )
        )
    if problems:
        raise UnreadableInput(*problems)


def shown(titles: Sequence[str], most: int = 30) -> str:
    """Titles for a message: joined, the empty ones left out, cut after `most`."""
    named = [title[:24] for title in titles if title]
    return "、".join(named[:most]) + (" …" if len(named) > most else "") or "—"


def letters(column: int) -> str:
    """Excel's name of a column counted from 0: 0 → A, 27 → AB."""
    name = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        name = chr(65 + digit) + name
    return name
