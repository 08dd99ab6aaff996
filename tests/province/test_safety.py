"""Nothing in a province can be a living person's or a real firm's: every number and name in every file is looked at."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from guildhall.kernel.identifiers import check
from guildhall.kernel.identifiers.contracts import IdKind, Verdict
from guildhall.province.names import UnitNames
from guildhall.province.numbers import PHONE_SEGMENT, NumberMint
from guildhall.province.places import counties

ON = date(2023, 1, 31)
PEOPLE = {
    IdKind.RESIDENT_ID,
    IdKind.HK_RESIDENCE_PERMIT,
    IdKind.MACAU_RESIDENCE_PERMIT,
    IdKind.TAIWAN_RESIDENCE_PERMIT,
    IdKind.FOREIGN_PERMANENT_ID,
}


def cells(province: Path) -> Iterator[str]:
    """Every different value of every column of every file, the truth included."""
    connection = duckdb.connect()
    for path in [*sorted(province.glob("*.parquet")), province / "truth" / "errors.csv"]:
        read = f"read_csv('{path}', all_varchar=true)" if path.suffix == ".csv" else f"'{path}'"
        for (column,) in connection.execute(f"SELECT column_name FROM (DESCRIBE SELECT * FROM {read})").fetchall():
            for (value,) in connection.execute(f'SELECT DISTINCT "{column}" FROM {read}').fetchall():
                if isinstance(value, str):
                    yield value


@pytest.fixture(scope="module")
def values(plain: Path) -> list[str]:
    return list(cells(plain))


def test_every_valid_identity_number_is_nobodys(values: list[str]) -> None:
    seen = 0
    for value in values:
        if not re.fullmatch(r"\s*[\d０-９\s]{15,}[\dXxＸ０-９]\s*", value):
            continue
        result = check(value, on=ON)
        if set(result.kinds) & PEOPLE and result.verdict is not Verdict.INVALID:
            number = result.value
            assert number.startswith("3399") or number[6:10] < "1900", number
            seen += 1
    assert seen > 5_000


def test_every_valid_credit_code_is_nobodys(values: list[str]) -> None:
    seen = 0
    # An ID number may pass as a code by chance; those in use begin with other classes.
    classes = re.compile("(12|51|52|53|81(?!0000)|91|92)[0-9A-Z]{16}")
    for value in values:
        if not classes.fullmatch(value):
            continue
        if check(value, on=ON, kind=IdKind.CREDIT_CODE).verdict is not Verdict.INVALID:
            assert check(value, on=ON, kind=IdKind.CREDIT_CODE).value[2:6] == "3399", value
            seen += 1
    assert seen > 1_000


def test_every_phone_is_of_the_segment_that_nobody_has(values: list[str]) -> None:
    phones = [v for v in values if re.fullmatch(r"1\d{10}", v)]
    assert len(phones) > 5_000
    assert {p[:3] for p in phones} == {PHONE_SEGMENT}


def test_no_name_is_of_the_sample_of_real_companies(values: list[str]) -> None:
    packed = (files("guildhall.province") / "data" / "company-short-names.txt.gz").read_bytes()
    real = set(gzip.decompress(packed).decode("utf-8").split())
    units = {v for v in values if re.search("公司|协会|中心|基金会|幼儿园|商会|学校|院|店|馆", v)}
    assert len(units) > 1_000
    assert real.isdisjoint(units)


def test_the_readme_says_that_all_is_synthetic(plain: Path) -> None:
    text = (plain / "README.txt").read_text(encoding="utf-8")
    assert "不对应任何真实的人或单位" in text
    assert "belongs to no person or organisation" in text


@pytest.mark.parametrize("shards", [1, 16, 160])
def test_shards_never_give_out_the_same_number(shards: int) -> None:
    chosen = sorted({0, 1, shards // 2, shards - 1} & set(range(shards)))
    codes: list[str] = []
    phones: list[str] = []
    residents: list[str] = []
    permits: list[str] = []
    for shard in chosen:
        mint = NumberMint(random.Random(shard), shard, shards)
        codes += [mint.credit_code(first2) for first2 in ("91", "52", "81") for _ in range(2_000)]
        phones += [mint.phone() for _ in range(5_000)]
        residents += [mint.resident("19800229", male=n % 2 == 0) for n in range(100)]
        permits += [mint.permit("810000", male=True)[0] for _ in range(100)]
    for numbers in (codes, phones, residents, permits):
        assert len(set(numbers)) == len(numbers)


def test_more_shards_than_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="shards"):
        NumberMint(random.Random(1), 0, 199)


def test_a_township_never_runs_out_of_names_of_associations() -> None:
    county = counties()["330203"]
    names = UnitNames(random.Random(5), 5, 160)
    made = ["".join(names.association(county, county.townships[0])[:3]) for _ in range(300)]
    assert len(set(made)) == len(made)
