"""Exact links: same valid number and names that can be one person's; and the guards around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from guildhall.linkage.backends.duckdb import DuckDBBackend
from guildhall.linkage.engine.decisions import store_decisions
from guildhall.linkage.engine.persons import limits
from guildhall.linkage.engine.persons.candidates import find_candidates
from guildhall.linkage.engine.persons.exact import tell_shared_numbers
from guildhall.linkage.engine.persons.link import prepare_people
from guildhall.linkage.engine.persons.records import make_records
from tests.linkage.engine.persons.lists import Quiet, Row, backend_with, number

BIRTH = date(1985, 5, 17)
TRUE = number(BIRTH, 100)


@pytest.fixture
def exactly(tmp_path: Path) -> Callable[..., DuckDBBackend]:
    def run(*rows: Row, progress: Quiet | None = None) -> DuckDBBackend:
        backend = backend_with(rows, tmp_path)
        store_decisions(backend, [])
        prepare_people(backend, as_of=date(2023, 1, 31))
        make_records(backend, progress=progress or Quiet())
        tell_shared_numbers(backend, progress=progress or Quiet())
        return backend

    return run


def nodes(backend: DuckDBBackend) -> list[int]:
    return [int(node) for (node,) in backend.rows("SELECT node_id FROM p_nodes ORDER BY row_id")]


@pytest.mark.parametrize(
    "other",
    ["王小明", "王 小 明", "王曉明", "王小铭", "王晓明", "小明王", "王小", "王大明", "Ｗang", None],
)
def test_one_number_and_a_name_that_can_be_the_same_is_one_node(
    exactly: Callable[..., DuckDBBackend], other: str | None
) -> None:
    first = "Wang" if other == "Ｗang" else "王小明"
    assert nodes(exactly(Row(first, TRUE), Row(other, TRUE))) == [1, 1]


@pytest.mark.parametrize("other", ["李海燕", "赵钱", "阿卜杜拉·买买提"])
def test_one_number_and_another_name_is_two_nodes_and_a_dispute(
    exactly: Callable[..., DuckDBBackend], other: str
) -> None:
    backend = exactly(Row("王小明", TRUE), Row(other, TRUE))
    assert nodes(backend) == [1, 2]
    assert backend.rows("SELECT left_id, right_id, names, shared FROM p_disputed") == [(1, 2, 2, False)]


def test_a_brothers_number_does_not_make_two_brothers_one(exactly: Callable[..., DuckDBBackend]) -> None:
    younger = date(1990, 2, 3)
    backend = exactly(
        Row("王小明", TRUE, BIRTH), Row("王大明", TRUE, younger), Row("王大明", number(younger, 100), younger)
    )
    assert nodes(backend) == [1, 2, 3]
    assert backend.rows("SELECT left_id, right_id, names, shared FROM p_disputed") == [(1, 2, 2, False)]


def test_a_twins_number_does_not_make_two_twins_one(exactly: Callable[..., DuckDBBackend]) -> None:
    own = number(BIRTH, 102)
    assert nodes(exactly(Row("王小明", TRUE, BIRTH), Row("王大明", TRUE, BIRTH), Row("王大明", own, BIRTH))) == [
        1,
        2,
        3,
    ]


def test_a_slip_in_a_name_is_no_twin(exactly: Callable[..., DuckDBBackend]) -> None:
    elsewhere = number(date(1990, 2, 3), 100)  # a 王大明 of another day
    assert nodes(exactly(Row("王小明", TRUE, BIRTH), Row("王大明", TRUE, BIRTH), Row("王大明", elsewhere))) == [1, 1, 3]


def test_two_valid_numbers_are_never_one_node(exactly: Callable[..., DuckDBBackend]) -> None:
    assert nodes(exactly(Row("王小明", TRUE), Row("王小明", number(BIRTH, 102)))) == [1, 2]


@pytest.mark.parametrize(
    "wrong",
    [TRUE[:17] + ("0" if TRUE[17] != "0" else "1"), TRUE[:6] + TRUE[8:17], "339901198502300018", "1" * 18, "无"],
)
def test_a_number_that_fails_its_check_is_no_key(exactly: Callable[..., DuckDBBackend], wrong: str) -> None:
    backend = exactly(Row("王小明", wrong), Row("王小明", wrong))
    assert nodes(backend) == [1, 2]
    assert backend.rows("SELECT DISTINCT weak, id_number FROM p_nodes") == [(True, None)]


def test_a_number_born_after_the_as_of_date_is_no_key(exactly: Callable[..., DuckDBBackend]) -> None:
    future = number(date(2023, 2, 1), 100)
    assert nodes(exactly(Row("王小明", future), Row("王小明", future))) == [1, 2]


def test_passports_join_their_equals_but_stay_weak(exactly: Callable[..., DuckDBBackend]) -> None:
    backend = exactly(Row("John Smith", "E12345678"), Row("Smith John", "E12345678"))
    assert nodes(backend) == [1, 1]
    assert backend.rows("SELECT DISTINCT weak, id_number FROM p_nodes") == [(True, None)]


def test_chain_of_spellings_is_one_node(exactly: Callable[..., DuckDBBackend]) -> None:
    # 王小明 – 王晓明 sound alike, 王晓明 – 王晓铭 look alike: three spellings of one person
    assert nodes(exactly(Row("王小明", TRUE), Row("王晓明", TRUE), Row("王晓铭", TRUE))) == [1, 1, 1]


@pytest.mark.parametrize(("compared", "found"), [(3, [1, 1, 1]), (2, [1, 2, 3])])
def test_more_spellings_under_one_number_than_allowed_are_not_compared(
    exactly: Callable[..., DuckDBBackend], monkeypatch: pytest.MonkeyPatch, compared: int, found: list[int]
) -> None:
    monkeypatch.setattr(limits, "ID_SPELLINGS", compared)
    assert nodes(exactly(Row("王小明", TRUE), Row("王晓明", TRUE), Row("王晓铭", TRUE))) == found


NAMES = ["王小明", "李海燕", "赵钱孙", "周吴郑", "冯陈褚", "卫蒋沈"]


def test_a_number_under_many_names_is_refused_as_a_key_and_said(exactly: Callable[..., DuckDBBackend]) -> None:
    progress = Quiet()
    many = NAMES[: limits.ID_NAMES + 1]
    backend = exactly(*(Row(name, TRUE) for name in many), progress=progress)
    assert backend.rows("SELECT DISTINCT weak, id_number FROM p_nodes") == [(True, None)]
    # One pair a further name, not a pair for every two of them.
    assert backend.rows("SELECT left_id, right_id, shared FROM p_disputed ORDER BY right_id") == [
        (1, i, True) for i in range(2, len(many) + 1)
    ]
    assert [(m.code, m.params["numbers"]) for m in progress.notices] == [("persons.shared_id", 1)]


def test_a_number_under_as_many_names_as_allowed_is_disputed_only(exactly: Callable[..., DuckDBBackend]) -> None:
    progress = Quiet()
    backend = exactly(*(Row(name, TRUE) for name in NAMES[: limits.ID_NAMES]), progress=progress)
    assert backend.value("SELECT bool_or(weak) FROM p_nodes") is False
    assert progress.notices == []


@pytest.mark.parametrize(("people", "kept"), [(limits.PHONE_PEOPLE, True), (limits.PHONE_PEOPLE + 1, False)])
def test_a_phone_of_too_many_people_is_no_evidence_and_said(
    exactly: Callable[..., DuckDBBackend], people: int, kept: bool
) -> None:
    progress = Quiet()
    # Two months each: months of one person do not make a phone shared.
    rows = [
        Row(f"王{chr(0x4E00 + i)}", phone="15400000000", month=m) for i in range(people) for m in ("2022-12", "2023-01")
    ]
    backend = exactly(*rows, progress=progress)
    assert backend.value("SELECT count(phone) FROM person_records") == (2 * people if kept else 0)
    assert [m.code for m in progress.notices] == ([] if kept else ["persons.shared_phone"])


def test_every_single_slip_meets_its_number_in_some_block(exactly: Callable[..., DuckDBBackend]) -> None:
    """Nothing but the number could bring the two together: no birth date, phone or employer, and the name alone."""
    slips = [TRUE[:i] + ("7" if TRUE[i] != "7" else "3") + TRUE[i + 1 :] for i in range(18)]
    slips += [TRUE[:i] + TRUE[i + 1] + TRUE[i] + TRUE[i + 2 :] for i in range(17) if TRUE[i] != TRUE[i + 1]]
    bare = Row("王小明", employer=None)
    backend = exactly(replace(bare, number=TRUE), *(replace(bare, number=slip) for slip in slips))
    assert backend.value("SELECT count(*) FROM person_records WHERE id_number IS NOT NULL") == 1
    find_candidates(backend, progress=Quiet())
    met = backend.rows("SELECT DISTINCT join_key_r FROM p_candidates WHERE join_key_l = 1 ORDER BY 1")
    missed = [slips[i - 2] for i in range(2, len(slips) + 2) if (i,) not in met]
    assert missed == []


def test_a_block_too_large_is_left_out_and_said(
    exactly: Callable[..., DuckDBBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Row("王小明") for _ in range(6)]  # 15 pairs by sound and employer
    backend = exactly(*rows)
    progress = Quiet()
    monkeypatch.setattr(limits, "BLOCK_PAIRS", 15)
    find_candidates(backend, progress=progress)
    assert (backend.value("SELECT count(*) FROM p_candidates"), progress.notices) == (15, [])
    monkeypatch.setattr(limits, "BLOCK_PAIRS", 14)
    find_candidates(backend, progress=progress)
    assert backend.value("SELECT count(*) FROM p_candidates") == 0
    assert [(m.code, m.params["most"]) for m in progress.notices] == [("persons.large_blocks", 15)]
