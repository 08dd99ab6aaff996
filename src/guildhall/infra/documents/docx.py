"""A document as .docx, with the typefaces that official documents are written in, by name."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from guildhall.infra.documents.blocks import (
    LINE,
    MARGINS,
    TABLE_SIZE,
    TEXT_SIZE,
    TITLE_SIZE,
    Align,
    Document,
    Grid,
    Text,
    Weight,
)

if TYPE_CHECKING:
    from docx.document import Document as Written
    from docx.text.paragraph import Paragraph

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_FONTS: Final = {Weight.TITLE: "宋体", Weight.HEADING: "黑体", Weight.TEXT: "仿宋"}
_SIZES: Final = {Weight.TITLE: TITLE_SIZE, Weight.HEADING: TEXT_SIZE, Weight.TEXT: TEXT_SIZE}
_ALIGN: Final = {
    Align.LEFT: WD_ALIGN_PARAGRAPH.JUSTIFY,
    Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
#: Every file of the archive bears this time, so that the same document gives the same bytes.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def as_docx(document: Document, *, at: datetime) -> bytes:
    """The document as .docx. `at`: when it was made; the same document made at the same time has the same bytes."""
    written = docx.Document()
    section = written.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    top, right, bottom, left = (Mm(millimetres) for millimetres in MARGINS)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
    properties = written.core_properties
    properties.title, properties.author, properties.comments = document.title, "", ""
    properties.created = properties.modified = at.replace(tzinfo=None)
    _text(written, Text(document.title, Align.CENTRE, Weight.TITLE))
    for block in document.blocks:
        if isinstance(block, Text):
            _text(written, block)
        else:
            _grid(written, block)
    out = BytesIO()
    written.save(out)
    return _repeatable(out.getvalue())


def _text(written: Written, block: Text) -> None:
    paragraph = written.add_paragraph()
    paragraph.alignment = _ALIGN[block.align]
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(LINE + (8 if block.weight is Weight.TITLE else 0))
    paragraph.paragraph_format.space_after = Pt(LINE if block.weight is Weight.TITLE else 0)
    if block.indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * TEXT_SIZE)
    _run(paragraph, block.text, _FONTS[block.weight], _SIZES[block.weight])


def _run(paragraph: Paragraph, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    # python-docx names only the typeface for Latin letters.
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _grid(written: Written, block: Grid) -> None:
    table = written.add_table(rows=0, cols=len(block.heads))
    table.style = "Table Grid"
    table.autofit = False
    whole = 156 / sum(block.widths)
    for number, row in enumerate((block.heads, *block.rows)):
        for cell, text, width in zip(table.add_row().cells, row, block.widths, strict=True):
            cell.width = Mm(whole * width)
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            _run(paragraph, text, _FONTS[Weight.TEXT if number else Weight.HEADING], TABLE_SIZE)


def _repeatable(archive: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(BytesIO(archive)) as held, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for name in held.namelist():
            info = ZipInfo(name, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            written.writestr(info, held.read(name))
    return out.getvalue()
