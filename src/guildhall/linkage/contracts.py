"""What the modules of the linkage floor hold in common: registers, shapes of sheets, fields, requests, progress."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from guildhall.kernel.errors import Message


class Register(StrEnum):
    """Whose list it is; the option of the command line that named the file."""

    CIVIL_AFFAIRS = "civil_affairs"
    MARKET = "market"
    INSURANCE = "insurance"
    UNION = "union"


class Shape(StrEnum):
    """What one row of a sheet stands for; recognised by the sheet's columns."""

    UNITS = "units"
    PERSONS = "persons"
    UNIONS = "unions"
    MEMBERS = "members"
    COVERED = "covered"


class Role(StrEnum):
    """What an entity is to the row that names it (docs/formats.md)."""

    SUBJECT = "subject"
    EMPLOYER = "employer"
    UNION = "union"
    COVERED_EMPLOYER = "covered_employer"


class Kind(StrEnum):
    ORGANISATION = "organisation"
    PERSON = "person"


class Facet(StrEnum):
    """A unit and the union that stands in it are two organisations; they are never linked with each other."""

    UNIT = "unit"
    UNION = "union"


class Verdict(StrEnum):
    """What a reviewer said of two records; the words of the decisions file."""

    SAME = "same"
    DIFFERENT = "different"


class Method(StrEnum):
    EXACT_ID = "exact_id"
    EXACT_CODE = "exact_code"
    PROBABILISTIC = "probabilistic"
    DECISION = "decision"
    SINGLETON = "singleton"


class FieldType(StrEnum):
    """How a reader cleans a field, and the DuckDB/Parquet type that it is staged as."""

    TEXT = "text"  # VARCHAR: NFKC where safe, invisible characters out, spaces trimmed; empty → NULL
    NAME = "name"  # VARCHAR: as TEXT; a person's name keeps `·`
    CODE = "code"  # VARCHAR: full width to half, spaces out, upper case; checked by the engine, not by the reader
    NUMBER_ID = "number_id"  # VARCHAR: as CODE; refused where Excel turned digits into a float
    PHONE = "phone"  # VARCHAR: digits, `-`, `+`
    DATE = "date"  # DATE
    MONTH = "month"  # VARCHAR 'YYYY-MM'
    COUNT = "count"  # BIGINT


#: Canonical fields by shape, in column order. Every staged Parquet file of a shape has `source_row` BIGINT,
#: `sheet_row` BIGINT and then exactly these columns, absent ones as typed NULLs.
FIELDS: Mapping[Shape, Mapping[str, FieldType]] = MappingProxyType(
    {
        Shape.UNITS: MappingProxyType(
            {
                "name": FieldType.TEXT,
                "credit_code": FieldType.CODE,
                "former_name": FieldType.TEXT,
                "org_type": FieldType.TEXT,
                "legal_representative": FieldType.NAME,
                "address": FieldType.TEXT,
                "district": FieldType.TEXT,
                "industry": FieldType.TEXT,
                "phone": FieldType.PHONE,
                "status": FieldType.TEXT,
                "registered_on": FieldType.DATE,
                "closed_on": FieldType.DATE,
                "supervisor": FieldType.TEXT,
                "unit_number": FieldType.CODE,
                "month": FieldType.MONTH,
                "insured_count": FieldType.COUNT,
            }
        ),
        Shape.PERSONS: MappingProxyType(
            {
                "person_name": FieldType.NAME,
                "id_number": FieldType.NUMBER_ID,
                "id_type": FieldType.TEXT,
                "sex": FieldType.TEXT,
                "birth_date": FieldType.DATE,
                "phone": FieldType.PHONE,
                "unit_name": FieldType.TEXT,
                "unit_credit_code": FieldType.CODE,
                "unit_number": FieldType.CODE,
                "month": FieldType.MONTH,
                "status": FieldType.TEXT,
                "district": FieldType.TEXT,
            }
        ),
        Shape.UNIONS: MappingProxyType(
            {
                "union_name": FieldType.TEXT,
                "union_code": FieldType.CODE,
                "unit_name": FieldType.TEXT,
                "unit_credit_code": FieldType.CODE,
                "union_type": FieldType.TEXT,
                "founded_on": FieldType.DATE,
                "upper_union": FieldType.TEXT,
                "unit_address": FieldType.TEXT,
                "district": FieldType.TEXT,
                "industry": FieldType.TEXT,
                "employee_count": FieldType.COUNT,
                "member_count": FieldType.COUNT,
                "leader": FieldType.NAME,
                "phone": FieldType.PHONE,
                "status": FieldType.TEXT,
            }
        ),
        Shape.MEMBERS: MappingProxyType(
            {
                "person_name": FieldType.NAME,
                "sex": FieldType.TEXT,
                "birth_date": FieldType.DATE,
                "ethnicity": FieldType.TEXT,
                "employment_status": FieldType.TEXT,
                "id_type": FieldType.TEXT,
                "id_number": FieldType.NUMBER_ID,
                "member_number": FieldType.TEXT,
                "education": FieldType.TEXT,
                "phone": FieldType.PHONE,
                "change_type": FieldType.TEXT,
                "change_date": FieldType.DATE,
                "unit_name": FieldType.TEXT,
                "unit_credit_code": FieldType.CODE,
                "union_name": FieldType.TEXT,
                "union_code": FieldType.CODE,
            }
        ),
        Shape.COVERED: MappingProxyType(
            {
                "union_name": FieldType.TEXT,
                "union_code": FieldType.CODE,
                "unit_name": FieldType.TEXT,
                "unit_credit_code": FieldType.CODE,
                "employee_count": FieldType.COUNT,
                "member_count": FieldType.COUNT,
                "district": FieldType.TEXT,
            }
        ),
    }
)

