"""What an indicator is, what it is asked and what it answers. Modules above declare theirs with these values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from guildhall.base.places.contracts import PlaceSummary
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.parameters import Parameter, Source
from guildhall.kernel.words import Words

#: `module.name`, as the indicator's address and snapshots keep it.
CODE: Final = re.compile(r"[a-z][a-z_]*\.[a-z][a-z0-9_]*")


class Kind(StrEnum):
    """What the value is: how many, a share of them, or a quantity added up over them."""

    COUNT = "count"
    RATE = "rate"
    SUM = "sum"


class PeriodKind(StrEnum):
    """What the day of a request means: how things stand on it, or what happened in its month or year up to it."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


PERIOD_WORDS: Final[Mapping[PeriodKind, Words]] = MappingProxyType(
    {
        PeriodKind.DAY: Words("截至当日的状况", "as things stand on a day"),
        PeriodKind.MONTH: Words("当月截至当日", "the month up to a day"),
        PeriodKind.YEAR: Words("当年截至当日", "the year up to a day"),
    }
)


class Side(StrEnum):
    """Which rows are meant: those of the numerator (of a count or sum: all) or those of the denominator."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


@dataclass(frozen=True, slots=True)
class Cell:
    """The value of one place. `denominator` None: the indicator is no rate."""

    numerator: int
    denominator: int | None = None

    def __add__(self, other: Cell) -> Cell:
        if self.denominator is None or other.denominator is None:
            return Cell(self.numerator + other.numerator)
        return Cell(self.numerator + other.numerator, self.denominator + other.denominator)


@dataclass(frozen=True, slots=True)
class FigureRequest:
    """What is asked. `paths`: of the places (base.places), none within another. `on`: the legal day.

    `filters`: dimension → option, all of them declared. `depth`: to how many levels of places the answer is cut,
    1 being the uppermost place.
    """

    paths: tuple[str, ...]
    on: date
    filters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    depth: int = 1


#: Path of a place → what lies in it, for the places asked for: paths cut to `depth` levels. What is recorded at a wider
#: place and no narrower one stands at that place's own shorter path. Every counted row stands in exactly one cell, so
#: the cells add up to the value. A constant number of queries, whatever the request.
Compute = Callable[[FigureRequest], Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One of the rows that a figure counts, as far as its reader may see it: a cell a column of the indicator."""

    id: str
    cells: Sequence[Text]
    href: str = ""


@dataclass(frozen=True, slots=True)
class RowPage:
    """A page of the rows. `seen`: how many the reader may see in all; `withheld`: counted, but not theirs to see."""

    rows: tuple[FigureRow, ...]
    seen: int
    withheld: int


#: (reader, request, side, number of rows to leave out, rows at most) → a page. The reader is known to have the
#: indicator's permission in the places asked for; which of the rows they may see is for the module that owns these.
RowsOf = Callable[[Actor, FigureRequest, Side, int, int], RowPage]


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a dimension."""

    value: str
    words: Words


@dataclass(frozen=True, slots=True)
class Dimension:
    """Something by which an indicator can be narrowed, such as the legal form."""

    code: str
    words: Words
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure as data. `unit`: of what is counted, also of a rate. `columns`: of the rows page, the first names a row.

    `parameters`: dated values that decide what is counted; the page cites them and a change of one changes the
    definition. `is_open`: what it counts may be named to anybody, so that its small numbers are published too; never
    of people, nor of what a single respondent told (docs/adr/0031). Raises ValueError for a rate without a
    denominator's rule, and for anything else with one.
    """

    code: str
    name: Words
    unit: Words
    definition: Words
    numerator_rule: Words
    source: Words
    kind: Kind
    permission: Permission
    columns: tuple[Words, ...]
    compute: Compute
    rows: RowsOf
    denominator_rule: Words | None = None
    period: PeriodKind = PeriodKind.DAY
    dimensions: tuple[Dimension, ...] = ()
    parameters: tuple[Parameter[Any], ...] = ()
    is_open: bool = False

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code):
            raise ValueError(f"an indicator's code is module.name: {self.code!r}")
        if (self.kind is Kind.RATE) != (self.denominator_rule is not None):
            raise ValueError(f"{self.code}: a rate, and only a rate, has a rule of its denominator")
        if not self.columns:
            raise ValueError(f"{self.code}: its rows need a column")


@dataclass(frozen=True, slots=True)
class Citation:
    """A parameter behind an indicator: its key, its value in force and where that comes from."""

    key: str
    value: object
    source: Source


@dataclass(frozen=True, slots=True)
class PlaceCell:
    """A place below the one asked for. `is_rest`: what is recorded at the wider place itself and none below it."""

    place_id: UUID | None
    path: str
    name: Text
    cell: Cell
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A value and its places one level down; `rows` add up to `total`. `place` None: several places of the reader's."""

    place: PlaceSummary | None
    total: Cell
    rows: tuple[PlaceCell, ...]


@dataclass(frozen=True, slots=True)
class SnapshotSummary:
    """A figure kept as it was. `definition`: what it meant then; `published_at` None: not public."""

    id: UUID
    indicator: str
    cut_off: date
    taken_at: datetime
    taken_by: UUID | None
    digest: str
    definition: Mapping[str, Any]
    published_at: datetime | None


class Purpose(StrEnum):
    """What an export is for. Stored with every export."""

    REPORTING = "reporting"
    ANALYSIS = "analysis"
    MEETING = "meeting"
    INSPECTION = "inspection"


PURPOSE_WORDS: Final[Mapping[Purpose, Words]] = MappingProxyType(
    {
        Purpose.REPORTING: Words("上报统计", "to report statistics"),
        Purpose.ANALYSIS: Words("研究分析", "to analyse"),
        Purpose.MEETING: Words("会议材料", "for a meeting"),
        Purpose.INSPECTION: Words("督促检查", "to inspect"),
    }
)


class FileFormat(StrEnum):
    """As what a table is exported; the ending of its name."""

    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to be handed out."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PublicCell:
    """A published value. `cell` None: not published, because it is small or a small one could be told from it."""

    place_id: UUID | None
    path: str
    name: Text
    cell: Cell | None
    is_rest: bool = False


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """A published snapshot at one place, with the places one level down. `threshold`: below it, cells are kept back."""

    snapshot: SnapshotSummary
    total: PublicCell
    rows: tuple[PublicCell, ...]
    threshold: int
