"""Taking a file of a run's result along: what is read, by whom and what for stands in the audit."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.base.people.contracts import Purpose
from guildhall.base.people.rules.permissions import UNMASK
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, Invalid, MessageKind
from guildhall.organising.roster.access import run_for
from guildhall.organising.roster.models import RunFile
from guildhall.organising.roster.rules.downloads import download_of
from guildhall.organising.roster.rules.permissions import EXPORT

KIND: Final = "roster.run_file"
NO_FILE: Final = MessageKind("roster.no_file", "这次比对没有这个文件。", "This run has no such file.")
NO_PURPOSE: Final = MessageKind(
    "roster.no_purpose",
    "文件里有证件号码，请选择用途。",
    "People's numbers stand in this file. Say what it is for.",
    "GB/T 35273-2020 7.1",
)


@operation
def take_file(
    actor: Actor, run_id: UUID, file: int, *, purpose: Purpose | None, at: datetime, request_id: str = ""
) -> tuple[UUID, str]:
    """Note that a result file is read and return (id of the stored file, its name in the result).

    Raises Forbidden without the function, or without the one to see numbers where the file holds them; Absent;
    Invalid at `purpose` where such a file is taken without one.
    """
    run = run_for(actor, EXPORT, run_id)
    held = RunFile.objects.filter(run=run, pk=file).first()
    known = download_of(held.name) if held else None
    if held is None or known is None:
        raise Absent(NO_FILE())
    if known.in_clear:
        run_for(actor, UNMASK, run_id)  # in this run's place, not just somewhere
        if purpose is None:
            raise Invalid({"purpose": (NO_PURPOSE(),)})
    stated = purpose.value if known.in_clear and purpose else ""
    record(
        actor, UNMASK.code if known.in_clear else EXPORT.code, Thing(KIND, held.file_id), at=at, act=Act.READ,
        purpose=stated, request_id=request_id,
    )  # fmt: skip
    return held.file_id, held.name
