"""Everything that the report shows, as values: the page computes nothing but layout."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Bilingual:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its fraction. `text` is the rate as shown, '—' where the denominator is 0."""

    numerator: int
    denominator: int
    text: str

    @property
    def fraction(self) -> float | None:
        return self.numerator / self.denominator if self.denominator else None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One way of arriving at the headline: automatic, after review, or the known truth of synthetic data."""

    name: Bilingual
    rate: Rate
    note: Bilingual


@dataclass(frozen=True, slots=True)
class RateRow:
    """A place, a kind or an industry with its rate. `code`: GB/T 2260, org_kind or GB/T 4754 section."""

    code: str
    name: Bilingual
    rate: Rate


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Social organisations by insured headcount, `from_count` inclusive, `to_count` inclusive or None."""

    from_count: int
    to_count: int | None
    covered: int
    uncovered: int


@dataclass(frozen=True, slots=True)
class UnionKindCount:
    name: Bilingual
    unions: int
    units: int | None  # units that stand in or under them; None where it says nothing


@dataclass(frozen=True, slots=True)
class SourceCount:
    register: Bilingual
    source: str
    shape: Bilingual
    rows_in: int
    accepted: int
    rejected: int
    skipped: int


@dataclass(frozen=True, slots=True)
class WorkItem:
    rank: int
    name: str
    place: str
    kind: Bilingual
    insured: int
    reasons: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class CardLine:
    """One field of two records. `verdict`: agree | close | differ | missing."""

    field: Bilingual
    left: str
    right: str
    verdict: str
    say: Bilingual


@dataclass(frozen=True, slots=True)
class Card:
    """Evidence for one uncertain pair; values are masked by whoever fills it."""

    title: Bilingual
    left_source: str
    right_source: str
    probability: float | None
    lines: tuple[CardLine, ...]
    effect: Bilingual


@dataclass(frozen=True, slots=True)
class Disagreement:
    register: Bilingual
    kind: Bilingual
    count: int
    file: str


@dataclass(frozen=True, slots=True)
class MethodValue:
    """A limit or a value from law with where it comes from. `confidence`: official | secondary | unconfirmed | ''."""

    name: Bilingual
    value: str
    source: Bilingual
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class FileNote:
    file: str
    what: Bilingual


@dataclass(frozen=True, slots=True)
class ReportData:
    as_of: date | None
    version: str
    headline: Rate | None  # None: no insurance register, so no coverage
    headline_rule: Bilingual
    headline_source: Bilingual
    comparisons: tuple[Comparison, ...] = ()
    own: int = 0
    joint: int = 0
    registered: int = 0  # organisations in the civil-affairs register
    union_kinds: tuple[UnionKindCount, ...] = ()
    sources: tuple[SourceCount, ...] = ()
    counties: tuple[RateRow, ...] = ()
    kinds: tuple[RateRow, ...] = ()
    industries: tuple[RateRow, ...] = ()
    sizes: tuple[SizeClass, ...] = ()
    threshold: int = 25
    worklist: tuple[WorkItem, ...] = ()
    worklist_total: int = 0
    people: tuple[tuple[Bilingual, int, str], ...] = ()  # name, count, file ('' where there is none)
    review_total: int = 0
    review_share: str = ""
    cards: tuple[Card, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    method: tuple[Bilingual, ...] = ()
    values: tuple[MethodValue, ...] = ()
    files: tuple[FileNote, ...] = ()
    notices: tuple[Bilingual, ...] = ()
    synthetic: bool = False
