"""The same again, next month, and after a reviewer's word; and what is refused leaves everything as it was."""

from __future__ import annotations

import csv
import hashlib
from itertools import combinations
from pathlib import Path

import pytest

from guildhall.kernel.parameters import CUT_OFF
from guildhall.linkage.engine import limits
from guildhall.linkage.engine.link import CUT_OFFS
from tests.journeys import registers
from tests.journeys.conftest import Run, build, roster
from tests.journeys.registers import CARE, UNITS
from tests.journeys.test_answers import CIVIL, INSURED_UNITS


def _bytes(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def test_the_same_files_give_the_same_bytes_whatever_the_threads(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUILDHALL_THREADS", "3")
    again = build(folder, "again", run.options)
    assert _bytes(again.out) == _bytes(run.out)


def test_next_month_everybody_keeps_their_number(run: Run, tmp_path: Path) -> None:
    options = registers.write_all(tmp_path)
    registers.insurance_units(tmp_path, ["2022-12", "2023-01", "2023-02"])  # rows move down
    later = build(tmp_path, "later", options, "--previous", run.out)
    assert later.json("coverage.json")["as_of"] == "2023-02-28"
    for number, unit in enumerate(UNITS, 1):
        known = run.entity(CIVIL, number, "subject")
        assert later.entity(CIVIL, number, "subject") == known, unit.name
        assert later.entity(INSURED_UNITS, 2 * len(UNITS) + number, "subject") == known, unit.name


def _fingerprints(run: Run, entity: str) -> list[str]:
    """Fingerprints of the records that stand for one entity, from what a later run would read."""
    return [row["fingerprint"] for row in run.rows("ids.parquet") if row["entity_id"] == entity]


def _decide(path: Path, rows: list[tuple[str, str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["left_fingerprint", "right_fingerprint", "decision"])
        writer.writerows(rows)
    return path


def test_a_wrong_merge_can_be_split_and_the_split_taken_back(run: Run, folder: Path, tmp_path: Path) -> None:
    entity = run.entity(CIVIL, 1 + UNITS.index(CARE), "subject")
    records = _fingerprints(run, entity)
    assert len(records) > 1
    apart = [(one, other, "不同") for one, other in combinations(records, 2)]
    split = build(folder, "split", run.options, "--decisions", _decide(tmp_path / "split.csv", apart))
    row = 1 + UNITS.index(CARE)
    assert split.entity(CIVIL, row, "subject") != split.entity(INSURED_UNITS, row, "subject")
    undone = [*apart, *((one, other, "撤销") for one, other, _ in apart)]
    whole = build(folder, "whole", run.options, "--decisions", _decide(tmp_path / "undone.csv", undone))
    assert whole.entity(CIVIL, row, "subject") == whole.entity(INSURED_UNITS, row, "subject")


def test_without_insurance_there_is_no_rate_but_a_roster_and_a_warning(folder: Path, options: list[str]) -> None:
    rest = [part for pair in zip(options[::2], options[1::2], strict=True) for part in pair if pair[0] != "--insurance"]
    bare = build(folder, "bare", rest)
    assert [row for row in bare.json("coverage.json")["rows"] if row["rate"] is not None] == []
    assert bare.entity(CIVIL, 1, "subject")
    assert "insurance" in bare.said or "参保" in bare.said


def test_explain_writes_nothing(options: list[str], tmp_path: Path) -> None:
    done = roster(*options, "--out", tmp_path / "result", "--explain")
    assert done.exit_code == 0, done.output
    assert list(tmp_path.iterdir()) == []
    for said in ("社会组织名称", "统一社会信用代码", "工会组织", "会员", "涵盖单位"):
        assert said in done.output


def test_a_folder_with_other_things_is_left_alone(options: list[str], tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("…", encoding="utf-8")
    done = roster(*options, "--out", tmp_path / "letters")
    assert done.exit_code == 2
    assert [path.name for path in tmp_path.rglob("*")] == ["letters", "dear.txt"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("坏.xlsx", b"PK\x03\x04 not a workbook at all"),
        ("空.xlsx", b""),
        ("乱.csv", b"\x00\xff\xfe\x00" * 40),
        ("无关.csv", "日期,天气\n2023-01-01,晴\n".encode()),
    ],
)
def test_an_unreadable_file_is_named_and_the_earlier_result_stays(
    run: Run, tmp_path: Path, name: str, content: bytes
) -> None:
    bad = tmp_path / name
    bad.write_bytes(content)
    before = _bytes(run.out)
    done = roster(*run.options, "--civil-affairs", bad, "--out", run.out)
    assert done.exit_code == 3, done.output
    assert name in done.output.replace("\n", "")
    assert _bytes(run.out) == before


def test_too_many_comparisons_stop_the_run_and_the_earlier_result_stays(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    civil, market = tmp_path / "民政.csv", tmp_path / "市场.csv"
    civil.write_text("单位名称,统一社会信用代码,法定代表人\n宁波市鄞州区蓝明幼儿园,,王伟\n", encoding="utf-8")
    market.write_text("企业名称,统一社会信用代码,法定代表人\n鄞州区兰明幼儿园,,王伟\n", encoding="utf-8")
    monkeypatch.setattr(limits, "PAIRS_ALWAYS", 0)
    monkeypatch.setattr(limits, "PAIRS_PER_MENTION", 0)
    before, beside = _bytes(run.out), sorted(run.out.parent.iterdir())
    done = roster("--civil-affairs", civil, "--market", market, "--out", run.out)
    assert done.exit_code == 4, done.output
    assert "超出上限 0" in done.output.replace("\n", "")
    assert _bytes(run.out) == before
    assert sorted(run.out.parent.iterdir()) == beside


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = roster("--civil-affairs", tmp_path / "没有.xlsx", "--out", tmp_path / "result")
    assert done.exit_code in {2, 3}
    assert "没有.xlsx" in done.output.replace("\n", "")
    assert list(tmp_path.iterdir()) == []


def test_no_register_at_all_is_a_usage_error(tmp_path: Path) -> None:
    assert roster("--out", tmp_path / "result").exit_code == 2


def test_the_manifest_tells_which_value_was_taken_for_what(run: Run) -> None:
    used = {one["name"]: one for one in run.json("manifest.json")["parameters_used"]}
    assert list(used) == [
        "cut_off",
        "retained_members_counted",
        "active_memberships",
        "proxy_insured",
        "committee_members",
        "full_time_chair_employees",
    ]
    assert used["committee_members"] == {
        "name": "committee_members",
        "used_for": "what the worklist says of close calls",
        "on": "2023-01-31",
        "place": "",
        "value": "25",
        "jurisdiction": "CN",
        "from": "2022-01-01",
        "until": None,
        "last_verified": "2026-11-24",
        "citation": "《中华人民共和国工会法》（2021 年修正）第十一条第一款",
        "confidence": "official",
    }
    assert (used["proxy_insured"]["place"], used["proxy_insured"]["jurisdiction"]) == ("330203", "330200")


def test_a_day_for_which_no_value_is_in_force_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    refused = roster("--insurance", tmp_path / "none.csv", "--as-of", "1990-01-01", "--out", tmp_path / "out")
    assert refused.exit_code == 4
    assert "retained_members_counted" in refused.output
    assert not (tmp_path / "out").exists()


def test_every_way_to_find_the_cut_off_is_known() -> None:
    assert {entry.value for entry in CUT_OFF.entries()} == set(CUT_OFFS)
