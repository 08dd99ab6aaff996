"""The persons' step as a whole, on small lists inside a crowd: who becomes one person, who does not, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from guildhall.kernel.errors import Catalogue
from guildhall.kernel.identifiers.resident import check_character
from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.contracts import Verdict
from guildhall.linkage.engine.persons import limits
from guildhall.linkage.engine.persons.evidence import KINDS
from guildhall.linkage.tables import TABLES
from tests.linkage.engine.persons.lists import Row, crowd, entity_of, fingerprint_of, linked, number

BIRTH = date(1988, 9, 13)
ID = number(BIRTH, 102)
SLIP = ID[:15] + ("1" if ID[15] != "1" else "2") + ID[16:]
OLD = number(date(1962, 12, 1), 121)
#: Neither valid nor a slip of the number beside it.
OTHER = number(date(1980, 7, 7), 475, division=339988)[:17] + "Y"
WANG = Row("钱晓慧", ID, BIRTH, "女", "15487654321", "o0000201")
#: Groups of rows put into the crowd: name → rows.
SCENES: dict[str, list[Row]] = {
    # one wrong digit, another union, other phone
    "slip": [WANG, replace(WANG, number=SLIP, phone="15400009999", union="o0000901")],
    # no number, homophone, same birth date and phone
    "homophone": [
        Row("孙志强", number(date(1979, 2, 3), 111), date(1979, 2, 3), "男", "15487650001", "o0000202"),
        Row("孙智强", None, date(1979, 2, 3), "男", "15487650001", "o0000202", union="o0000902"),
    ],
    # the old 15 digits, traditional characters, employer changed
    "old number": [
        Row("吕国华", OLD, date(1962, 12, 1), "男", None, "o0000203"),
        Row("呂國華", OLD[:6] + OLD[8:17], None, "男", None, "o0000204", union="o0000904"),
    ],
    # twin sisters, phone shared; the second stands in the union's list without a number
    "twins": [
        Row("施春燕", number(date(1991, 4, 5), 140), date(1991, 4, 5), "女", "15487650002", "o0000205"),
        Row("施秋燕", None, date(1991, 4, 5), "女", "15487650002", "o0000205", union="o0000905"),
    ],
    # two men of one name at one employer, born apart; a third row without number or birth date fits both
    "namesakes": [
        Row("何建国", number(date(1970, 1, 9), 151), date(1970, 1, 9), "男", None, "o0000206"),
        Row("何建国", number(date(1983, 6, 2), 153), date(1983, 6, 2), "男", None, "o0000206"),
        Row("何建国", None, None, "男", None, "o0000206", union="o0000906"),
    ],
    # name and birth date alone agree, phone and employer differ
    "born the same day": [
        Row("曹玉兰", number(date(1977, 7, 7), 180), date(1977, 7, 7), "女", "15487650011", "o0000221"),
        Row("曹玉兰", None, date(1977, 7, 7), "女", "15400003456", "o0000222", union="o0000922"),
    ],
    # the same, and the second row has no phone
    "born the same day, no phone": [
        Row("邹晚晴", number(date(1978, 7, 7), 180), date(1978, 7, 7), "女", "15487650012", "o0000223"),
        Row("邹晚晴", None, date(1978, 7, 7), "女", None, "o0000224", union="o0000923"),
    ],
    # one name and birth date in one month's list of one unit, two phones
    "born the same day, one employer": [
        Row("柏若云", number(date(1979, 7, 7), 180), date(1979, 7, 7), "女", "15487650013", "o0000225"),
        Row("柏若云", None, date(1979, 7, 7), "女", "15400003457", "o0000225"),
    ],
    # the union's row has another phone and a wrong number that is not nearly the other one
    "born the same day, another number": [
        Row("水长天", number(date(1980, 7, 7), 181), date(1980, 7, 7), "男", "15487650014", "o0000226"),
        Row("水长天", OTHER, date(1980, 7, 7), "男", "15400003458", "o0000226", union="o0000926"),
    ],
    # the same two rows without numbers in one month's list of one unit: two people
    "twice": [
        Row("许文静", None, None, "女", None, "o0000207"),
        Row("许文静", None, None, "女", None, "o0000207"),
    ],
    # a number typed into another person's row
    "disputed": [
        Row("沈佳怡", number(date(1995, 5, 5), 160), date(1995, 5, 5), "女", "15487650003", "o0000208"),
        Row("韩大勇", number(date(1995, 5, 5), 160), None, None, "15487650004", "o0000209", union="o0000909"),
    ],
    # the number of the row above, typed into a row of somebody who has one
    "stray": [
        Row("祝清秋", number(date(1994, 3, 3), 160), date(1994, 3, 3), "女", "15487650015", "o0000227"),
        Row("温庭玉", number(date(1981, 6, 6), 161), date(1981, 6, 6), "男", "15487650016", "o0000227"),
        Row("温庭玉", number(date(1994, 3, 3), 160), date(1981, 6, 6), "男", "15487650016", "o0000227", "o0000927"),
    ],
    # moved: an earlier month at another employer, both with the number; a member of two unions
    "moved": [
        Row("朱丽娜", number(date(1986, 8, 8), 170), None, "女", "15400001111", "o0000210", None, "2022-06", "停保"),
        Row("朱丽娜", number(date(1986, 8, 8), 170), None, "女", "15487650005", "o0000211"),
        Row("朱丽娜", number(date(1986, 8, 8), 170), None, "女", None, "o0000210", union="o0000910", change="入会"),
        Row("朱丽娜", number(date(1986, 8, 8), 170), None, "女", None, "o0000211", union="o0000911", change="转入"),
        Row("朱丽娜", number(date(1986, 8, 8), 170), None, "女", None, "o0000211", union="o0000912", change="保留"),
    ],
}  # fmt: skip
ROWS = [*crowd(), *(row for rows in SCENES.values() for row in rows)]


def places(scene: str) -> list[int]:
    """row_ids of a scene."""
    first = len(ROWS) - sum(len(rows) for rows in SCENES.values()) + 1
    for name, rows in SCENES.items():
        if name == scene:
            return list(range(first, first + len(rows)))
        first += len(rows)
    raise KeyError(scene)


@dataclass(frozen=True)
class Run:
    backend: DuckDBBackend
    entity: dict[int, str]

    def persons(self, scene: str) -> list[int]:
        """The scene's rows as numbers of persons, counted from 0 in order of appearance."""
        seen: dict[str, int] = {}
        return [seen.setdefault(self.entity[i], len(seen)) for i in places(scene)]

    def pair(self, one: int, other: int) -> tuple[str, str, list[str]]:
        """Outcome, method and evidence codes of a stored pair."""
        [(outcome, method, evidence)] = self.backend.rows(
            "SELECT outcome, method, evidence FROM pairs WHERE left_id = ? AND right_id = ?", [one, other]
        )
        return str(outcome), str(method), [item["code"] for item in json.loads(evidence)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    backend = linked(ROWS, tmp_path_factory.mktemp("work"))
    yield Run(backend, entity_of(backend))
    backend.close()


def test_everyone_in_the_crowd_is_one_person_with_two_rows(run: Run) -> None:
    people = len(crowd()) // 2
    assert [run.entity[2 * i + 1] == run.entity[2 * i + 2] for i in range(people)] == [True] * people
    assert len({run.entity[2 * i + 1] for i in range(people)}) == people


@pytest.mark.parametrize("scene", ["slip", "homophone", "old number"])
def test_two_rows_of_one_person_meet_without_a_common_number(run: Run, scene: str) -> None:
    assert run.persons(scene) == [0, 0]
    one, other = places(scene)
    assert run.pair(one, other)[:2] == ("linked", "probabilistic")


def test_evidence_says_what_agrees_and_what_differs(run: Run) -> None:
    codes = run.pair(*places("slip"))[2]
    assert codes == [
        "persons.name_equal",
        "persons.id_one_slip",
        "persons.birth_equal",
        "persons.sex_equal",
        "persons.phone_differs",
        "persons.employer_equal",
    ]


def test_stored_evidence_renders_in_both_languages(run: Run) -> None:
    catalogue = Catalogue(KINDS)
    stored = run.backend.rows("SELECT evidence FROM pairs")
    items = [item for (evidence,) in stored for item in json.loads(evidence)]
    assert items
    for item in items:
        message = catalogue.message(item["code"], item["params"])
        assert "—" not in message.zh + message.en  # every fact that the sentence names is there
        assert isinstance(item["weight"], float)


def test_numbers_and_phones_stay_out_of_the_evidence(run: Run) -> None:
    stored = " ".join(str(evidence) for (evidence,) in run.backend.rows("SELECT evidence FROM pairs"))
    assert "154876" not in stored
    assert "3399" not in stored


def test_twin_is_shown_not_linked(run: Run) -> None:
    assert run.persons("twins") == [0, 1]
    outcome, _, codes = run.pair(*places("twins"))
    assert outcome == "review"
    assert codes[-1] == "persons.why_name_differs"


def test_namesakes_at_one_employer_stay_apart_and_no_coin_is_tossed(run: Run) -> None:
    assert run.persons("namesakes") == [0, 1, 2]
    elder, younger, unknown = places("namesakes")
    shown = run.backend.rows(
        "SELECT left_id, right_id, outcome FROM pairs WHERE right_id = ? ORDER BY left_id", [unknown]
    )
    assert shown == [(elder, unknown, "review"), (younger, unknown, "review")]


@pytest.mark.parametrize("scene", [scene for scene in SCENES if scene.startswith("born the same day")])
def test_namesakes_of_one_birth_date_are_shown_not_linked(run: Run, scene: str) -> None:
    assert run.persons(scene) == [0, 1]
    outcome, _, codes = run.pair(*places(scene))
    assert (outcome, codes[-1]) == ("review", "persons.why_uncertain")


def test_two_rows_in_one_list_of_one_month_are_two_people(run: Run) -> None:
    assert run.persons("twice") == [0, 1]


def test_one_number_under_two_names_goes_to_review(run: Run) -> None:
    assert run.persons("disputed") == [0, 1]
    outcome, method, codes = run.pair(*places("disputed"))
    assert (outcome, method, codes) == ("review", "exact_id", ["persons.why_id_disputed"])


def test_a_row_with_somebody_elses_number_comes_to_its_own_person(run: Run) -> None:
    assert run.persons("stray") == [0, 1, 1]
    owner, own, stray = places("stray")
    outcome, method, codes = run.pair(owner, stray)
    assert (outcome, method) == ("review", "exact_id")
    assert codes[:2] + codes[-1:] == ["persons.name_differs", "persons.id_equal", "persons.why_id_disputed"]
    [golden] = run.backend.rows("SELECT id_number, id_row, rows FROM persons WHERE entity_id = ?", [run.entity[own]])
    assert golden == (number(date(1981, 6, 6), 161), own, 2)


def test_golden_record_takes_the_newest_insured_employer_and_counts_active_memberships(run: Run) -> None:
    first, now, old_union, new_union, _ = places("moved")
    assert run.persons("moved") == [0] * 5
    [found] = run.backend.rows(
        """
        SELECT name, id_number, phone, phone_row, employer_id, employer_row, insured_month, union_id,
               active_memberships, rows FROM persons WHERE entity_id = ?
        """,
        [run.entity[first]],
    )
    assert found == (
        "朱丽娜", SCENES["moved"][0].number, "15487650005", now, "o0000211", now, "2023-01", "o0000911", 2, 5
    )  # fmt: skip
    assert old_union < new_union


def test_every_value_of_a_golden_record_stands_on_the_row_beside_it(run: Run) -> None:
    for column, source in (
        ("name", "name_row"),
        ("id_number", "id_row"),
        ("birth_date", "birth_row"),
        ("sex", "sex_row"),
        ("phone", "phone_row"),
        ("employer_id", "employer_row"),
        ("union_id", "union_row"),
    ):
        wrong = run.backend.value(
            f"""
            SELECT count(*) FROM persons p LEFT JOIN person_records r ON r.row_id = p.{source}
            LEFT JOIN person_entities e USING (row_id)
            WHERE p.{column} IS DISTINCT FROM r.{column} OR (p.{column} IS NOT NULL AND e.entity_id <> p.entity_id)
            """
        )
        assert (column, wrong) == (column, 0)


def test_a_person_of_one_row_is_that_row(run: Run) -> None:
    insured, member = places("born the same day")
    birth, number_of = date(1977, 7, 7), SCENES["born the same day"][0].number
    found = run.backend.rows(
        "SELECT * EXCLUDE (entity_id) FROM persons WHERE entity_id IN (?, ?) ORDER BY name_row",
        [run.entity[insured], run.entity[member]],
    )
    assert found == [
        ("曹玉兰", insured, "resident_id", number_of, insured, birth, insured, "2", insured, "15487650011", insured,
         "o0000221", insured, "2023-01", None, None, 0, 1),
        ("曹玉兰", member, None, None, None, birth, member, "2", member, "15400003456", member,
         "o0000222", member, None, "o0000922", member, 1, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(("nodes", "people"), [(2, 2), (3, 1)])
def test_no_more_nodes_become_one_person_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nodes: int, people: int
) -> None:
    monkeypatch.setattr(limits, "CLUSTER_NODES", nodes)
    again = ID[:13] + ("1" if ID[13] != "1" else "2") + ID[14:]
    rows = [WANG, replace(WANG, number=SLIP, union="o0000901"), replace(WANG, number=again, union="o0000902")]
    backend = linked([*crowd(), *rows], tmp_path)
    last = len(crowd()) + 3
    assert len({entity_of(backend)[i] for i in range(last - 2, last + 1)}) == people
    refused = backend.rows("SELECT evidence FROM pairs WHERE outcome = 'refused'")
    reasons = [json.loads(evidence)[-1]["code"] for (evidence,) in refused]
    assert sorted(set(reasons)) == ([] if people == 1 else ["persons.why_too_large"])


@pytest.mark.parametrize("table", ["person_records", "person_entities", "persons"])
def test_tables_have_the_columns_of_the_contract(run: Run, table: str) -> None:
    found = run.backend.rows(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index", [table]
    )
    assert dict(found) == dict(TABLES[table])


def test_every_row_has_one_entity_with_method_and_probability_that_fit(run: Run) -> None:
    assert run.backend.value("SELECT count(*) FROM person_entities") == len(ROWS)
    found = run.backend.rows(
        "SELECT method, min(probability), max(probability) FROM person_entities GROUP BY method ORDER BY method"
    )
    by_method = {method: (low, high) for method, low, high in found}
    assert by_method["exact_id"] == (1.0, 1.0)
    assert by_method["singleton"] == (None, None)
    low, high = by_method["probabilistic"]
    assert 0.98 < low <= high <= 1.0


def test_ids_are_counted_by_first_appearance(run: Run) -> None:
    ids = [run.entity[i] for i in sorted(run.entity)]
    assert sorted(set(ids)) == list(dict.fromkeys(ids))
    assert ids[0] == "p0000001"


def test_no_working_table_is_left(run: Run) -> None:
    assert run.backend.rows("SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'p_')") == []
    assert run.backend.rows("SELECT table_name FROM duckdb_tables() WHERE contains(table_name, 'splink')") == []


def test_rows_of_one_number_say_why_they_stand_together(run: Run) -> None:
    first = places("moved")[0]
    found = run.backend.rows(
        "SELECT left_id, outcome, method, probability, evidence FROM pairs WHERE left_id = ? AND method = 'exact_id'",
        [first],
    )
    assert len(found) == 1  # the list of the union beside that of the insurance
    assert {(left, outcome, method, probability) for left, outcome, method, probability, _ in found} == {
        (first, "linked", "exact_id", 1.0)
    }
    codes = {tuple(item["code"] for item in json.loads(evidence)) for *_, evidence in found}
    assert codes == {("persons.same_number", "persons.exact_name_equal", "persons.exact_birth_equal")}


def test_rows_written_the_same_are_held_by_evidence_too(tmp_path: Path) -> None:
    backend = linked([*crowd(), WANG, WANG, WANG], tmp_path)
    first = 2 * (len(crowd()) // 2) + 1
    pairs = backend.rows("SELECT left_id, right_id FROM pairs WHERE left_id >= ? AND method = 'exact_id'", [first])
    assert pairs == [(first, first + 1)]
    backend.close()


def test_every_way_of_writing_a_person_is_held_by_evidence(run: Run) -> None:
    without = run.backend.rows(
        """
        WITH ways AS (
            SELECT e.entity_id, r.fingerprint FROM person_entities e JOIN person_records r USING (row_id)
            WHERE e.method <> 'singleton'
        ), held AS (
            SELECT left_fingerprint AS fingerprint FROM pairs WHERE kind = 'person' AND outcome = 'linked'
            UNION ALL SELECT right_fingerprint FROM pairs WHERE kind = 'person' AND outcome = 'linked'
        )
        SELECT entity_id, fingerprint FROM ways WHERE fingerprint NOT IN (FROM held)
        """
    )
    assert without == []


def test_decisions_join_part_and_split(run: Run, tmp_path: Path) -> None:
    twins, moved, slip = places("twins"), places("moved"), places("slip")
    prints = {i: fingerprint_of(run.backend, i) for i in (*twins, *moved, *slip)}
    decided = linked(
        ROWS,
        tmp_path,
        decisions=[
            (prints[twins[0]], prints[twins[1]], Verdict.SAME),
            (prints[slip[0]], prints[slip[1]], Verdict.DIFFERENT),
            # splits an exact link: insurance says one thing, the union's rows another
            (prints[moved[0]], prints[moved[2]], Verdict.DIFFERENT),
        ],
    )
    entity = entity_of(decided)
    assert entity[twins[0]] == entity[twins[1]]
    assert entity[slip[0]] != entity[slip[1]]
    assert entity[moved[0]] != entity[moved[2]]
    # fingerprints leave the month out: the two insured rows stay together, and so do the union's
    assert entity[moved[0]] == entity[moved[1]]
    assert len({entity[i] for i in moved[2:]}) == 1
    effects = decided.rows("SELECT verdict, effect FROM decisions_applied ORDER BY ALL")
    assert effects == [("different", "kept_apart"), ("different", "split"), ("same", "linked")]
    assert decided.rows("SELECT DISTINCT method FROM person_entities WHERE row_id = ?", [twins[1]]) == [("decision",)]


def test_threads_change_nothing(run: Run, tmp_path: Path) -> None:
    other = linked(ROWS, tmp_path, threads=2)
    for table in ("person_records", "person_entities", "pairs", "persons"):
        query = f"SELECT * FROM {table} ORDER BY ALL"
        assert other.rows(query) == run.backend.rows(query)


def test_order_of_lists_does_not_change_who_is_who(run: Run, tmp_path: Path) -> None:
    other = entity_of(linked(list(reversed(ROWS)), tmp_path))
    groups: dict[str, set[int]] = {}
    for i, entity in other.items():
        groups.setdefault(entity, set()).add(len(ROWS) + 1 - i)
    expected: dict[str, set[int]] = {}
    for i, entity in run.entity.items():
        expected.setdefault(entity, set()).add(i)
    assert sorted(map(sorted, groups.values())) == sorted(map(sorted, expected.values()))


def test_the_step_writes_nothing_to_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    linked([replace(WANG, union=None), replace(WANG, number=SLIP, union="o0000901")], tmp_path)
    assert capfd.readouterr() == ("", "")


def test_no_rows_at_all_give_empty_tables(tmp_path: Path) -> None:
    backend = linked([], tmp_path)
    for table in ("person_records", "person_entities", "persons", "pairs"):
        assert (table, backend.value(f"SELECT count(*) FROM {table}")) == (table, 0)


def test_fingerprints_hold_no_more_of_a_number_than_a_masked_output_shows(tmp_path: Path) -> None:
    birth = date(1988, 4, 20)
    first17 = [f"{division}{birth:%Y%m%d}011" for division in range(339901, 339999)]
    by_end: dict[str, list[str]] = {}
    for front in first17:
        by_end.setdefault(check_character(front), []).append(front + check_character(front))
    one, other, *_ = next(numbers for numbers in by_end.values() if len(numbers) > 1)
    rows = [*crowd(), Row("陈明", one, birth, "男", "15412341234"), Row("陈明", other, birth, "男", "15412349234")]
    backend = linked(rows, tmp_path)
    last = len(rows)
    assert one != other
    assert entity_of(backend)[last - 1] != entity_of(backend)[last]
    assert fingerprint_of(backend, last - 1) == fingerprint_of(backend, last)
    without = linked([*crowd(), Row("陈明", None, birth, "男", "15412341234")], tmp_path)
    assert fingerprint_of(without, last - 1) != fingerprint_of(backend, last - 1)


def test_memberships_name_every_union_of_a_person(run: Run) -> None:
    person = run.entity[places("moved")[0]]
    found = run.backend.rows(
        "SELECT union_id, active, row_id FROM memberships WHERE person_id = ? ORDER BY union_id", [person]
    )
    first = places("moved")[2]
    assert found == [("o0000910", True, first), ("o0000911", True, first + 1), ("o0000912", False, first + 2)]


def test_nobody_is_an_active_member_of_a_union_that_has_ended(tmp_path: Path) -> None:
    backend = linked([*crowd(), *SCENES["moved"]], tmp_path, ended=["o0000911"])
    [(union, memberships)] = backend.rows("SELECT union_id, active_memberships FROM persons WHERE name = '朱丽娜'")
    assert (union, memberships) == ("o0000910", 1)
    ended = backend.rows("SELECT active FROM memberships WHERE union_id = 'o0000911'")
    assert ended == [(False,)]
    backend.close()
