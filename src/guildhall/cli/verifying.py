"""Verifying a file of disagreements without the server that made it: by its signature and the maker's public key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import BadZipFile, ZipFile

from guildhall.infra.signing import holds
from guildhall.kernel.errors import MessageKind, Refused, UnreadableInput
from guildhall.linkage.readers.cells import read_cells
from guildhall.organising.roster.rules.returned import read_returned
from guildhall.organising.roster.rules.signed import NO_MANIFEST, SHEET, Signed, of_json, of_rows

#: Bytes of a member of a .zip at most.
_MOST: Final = 64 * 2**20
NO_FILE = MessageKind("verify.no_file", "打不开文件：{file}。", "The file cannot be opened: {file}.")
BAD_ZIP = MessageKind(
    "verify.bad_zip",
    "{file} 不是发来的 .zip：里面应有一个 .xlsx 和一个 .json。",
    "{file} is not the .zip that was sent: one .xlsx and one .json should be in it.",
)
NOT_SIGNED = MessageKind(
    "verify.not_signed",
    "签名与给出的公钥不符：文件不是对方发出的，或清单被改动过。",
    "The signature does not hold for that key: the file is not of its holder, or the manifest was changed.",
)


@dataclass(frozen=True, slots=True)
class Verified:
    """`missing`: lines that were signed and stand no more in the file."""

    register: str
    as_of: str
    issued_at: str
    lines: int
    missing: int


def verify(file: Path, key: str, manifest: Path | None = None) -> Verified:
    """Raises UnreadableInput, and Refused with every line that is not as it was sent."""
    with TemporaryDirectory(prefix="guildhall-verify-") as folder:
        work = Path(folder)
        if file.suffix.lower() == ".zip":
            file, manifest = _unpacked(file, work)
        if not file.is_file():
            raise UnreadableInput(NO_FILE(file=str(file)))
        sheets = read_cells(file, file.name, work)
        signed = _signed(sheets, manifest)
    if not holds(key, signed.signature, signed.manifest.content()):
        raise Refused(NOT_SIGNED())
    sent = dict(signed.manifest.lines)
    rows = next((rows for sheet, rows in sheets.items() if sheet != SHEET), [])
    read = read_returned(rows, sent, {}, must_answer=False)
    if read.wrong:
        raise Refused(*read.wrong)
    held = signed.manifest
    return Verified(held.register, held.as_of, held.issued_at, read.lines, len(sent) - read.lines)


def _unpacked(file: Path, work: Path) -> tuple[Path, Path]:
    try:
        with ZipFile(file) as archive:
            members = {Path(one.filename).suffix: one for one in archive.infolist() if one.file_size <= _MOST}
            for suffix in (".xlsx", ".json"):
                (work / f"sent{suffix}").write_bytes(archive.read(members[suffix]))
    except (OSError, KeyError, BadZipFile) as error:
        raise UnreadableInput(BAD_ZIP(file=file.name)) from error
    return work / "sent.xlsx", work / "sent.json"


def _signed(sheets: dict[str, list[list[str]]], manifest: Path | None) -> Signed:
    if manifest is not None:
        try:
            return of_json(manifest.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableInput(NO_MANIFEST()) from error
    return of_rows(sheets.get(SHEET, ()))
