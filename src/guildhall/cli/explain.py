"""`guildhall roster build --explain`: how each sheet was understood, as text in Chinese and English or as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

if TYPE_CHECKING:
    from guildhall.linkage.readers import Explanation
    from guildhall.linkage.readers.explain import SheetExplanation

#: Columns of the terminal that one cell of the preview may take.
_WIDEST = 20


def render_explanation(explanation: Explanation, *, as_json: bool = False) -> str:
    """The whole answer, ready to print. ID numbers and phones in the preview are masked in both forms."""
    if as_json:
        return json.dumps(explanation.as_dict(), ensure_ascii=False, indent=2)
    parts = [_sheet(sheet) for sheet in explanation.sheets]
    if explanation.notices:
        parts.append("\n".join(f"· {message.zh}\n  {message.en}" for message in explanation.notices))
    return "\n\n".join(parts)


def _sheet(sheet: SheetExplanation) -> str:
    told: Mapping[str, Any] = sheet.as_dict()
    first, last = sheet.heading
    span = f"{first}–{last}" if last > first else str(first)
    heading = f"第 {span} 行 · row {span}" if first else "文件自带列名 · named by the file"
    lines = [
        f"■ {sheet.source}",
        f"  登记 register   {told['register_zh']} · {told['register']}",
        f"  名单 list       {told['shape_zh']} · {told['shape']}",
        f"  依据 why        认出 {len(sheet.mapping)} 列 · {len(sheet.mapping)} columns recognised",
        f"  表头 heading    {heading}",
        f"  行数 rows       {sheet.rows_in} = 采用 accepted {sheet.accepted} + 退回 rejected {sheet.rejected}"
        f" + 跳过 skipped {sheet.skipped}",
        "  列 columns",
    ]
    by = dict.fromkeys(sheet.by_synonyms, "（--synonyms）") | dict.fromkeys(
        sheet.by_memory, "（以前记住的 remembered）"
    )
    pairs = [(m["title"], f"{m['field_zh']} · {m['field']}{by.get(m['title'], '')}") for m in told["mapping"]]
    widest = max((cell_len(title) for title, _ in pairs), default=0)
    lines += [f"    {_pad(title, widest)}  →  {meaning}" for title, meaning in pairs]
    if sheet.unmapped:
        lines.append("    未用 not used: " + "、".join(sheet.unmapped))
    if sheet.preview:
        lines.append("  前几行 first rows")
        lines += _table([dict(row) for row in sheet.preview])
    for message in sheet.warnings:
        lines += [f"  · {message.zh}", f"    {message.en}"]
    return "\n".join(lines)


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    names = list(rows[0])
    cells = [names, *([_cut("" if row[name] is None else str(row[name])) for name in names] for row in rows)]
    widths = [max(cell_len(line[i]) for line in cells) for i in range(len(names))]
    return ["    " + "  ".join(_pad(cell, width) for cell, width in zip(line, widths, strict=True)) for line in cells]


def _cut(text: str) -> str:
    while cell_len(text) > _WIDEST:
        text = text[:-2] + "…"
    return text


def _pad(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))
