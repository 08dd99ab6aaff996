"""Facts that people publish. Ids, days and numbers; never a name or a number of a document."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PersonAdmitted:
    person_id: UUID


@dataclass(frozen=True, slots=True)
class PeopleAdmitted:
    """Many at once (bulk_admit)."""

    count: int


@dataclass(frozen=True, slots=True)
class PeopleMerged:
    """Records of `person_id` count as those of `into_id` from now on."""

    person_id: UUID
    into_id: UUID


@dataclass(frozen=True, slots=True)
class PersonSplit:
    """`person_id` stands for itself again; it had counted as `from_id`."""

    person_id: UUID
    from_id: UUID


@dataclass(frozen=True, slots=True)
class PersonErased:
    person_id: UUID
