"""What a document is made of, whatever file it becomes. Sizes and margins after GB/T 9704-2012."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

#: Millimetres: top, right, bottom, left of an A4 page; the text takes 156 × 225.
MARGINS: Final = (37.0, 26.0, 35.0, 28.0)
#: Points: title (二号), text (三号), tables (五号), the distance between lines.
TITLE_SIZE: Final = 22.0
TEXT_SIZE: Final = 16.0
TABLE_SIZE: Final = 10.5
LINE: Final = 28.0


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Weight(StrEnum):
    """How a line stands out."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `indent`: its first line begins two characters in."""

    text: str
    align: Align = Align.LEFT
    weight: Weight = Weight.TEXT
    indent: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with a heading. `widths`: shares of the text's width."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    blocks: tuple[Text | Grid, ...]
