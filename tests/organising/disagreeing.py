"""Disagreements as a run leaves them, the file that is made of them, and that file filled in."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID
from zipfile import ZipFile

import openpyxl

from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor
from guildhall.organising.roster.contracts import LineState, Register, ReturnPurpose
from guildhall.organising.roster.models import Disagreement, Run
from guildhall.organising.roster.operations.answering import check_answers
from guildhall.organising.roster.operations.sending import make_file
from guildhall.organising.roster.queries.returned import rows_of_file
from guildhall.organising.roster.rules.lines import content_print, subject_print
from tests.base.actors import AT, place

NAME, CODE = "differ.name", "differ.code"


def line(
    run: Run, number: int, *, code: str = "330203", register: Register = Register.INSURANCE, kind: str = NAME,
    own: str = "甬江协会", other: str = "甬江合成协会", fingerprint: str = "", who: str = "",
    record_id: UUID | None = None, state: LineState = LineState.OPEN,
) -> Disagreement:  # fmt: skip
    """One line; the same `fingerprint` in two runs is the same row of the register."""
    fingerprint = fingerprint or f"f{number:015}"
    return Disagreement.objects.create(
        id=new_id(), run=run, number=number, register=register.value, kind=kind, place_id=place(code),
        entity_kind="organisation", entity=f"o{number:07}", fingerprint=fingerprint, record_id=record_id,
        who=who or f"单位{number}", field="name", own=own, file="社保.csv", row=number + 1, other=other,
        other_register="civil_affairs", other_file="民政.xlsx", other_row=number + 10, state=state.value,
        subject=subject_print(register.value, kind, fingerprint),
        content=content_print(register.value, kind, own, other),
    )  # fmt: skip


def sent(
    actor: Actor, run: Run, folder: Path, *, register: Register = Register.INSURANCE, code: str = "", kind: str = ""
) -> Path:
    """The .zip for a register, of the run's place or another."""
    path = folder / f"{new_id()}.zip"
    make_file(
        actor, run.pk, register, place(code) if code else run.place_id, kind=kind, purpose=ReturnPurpose.CORRECT,
        account="经办", path=path, at=AT,
    )  # fmt: skip
    return path


def member(archive: Path, suffix: str) -> bytes:
    """The one file of a .zip with that suffix."""
    with ZipFile(archive) as held:
        return held.read(next(name for name in held.namelist() if name.endswith(suffix)))


def rows_of(archive: Path) -> list[list[str]]:
    """The first sheet of the workbook in a .zip, as text."""
    book = openpyxl.load_workbook(BytesIO(member(archive, ".xlsx")))
    return [
        ["" if cell is None else str(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)
    ]


def filled(
    archive: Path, answers: dict[str, tuple[str, str]], changed: dict[tuple[str, int], str] | None = None
) -> BytesIO:
    """The workbook of a .zip with answers: id → (answer, note). `changed`: (id, column from 0) → what is there now."""
    book = openpyxl.load_workbook(BytesIO(member(archive, ".xlsx")))
    page: Any = book.worksheets[0]
    for row in page.iter_rows(min_row=6):
        name = row[0].value
        if name in answers:
            row[10].value, row[11].value = answers[name]
        for (line_name, column), value in (changed or {}).items():
            if name == line_name:
                row[column].value = value
    out = BytesIO()
    book.save(out)
    out.seek(0)
    return out


def brought(actor: Actor, run_id: UUID, name: str, content: BinaryIO, *, at: datetime) -> UUID:
    """A returned file read and verified; the upload's id."""
    return check_answers(actor, run_id, name, rows_of_file(name, content), at=at)
