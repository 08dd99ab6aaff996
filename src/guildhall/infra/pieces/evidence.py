"""Records side by side: two with agreement and difference word by word, or one as several sources tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from guildhall.infra.pieces.text import Text


class Verdict(StrEnum):
    """How two values compare."""

    AGREES = "agrees"
    CLOSE = "close"
    DIFFERS = "differs"
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a value. `differs`: the other value has something else here, or nothing."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both records. `verdict` None: from the values themselves. `why` says what the rule saw in them."""

    field: Text
    left: str | None
    right: str | None
    verdict: Verdict | None = None
    why: Text = ""

    @property
    def judged(self) -> Verdict:
        if self.verdict is not None:
            return self.verdict
        if not self.left or not self.right:
            return Verdict.LACKING
        return Verdict.AGREES if self.left == self.right else Verdict.DIFFERS

    @property
    def parts(self) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        return word_by_word(self.left or "", self.right or "")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Two records that may be one. `score`: what the engine makes of it, as words or a figure.

    `reasons`: what speaks for and against it.
    """

    title: Text
    left: Text
    right: Text
    rows: Sequence[Compared]
    score: Text = ""
    reasons: Sequence[Text] = ()
    left_href: str = ""
    right_href: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What one source says of a field. `differs`: not what the record holds."""

    text: Text
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what the record holds, from where, and what each source says; None where it says nothing."""

    words: Text
    held: Text | None
    told: Sequence[Told | None]
    whence: Text = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One source, and where in it the record stands."""

    name: Text
    where: Text = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """One record as its sources tell it, field by field. `sources`: which they are, in the order of `told`."""

    title: Text
    sources: Sequence[Side]
    rows: Sequence[Field]

    def __post_init__(self) -> None:
        wrong = [row.words for row in self.rows if len(row.told) != len(self.sources)]
        if wrong:
            raise ValueError(f"fields told by other than {len(self.sources)} sources: {wrong[:3]}")


def word_by_word(left: str, right: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both values cut where they agree and where they differ. Nothing differs where one of them is missing."""
    if not left or not right:
        return tuple(Part(text, False) for text in (left,) if text), tuple(Part(t, False) for t in (right,) if t)
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    lefts: list[Part] = []
    rights: list[Part] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        differs = tag != "equal"
        if left[a:b]:
            lefts.append(Part(left[a:b], differs))
        if right[c:d]:
            rights.append(Part(right[c:d], differs))
    return tuple(lefts), tuple(rights)
