"""What the readers made of the files, for a person to check before a run: recognition, columns, counts, first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guildhall.kernel.errors import Message
from guildhall.linkage.contracts import Progress, Register, Shape
from guildhall.linkage.readers.limits import Limits
from guildhall.linkage.readers.read import read_files, revive
from guildhall.linkage.readers.titles import REGISTER_WORDS, SHAPE_WORDS, plain_title


@dataclass(frozen=True, slots=True)
class SheetExplanation:
    """One sheet as it was understood. `heading`: first and last row, 0 where the file names its columns itself.

    `mapping`: field → the sheet's title; `unmapped`: titles that mean nothing here; `preview`: first accepted rows,
    numbers and phones masked. Counts: rows_in = accepted + rejected + skipped.
    """

    register: Register
    shape: Shape
    source: str
    heading: tuple[int, int]
    mapping: Mapping[str, str]
    unmapped: tuple[str, ...]
    by_synonyms: tuple[str, ...]
    by_memory: tuple[str, ...]
    rows_in: int
    accepted: int
    rejected: int
    skipped: int
    warnings: tuple[Message, ...]
    preview: tuple[Mapping[str, Any], ...]

    def as_dict(self) -> dict[str, object]:
        return {
            "register": self.register.value,
            "register_zh": REGISTER_WORDS[self.register][0],
            "shape": self.shape.value,
            "shape_zh": SHAPE_WORDS[self.shape][0],
            "source": self.source,
            "heading_rows": list(self.heading),
            "mapping": [
                {"field": field, "field_zh": plain_title(self.shape, field), "title": title}
                for field, title in self.mapping.items()
            ],
            "unmapped": list(self.unmapped),
            "by_synonyms": list(self.by_synonyms),
            "by_memory": list(self.by_memory),
            "rows_in": self.rows_in,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "skipped": self.skipped,
            "warnings": [message.as_dict() for message in self.warnings],
            "preview": [dict(row) for row in self.preview],
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    sheets: tuple[SheetExplanation, ...]
    notices: tuple[Message, ...]

    def as_dict(self) -> dict[str, object]:
        return {
            "sheets": [sheet.as_dict() for sheet in self.sheets],
            "notices": [message.as_dict() for message in self.notices],
        }


def explain_registers(
    inputs: Mapping[Register, Sequence[str]],
    work: Path,
    *,
    synonyms: Path | None = None,
    titles: Path | None = None,
    progress: Progress,
    limits: Limits | None = None,
) -> Explanation:
    """Read as `read_registers` does, and say how; nothing is remembered. `work` is for passing files and may be
    removed afterwards. Raises as `read_registers`.
    """
    readings = read_files(
        inputs, work, synonyms=synonyms, titles=titles, progress=progress, limits=limits or Limits(), preview=True
    )
    sheets = []
    for reading in readings:
        for sheet in reading.sheets:
            mapped = set(sheet["mapping"].values())
            sheets.append(
                SheetExplanation(
                    register=reading.register,
                    shape=Shape(sheet["shape"]),
                    source=sheet["source"],
                    heading=(sheet["heading"][0], sheet["heading"][1]),
                    mapping=dict(sheet["mapping"]),
                    unmapped=tuple(title for title in sheet["titles"] if title and title not in mapped),
                    by_synonyms=tuple(sheet["given"].values()),
                    by_memory=tuple(sheet["remembered"].values()),
                    rows_in=sheet["rows_in"],
                    accepted=sheet["accepted"],
                    rejected=sheet["rejected"],
                    skipped=sheet["skipped"],
                    warnings=tuple(revive(message) for message in sheet["warnings"]),
                    preview=tuple(sheet["preview"]),
                )
            )
    return Explanation(tuple(sheets), tuple(message for reading in readings for message in reading.notices))
