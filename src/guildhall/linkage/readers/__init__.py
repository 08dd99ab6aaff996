"""Readers: any register file of an office becomes staged sheets of clean columns (docs/reading-files.md)."""

from guildhall.linkage.readers.explain import Explanation, explain_registers
from guildhall.linkage.readers.limits import Limits
from guildhall.linkage.readers.read import read_registers, workbook_as_text
from guildhall.linkage.readers.synonyms import remembered_file

__all__ = ["Explanation", "Limits", "explain_registers", "read_registers", "remembered_file", "workbook_as_text"]
