"""What a file is, by its first bytes and its directory and never by its name; refuses what must not be opened."""

from __future__ import annotations

import re
import struct
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import Final

from guildhall.kernel.errors import UnreadableInput
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.limits import Limits

MEBIBYTE: Final = 1 << 20
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
#: Records of a BIFF stream (MS-XLS 2.4).
_FILEPASS: Final = 0x2F
_BOUNDSHEET: Final = 0x85

_OTHERS: Final = (
    (b"%PDF", "PDF", "a PDF file"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"SQLite format 3", "数据库", "a database"),
)
_HTML: Final = re.compile(rb"^\s*(<!--.*?-->\s*)?<(!doctype html|html|head|body|table|meta|div|\?xml|mso)", re.I | re.S)


class Kind(StrEnum):
    XLSX = "xlsx"
    XLS = "xls"
    XLSB = "xlsb"
    PARQUET = "parquet"
    TEXT = "text"


def sniff(path: Path, file: str, limits: Limits) -> Kind:
    """The kind of file. Raises UnreadableInput for what cannot or must not be read."""
    with path.open("rb") as stream:
        head = stream.read(8192)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\r\n\t \x00"):
        raise UnreadableInput(messages.EMPTY_FILE(file=file))
    if head.startswith(b"PAR1"):
        return Kind.PARQUET
    if head.startswith(b"PK"):
        return _zip_kind(path, file, limits)
    if head.startswith(_OLE):
        return _ole_kind(path.read_bytes(), file)
    for start, zh, en in _OTHERS:
        if head.startswith(start):
            raise UnreadableInput(messages.FORMAT(file=file, kind_zh=zh, kind_en=en))
    text = head.removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = head.replace(b"\0", b"")[2:]
    if _HTML.match(text):
        raise UnreadableInput(
            messages.FORMAT(file=file, kind_zh="网页（HTML 或 XML）", kind_en="a web page (HTML or XML)")
        )
    if head[0] == 0x09 and head[1] in (0x00, 0x02, 0x04, 0x08):
        raise UnreadableInput(messages.FORMAT(file=file, kind_zh="很旧的 Excel 文件", kind_en="a very old Excel file"))
    return Kind.TEXT


def _zip_kind(path: Path, file: str, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, struct.error) as error:
        raise UnreadableInput(messages.damaged(file, str(error))) from error
    unpacked = sum(member.file_size for member in members)
    packed = max(1, path.stat().st_size)
    size = unpacked // MEBIBYTE
    if unpacked > limits.unpacked_mebibytes * MEBIBYTE:
        raise UnreadableInput(messages.BOMB(file=file, mebibytes=size, limit=limits.unpacked_mebibytes))
    if unpacked > limits.ratio_from_mebibytes * MEBIBYTE and unpacked > limits.ratio * packed:
        raise UnreadableInput(
            messages.BOMB_RATIO(file=file, mebibytes=size, ratio=unpacked // packed, limit=limits.ratio)
        )
    if len(members) > limits.members:
        raise UnreadableInput(messages.BOMB_MEMBERS(file=file, members=len(members), limit=limits.members))
    names = {member.filename.replace("\\", "/").lower() for member in members}
    if any(name.endswith("vbaproject.bin") for name in names) or any("/macrosheets/" in name for name in names):
        raise UnreadableInput(messages.MACRO(file=file))
    if any(member.flag_bits & 1 for member in members):
        raise UnreadableInput(messages.PASSWORD(file=file))
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if "word/document.xml" in names:
        raise UnreadableInput(messages.FORMAT(file=file, kind_zh="Word 文档", kind_en="a Word document"))
    if "content.xml" in names:
        raise UnreadableInput(messages.FORMAT(file=file, kind_zh="ODS 表格", kind_en="an OpenDocument file"))
    raise UnreadableInput(messages.FORMAT(file=file, kind_zh="ZIP 压缩包", kind_en="a ZIP archive"))


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _ole_kind(data: bytes, file: str) -> Kind:
    if _wide("EncryptedPackage") in data:
        raise UnreadableInput(messages.PASSWORD(file=file))
    if _wide("_VBA_PROJECT") in data:
        raise UnreadableInput(messages.MACRO(file=file))
    if _wide("WordDocument") in data:
        raise UnreadableInput(messages.FORMAT(file=file, kind_zh="Word 文档", kind_en="a Word document"))
    entry = max(data.find(_wide("Workbook") + b"\0\0"), data.find(_wide("Book") + b"\0\0"))
    if entry < 0:
        raise UnreadableInput(messages.FORMAT(file=file, kind_zh="别的程序的文件", kind_en="another program's file"))
    # Directory entry (MS-CFB 2.6.1): the stream's first sector stands at byte 116; sectors follow a header of one.
    try:
        sector_bytes = 1 << struct.unpack_from("<H", data, 30)[0]
        at = (struct.unpack_from("<I", data, entry + 116)[0] + 1) * sector_bytes
        for _ in range(60):
            record, length = struct.unpack_from("<HH", data, at)
            if record == _FILEPASS:
                raise UnreadableInput(messages.PASSWORD(file=file))
            if record == _BOUNDSHEET:
                break
            at += 4 + length
    except struct.error as error:
        raise UnreadableInput(messages.damaged(file, str(error))) from error
    return Kind.XLS
