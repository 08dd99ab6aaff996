"""What speaks for and against two rows being one person, as codes and parameters, in words a clerk understands.

Reads `p_outcomes`, `p_scored`, `p_nodes`, `person_records`; adds the persons' rows to `pairs`: those that were weighed,
and, for rows held together by one number, each way of writing them beside the first.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from guildhall.kernel.errors import Catalogue, MessageKind
from guildhall.linkage.backends import Backend
from guildhall.linkage.columns import literal
from guildhall.linkage.contracts import Kind, Method
from guildhall.linkage.engine.persons.comparisons import Comparison

_RARITY_ZH = "（每百万人中约 {per_million} 人）"
_RARITY_EN = " (about {per_million} in a million people)"

#: In the order of the levels of the comparisons.
KINDS = (
    MessageKind(
        "persons.name_equal",
        "姓名相同：{left}" + _RARITY_ZH,
        "The name is the same: {left}" + _RARITY_EN,
    ),
    MessageKind(
        "persons.name_shape",
        "姓名字形相近或为繁简异体：{left} / {right}" + _RARITY_ZH,
        "The names are written with look-alike or variant characters: {left} / {right}" + _RARITY_EN,
    ),
    MessageKind(
        "persons.name_sound",
        "姓名读音相同：{left} / {right}" + _RARITY_ZH,
        "The names sound the same: {left} / {right}" + _RARITY_EN,
    ),
    MessageKind(
        "persons.name_turned",
        "姓名各部分相同，先后不同：{left} / {right}",
        "The names have the same parts in another order: {left} / {right}",
    ),
    MessageKind(
        "persons.name_near_sound",
        "姓名读音相近：{left} / {right}" + _RARITY_ZH,
        "The names sound nearly the same: {left} / {right}" + _RARITY_EN,
    ),
    MessageKind(
        "persons.name_lost_character",
        "姓名中有一字无法显示，其余相同：{left} / {right}",
        "One character of the name was lost, the rest is the same: {left} / {right}",
    ),
    MessageKind(
        "persons.name_one_character",
        "姓名差一个字：{left} / {right}",
        "The names differ in one character: {left} / {right}",
    ),
    MessageKind(
        "persons.name_family_name",
        "只有姓相同：{left} / {right}",
        "Only the family name is the same: {left} / {right}",
    ),
    MessageKind("persons.name_differs", "姓名不同：{left} / {right}", "The names differ: {left} / {right}"),
    MessageKind("persons.id_equal", "证件号码相同", "The ID number is the same"),
    MessageKind(
        "persons.same_number",
        "证件号码相同，校验相符",
        "The ID number is the same, and its check holds",
        "GB 11643-1999",
    ),
    MessageKind("persons.exact_name_equal", "姓名相同", "The name is the same"),
    MessageKind(
        "persons.exact_name_variant",
        "姓名写法不同，字形或读音相同",
        "The names are written differently and look or sound the same",
    ),
    MessageKind("persons.exact_name_near", "姓名相近", "The names are nearly the same"),
    MessageKind("persons.exact_birth_equal", "出生日期相同", "The birth date is the same"),
    MessageKind("persons.exact_birth_differs", "出生日期不同", "The birth dates differ"),
    MessageKind(
        "persons.id_one_slip",
        "证件号码只差一位，或相邻两位写反",
        "The ID numbers differ in one digit, or two neighbours are exchanged",
    ),
    MessageKind(
        "persons.id_old_number",
        "一方为 15 位旧号码，与另一方的 18 位号码相符",
        "One is the old 15-digit number that fits the other's 18 digits",
    ),
    MessageKind("persons.id_two_slips", "证件号码差两处", "The ID numbers differ in two places"),
    MessageKind(
        "persons.id_same_birth",
        "证件号码中只有出生日期相同",
        "The ID numbers have only the birth date in common",
    ),
    MessageKind("persons.id_differs", "证件号码不同", "The ID numbers differ"),
    MessageKind("persons.birth_equal", "出生日期相同：{left}", "The birth date is the same: {left}"),
    MessageKind(
        "persons.birth_turned",
        "出生月、日互换：{left} / {right}",
        "Month and day of birth are exchanged: {left} / {right}",
    ),
    MessageKind(
        "persons.birth_one_digit",
        "出生日期差一位数字：{left} / {right}",
        "The birth dates differ in one digit: {left} / {right}",
    ),
    MessageKind(
        "persons.birth_same_year",
        "出生年份相同，月日不同：{left} / {right}",
        "The year of birth is the same, not the day: {left} / {right}",
    ),
    MessageKind("persons.birth_differs", "出生日期不同：{left} / {right}", "The birth dates differ: {left} / {right}"),
    MessageKind("persons.sex_equal", "性别相同", "The sex is the same"),
    MessageKind("persons.sex_differs", "性别不同", "The sex differs"),
    MessageKind(
        "persons.phone_equal",
        "电话相同（名单中共 {rows} 行用此号）",
        "The phone is the same ({rows|row of the lists has|rows of the lists have} it)",
    ),
    MessageKind("persons.phone_one_digit", "电话只差一位", "The phones differ in one digit"),
    MessageKind("persons.phone_differs", "电话不同", "The phones differ"),
    MessageKind(
        "persons.employer_equal",
        "工作单位相同（名单中共 {rows} 行在此单位）",
        "The employer is the same ({rows|row of the lists names|rows of the lists name} it)",
    ),
    MessageKind("persons.employer_differs", "工作单位不同", "The employers differ"),
    MessageKind(
        "persons.twice_insured",
        "同一单位同一月的参保名单中各有一行，多为两个人",
        "Both stand in one unit's insurance list of one month, so they are rather two people",
    ),
    MessageKind(
        "persons.twice_member",
        "同一工会的会员名单中各有一行，多为两个人",
        "Both stand in one union's list of members, so they are rather two people",
    ),
    MessageKind(
        "persons.why_uncertain",
        "证据不足，请人工判断",
        "The evidence is not enough; please decide",
    ),
    MessageKind(
        "persons.why_name_differs",
        "其他都相符而姓名不同，可能是家人，请人工判断",
        "All else agrees but the names differ: perhaps relatives; please decide",
    ),
    MessageKind(
        "persons.why_rivals",
        "另有一人同样符合，请人工判断",
        "Another person fits just as well; please decide",
    ),
    MessageKind(
        "persons.why_id_disputed",
        "同一证件号码下有 {names} 个不同姓名，请核对证件",
        "{names} different names stand under one ID number; look at the document",
    ),
    MessageKind(
        "persons.why_shared_id",
        "同一证件号码下有 {names} 个不同姓名，此号码不作依据",
        "{names} different names stand under one ID number; it is not used as evidence",
    ),
    MessageKind(
        "persons.why_strong_keys_differ",
        "双方已分别属于有效证件号码不同的两个人",
        "The two already belong to people with different valid ID numbers",
    ),
    MessageKind("persons.why_too_large", "合并后条目过多，未合并", "Joined, one person would have too many entries"),
    MessageKind("persons.why_decided_apart", "审核决定：不同", "A reviewer decided that they are different"),
)
CATALOGUE = Catalogue(KINDS)

#: Comparison → columns whose values the sentences show. Numbers and phones stay out of the evidence.
_SHOWN: Mapping[str, str] = {"name": "name", "birth": "birth_date"}
#: Comparison → columns whose frequency is told, by the level's `frequency`.
_ROWS_TOLD = ("phone", "employer_id")


def record_pairs(backend: Backend, model: Sequence[Comparison]) -> None:
    """Add a row to `pairs` for every outcome."""
    total = int(backend.value("SELECT count(*) FROM person_records"))
    items = ", ".join([*(_item(c, total) for c in model), _REASON])
    backend.execute(
        f"""
        INSERT INTO pairs
        SELECT '{Kind.PERSON}', o.left_id, o.right_id, l.fingerprint, r.fingerprint, o.outcome, o.method,
               o.probability, o.weight,
               CAST(to_json(list_filter([{items}], lambda x: x IS NOT NULL)) AS VARCHAR)
        FROM p_outcomes o
        JOIN person_records l ON l.row_id = o.left_id JOIN person_records r ON r.row_id = o.right_id
        LEFT JOIN p_scored s ON s.left_id = o.left_id AND s.right_id = o.right_id
        LEFT JOIN p_disputed d ON d.left_id = o.left_id AND d.right_id = o.right_id
        ORDER BY o.left_id, o.right_id
        """
    )


def _item(comparison: Comparison, total: int) -> str:
    """SQL: one piece of evidence as JSON, NULL where nothing was compared or it weighs nothing."""
    name = comparison.name
    top = len(comparison.levels) - 1
    params = []
    if name in _SHOWN:
        params += [f"'left', CAST(l.{_SHOWN[name]} AS VARCHAR), 'right', CAST(r.{_SHOWN[name]} AS VARCHAR)"]
    cases = []
    for i, level in enumerate(comparison.levels):
        own = list(params)
        if level.frequency in _ROWS_TOLD:
            own.append(f"'rows', CAST(round(s.tf_{level.frequency} * {total}) AS BIGINT)")
        elif level.frequency:
            own.append(f"'per_million', greatest(CAST(round(s.tf_{level.frequency} * 1e6) AS BIGINT), 1)")
        code = f"persons.{level.code.replace('.', '_')}"
        cases.append(
            f"WHEN {top - i} THEN json_object('code', '{code}', 'params', json_object({', '.join(own)}), "
            f"'weight', s.bits_{name})"
        )
    return f"CASE s.gamma_{name} {' '.join(cases)} END"


_REASON = """CASE WHEN o.reason IS NOT NULL THEN json_object('code', 'persons.why_' || o.reason, 'params',
    CASE WHEN d.names IS NOT NULL THEN json_object('names', d.names) ELSE json_object() END, 'weight', 0.0) END"""


#: What two rows of one number show: SQL → code; the first that holds. Without values, so that it costs little to keep.
_EXACT: Final = (
    ((None, "same_number"),),
    (
        ("l.name_key = r.name_key", "exact_name_equal"),
        ("l.name_folded = r.name_folded OR l.name_pinyin = r.name_pinyin", "exact_name_variant"),
        ("l.name_key IS NOT NULL AND r.name_key IS NOT NULL", "exact_name_near"),
    ),
    (
        ("l.birth_date = r.birth_date", "exact_birth_equal"),
        ("l.birth_date <> r.birth_date", "exact_birth_differs"),
    ),
)


def record_exact_links(backend: Backend) -> None:
    """Add to `pairs` what holds the rows of one number together: the first row with each other way of writing it.

    Where all rows are written the same, the first with the next.
    """
    items = ", ".join(_exact_item(cases) for cases in _EXACT)
    backend.execute(
        f"""
        INSERT INTO pairs
        WITH written AS (
            SELECT node_id, fingerprint, min(row_id) AS row_id, min(row_id) FILTER (row_id <> node_id) AS next_id
            FROM p_nodes WHERE node_id IN (SELECT node_id FROM p_nodes WHERE row_id <> node_id)
            GROUP BY node_id, fingerprint
        ), heads AS (SELECT node_id, fingerprint, next_id FROM written WHERE row_id = node_id),
        ways AS (
            SELECT node_id, fingerprint, row_id FROM written WHERE row_id <> node_id
            UNION ALL
            SELECT node_id, fingerprint, next_id FROM heads
            WHERE node_id NOT IN (SELECT node_id FROM written WHERE row_id <> node_id)
        )
        SELECT '{Kind.PERSON}', w.node_id, w.row_id, h.fingerprint, w.fingerprint, 'linked', '{Method.EXACT_ID}', 1.0,
               NULL, '[' || concat_ws(', ', {items}) || ']'
        FROM ways w JOIN heads h USING (node_id)
        JOIN person_records l ON l.row_id = w.node_id JOIN person_records r ON r.row_id = w.row_id
        """
    )


def _exact_item(cases: Sequence[tuple[str | None, str]]) -> str:
    """SQL: one piece of evidence as JSON, NULL where nothing is to be compared."""
    if cases[0][0] is None:
        return literal(_stated(cases[0][1]))
    branches = " ".join(f"WHEN {condition} THEN {literal(_stated(code))}" for condition, code in cases)
    return f"CASE {branches} END"


def _stated(code: str) -> str:
    return json.dumps({"code": f"persons.{code}", "params": {}, "weight": 0.0})
