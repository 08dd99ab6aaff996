"""The organisations' step on small registers: what is linked, what never is, and what reviewers can change."""

import json
import random
from datetime import date
from pathlib import Path

import pytest

from guildhall.linkage.contracts import Shape, Verdict
from guildhall.linkage.engine.decisions import Decision
from guildhall.linkage.engine.organisations.evidence import CATALOGUE
from tests.linkage.engine.organisations.registers import (
    Quiet,
    Row,
    blocked,
    code,
    entities,
    fingerprint,
    groups,
    linked,
    union,
    unit,
)


def decision(one: str, other: str, verdict: Verdict) -> Decision:
    left, right = sorted((one, other))
    return Decision(left, right, verdict, 2)


def test_exact_keys_link_whatever_the_writing(tmp_path: Path) -> None:
    rows = [
        unit("civil_affairs", "宁波市鄞州区蓝明社会工作服务中心", code(1)),
        unit("insurance", "鄞州区蓝明社工服务中心", code(1), unit_number="A1", month="2023-01", insured_count=30),
        # one file of the insurance, renamed
        unit("insurance", "宁波市旧名服务中心", None, unit_number="A1", month="2022-12", insured_count=29),
        # full name alone, no code
        unit("civil_affairs", "宁波市海曙区月湖街道篮球协会"),
        unit("insurance", "宁波市 海曙区月湖街道篮球协会", unit_number="A2"),
    ]
    with_methods = linked(rows, tmp_path)
    assert groups(with_methods) == [[1, 2, 3], [4, 5]]
    methods = dict(
        with_methods.rows("SELECT row_id, method FROM org_rows JOIN org_entities USING (mention_id) ORDER BY 1")
    )
    assert methods == {1: "exact_code", 2: "exact_code", 3: "exact_id", 4: "probabilistic", 5: "probabilistic"}


def test_slips_of_a_former_name_do_not_make_an_insurance_number_shared(tmp_path: Path) -> None:
    names = [
        "镇海区航思康复医院",
        "镇海区银洁康复医院",
        "镇海区银洁康复院",
        "镇海区银洁健复医院",
        "镇海区银洁康复医",
        "银洁康复医院",
    ]
    rows = [unit("insurance", name, unit_number="A1", month=f"2022-{m:02}") for m, name in enumerate(names, 1)]
    assert groups(linked(rows, tmp_path)) == [[1, 2, 3, 4, 5, 6]]


def test_a_number_under_many_unrelated_names_links_nothing(tmp_path: Path) -> None:
    names = ["航思康复医院", "顺达运输公司", "蓝明幼儿园", "东方红养老院", "江南书法协会", "北仑救援队"]
    rows = [unit("insurance", name, unit_number="A1", month=f"2022-{m:02}") for m, name in enumerate(names, 1)]
    progress = Quiet()
    assert groups(linked(rows, tmp_path, progress=progress)) == [[1], [2], [3], [4], [5], [6]]
    assert [notice.code for notice in progress.notices] == ["organisations.shared_key"]


def test_two_valid_codes_are_never_one_organisation(tmp_path: Path) -> None:
    same = {"address": "宁波市鄞州区中山路1号", "phone": "15400000001", "legal_representative": "王伟"}
    rows = [
        unit("civil_affairs", "宁波市鄞州区蓝明幼儿园", code(1), **same),
        unit("insurance", "宁波市鄞州区蓝明幼儿园", code(2), **same),
    ]
    assert groups(linked(rows, tmp_path)) == [[1], [2]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("宁波新远机械有限公司", "宁波新远机械有限公司第一分公司"),
        ("宁波新远机械有限公司第二分公司", "宁波新远机械有限公司第一分公司"),
        ("宁波市鄞州区慈善协会", "宁波市鄞州区下应街道慈善协会"),
        ("余姚市蓝明第一幼儿园", "余姚市蓝明第二幼儿园"),
        ("宁波市海曙区蓝明幼儿园", "宁波市镇海区蓝明幼儿园"),
    ],
)
def test_what_a_name_never_may_leave_out_keeps_apart(tmp_path: Path, one: str, other: str) -> None:
    rows = [unit("civil_affairs", one, code(1)), unit("insurance", other, unit_number="A1", phone="15400000009")]
    assert groups(linked(rows, tmp_path)) == [[1], [2]]


