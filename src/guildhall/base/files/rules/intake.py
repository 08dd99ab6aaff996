"""Which files are taken in, by what they are for."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from guildhall.base.files.contracts import FileKind
from guildhall.kernel.errors import Message, MessageKind

#: Longest name kept, in characters; what is longer loses its middle. In Chinese it stays within 255 bytes of UTF-8,
#: which is what file systems take.
NAME: Final = 80

SUFFIX: Final = MessageKind(
    "files.suffix",
    "“{name}”不是可以上传的文件；请选 {allowed}。",
    "“{name}” cannot be sent in here. Choose a file of {allowed}.",
)
TOO_LARGE: Final = MessageKind(
    "files.too_large",
    "“{name}”超过 {most} MB；请分成几个文件。",
    "“{name}” is larger than {most} MB. Split it into several files.",
)
EMPTY: Final = MessageKind("files.empty", "“{name}”是空文件。", "“{name}” is empty.")


def plain_name(name: str) -> str:
    """The last part of a path from any system, shortened in the middle, without control characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    last = "".join(character for character in last if character.isprintable()) or "file"
    return last if len(last) <= NAME else f"{last[: NAME - 21]}…{last[-20:]}"


def refusals(kind: FileKind, name: str, size: int) -> list[Message]:
    """What keeps a file out, by its name and size."""
    found = []
    if PurePosixPath(name.lower()).suffix not in kind.suffixes:
        found.append(SUFFIX(name=name, allowed="、".join(sorted(kind.suffixes))))
    if size > kind.most:
        found.append(TOO_LARGE(name=name, most=kind.most // 2**20))
    if size == 0:
        found.append(EMPTY(name=name))
    return found
