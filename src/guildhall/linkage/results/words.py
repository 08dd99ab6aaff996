"""Names of registers, shapes, kinds and unions in both languages, said once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from guildhall.linkage.contracts import Register, Shape
from guildhall.linkage.results.report.contracts import Bilingual
from guildhall.linkage.rules.coverage import OrgKind, UnionType

#: Units placed at a city or the province only, outside it, or nowhere.
ELSEWHERE: Final = Bilingual("市本级或地方不明", "county not known")

REGISTERS: Final[Mapping[Register, Bilingual]] = {
    Register.CIVIL_AFFAIRS: Bilingual("民政", "civil affairs"),
    Register.MARKET: Bilingual("市场监管", "market"),
    Register.INSURANCE: Bilingual("社会保险", "insurance"),
    Register.UNION: Bilingual("工会", "union"),
}

SHAPES: Final[Mapping[Shape, Bilingual]] = {
    Shape.UNITS: Bilingual("单位", "units"),
    Shape.PERSONS: Bilingual("参保人员", "insured persons"),
    Shape.UNIONS: Bilingual("工会组织", "unions"),
    Shape.MEMBERS: Bilingual("会员", "members"),
    Shape.COVERED: Bilingual("联合工会涵盖单位", "units covered by joint unions"),
}

KINDS: Final[Mapping[OrgKind, Bilingual]] = {
    OrgKind.ASSOCIATION: Bilingual("社会团体", "association"),
    OrgKind.SOCIAL_SERVICE: Bilingual("社会服务机构", "social service institution"),
    OrgKind.FOUNDATION: Bilingual("基金会", "foundation"),
    OrgKind.ENTERPRISE: Bilingual("企业", "enterprise"),
    OrgKind.OTHER: Bilingual("其他", "other"),
}

UNION_TYPES: Final[Mapping[UnionType, Bilingual]] = {
    UnionType.SINGLE: Bilingual("单独工会", "single-unit unions"),
    UnionType.JOINT: Bilingual("联合工会", "joint unions"),
    UnionType.FEDERATION: Bilingual("工会联合会", "federations of unions"),
}
