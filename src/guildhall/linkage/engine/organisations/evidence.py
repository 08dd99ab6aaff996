"""What speaks for and against two records being one organisation: a sentence for every level of the comparison.

Stored as codes with parameters (`pairs.evidence`, JSON); `CATALOGUE` renders them again. `times` says how rare such
agreement is: among two different organisations it is seen once in so many of what one organisation shows.
"""

from __future__ import annotations

import json
from typing import Final

from guildhall.kernel.errors import Catalogue, MessageKind
from guildhall.linkage.engine.organisations.model import COMPARISONS, Comparison, Level

_RARE_ZH: Final = "（纯属巧合的可能约为 1/{times}）"
_RARE_EN: Final = " (by chance about 1 in {times})"
_AGAINST_ZH: Final = "（同一单位出现这种情况约为 1/{times}）"
_AGAINST_EN: Final = " (one organisation shows this about 1 time in {times})"

_WORDS: Final[dict[str, tuple[str, str]]] = {
    "branch_differs": ("分支机构或序号不同", "Branch or ordinal differs"),
    "same_name": ("名称相同", "Same name"),
    "same_placed_name": ("县（市、区）、字号和业务都相同", "Same county, own name and trade in the names"),
    "former_name": ("一方的名称是另一方的曾用名", "One's name is the other's former name"),
    "same_core_unique": ("字号和业务相同，名单中只有一家", "Same own name and trade, and only one bears it"),
    "same_core_rare": ("字号和业务相同，很少见", "Same own name and trade, which is rare"),
    "same_core_uncommon": ("字号和业务相同，不多见", "Same own name and trade, which is not common"),
    "same_core_common": ("字号和业务相同，但较常见", "Same own name and trade, but a common one"),
    "same_sound_rare": ("名称读音相同，很少见", "The names sound the same, which is rare"),
    "same_sound": ("名称读音相同，但较常见", "The names sound the same, but that is common"),
    "one_character": ("名称只差一个字", "The names differ in one character"),
    "contained": ("一方的名称包含在另一方之中", "One name is contained in the other"),
    "other_name": ("名称不同", "The names differ"),
    "same_code": ("信用代码写法相同", "The credit codes are written the same"),
    "near_code": ("信用代码只差一处", "The credit codes differ by one slip"),
    "other_code": ("信用代码不同", "The credit codes differ"),
    "same_number": ("社保单位编号相同", "Same unit number in social insurance"),
    "other_number": ("社保单位编号不同", "Different unit numbers in social insurance"),
    "same_county": ("在同一县（市、区）", "In the same county"),
    "same_city": ("在同一市，县（市、区）不详", "In the same city, county not stated"),
    "other_place": ("不在同一地方", "In different places"),
    "same_town": ("名称中的街道或乡镇相同", "The same township in both names"),
    "town_missing": ("一方的名称没有写街道或乡镇", "One name leaves out the township"),
    "other_town": ("名称中的街道或乡镇不同", "Different townships in the names"),
    "same_representative": ("法定代表人或负责人相同", "Same legal representative or leader"),
    "other_representative": ("法定代表人或负责人不同", "Different legal representatives or leaders"),
    "same_phone": ("电话相同", "Same telephone"),
    "other_phone": ("电话不同", "Different telephones"),
    "same_address": ("地址相同", "Same address"),
    "other_address": ("地址不同", "Different addresses"),
    "same_form": ("类型相同", "Same kind of organisation"),
    "other_form": ("类型不同", "Different kinds of organisation"),
    "same_record": ("在同一份登记名单中各占一行", "Each has a row of its own in one register"),
    "other_record": ("在不同的登记名单中", "In different registers"),
    "same_union": ("各行写的工会相同", "Their rows name the same union"),
    "other_union": ("各行写的工会不同", "Their rows name different unions"),
    "same_union_kind": ("工会类型相同", "Same kind of union"),
    "other_union_kind": ("工会类型不同", "Different kinds of union"),
}


def _kind(level: Level) -> MessageKind:
    zh, en = _WORDS[level.code]
    if level.bits >= 1:
        return MessageKind(f"organisations.{level.code}", zh + _RARE_ZH, en + _RARE_EN + ".")
    if level.bits <= -1:
        return MessageKind(f"organisations.{level.code}", zh + _AGAINST_ZH, en + _AGAINST_EN + ".")
    return MessageKind(f"organisations.{level.code}", zh, en + ".")


KINDS: Final = {level.code: _kind(level) for comparison in COMPARISONS for level in comparison.levels}
EXACT_KINDS: Final = {
    "code": MessageKind(
        "organisations.valid_code",
        "信用代码相同且校验相符，名称也对得上",
        "Same credit code, its check holds, and the names go together.",
        "GB 32100-2015",
    ),
    "unit_number": MessageKind(
        "organisations.unit_number",
        "社保单位编号相同，名称也对得上",
        "Same unit number in social insurance, and the names go together.",
    ),
    "renamed": MessageKind(
        "organisations.renamed",
        "社保单位编号相同，名称不同，可能已更名",
        "Same unit number in social insurance under another name: probably renamed.",
    ),
    "name": MessageKind(
        "organisations.full_name",
        "全称相同，名单中没有第二家叫这个名称",
        "Same full name, and no other organisation in the lists bears it.",
    ),
    "decision": MessageKind("organisations.decided", "审核人员已作决定", "A reviewer has decided."),
    "disputed_code": MessageKind(
        "organisations.disputed_code",
        "信用代码相同，但名称对不上",
        "Same credit code, but the names do not go together.",
    ),
    "disputed_unit_number": MessageKind(
        "organisations.disputed_unit_number",
        "社保单位编号相同，但名称对不上",
        "Same unit number in social insurance, but the names do not go together.",
    ),
}
#: Renders stored evidence: `CATALOGUE.message(code, params)`.
CATALOGUE: Final = Catalogue([*KINDS.values(), *EXACT_KINDS.values()])


def stated(level: Level) -> str:
    """The level as stored: one JSON object."""
    rarity = {"times": _times(level.bits)} if abs(level.bits) >= 1 else {}
    return json.dumps({"code": f"organisations.{level.code}", "params": rarity, "weight": level.bits})


def stated_exactly(reason: str) -> str:
    """An exact link or a decision as stored: a JSON list of one."""
    return json.dumps([{"code": EXACT_KINDS[reason].code, "params": {}, "weight": None}])


def _times(bits: float) -> int:
    """1 in so many, in two significant digits: nobody reads more out of an estimate."""
    times = round(2.0 ** abs(bits))
    digits = max(0, len(str(times)) - 2)
    return int(round(times, -digits))


def evidence_sql() -> str:
    """SQL over a row of `o_scores`: the JSON list of what each comparison said, in the order of the model."""
    parts = ", ".join(_case(comparison) for comparison in COMPARISONS)
    return f"'[' || concat_ws(', ', {parts}) || ']'"


def _case(comparison: Comparison) -> str:
    last = len(comparison.levels) - 1
    branches = " ".join(
        f"WHEN {last - number} THEN '{stated(level)}'" for number, level in enumerate(comparison.levels)
    )
    return f"CASE gamma_{comparison.name} {branches} END"