#: Which shapes a register may bring.
SHAPES_OF: Mapping[Register, tuple[Shape, ...]] = MappingProxyType(
    {
        Register.CIVIL_AFFAIRS: (Shape.UNITS,),
        Register.MARKET: (Shape.UNITS,),
        Register.INSURANCE: (Shape.UNITS, Shape.PERSONS),
        Register.UNION: (Shape.UNIONS, Shape.COVERED, Shape.MEMBERS),
    }
)


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """Every physical record below the header is in exactly one of three: rows_in = accepted + rejected + skipped."""

    rows_in: int
    accepted: int
    rejected: int
    skipped: int

    def __post_init__(self) -> None:
        if self.rows_in != self.accepted + self.rejected + self.skipped:
            raise ValueError(f"rows do not add up: {self}")


@dataclass(frozen=True, slots=True)
class StagedSheet:
    """One sheet as the readers left it: accepted rows cleaned in `accepted`, refused ones as they came in `rejected`.

    `source` is the path as typed, plus `#sheet` if the workbook has more than one sheet that is not empty.
    `accepted`: Parquet, columns `source_row`, `sheet_row` and FIELDS[shape]. `rejected`: Parquet or None, columns
    `source_row`, `sheet_row`, `reason` (a message code), `params` (JSON) and then the sheet's own columns, as text.
    `warnings`: what was mended or looks wrong, counted: message with params incl. `count`, first `sheet_row`, `column`.
    """

    register: Register
    shape: Shape
    source: str
    path: Path
    sheet: str
    accepted: Path
    rejected: Path | None
    counts: SheetCounts
    mapping: Mapping[str, str] = field(default_factory=dict)  # canonical field → the sheet's own column title
    warnings: tuple[Message, ...] = ()
    sha256: str = ""  # of the file, for the manifest
    mapped_by: Mapping[str, str] = field(default_factory=dict)  # field → `synonyms` or `remembered`; else built in


class Task(Protocol):
    """One bar of progress."""

    def advance(self, amount: int = 1) -> None: ...
    def set_total(self, total: int) -> None: ...


class Progress(Protocol):
    """Where a run says what it is doing; the command line draws bars, tests and servers stay silent."""

    def task(self, message: Message, total: int | None = None) -> AbstractContextManager[Task]: ...
    def notice(self, message: Message) -> None: ...


@dataclass(frozen=True, slots=True)
class RosterRequest:
    """What `guildhall roster build` was asked for; paths as typed."""

    inputs: Mapping[Register, Sequence[str]]
    out: Path
    as_of: date | None = None
    previous: Path | None = None
    decisions: Sequence[Path] = ()  # of two about one pair the later counts
    synonyms: Path | None = None
    titles: Path | None = None  # column titles remembered from run to run; None: the run knows only what it is given
    unmask: bool = False
    persons_xlsx: bool = False
    keep: bool = False  # also write what a server keeps (results.keeping)
    truth: Path | None = None  # truth/links.parquet's folder: adds the true figures to the report (synthetic data only)
