"""Every kind of error is there as often as promised: counted in truth/errors.csv, and again in the files themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from guildhall.kernel.identifiers import check
from guildhall.kernel.identifiers.contracts import IdKind, Verdict
from guildhall.province.make import make_province
from guildhall.province.rates import LEAST_IN_TWO_UNIONS, LEAST_MOVED, RATES, TOGETHER
from guildhall.province.scale import reduced

UNITS = ("civil_affairs", "market", "insurance_units", "union_orgs", "union_covered")
PERSONS = ("insurance_persons", "union_members")
STEMS = {"units": UNITS, "persons": PERSONS, "all": UNITS + PERSONS}


@pytest.fixture(scope="module", params=[20230225, 4])
def province(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quarter of the demonstration: large enough that a rate is not luck."""
    out = tmp_path_factory.mktemp("rates") / "province"
    make_province(reduced(4), request.param, out, "parquet")
    return out


def query(sql: str) -> list[tuple[object, ...]]:
    return list(duckdb.connect().execute(sql).fetchall())


def rows_of(province: Path, stems: Iterable[str]) -> int:
    return sum(int(str(query(f"SELECT count(*) FROM '{province}/{stem}.parquet'")[0][0])) for stem in stems)


def share(province: Path, kinds: Iterable[str], lists: str) -> float:
    names = ", ".join(f"'{stem}.parquet'" for stem in STEMS[lists])
    chosen = ", ".join(f"'{kind}'" for kind in kinds)
    spoiled = query(
        f"SELECT count(DISTINCT (source, source_row)) FROM '{province}/truth/errors.csv' "
        f"WHERE source IN ({names}) AND kind IN ({chosen})"
    )
    return int(str(spoiled[0][0])) / rows_of(province, STEMS[lists])


def test_every_kind_is_as_frequent_as_promised(province: Path) -> None:
    measured = {kind: share(province, [kind], rate.lists) for kind, rate in RATES.items()}
    assert {k: v for k, v in measured.items() if v < RATES[k].least} == {}


def test_kinds_together_are_as_frequent_as_promised(province: Path) -> None:
    measured = [(kinds, share(province, kinds, lists), least) for kinds, lists, least in TOGETHER]
    assert [m for m in measured if m[1] < m[2]] == []


def test_no_kind_is_unknown_to_the_table(province: Path) -> None:
    kinds = {str(k) for (k,) in query(f"SELECT DISTINCT kind FROM '{province}/truth/errors.csv'")}
    assert kinds == set(RATES)


def test_people_move_and_are_held_by_two_unions(province: Path) -> None:
    facts = json.loads((province / "truth" / "facts.json").read_text(encoding="utf-8"))
    assert facts["two_union_persons"] / facts["members"] >= LEAST_IN_TWO_UNIONS
    assert facts["moved"] / facts["insured"] >= LEAST_MOVED


def test_a_fifth_of_the_rows_of_units_has_no_usable_code(province: Path) -> None:
    columns = {
        "civil_affairs": "统一社会信用代码",
        "market": "信用代码",
        "insurance_units": "组织机构代码证号",
        "union_orgs": "单位统一社会信用代码",
        "union_covered": "信用代码",
    }
    usable = total = 0
    for stem, column in columns.items():
        for (code,) in query(f"SELECT \"{column}\" FROM '{province}/{stem}.parquet'"):
            total += 1
            found = check(str(code or ""), on=date(2023, 1, 31), kind=IdKind.CREDIT_CODE)
            usable += found.verdict is not Verdict.INVALID
    assert 0.7 < usable / total <= 0.8


def test_identity_numbers_fail_as_often_as_promised(province: Path) -> None:
    missing = wrong = total = 0
    for stem, column in (("insurance_persons", "证件号码"), ("union_members", "证件号码*")):
        for (number,) in query(f"SELECT \"{column}\" FROM '{province}/{stem}.parquet'"):
            total += 1
            missing += number is None
            wrong += number is not None and not check(str(number), on=date(2023, 1, 31)).kinds
    assert missing / total >= 0.03
    assert 0.03 <= wrong / total < 0.06


def test_dates_come_in_six_formats(province: Path) -> None:
    shapes = query(
        "SELECT DISTINCT regexp_replace(regexp_replace(\"出生日期\", '[0-9]{4,}', 'n', 'g'), '[0-9]+', 'd', 'g') "
        f"FROM '{province}/insurance_persons.parquet'"
    )
    assert {str(s) for (s,) in shapes} == {"n-d-d", "n/d/d", "n.d.d", "n年d月d日", "n"}
    serials = query(f"SELECT count(*) FROM '{province}/insurance_persons.parquet' WHERE length(\"出生日期\") = 5")
    assert int(str(serials[0][0])) > 0