def test_one_code_under_another_name_is_a_question_and_not_a_link(tmp_path: Path) -> None:
    rows = [
        unit("civil_affairs", "宁波市鄞州区蓝明幼儿园", code(1)),
        unit("insurance", "宁波顺达运输有限公司", code(1), unit_number="A1"),
    ]
    backend = linked(rows, tmp_path)
    assert groups(backend) == [[1], [2]]
    [(outcome, evidence)] = backend.rows("SELECT outcome, evidence FROM pairs")
    assert (outcome, json.loads(evidence)[0]["code"]) == ("review", "organisations.disputed_code")


SLIPPED = [
    unit("civil_affairs", "宁波市鄞州区蓝明幼儿园", code(1), legal_representative="王伟", phone="15400000001"),
    unit("insurance", "鄞州区兰明幼儿园", code(1)[:-1], unit_number="A1", legal_representative="王伟"),
    unit("civil_affairs", "宁波市鄞州区红星幼儿园", code(2), legal_representative="李强"),
    unit("insurance", "宁波市鄞州区东方红养老院", None, unit_number="A2"),
]


def test_a_homophone_and_a_slip_in_the_code_are_linked_with_evidence(tmp_path: Path) -> None:
    backend = linked(SLIPPED, tmp_path)
    assert groups(backend) == [[1, 2], [3], [4]]
    [evidence] = [json.loads(e) for (e,) in backend.rows("SELECT evidence FROM pairs WHERE outcome = 'linked'")]
    codes = [item["code"] for item in evidence]
    assert "organisations.near_code" in codes
    assert "organisations.same_representative" in codes
    for item in evidence:
        message = CATALOGUE.message(item["code"], item["params"])
        assert message.zh
        assert message.en


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_rows_give_the_same_tables(tmp_path: Path, threads: int) -> None:
    tables = ("org_mentions", "org_rows", "org_entities", "pairs", "organisations")
    first, second = (linked(SLIPPED, tmp_path, threads=n) for n in (1, threads))
    for table in tables:
        assert first.rows(f"SELECT * FROM {table}") == second.rows(f"SELECT * FROM {table}")


def test_the_order_of_rows_does_not_change_who_belongs_together(tmp_path: Path) -> None:
    order = list(range(len(SLIPPED)))
    random.Random(3).shuffle(order)
    found = groups(linked([SLIPPED[i] for i in order], tmp_path))
    assert sorted(sorted(order[row - 1] + 1 for row in group) for group in found) == [[1, 2], [3], [4]]


def test_a_decision_different_splits_even_an_exact_link_and_undo_restores_it(tmp_path: Path) -> None:
    rows = [
        unit("civil_affairs", "宁波市鄞州区蓝明幼儿园", code(1)),
        unit("insurance", "鄞州区蓝明幼儿园", code(1), unit_number="A1"),
    ]
    before = linked(rows, tmp_path)
    assert groups(before) == [[1, 2]]
    apart = decision(fingerprint(before, 1), fingerprint(before, 2), Verdict.DIFFERENT)
    after = linked(rows, tmp_path, decisions=[apart])
    assert groups(after) == [[1], [2]]
    assert groups(after, "org_entities_auto") == [[1, 2]]
    assert after.rows("SELECT verdict, effect FROM decisions_applied") == [("different", "split")]
    assert groups(linked(rows, tmp_path)) == [[1, 2]]


def test_a_decision_same_joins_what_nothing_else_would(tmp_path: Path) -> None:
    rows = [
        unit("civil_affairs", "宁波市鄞州区蓝明幼儿园", code(1)),
        unit("insurance", "顺达养老院", code(2), unit_number="A1"),
    ]
    before = linked(rows, tmp_path)
    same = decision(fingerprint(before, 1), fingerprint(before, 2), Verdict.SAME)
    after = linked(rows, tmp_path, decisions=[same])
    assert groups(after) == [[1, 2]]
    assert after.rows("SELECT effect FROM decisions_applied") == [("linked",)]
    methods = {m for (m,) in after.rows("SELECT method FROM org_entities")}
    assert methods == {"decision"}


