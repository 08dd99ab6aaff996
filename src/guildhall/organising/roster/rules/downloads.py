"""Which files of a run's result an officer may take along, and which of them hold people's numbers in clear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from guildhall.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Download:
    """`in_clear`: people's numbers stand in it, so it is given for a stated purpose only (GB/T 35273-2020 7.1, 7.2)."""

    words: Words
    in_clear: bool


_WHOLE: Final[Mapping[str, Download]] = MappingProxyType(
    {
        "report.html": Download(Words("报告（网页）", "Report (a page)"), in_clear=False),
        "coverage.csv": Download(Words("覆盖率", "Coverage"), in_clear=False),
        "worklist.xlsx": Download(Words("待建会单位", "Units without a union"), in_clear=False),
        "transfer-candidates.xlsx": Download(Words("转接会籍线索", "Candidates for transfer"), in_clear=True),
    }
)
_FOLDERS: Final[Mapping[str, Download]] = MappingProxyType(
    {
        "rejected": Download(Words("未采用的行", "Rejected rows"), in_clear=True),
    }
)


def download_of(name: str) -> Download | None:
    """What a file of the result is to an officer, None where it stays within: `name` is its path in the result."""
    folder, slash, _ = name.partition("/")
    return _FOLDERS.get(folder) if slash else _WHOLE.get(name)
