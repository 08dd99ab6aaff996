"""Documents from templates: one filled document, written as .docx for those who go on writing and as PDF to be kept."""

from guildhall.infra.documents.blocks import Align, Document, Grid, Text, Weight
from guildhall.infra.documents.docx import DOCX, as_docx
from guildhall.infra.documents.pdf import PDF, as_pdf
from guildhall.infra.documents.template import Template, load, parse

__all__ = [
    "DOCX",
    "PDF",
    "Align",
    "Document",
    "Grid",
    "Template",
    "Text",
    "Weight",
    "as_docx",
    "as_pdf",
    "load",
    "parse",
]
