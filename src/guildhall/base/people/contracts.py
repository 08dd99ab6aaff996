"""What other modules hand to people and hold of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from guildhall.kernel.identifiers import IdKind
from guildhall.kernel.words import Words


class Sex(StrEnum):
    """GB/T 2261.1-2003. Stored."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    UNSTATED = "9"


SEX_WORDS: Final[Mapping[Sex, Words]] = MappingProxyType(
    {
        Sex.UNKNOWN: Words("未知的性别", "unknown"),
        Sex.MALE: Words("男性", "male"),
        Sex.FEMALE: Words("女性", "female"),
        Sex.UNSTATED: Words("未说明的性别", "not stated"),
    }
)


class Purpose(StrEnum):
    """Why somebody's numbers are read in clear. Stored with every such reading."""

    CONTACT = "contact"
    VERIFY = "verify"
    CORRECT = "correct"
    TRANSFER = "transfer"
    REQUEST = "request"
    OWN = "own"


PURPOSE_WORDS: Final[Mapping[Purpose, Words]] = MappingProxyType(
    {
        Purpose.CONTACT: Words("联系本人", "to reach the person"),
        Purpose.VERIFY: Words("核对身份", "to verify who it is"),
        Purpose.CORRECT: Words("更正登记", "to correct a record"),
        Purpose.TRANSFER: Words("办理会籍", "to handle a membership"),
        Purpose.REQUEST: Words("本人申请", "at the person's request"),
        Purpose.OWN: Words("本人查看", "by the person"),
    }
)


#: What an entry of the audit names as read → how the person is told. Kinds of documents: identifiers.KIND_NAMES.
FIELD_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "name": Words("姓名", "name"),
        "sex": Words("性别", "sex"),
        "birth_date": Words("出生日期", "birth date"),
        "documents_masked": Words("证件号码（脱敏）", "document numbers, masked"),
        "phones_masked": Words("电话（脱敏）", "telephone numbers, masked"),
        "phones": Words("电话（明文）", "telephone numbers in clear"),
        "memberships": Words("会籍", "memberships"),
    }
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document as it is handed in: kind and cleaned number."""

    kind: IdKind
    number: str


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be admitted. `sex` and `birth_date` as the register has them; documents and phones in clear.

    `id`: where the caller has given one already (infra.ids.new_id), so that rows elsewhere can name it.
    """

    name: str
    sex: Sex = Sex.UNKNOWN
    birth_date: date | None = None
    documents: tuple[DocumentNumber, ...] = ()
    phones: tuple[str, ...] = ()
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document as lists and pages show it."""

    id: UUID
    kind: IdKind
    masked: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PhoneSummary:
    id: UUID
    masked: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PersonSummary:
    """A person as lists show it. `canonical_id`: the record that this one counts as, itself if never merged."""

    id: UUID
    canonical_id: UUID
    name: str
    sex: Sex
    birth_date: date | None
    erased: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search is for: the beginning of a name, or a number that may be of several kinds."""

    name: str = ""
    documents: tuple[DocumentNumber, ...] = ()
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PersonFound:
    """A person as a search shows them, with the masked numbers of their documents in force."""

    person: PersonSummary
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One record that counts as a person, as it was written. `documents`: masked numbers in force."""

    id: UUID
    name: str
    sex: Sex
    birth_date: date | None
    documents: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """A person with masked documents and phones of the whole group, newest first, and what happened to the records.

    `records`: all that count as the person, the head first.
    """

    person: PersonSummary
    documents: tuple[DocumentSummary, ...]
    phones: tuple[PhoneSummary, ...]
    former_names: tuple[tuple[str, datetime], ...]
    aliases: tuple[AliasSummary, ...]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class AliasSummary:
    """`person_id` counted as `into_id` for a time. `basis`: why they were merged; `ended_basis`: why split again."""

    person_id: UUID
    into_id: UUID
    since: datetime
    until: datetime | None
    basis: str
    ended_basis: str = ""


@dataclass(frozen=True, slots=True)
class Unmasked:
    """Numbers in clear, for the one answer that was asked for: documents by id, phones by id."""

    documents: Mapping[UUID, str]
    phones: Mapping[UUID, str]
