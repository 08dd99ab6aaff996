"""Rows that could not be used, as they came, so that an office can mend and send them again."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from guildhall.kernel.errors import Catalogue, MessageKind
from guildhall.kernel.text import neutralise
from guildhall.linkage.contracts import StagedSheet
from guildhall.linkage.readers.messages import CATALOGUE
from guildhall.linkage.results.workbook import Column, Sheet, write_workbook

#: More rows go back to their office as .csv alone.
WORKBOOK_ROWS: Final = 20_000
README = MessageKind(
    "results.rejected",
    "这里是没有采用的行，原样保留，含身份证号等个人信息，请妥善保管，用完删除。",
    "Rows that were not used, as they came. They hold ID numbers in clear: keep them safe and delete them after use.",
)


def write_rejected(folder: Path, sheets: Sequence[StagedSheet], catalogue: Catalogue = CATALOGUE) -> int:
    """One CSV a sheet that has rejected rows, in rejected/, with the reason in both languages; returns the rows.

    Beside it the same as .xlsx, where long numbers stand as text and stay whole when Excel saves them.
    """
    total = 0
    for number, sheet in enumerate(sheets, start=1):
        if sheet.rejected is None or not sheet.counts.rejected:
            continue
        target = folder / "rejected"
        target.mkdir(exist_ok=True)
        (target / "README.txt").write_text(f"{README().zh}\n{README().en}\n", encoding="utf-8")
        table = pq.read_table(sheet.rejected)
        own = [name for name in table.column_names if name not in ("source_row", "sheet_row", "reason", "params")]
        name = f"{number:02d}-{sheet.register.value}-{sheet.shape.value}.csv"
        headings = ["来源", "行号", "原因", "reason", *own]
        lines: list[list[str | int]] = []
        with (target / name).open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(map(neutralise, headings))
            for row in table.to_pylist():
                message = catalogue.message(row["reason"], json.loads(row["params"] or "{}"))
                values = [str(row[column] or "") for column in own]
                lines.append([sheet.source, row["sheet_row"], message.zh, message.en, *values])
                writer.writerow(neutralise(value) if isinstance(value, str) else value for value in lines[-1])
                total += 1
        if len(lines) <= WORKBOOK_ROWS:
            columns = [Column(title, 18) for title in headings]
            write_workbook((target / name).with_suffix(".xlsx"), [Sheet("退回", columns, lines)])
    return total
