"""Whether a file is what its name says, by how its content begins."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from guildhall.kernel.errors import MessageKind

NOT_WHAT_IT_SAYS: Final = MessageKind(
    "flows.not_what_it_says",
    "“{name}”的内容与文件类型 {suffix} 不符；请用原来的软件另存为 {suffix} 后再传。",
    "The content of “{name}” is not that of a {suffix} file. Save it as {suffix} with the program it came from.",
)
#: How files begin: PDF (ISO 32000), JPEG (ISO 10918), PNG (ISO 15948), Office Open XML in a ZIP container (ISO 29500).
_BEGINNINGS: Final[Mapping[str, tuple[bytes, ...]]] = {
    ".pdf": (b"%PDF-",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
}
#: Bytes to look at.
HEAD: Final = 1024


def suffix_of(name: str) -> str:
    return PurePosixPath(name.lower()).suffix


def is_what_it_says(name: str, head: bytes) -> bool:
    """Whether the first bytes are those of a file of that ending; of an ending that is not known, never."""
    beginnings = _BEGINNINGS.get(suffix_of(name), ())
    # Some programs put bytes before a PDF's head; readers look for it in the first kilobyte.
    return any(begins in head if begins == b"%PDF-" else head.startswith(begins) for begins in beginnings)