def test_a_decision_same_between_two_units_with_codes_joins_all_their_rows(tmp_path: Path) -> None:
    rows = [
        unit("civil_affairs", "宁波市鄞州区蓝明幼儿园", code(1)),
        unit("insurance", "鄞州区蓝明幼儿园", code(1), unit_number="A1"),
        unit("civil_affairs", "顺达养老院", code(2)),
        unit("insurance", "顺达养老院", code(2), unit_number="A2"),
        unit("insurance", "宁波市顺达养老院", None, unit_number="A2"),
    ]
    before = linked(rows, tmp_path)
    assert groups(before) == [[1, 2], [3, 4, 5]]
    for left, right in [(2, 4), (1, 4), (2, 5)]:
        progress = Quiet()
        same = decision(fingerprint(before, left), fingerprint(before, right), Verdict.SAME)
        after = linked(rows, tmp_path, decisions=[same], progress=progress)
        assert groups(after) == [[1, 2, 3, 4, 5]], (left, right)
        assert after.rows("SELECT * FROM pairs WHERE outcome <> 'linked'") == []
        assert progress.notices == []


def test_records_that_a_decision_same_takes_from_others_are_said(tmp_path: Path) -> None:
    rows = [*SLIPPED[:2], unit("civil_affairs", "顺达养老院", code(7))]
    before = linked(rows, tmp_path)
    assert groups(before) == [[1, 2], [3]]
    progress = Quiet()
    same = decision(fingerprint(before, 2), fingerprint(before, 3), Verdict.SAME)
    after = linked(rows, tmp_path, decisions=[same], progress=progress)
    assert groups(after) == [[1], [2, 3]]
    assert [(m.code, m.params["organisations"]) for m in progress.notices] == [("organisations.torn", 1)]
    assert after.rows("SELECT outcome FROM pairs WHERE left_id = 1 AND right_id = 2") == [("review",)]


def test_a_fingerprint_knows_no_month_headcount_or_row(tmp_path: Path) -> None:
    january = unit("insurance", "蓝明幼儿园", code(1), unit_number="A1", month="2023-01", insured_count=30)
    july = unit("insurance", "蓝明幼儿园", code(1), unit_number="A1", month="2022-07", insured_count=12)
    one = linked([january], tmp_path)
    other = linked([unit("market", "宁波顺达运输有限公司", code(3, "91")), july], tmp_path)
    assert fingerprint(one, 1) == fingerprint(other, 2)


def test_a_phone_of_many_units_is_no_evidence_and_is_reported(tmp_path: Path) -> None:
    names = "甲乙丙丁戊己庚辛壬癸子丑寅卯"
    rows: list[Row] = [
        unit("civil_affairs", f"宁波市{n}光幼儿园", code(i), phone="15400000001") for i, n in enumerate(names)
    ]
    progress = Quiet()
    backend = blocked(rows, tmp_path, progress)
    assert [m.code for m in progress.notices] == ["organisations.shared_contact"]
    assert progress.notices[0].params["most"] == len(names)
    assert backend.value("SELECT count(*) FROM o_node_facts WHERE what = 'phone'") == 0


def test_golden_records_take_the_register_first_and_say_from_which_row(tmp_path: Path) -> None:
    rows = [
        unit(
            "insurance", "蓝明幼儿园", code(1), unit_number="A1", month="2023-01", insured_count=31, phone="15400000002"
        ),
        unit(
            "civil_affairs",
            "宁波市鄞州区蓝明幼儿园",
            code(1),
            org_type="民办非企业单位",
            district="鄞州区",
            industry="P",
        ),
        unit("insurance", "蓝明幼儿园", code(1), unit_number="A1", month="2022-12", insured_count=12),
        union("宁波市鄞州区蓝明幼儿园工会委员会", "宁波市鄞州区蓝明幼儿园", unit_credit_code=code(1), member_count=20),
    ]
    backend = linked(rows, tmp_path)
    found = backend.rows(
        """SELECT name, name_row, org_kind, org_kind_row, place, industry, phone, phone_row, insured_count, insured_row,
                  closed_on, mentions, rows FROM organisations WHERE facet = 'unit'"""
    )
    assert found == [
        ("宁波市鄞州区蓝明幼儿园", 2, "social_service", 2, "330212", "P", "15400000002", 1, 31, 1, None, 4, 4)
    ]
    [(union_id, union_type, active, members)] = backend.rows(
        "SELECT entity_id, union_type, active, declared_members FROM unions"
    )
    assert (union_type, active, members) == ("single", True, 20)
    of = entities(backend)
    assert backend.rows("SELECT * FROM union_units") == [(union_id, of[2, "subject"], "own", 4)]


