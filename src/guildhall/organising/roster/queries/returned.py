"""A returned file as rows of text. Read in a child process and outside of any transaction: it may take its time."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from guildhall.base.files.rules.intake import plain_name
from guildhall.kernel.errors import Invalid, MessageKind, UnreadableInput
from guildhall.linkage.readers.cells import read_cells
from guildhall.organising.roster.rules.returned import head_of
from guildhall.organising.roster.rules.signed import SHEET

#: Bytes of a returned file at most: what was sent and a sentence a line.
MOST: Final = 32 * 2**20
_SUFFIXES: Final = (".xlsx", ".csv")

NOT_TAKEN: Final = MessageKind(
    "roster.answers_kind",
    "请放入填好的 .xlsx 或 .csv 文件，最大 {most} MB。",
    "Bring in the filled-in .xlsx or .csv, at most {most} MB.",
)


def rows_of_file(name: str, content: BinaryIO) -> list[list[str]]:
    """The rows of the sheet with the signature, or else of the first. Raises Invalid at `file`.

    `content` must be seekable.
    """
    shown, size = plain_name(name), content.seek(0, 2)
    content.seek(0)
    if not shown.lower().endswith(_SUFFIXES) or size > MOST:
        raise Invalid({"file": (NOT_TAKEN(most=MOST // 2**20),)})
    with TemporaryDirectory(prefix="guildhall-answers-") as folder:
        path = Path(folder) / "returned"
        with path.open("wb") as file:
            shutil.copyfileobj(content, file)
        try:
            sheets = read_cells(path, shown, Path(folder))
        except UnreadableInput as refusal:
            raise Invalid({"file": refusal.messages}) from refusal
    lists = [rows for sheet, rows in sheets.items() if sheet != SHEET]
    return next(filter(head_of, lists), lists[0] if lists else [])
