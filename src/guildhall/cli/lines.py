"""Lines of a text file or of standard input, in whatever encoding an office uses, in constant memory."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from guildhall.kernel.errors import MessageKind, UnreadableInput

CHUNK: Final = 1 << 16
#: What a line may hold before the rest of it is dropped; no identifier comes near it.
LONGEST: Final = 1000
UTF8: Final = "utf-8"
GB18030: Final = "gb18030"
_BREAK: Final = re.compile(rb"\r\n|\n|\r")


class Line(NamedTuple):
    """A line without its end; `cut` when it held more than LONGEST bytes."""

    text: str
    cut: bool


NO_FILE = MessageKind(
    "lines.no_file", "找不到或打不开文件 {file}（{problem}）。", "The file {file} cannot be opened ({problem})."
)
NOT_TEXT = MessageKind(
    "lines.not_text",
    "{file} 不是文本文件（可能是 Excel 工作簿，或 UTF-16 编码）。请另存为“CSV UTF-8”，每行一个号码。",
    "{file} is no text file (a workbook perhaps, or UTF-16). Save it as “CSV UTF-8”, one number a line.",
)
UNDECODABLE = MessageKind(
    "lines.undecodable",
    "{file} 第 {line} 行既不是 UTF-8 也不是 GB18030 编码，读不出文字。请另存为“CSV UTF-8”。",
    "Line {line} of {file} is neither UTF-8 nor GB18030. Save the file as “CSV UTF-8”.",
)


def _raw_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines without their ends (LF, CRLF or CR), each cut to LONGEST bytes and one more that shows the cut.

    No line ends within a character: the bytes 0A and 0D are never part of a longer one in UTF-8 or GB18030.
    """
    pending = b""
    read = getattr(stream, "read1", stream.read)  # read1: what a pipe has by now, without waiting for more
    while chunk := read(CHUNK):
        data = pending + chunk
        held = b"\r" if data.endswith(b"\r") else b""  # perhaps half of CRLF
        *lines, pending = _BREAK.split(data.removesuffix(held) if held else data)
        yield from (line[: LONGEST + 1] for line in lines)
        pending = pending[: LONGEST + 1] + held
    if pending.endswith(b"\r"):
        yield pending[:-1][: LONGEST + 1]
    elif pending:
        yield pending


def _decode(raw: bytes, encoding: str) -> str:
    """Strict; in a line that was cut, a character cut in two is dropped. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(encoding)()
    return decoder.decode(raw, final=len(raw) <= LONGEST)


def encoding_of(path: Path) -> str:
    """The encoding of a whole file, read through once. Raises UnreadableInput if it is no text in either encoding."""
    file = str(path)
    with path.open("rb") as stream:
        if b"\0" in stream.read(CHUNK):
            raise UnreadableInput(NOT_TEXT(file=file))
    wrong = 0
    for encoding in (UTF8, GB18030):
        wrong = 0
        with path.open("rb") as stream:
            for number, raw in enumerate(_raw_lines(stream), start=1):
                try:
                    _decode(raw, encoding)
                except UnicodeDecodeError:
                    wrong = number
                    break
        if not wrong:
            return encoding
    raise UnreadableInput(UNDECODABLE(file=file, line=wrong))


def lines(stream: BinaryIO, file: str, encoding: str | None = None) -> Iterator[Line]:
    """Decoded lines; a BOM at the beginning is dropped.

    Without an encoding (a pipe cannot be read twice): UTF-8 up to the first line that is not, GB18030 from there on.
    Raises UnreadableInput at a line that is neither.
    """
    current = encoding or UTF8
    for number, raw in enumerate(_raw_lines(stream), start=1):
        data = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
        if number == 1 and b"\0" in data:
            raise UnreadableInput(NOT_TEXT(file=file))
        try:
            text = _decode(data, current)
        except UnicodeDecodeError:
            current = GB18030
            try:
                text = _decode(data, current)
            except UnicodeDecodeError as error:
                raise UnreadableInput(UNDECODABLE(file=file, line=number)) from error
        yield Line(text, cut=len(raw) > LONGEST)
