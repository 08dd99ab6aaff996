"""Which level of each comparison two rows reach, by table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from guildhall.kernel.errors import Catalogue
from guildhall.linkage.engine.entity_ids import load_previous
from guildhall.linkage.engine.persons import comparisons
from guildhall.linkage.engine.persons.comparisons import COLUMNS, COMPARISONS, Comparison
from guildhall.linkage.engine.persons.estimate import read_values
from guildhall.linkage.engine.persons.evidence import KINDS
from guildhall.linkage.engine.persons.records import make_records, read_people
from tests.linkage.engine.persons.lists import Quiet, Row, backend_with, number

BIRTH = date(1990, 3, 8)
TRUE = number(BIRTH, 101)  # a valid number
SLIP = TRUE[:16] + ("1" if TRUE[16] != "1" else "2") + TRUE[17]
TURNED = TRUE[:4] + TRUE[5] + TRUE[4] + TRUE[6:]
CASES: list[tuple[Comparison, Row, Row, str]] = [
    (comparisons.NAME, Row("王小明"), Row("王小明"), "name.equal"),
    (comparisons.NAME, Row("王 小明"), Row("王小明"), "name.equal"),
    (comparisons.NAME, Row("阿卜杜拉·买买提"), Row("阿卜杜拉买买提"), "name.equal"),
    (comparisons.NAME, Row("陳國偉"), Row("陈国伟"), "name.shape"),
    (comparisons.NAME, Row("王末"), Row("王未"), "name.shape"),
    (comparisons.NAME, Row("萧强"), Row("肖强"), "name.shape"),
    (comparisons.NAME, Row("王晓红"), Row("王小虹"), "name.sound"),
    (comparisons.NAME, Row("曾强"), Row("增强"), "name.sound"),
    (comparisons.NAME, Row("小明王"), Row("王小明"), "name.turned"),
    (comparisons.NAME, Row("Smith John"), Row("John Smith"), "name.turned"),
    (comparisons.NAME, Row("买买提·阿卜杜拉"), Row("阿卜杜拉·买买提"), "name.turned"),
    (comparisons.NAME, Row("王志成"), Row("王自陈"), "name.near_sound"),
    (comparisons.NAME, Row("李银湉"), Row("李银TIAN"), "name.sound"),
    (comparisons.NAME, Row("陈健湉"), Row("陈健？"), "name.lost_character"),
    (comparisons.NAME, Row("张？"), Row("张赟"), "name.lost_character"),
    (comparisons.NAME, Row("努尔麦麦提-买买提"), Row("努尔麦麦提·买买提"), "name.equal"),
    (comparisons.NAME, Row("王小明"), Row("王大明"), "name.one_character"),
    (comparisons.NAME, Row("王明"), Row("王小明"), "name.one_character"),
    (comparisons.NAME, Row("王小明"), Row("王海燕"), "name.family_name"),
    (comparisons.NAME, Row("王伟"), Row("王丽"), "name.family_name"),
    (comparisons.NAME, Row("王小明"), Row("李海燕"), "name.differs"),
    (comparisons.NAME, Row(None), Row("李海燕"), ""),
    (comparisons.ID_NUMBER, Row("王", SLIP), Row("王", TRUE), "id.one_slip"),
    (comparisons.ID_NUMBER, Row("王", TURNED), Row("王", TRUE), "id.one_slip"),
    (comparisons.ID_NUMBER, Row("王", TRUE[:-1]), Row("王", TRUE), "id.one_slip"),
    (comparisons.ID_NUMBER, Row("王", SLIP), Row("王", SLIP), "id.equal"),
    (comparisons.ID_NUMBER, Row("王", TRUE[:6] + TRUE[8:17]), Row("王", TRUE), "id.old_number"),
    (comparisons.ID_NUMBER, Row("王", "44" + TRUE[2:16] + "99"), Row("王", TRUE), "id.same_birth"),
    (comparisons.ID_NUMBER, Row("王", number(date(1971, 12, 30), 950)), Row("王", TRUE), "id.differs"),
    (comparisons.ID_NUMBER, Row("王", None), Row("王", TRUE), ""),
    (comparisons.ID_NUMBER, Row("王", "000000000000000000"), Row("王", TRUE), ""),
    (comparisons.BIRTH, Row("王", birth=BIRTH), Row("王", TRUE), "birth.equal"),
    (comparisons.BIRTH, Row("王", birth=date(1990, 8, 3)), Row("王", birth=BIRTH), "birth.turned"),
    (comparisons.BIRTH, Row("王", birth=date(1991, 3, 8)), Row("王", birth=BIRTH), "birth.one_digit"),
    (comparisons.BIRTH, Row("王", birth=date(1990, 11, 21)), Row("王", birth=BIRTH), "birth.same_year"),
    (comparisons.BIRTH, Row("王", birth=date(1975, 11, 21)), Row("王", birth=BIRTH), "birth.differs"),
    (comparisons.SEX, Row("王", sex="男"), Row("王", TRUE), "sex.equal"),
    (comparisons.SEX, Row("王", sex="女"), Row("王", TRUE), "sex.differs"),
    (comparisons.PHONE, Row("王", phone="15400000001"), Row("王", phone="15400000001"), "phone.equal"),
    (comparisons.PHONE, Row("王", phone="15400000001"), Row("王", phone="15400000007"), "phone.one_digit"),
    (comparisons.PHONE, Row("王", phone="15400000001"), Row("王", phone="15499999999"), "phone.differs"),
    (comparisons.EMPLOYER, Row("王", employer="o1"), Row("王", employer="o1"), "employer.equal"),
    (comparisons.EMPLOYER, Row("王", employer="o1"), Row("王", employer="o2"), "employer.differs"),
    (comparisons.EMPLOYER, Row("王", employer=None), Row("王", employer="o2"), ""),
    (comparisons.TWICE, Row("王"), Row("王"), "twice.insured"),
    (comparisons.TWICE, Row("王"), Row("王", month="2022-12"), ""),
    (comparisons.TWICE, Row("王"), Row("王", union="o9"), ""),
    (comparisons.TWICE, Row("王", union="o9"), Row("王", union="o9"), "twice.member"),
    (comparisons.TWICE, Row("王", union="o8"), Row("王", union="o9"), ""),
]


@pytest.fixture(scope="module")
def level(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], str]:
    """The code of the level that case i reaches; '' where there is nothing to compare. One run serves all cases."""
    rows = [row for _, one, other, _ in CASES for row in (one, other)]
    backend = backend_with(rows, tmp_path_factory.mktemp("work"))
    load_previous(backend, None)
    read_people(backend, as_of=date(2023, 1, 31))
    make_records(backend, progress=Quiet())
    backend.execute("CREATE TABLE everyone AS SELECT row_id FROM person_records")
    read_values(backend, "prepared", "everyone")
    sides = ", ".join(f"a.{c} AS {c}_l, b.{c} AS {c}_r" for c in COLUMNS)

    def reached(i: int) -> str:
        comparison = CASES[i][0]
        found = int(
            backend.value(
                f"SELECT {comparison.gamma()} FROM (SELECT {sides} FROM prepared a, prepared b "
                "WHERE a.row_id = ? AND b.row_id = ?)",
                [2 * i + 1, 2 * i + 2],
            )
        )
        return "" if found < 0 else comparison.levels[len(comparison.levels) - 1 - found].code

    return reached


@pytest.mark.parametrize("i", range(len(CASES)), ids=[f"{c[3] or 'missing'}-{i}" for i, c in enumerate(CASES)])
def test_pair_reaches_its_level(level: Callable[[int], str], i: int) -> None:
    assert level(i) == CASES[i][3]


def test_every_level_but_two_slips_has_a_case() -> None:
    told = {case[3] for case in CASES}
    assert {lv.code for c in COMPARISONS for lv in c.levels} - told == {"id.two_slips"}


def test_every_level_has_words_for_a_clerk() -> None:
    catalogue = Catalogue(KINDS)
    for comparison in COMPARISONS:
        for lv in comparison.levels:
            message = catalogue.message(f"persons.{lv.code.replace('.', '_')}", {"left": "甲", "right": "乙"})
            assert message.zh
            assert message.en


def test_agreement_speaks_for_and_difference_against() -> None:
    for comparison in COMPARISONS:
        first, last = comparison.levels[0], comparison.levels[-1]
        if comparison.name != "twice":
            assert first.m > first.u
        assert last.m < last.u
