"""Whose list a file is, from how it reads as each register's: only where one clearly fits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from guildhall.linkage.contracts import Register, Shape

#: What only lists of social organisations and only lists of enterprises say of themselves, in titles and names.
_CIVIL: Final = (
    "社会组织",
    "社会团体",
    "社会服务机构",
    "民办非企业单位",
    "民办非企业",
    "民非",
    "基金会",
    "业务主管单位",
    "民政",
)
_MARKET: Final = ("企业", "公司", "市场主体", "经营主体", "个体工商户", "个体户", "商户", "市场监管", "市监")
#: Fields that only one kind of list has (titles.yaml: marks).
_OF_INSURANCE: Final[Mapping[Shape, frozenset[str]]] = {
    Shape.UNITS: frozenset({"month", "insured_count"}),
    Shape.PERSONS: frozenset({"unit_number", "month"}),
}
_OF_MEMBERS: Final = frozenset(
    {"member_number", "change_type", "change_date", "ethnicity", "education", "employment_status", "union_name"}
)


@dataclass(frozen=True, slots=True)
class Read:
    """One sheet as it reads when taken for a register's: which fields its columns are, and all titles with the names
    of file and sheet."""

    shape: Shape
    fields: Collection[str]
    text: str


def register_of(read: Callable[[Register], Collection[Read]]) -> Register | None:
    """The one register that clearly fits, None where none or several do.

    `read`: the sheets found when the file is taken for that register's, none where it cannot be; asked for only as
    far as need be. A list of units reads as insurance's, too, whoever keeps it; its titles tell whose it is.
    """
    if any(_is_unions(sheet) for sheet in read(Register.UNION)):
        return Register.UNION
    sheets = read(Register.INSURANCE)
    if any(_is_insurance(sheet) for sheet in sheets):
        return Register.INSURANCE
    texts = [sheet.text for sheet in sheets if sheet.shape is Shape.UNITS]
    civil = any(word in text for text in texts for word in _CIVIL)
    market = any(word in _without(text, _CIVIL) for text in texts for word in _MARKET)
    if civil == market:
        return None
    return Register.CIVIL_AFFAIRS if civil else Register.MARKET


def _is_unions(sheet: Read) -> bool:
    if sheet.shape is Shape.MEMBERS:
        return not _OF_MEMBERS.isdisjoint(sheet.fields)
    return sheet.shape in {Shape.UNIONS, Shape.COVERED}


def _is_insurance(sheet: Read) -> bool:
    return not _OF_INSURANCE.get(sheet.shape, frozenset()).isdisjoint(sheet.fields)


def _without(text: str, words: Collection[str]) -> str:
    for word in words:
        text = text.replace(word, "")
    return text