def _member(employer: str, union_name: str) -> Row:
    return {
        "shape": Shape.MEMBERS, "register": "union", "person_name": "某人",
        "unit_name": employer, "union_name": union_name,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("named", "found"),
    [
        (["甲"], "甲"),
        (["甲", "甲", "甲", "甲", "乙"], "甲"),
        (["甲", "甲", "甲", "乙"], None),  # too many rows name another union
        (["丙"], None),  # a union that stands in neither
    ],
)
def test_a_name_that_two_units_bear_is_told_by_the_union_on_members_rows(
    tmp_path: Path, named: list[str], found: str | None
) -> None:
    unions = {
        "甲": "宁波市鄞州区明远服饰有限公司",
        "乙": "宁波市余姚市明远服饰有限公司",
        "丙": "宁波市象山县顺达运输有限公司",
    }
    rows: list[Row] = [
        *(unit("market", name, code(n, "91")) for n, name in enumerate(unions.values(), 1)),
        *(
            union(f"{name}工会委员会", name, unit_credit_code=code(n, "91"))
            for n, name in enumerate(unions.values(), 1)
        ),
        *(_member("明远服饰有限公司", f"{unions[one]}工会委员会") for one in named),
    ]
    of = entities(linked(rows, tmp_path))
    units = {of[n, "subject"]: key for n, key in enumerate(unions, 1)}
    assert units.get(of[7, "employer"]) == found


def test_joint_unions_cover_and_their_seat_is_only_a_host(tmp_path: Path) -> None:
    name = "宁波市鄞州区百丈街道社会组织联合工会"
    rows: list[Row] = [
        union(name, "宁波市鄞州区百丈街道党群服务中心", "联合基层工会", status="正常"),
        {"shape": "covered", "register": "union", "union_name": name, "unit_name": "宁波市鄞州区蓝明幼儿园"},
        union("宁波市鄞州区社会组织工会联合会", "宁波市鄞州区社会组织服务中心", "工会联合会", status="已撤销"),
    ]
    backend = linked(rows, tmp_path)
    of = entities(backend)
    assert of[1, "union"] == of[2, "union"] != of[3, "union"]
    assert set(backend.rows("SELECT union_id, unit_id, relation FROM union_units")) == {
        (of[1, "union"], of[1, "employer"], "host"),
        (of[1, "union"], of[2, "covered_employer"], "covered"),
        (of[3, "union"], of[3, "employer"], "host"),
    }
    kinds = backend.rows("SELECT entity_id, union_type, active FROM unions ORDER BY entity_id")
    assert set(kinds) == {(of[1, "union"], "joint", True), (of[3, "union"], "federation", False)}


def test_closed_counts_only_where_no_register_row_says_otherwise(tmp_path: Path) -> None:
    rows = [
        unit("civil_affairs", "宁波市鄞州区蓝明幼儿园", code(1), status="注销", closed_on=date(2022, 5, 1)),
        unit("civil_affairs", "宁波市鄞州区红星幼儿园", code(2), status="注销"),
        unit("civil_affairs", "宁波市鄞州区青松幼儿园", code(3), status="注销"),
        unit("civil_affairs", "宁波市鄞州区青松幼儿园", code(3), status="正常"),
    ]
    found = linked(rows, tmp_path).rows("SELECT name, closed_on, closed_dated FROM organisations ORDER BY 1")
    assert found == [
        ("宁波市鄞州区红星幼儿园", date(2023, 1, 31), False),  # by the cut-off at the latest; no row gives a day
        ("宁波市鄞州区蓝明幼儿园", date(2022, 5, 1), True),
        ("宁波市鄞州区青松幼儿园", None, None),
    ]
