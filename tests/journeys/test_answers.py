"""What the run says about registers whose every answer is known."""

from __future__ import annotations

import stat
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as parquet

from guildhall.linkage.contracts import Kind, Method, Role
from tests.journeys.conftest import Run
from tests.journeys.registers import (
    ART_SCHOOL,
    CARE,
    CHESS,
    CLINIC,
    CLOSED,
    FOUNDATION,
    KINDERGARTEN,
    MISTYPED,
    MOVED,
    PEOPLE,
    TWICE,
    UNITS,
)

CIVIL, INSURED_UNITS, INSURED = "社会组织.xlsx", "参保单位.csv", "参保人员.csv"
UNION, COVERED, MEMBERS = "工会.xlsx#工会组织", "工会.xlsx#涵盖单位", "工会.xlsx#会员"


def _row(unit: object) -> int:
    return 1 + next(number for number, one in enumerate(UNITS) if one is unit)


def _texts(path: Path) -> list[str]:
    """Every text in a workbook."""
    book = openpyxl.load_workbook(path, read_only=True)
    return [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    ]


def test_coverage_counts_from_25_insured_open_at_the_cut_off_own_or_joint(run: Run) -> None:
    assert run.coverage() == (2, 4, "50.0%")
    assert run.coverage(org_kind="social_service") == (2, 3, "66.7%")
    assert run.coverage(org_kind="foundation") == (0, 1, "0.0%")
    assert run.json("coverage.json")["as_of"] == "2023-01-31"


def test_every_register_names_the_same_unit(run: Run) -> None:
    for unit in UNITS:
        row = _row(unit)
        assert run.entity(CIVIL, row, "subject") == run.entity(INSURED_UNITS, row, "subject"), unit.name
    assert run.entity(UNION, 1, "employer") == run.entity(CIVIL, _row(CARE), "subject")
    assert run.entity(UNION, 2, "employer") == run.entity(CIVIL, _row(CLINIC), "subject")
    assert run.entity(COVERED, 1, "covered_employer") == run.entity(CIVIL, _row(KINDERGARTEN), "subject")
    assert len({run.entity(CIVIL, _row(unit), "subject") for unit in UNITS}) == len(UNITS)


def test_a_union_is_another_organisation_than_its_unit(run: Run) -> None:
    assert run.entity(UNION, 1, "union") != run.entity(UNION, 1, "employer")
    assert run.entity(COVERED, 1, "union") == run.entity(UNION, 3, "union")


def test_people_are_found_in_both_registers_also_with_a_mistyped_number(run: Run) -> None:
    members = [person for person in PEOPLE if person.union]
    for number, person in enumerate(members, 1):
        insured_row = 1 + PEOPLE.index(person)
        assert run.entity(MEMBERS, number, "subject") == run.entity(INSURED, insured_row, "subject"), person.name
    assert run.entity(MEMBERS, len(members) + 1, "subject") == run.entity(INSURED, 1 + PEOPLE.index(TWICE), "subject")
    people = {run.entity(INSURED, number, "subject") for number in range(1, len(PEOPLE) + 1)}
    assert len(people) == len(PEOPLE)


def test_how_a_link_was_found_is_said(run: Run) -> None:
    methods = {
        (Path(row["source"]).name, row["source_row"]): row["method"]
        for row in run.rows("links.parquet")
        if row["role"] == "subject"
    }
    members = [person for person in PEOPLE if person.union]
    assert methods[MEMBERS, 1] == "exact_id"
    assert methods[MEMBERS, 1 + members.index(MISTYPED)] == "probabilistic"
    assert methods[CIVIL, _row(CARE)] == "exact_code"
    assert methods[INSURED, 1 + PEOPLE.index(PEOPLE[6])] == "singleton"


def test_links_are_one_row_a_source_row_and_role_as_documented(run: Run) -> None:
    schema = parquet.read_schema(run.out / "links.parquet")
    assert [(field.name, field.type) for field in schema] == [
        ("source", pa.string()),
        ("source_row", pa.int64()),
        ("role", pa.string()),
        ("kind", pa.string()),
        ("entity_id", pa.string()),
        ("method", pa.string()),
        ("probability", pa.float64()),
    ]
    rows = run.rows("links.parquet")
    keys = [(row["source"], row["source_row"], row["role"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row["role"] for row in rows} == set(Role)
    assert {row["kind"] for row in rows} == set(Kind)
    assert {row["method"] for row in rows} <= set(Method)
    assert all((row["probability"] is None) == (row["method"] == "singleton") for row in rows)
    assert all(row["probability"] == 1.0 for row in rows if row["method"] in {"exact_id", "exact_code"})


def test_rows_add_up_sheet_by_sheet(run: Run) -> None:
    counted = {
        Path(source["source"]).name: tuple(source[name] for name in ("rows_in", "accepted", "rejected", "skipped"))
        for source in run.json("manifest.json")["inputs"]
    }
    members = sum(1 for person in PEOPLE if person.union) + 1
    assert counted == {
        CIVIL: (len(UNITS) + 3, len(UNITS), 0, 3),  # a total, a blank row and a note below the list
        INSURED_UNITS: (len(UNITS), len(UNITS), 0, 0),
        INSURED: (len(PEOPLE), len(PEOPLE), 0, 0),
        UNION: (3, 3, 0, 0),
        COVERED: (1, 1, 0, 0),
        MEMBERS: (members, members, 0, 0),
    }


def test_numbers_are_masked_in_every_file(run: Run) -> None:
    secrets = [text for person in PEOPLE for text in (person.id_number, person.swapped, person.phone)]
    leaks = []
    for path in sorted(run.out.rglob("*")):
        if path.is_dir():
            continue
        if path.suffix == ".parquet":
            text = str(parquet.read_table(path).to_pydict())
        elif path.suffix == ".xlsx":
            text = " ".join(_texts(path))
        else:
            text = path.read_text(encoding="utf-8")
        leaks += [path.name for secret in secrets if secret in text]
    assert leaks == []


def test_result_is_closed_to_others(run: Run) -> None:
    assert stat.S_IMODE(run.out.stat().st_mode) == 0o700


def test_the_run_prints_the_rate_and_where_the_report_lies(run: Run) -> None:
    assert "50.0%" in run.said.replace(" %", "%")
    assert "report.html" in run.said


def test_worklist_names_those_to_visit_and_nobody_else(run: Run) -> None:
    texts = " ".join(_texts(run.out / "worklist.xlsx"))
    assert [unit.name for unit in UNITS if unit.name in texts] == [ART_SCHOOL.name, FOUNDATION.name]
    assert texts.index(ART_SCHOOL.name) < texts.index(FOUNDATION.name)  # 40 insured before 25
    assert CHESS.name not in texts
    assert CLOSED.name not in texts


def test_transfers_name_who_moved_and_who_is_held_twice(run: Run) -> None:
    texts = " ".join(_texts(run.out / "transfer-candidates.xlsx"))
    assert MOVED.name in texts
    assert TWICE.name in texts
    assert PEOPLE[0].name not in texts
