"""What is true in the province: organisations, unions and people, before any clerk writes them down."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class OrgKind(StrEnum):
    ASSOCIATION = "association"
    SOCIAL_SERVICE = "social_service"
    FOUNDATION = "foundation"
    ENTERPRISE = "enterprise"
    OTHER = "other"


SOCIAL = frozenset({OrgKind.ASSOCIATION, OrgKind.SOCIAL_SERVICE, OrgKind.FOUNDATION})


@dataclass(slots=True)
class Organisation:
    """A unit. `name` is place + core + tail, so that a clerk can drop a part of it."""

    id: str
    kind: OrgKind
    place_part: str  # 宁波市鄞州区, 宁波, …
    core: str  # 育才
    tail: str  # 幼儿园, 机械有限公司, …
    code: str
    county: str  # GB/T 2260, where it sits
    county_name: str
    city_name: str
    township: str
    address: str
    representative: str
    phone: str
    industry: str  # GB/T 4754 section
    supervisor: str
    founded: str  # YYYYMMDD
    former_name: str | None = None
    old_address: str | None = None
    closed: str | None = None  # YYYYMMDD
    merged_into: str | None = None
    unit_number: str | None = None  # social insurance's own; None: insures nobody
    insured: int = 0  # in the newest month
    earlier: tuple[int, ...] = ()  # in the earlier months of the insurance list
    registered: bool = True  # stands in civil affairs' or the market's register of this delivery
    legal_form: str = ""  # 有限公司, 有限责任公司, 分公司, … of enterprises

    @property
    def name(self) -> str:
        return self.place_part + self.core + self.tail


class UnionKind(StrEnum):
    SINGLE = "single"
    JOINT = "joint"
    FEDERATION = "federation"


@dataclass(slots=True)
class Union:
    id: str
    kind: UnionKind
    name: str
    code: str | None
    seat: Organisation
    founded: str
    upper: str
    county: str
    social: bool  # a union of social organisations
    covered: list[Organisation] = field(default_factory=list)
    group: list[Union] = field(default_factory=list)  # unions of a federation
    leader: str = ""
    phone: str = ""
    dissolved: bool = False
    members: int = 0  # active memberships on its roster


class PersonState(StrEnum):
    INSURED = "insured"
    RETIRED = "retired"
    DIED = "died"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Alike:
    """Two different people, or organisations, that are easily taken for one; by id."""

    kind: str  # of rates.ALIKE
    left: str
    right: str


@dataclass(slots=True)
class Membership:
    union: Union
    unit: Organisation
    change: str  # 入会 | 转入 | 保留 | 转出
    on: str  # YYYYMMDD

    @property
    def active(self) -> bool:
        return self.change in ("入会", "转入")


@dataclass(slots=True)
class Person:
    id: str
    name: str
    male: bool
    birth: str  # YYYYMMDD
    number: str
    number_kind: str  # resident | permit | foreigner
    phone: str
    county: str
    county_name: str
    employer: Organisation | None
    state: PersonState
    ethnicity: str = "汉族"
    old_phone: str | None = None
    former_employer: Organisation | None = None
    last_month: str | None = None  # last month insured at the former employer
    memberships: list[Membership] = field(default_factory=list)
    roster_slip: tuple[str, str | None] | None = None  # kind of error, the number that the union's roster holds
