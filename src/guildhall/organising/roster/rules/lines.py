"""A disagreement as a line of a file: its id, its cells, their digest; and what of it outlives the run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from guildhall.kernel.text import clean, restore
from guildhall.linkage.results.disagreements import REASONS
from guildhall.organising.roster.contracts import REGISTER_WORDS, Register

#: Titles of what is signed, and of what the register fills in.
ID, ANSWER, NOTE = "编号", "答复", "说明"
SIGNED: Final = (ID, "问题", "Problem", "来源", "行号", "单位或人", "贵方写的", "别处写的", "依据", "提示")
FILLED: Final = (ANSWER, NOTE)
#: What the id of a line begins with, by the register that it is for.
_LETTERS: Final = MappingProxyType(
    {Register.CIVIL_AFFAIRS: "C", Register.MARKET: "M", Register.INSURANCE: "S", Register.UNION: "U"}
)
_PRINT: Final = 32


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `said_corrected`: the day on which the register said of the same that it had put it right."""

    number: int
    register: Register
    kind: str
    who: str
    file: str
    row: int | None
    own: str
    other: str
    other_register: Register | None
    other_file: str
    other_row: int | None
    said_corrected: date | None = None


def line_id(register: Register, number: int) -> str:
    """`S00012`: the twelfth line of its run, for social insurance."""
    return f"{_LETTERS[register]}{number:05}"


def cells_of(line: Line) -> tuple[str, ...]:
    """What stands under `SIGNED`, as text."""
    kind = REASONS.message(line.kind, {})
    known = f"{REGISTER_WORDS[line.other_register].zh}：{line.other_file}" if line.other_register else ""
    met = line.said_corrected
    return (
        line_id(line.register, line.number),
        kind.zh,
        kind.en,
        line.file,
        "" if line.row is None else str(line.row),
        line.who,
        line.own,
        line.other,
        f"{known}:{line.other_row}" if known and line.other_row is not None else known,
        f"贵方 {met:%Y-%m-%d} 答复已更正，仍不一致" if met else "",
    )


def digest(cells: Sequence[str]) -> str:
    """SHA-256 of a line's signed cells, in hex. Width and spaces, which programs change on their own, do not count."""
    plain = [clean(cell).value for cell in cells]
    return sha256(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def returned(cell: str) -> str:
    """A cell of a file that came back, as it was before formulas were neutralised."""
    return restore(cell)


def subject_print(register: str, kind: str, fingerprint: str) -> str:
    """What a disagreement is about, whatever is said: a register's row, named by its fingerprint, and the kind."""
    return _print(register, kind, fingerprint)


def content_print(register: str, kind: str, own: str, other: str) -> str:
    """What both say, whatever it is about. Cells are masked, so the print tells nothing of a number."""
    return _print(register, kind, clean(own).value, clean(other).value)


def _print(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:_PRINT]
