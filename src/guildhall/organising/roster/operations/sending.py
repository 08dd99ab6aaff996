"""Disagreements sent back to a register: a signed workbook with its manifest, with a purpose, noted in the audit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.base.places.queries import NO_PLACE, within_any
from guildhall.infra.crypto import ring
from guildhall.infra.signing import public_of, sign
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Absent, MessageKind, Refused
from guildhall.linkage.results.workbook import Column, Sheet, write_workbook
from guildhall.organising.roster.access import disagreeing_run
from guildhall.organising.roster.contracts import (
    ANSWER_WORDS,
    REGISTER_WORDS,
    RETURN_WORDS,
    LineState,
    Register,
    ReturnPurpose,
    RunState,
)
from guildhall.organising.roster.models import DisagreementFile, Run
from guildhall.organising.roster.operations.answering import GIVEN_UP
from guildhall.organising.roster.queries.disagreements import lines_of, manifest_of, matching, places_of_files
from guildhall.organising.roster.rules import lines as rules
from guildhall.organising.roster.rules.disagreeing import LineFilters
from guildhall.organising.roster.rules.lines import cells_of, digest
from guildhall.organising.roster.rules.permissions import EXPORT
from guildhall.organising.roster.rules.signed import SHEET, TITLES, Manifest, file_name

KIND: Final = "roster.disagreement_file"
#: Lines of one file: what is written while somebody waits.
MOST: Final = 20_000
#: A file says when it was packed; ours are told by what is in them.
_PACKED: Final = (2000, 1, 1, 0, 0, 0)
_WIDTHS: Final = (10, 24, 30, 30, 7, 30, 28, 28, 36, 30)
_COLUMNS: Final = (
    *(Column(title, width) for title, width in zip(rules.SIGNED, _WIDTHS, strict=True)),
    Column(rules.ANSWER, 12, choices=tuple(words.zh for words in ANSWER_WORDS.values())),
    Column(rules.NOTE, 40, wrap=True),
)
_READ: Final = ("who", "own", "other")

NOTHING_OPEN: Final = MessageKind(
    "roster.nothing_to_send",
    "这份名单没有待答复的不一致，不用发文件。",
    "This register has no open disagreements: there is nothing to send.",
)
TOO_LONG: Final = MessageKind(
    "roster.lines_too_long",
    "待答复的超过 {most} 行，请先按问题筛选，分几份发。",
    "More than {most} lines are open. Narrow them by kind and send several files.",
)


@operation
def make_file(
    actor: Actor,
    run_id: UUID,
    register: Register,
    place_id: UUID,
    *,
    kind: str = "",
    purpose: ReturnPurpose,
    account: str,
    path: Path,
    at: datetime,
) -> UUID:
    """Write what is open of a register into a .zip of workbook and manifest at `path`; returns the file's id.

    `place_id`: for which place, one of queries.disagreements.places_of_files. `kind`: that kind alone. `account`: the
    name that the watermark tells. Raises Forbidden; Absent; Refused where nothing is open, beyond `MOST` lines, once
    the run was given up, and where the installation has no key to sign with.
    """
    run = disagreeing_run(actor, run_id)
    reach = dict(places_of_files(actor, run_id)).get(place_id)
    if reach is None:
        raise Absent(NO_PLACE())
    if run.state == RunState.DISCARDED.value:
        raise Refused(GIVEN_UP())
    asked = LineFilters(register=register.value, kind=kind, state=LineState.OPEN.value)
    rows = matching(actor, run_id, asked).filter(within_any([reach], "place__path"))
    found = list(islice(lines_of(rows), MOST + 1))
    if not found:
        raise Refused(NOTHING_OPEN())
    if len(found) > MOST:
        raise Refused(TOO_LONG(most=MOST))
    cells = [cells_of(line) for line in found]
    signing = ring().signing_key()
    sent = DisagreementFile(
        run=run, register=register.value, place_id=place_id, issued_by=actor.account_id, issued_at=at,
        purpose=purpose.value, public_key=public_of(signing),
        lines=[[line.number, digest(shown)] for line, shown in zip(found, cells, strict=True)],
    )  # fmt: skip
    manifest = manifest_of(sent)
    sent.signature = sign(signing, manifest.content())
    sent.save(force_insert=True)
    _pack(path, sent, run, manifest, cells, account)
    record(
        actor, EXPORT.code, Thing(KIND, sent.pk), at=at, act=Act.READ, fields=_READ, purpose=purpose.value,
        count=len(found),
    )  # fmt: skip
    return sent.pk


@operation
def zipped(
    actor: Actor, run_id: UUID, register: Register, place_id: UUID, *, kind: str, purpose: ReturnPurpose, account: str,
    at: datetime,
) -> tuple[str, bytes]:  # fmt: skip
    """The same in memory, with the name that the .zip is handed out under."""
    with TemporaryDirectory(prefix="guildhall-export-") as folder:
        path = Path(folder) / "disagreements.zip"
        make_file(actor, run_id, register, place_id, kind=kind, purpose=purpose, account=account, path=path, at=at)
        return f"{file_name(register, at)}.zip", path.read_bytes()


def _pack(
    path: Path, sent: DisagreementFile, run: Run, manifest: Manifest, cells: Sequence[Sequence[str]], account: str
) -> None:
    name, book = file_name(sent.register, sent.issued_at), path.with_suffix(".xlsx")
    signature = (sent.public_key, sent.signature)
    write_workbook(
        book,
        [
            Sheet("不一致", _COLUMNS, ((*row, "", "") for row in cells), _head(sent, run, account)),
            Sheet(SHEET, tuple(Column(title, 70) for title in TITLES), manifest.as_rows(*signature)),
        ],
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for suffix, content in (("xlsx", book.read_bytes()), ("json", manifest.as_json(*signature).encode())):
            archive.writestr(ZipInfo(f"{name}.{suffix}", _PACKED), content, ZIP_DEFLATED)
    book.unlink()


def _head(sent: DisagreementFile, run: Run, account: str) -> str:
    """What stands above the titles."""
    as_of = f" · 截至 {run.as_of:%Y-%m-%d}" if run.as_of else ""
    moment = f"{sent.issued_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    told = (
        f"致：{REGISTER_WORDS[Register(sent.register)].zh} · {run.place.name}{as_of} · 比对：{run.title}",
        f"导出：{account} · {moment} · 用途：{RETURN_WORDS[ReturnPurpose(sent.purpose)].zh} · 内部资料，不得外传",
        "请只填写“答复”（已更正、本方无误、待核实）和“说明”两列，填好后把本文件发回。 "
        "Fill in “答复” and “说明” only, and send the file back.",
        f"签名 {sent.pk} {sent.signature}",
    )
    return "\n".join(" ".join(line.split()) for line in told)
