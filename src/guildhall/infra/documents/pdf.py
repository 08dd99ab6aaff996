"""A document as PDF with its typeface in it, so that it reads the same wherever it is opened."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import as_file, files
from typing import Final

from fpdf import FPDF, FontFace
from fpdf.enums import Align as PdfAlign
from fpdf.enums import TableCellFillMode, TableHeadingsDisplay, WrapMode, XPos, YPos

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

PDF: Final = "application/pdf"
_FONT: Final = "song"
#: Noto Serif SC (SIL OFL 1.1): all characters of GB 18030's common part, subset into each file.
_FACE: Final = ("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf")
_POINT: Final = 25.4 / 72
_SIZES: Final = {Weight.TITLE: TITLE_SIZE, Weight.HEADING: TEXT_SIZE, Weight.TEXT: TEXT_SIZE}
_ALIGN: Final = {Align.LEFT: PdfAlign.L, Align.CENTRE: PdfAlign.C, Align.RIGHT: PdfAlign.R}


class _Page(FPDF):
    def footer(self) -> None:
        """The number of the page, between dashes."""
        self.set_y(-28)
        self.set_font(_FONT, size=14)
        self.cell(0, 6, f"— {self.page_no()} —", align=PdfAlign.C)


def as_pdf(document: Document, *, at: datetime) -> bytes:
    """The document as PDF. `at`: when it was made; the same document made at the same time has the same bytes."""
    pdf = _Page(format="A4")
    top, right, bottom, left = MARGINS
    pdf.set_margins(left, top, right)
    pdf.set_auto_page_break(True, bottom)
    pdf.set_creation_date(at)
    pdf.set_title(document.title)
    pdf.set_lang("zh-CN")
    with as_file(files(_FACE[0]).joinpath(_FACE[1])) as face:
        pdf.add_font(_FONT, "", face)
    pdf.add_page()
    _text(pdf, Text(document.title, Align.CENTRE, Weight.TITLE))
    pdf.ln(LINE * _POINT)
    for block in document.blocks:
        if isinstance(block, Text):
            _text(pdf, block)
        else:
            _grid(pdf, block)
    return bytes(pdf.output())


def _text(pdf: FPDF, block: Text) -> None:
    pdf.set_font(_FONT, size=_SIZES[block.weight])
    pdf.multi_cell(
        0,
        (LINE + (8 if block.weight is Weight.TITLE else 0)) * _POINT,
        "　　" + block.text if block.indent else block.text,
        align=_ALIGN[block.align],
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
        wrapmode=WrapMode.CHAR,
    )


def _grid(pdf: FPDF, block: Grid) -> None:
    pdf.set_font(_FONT, size=TABLE_SIZE)
    plain = FontFace(emphasis="", fill_color=(238, 238, 238))
    with pdf.table(
        col_widths=block.widths,
        headings_style=plain,
        line_height=TABLE_SIZE * 1.6 * _POINT,
        text_align=PdfAlign.C,
        wrapmode=WrapMode.CHAR,
        cell_fill_mode=TableCellFillMode.NONE,
        repeat_headings=TableHeadingsDisplay.ON_TOP_OF_EVERY_PAGE,
        padding=1,
    ) as table:
        for row in (block.heads, *block.rows):
            written = table.row()
            for cell in row:
                written.cell(cell)
    pdf.ln(LINE * _POINT / 2)
