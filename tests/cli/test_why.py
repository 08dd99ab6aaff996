"""`roster why` on a result written by hand: the entity's rows, what was compared, and refusals that say what to do."""

import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from guildhall.cli.main import entry
from guildhall.kernel.errors import UsageError
from guildhall.linkage.results.why import why


@pytest.fixture
def result(tmp_path: Path) -> Path:
    evidence = json.dumps([{"code": "organisations.decided", "params": {}}])
    tables = {
        "links": "('dir/a.xlsx', 1, 'subject', 'organisation', 'o0000001', 'exact_code', 1.0), "
        "('dir/a.xlsx', 2, 'subject', 'organisation', 'o0000001', 'exact_code', 1.0), "
        "('b.csv', 7, 'employer', 'organisation', 'o0000001', 'decision', 1.0), "
        "('b.csv', 8, 'employer', 'organisation', 'o0000002', 'singleton', NULL)",
        "roster": "('o0000001', '海曙区书画协会'), ('o0000002', '奉化区书画协会')",
        "evidence": f"('organisation', 'f1', 'f2', 'linked', 'decision', 1.0, 9.0, '{evidence}'), "
        f"('organisation', 'f2', 'f3', 'review', 'probabilistic', 0.5, 0.0, '{evidence}')",
        "ids": "('organisation', 'f1', 'o0000001'), ('organisation', 'f2', 'o0000001'), "
        "('organisation', 'f3', 'o0000002')",
        "aliases": "('organisation', 'o0000009', 'o0000001', 'merged')",
    }
    names = {
        "links": "source, source_row, role, kind, entity_id, method, probability",
        "roster": "entity_id, name",
        "evidence": "kind, left_fingerprint, right_fingerprint, outcome, method, probability, weight, evidence",
        "ids": "kind, fingerprint, entity_id",
        "aliases": "kind, alias, entity_id, reason",
    }
    with duckdb.connect() as connection:
        for table, values in tables.items():
            target = f"{tmp_path}/{table}.parquet"
            connection.execute(f"COPY (SELECT * FROM (VALUES {values}) t({names[table]})) TO '{target}'")
    (tmp_path / "manifest.json").write_text('{"format": "guildhall-roster"}', encoding="utf-8")
    return tmp_path


def test_rows_are_gathered_by_source_and_way(result: Path) -> None:
    (found,) = why(result, "o0000001")
    assert found.name == "海曙区书画协会"
    assert [(r.source, r.first, r.count, r.how.code) for r in found.rows] == [
        ("b.csv", 7, 1, "why.decision"),
        ("dir/a.xlsx", 1, 2, "why.exact_code"),
    ]
    assert [(c.outcome.code, c.count, [m.code for m in c.evidence]) for c in found.compared] == [
        ("why.linked", 1, ["organisations.decided"]),
        ("why.review", 1, ["organisations.decided"]),
    ]


@pytest.mark.parametrize("what", ["o0000009", "a.xlsx:2", "dir/a.xlsx:1", "b.csv:7"])
def test_an_alias_or_a_row_leads_to_the_entity(result: Path, what: str) -> None:
    assert [found.entity_id for found in why(result, what)] == ["o0000001"]


@pytest.mark.parametrize("what", ["o0000003", "b.csv:9", "other.xlsx:1", ".xlsx:1"])
def test_what_is_not_there_is_refused_with_how_to_ask(result: Path, what: str) -> None:
    with pytest.raises(UsageError) as refusal:
        why(result, what)
    assert refusal.value.messages[0].code == "why.not_found"


def test_a_folder_without_a_result_is_refused_in_both_languages(tmp_path: Path) -> None:
    done = CliRunner().invoke(entry, ["roster", "why", str(tmp_path), "o0000001"])
    assert done.exit_code == 2
    assert "不是一次运行的结果文件夹" in done.stderr
    assert "is not the folder of a result" in done.stderr


def test_the_command_prints_both_languages(result: Path) -> None:
    done = CliRunner().invoke(entry, ["roster", "why", str(result), "b.csv:8"])
    assert done.exit_code == 0
    assert "o0000002 奉化区书画协会" in done.stdout
    assert "只有这一行，没有连上别的 · one row, linked with no other" in done.stdout
