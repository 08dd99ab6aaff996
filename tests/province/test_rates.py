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
from guildhall.province.people_words import COMMON_FEMALE, COMMON_MALE
from guildhall.province.rates import ALIKE, LEAST_IN_TWO_UNIONS, LEAST_MOVED, RATES, TOGETHER
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


def alike(province: Path, kind: str, of: str, *columns: str) -> list[tuple[object, ...]]:
    """Both sides of every pair of a kind whose numbers are written well: SQL over rows of `of` as l and r."""
    return query(
        f"""
        WITH rows AS (SELECT row_number() OVER () AS n, * FROM '{province}/{of}.parquet'),
             spoiled AS (SELECT source_row AS n FROM '{province}/truth/errors.csv'
                         WHERE source = '{of}.parquet' AND field = 'id_number'),
             named AS (
                SELECT entity_id, rows.* FROM '{province}/truth/links.parquet' t
                JOIN rows ON t.source = '{of}.parquet' AND t.source_row = n AND t.role = 'subject'
                WHERE n NOT IN (FROM spoiled)
                QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY n DESC) = 1)
        SELECT {", ".join(columns)} FROM read_csv('{province}/truth/alike.csv') a
        JOIN named l ON l.entity_id = a.left JOIN named r ON r.entity_id = a.right WHERE a.kind = '{kind}'
        """
    )


def test_as_many_are_alike_as_promised(province: Path) -> None:
    facts = json.loads((province / "truth" / "facts.json").read_text(encoding="utf-8"))
    everyone = {"people": facts["persons"], "organisations": facts["registered"] + facts["enterprises"]}
    counted = query(f"SELECT kind, count(*) FROM read_csv('{province}/truth/alike.csv') GROUP BY kind")
    pairs = {str(kind): int(str(count)) for kind, count in counted}
    assert pairs == facts["alike"]
    assert {k: v for k, v in pairs.items() if v / everyone[ALIKE[k].among] < ALIKE[k].least} == {}
    assert set(pairs) == set(ALIKE)


def test_pairs_alike_are_two_and_nobody_is_in_two_pairs_of_people(province: Path) -> None:
    pairs = query(f"SELECT \"left\", \"right\" FROM read_csv('{province}/truth/alike.csv') WHERE kind <> 'one_agent'")
    ends = [end for pair in pairs for end in pair]
    assert len(ends) == len(set(ends))


WRITTEN = ("replace(replace(trim({0}.\"姓名\"), ' ', ''), '　', '')", '{0}."证件号码"', '{0}."参保单位名称"')


def test_namesakes_have_one_name_and_day_and_two_numbers(province: Path) -> None:
    name, number, unit = ([part.format(side) for side in "lr"] for part in WRITTEN)
    found = alike(province, "namesakes", "insurance_persons", *name, *number, *unit, 'l."参保地" = r."参保地"')
    assert len(found) > 30
    assert all(usable(one[2]) and usable(one[3]) and one[2] != one[3] for one in found)
    assert all(str(one[2])[6:14] == str(one[3])[6:14] for one in found)
    assert sum(one[0] == one[1] for one in found) > 0.7 * len(found)  # the others are a clerk's spellings
    assert sum(one[4] == one[5] for one in found) >= 3
    assert sum(bool(one[6]) for one in found) > len(found) / 3


def test_numbers_of_twins_are_neighbours_whose_check_characters_differ(province: Path) -> None:
    name, number, _ = ([part.format(side) for side in "lr"] for part in WRITTEN)
    phones = 'l."手机号码" = r."手机号码"'
    found = alike(province, "twins", "insurance_persons", *name, *number, phones)
    pairs = [(str(one[2]), str(one[3])) for one in found]
    assert len(pairs) > 30
    assert all(usable(number) for pair in pairs for number in pair)
    assert all(a[:14] == b[:14] and 1 <= abs(int(a[14:17]) - int(b[14:17])) <= 2 and a[17] != b[17] for a, b in pairs)
    assert sum(str(one[0])[0] == str(one[1])[0] and one[0] != one[1] for one in found) > 0.8 * len(found)
    assert sum(bool(one[4]) for one in found) > len(found) / 10


def test_the_roster_lacks_the_numbers_of_namesakes_and_twins_more_often(province: Path) -> None:
    lost = query(
        f"""
        WITH kin AS (SELECT "right" AS entity_id FROM read_csv('{province}/truth/alike.csv')
                     WHERE kind IN ('namesakes', 'twins')),
             rows AS (SELECT source, source_row FROM '{province}/truth/links.parquet' JOIN kin USING (entity_id)
                      WHERE source = 'union_members.parquet' AND role = 'subject'),
             spoiled AS (SELECT source, source_row, kind FROM '{province}/truth/errors.csv' WHERE field = 'id_number')
        SELECT count(*), count(*) FILTER (kind = 'id_missing'), count(*) FILTER (kind = 'id_digit_wrong')
        FROM rows LEFT JOIN spoiled USING (source, source_row)
        """
    )
    rows, missing, wrong = (int(str(n)) for n in lost[0])
    assert missing / rows > 0.12
    assert wrong / rows > 0.06


def test_a_number_of_somebody_else_is_valid_and_stands_in_two_peoples_rows(province: Path) -> None:
    strays = query(
        f"SELECT original, written FROM '{province}/truth/errors.csv' "
        "WHERE kind IN ('id_of_neighbour', 'id_of_another')"
    )
    assert len(strays) > 40
    known = {
        str(number)
        for stem, column in (("insurance_persons", "证件号码"), ("union_members", "证件号码*"))
        for (number,) in query(f"SELECT DISTINCT \"{column}\" FROM '{province}/{stem}.parquet'")
    }
    assert all(usable(written) and original != written and written in known for original, written in strays)


def test_a_large_employer_has_several_of_one_common_name(province: Path) -> None:
    name, _, unit = ([part.format(side) for side in "lr"] for part in WRITTEN)
    found = alike(province, "common_name", "insurance_persons", *name, 'l."费款所属期" = r."费款所属期"', *unit)
    alike_in_one = [one for one in found if one[0] == one[1] and one[2] and one[3] == one[4]]
    assert len(alike_in_one) > len(found) / 5 > 3
    assert all(str(one[0]) in set(COMMON_MALE + COMMON_FEMALE) for one in alike_in_one)


def test_two_of_one_address_have_one_phone_and_one_head(province: Path) -> None:
    columns = ("联系电话", "住所", "法定代表人", "社会组织名称")
    found = alike(province, "one_address", "civil_affairs", *(f'{side}."{c}"' for c in columns for side in "lr"))
    assert len(found) > 3
    assert all(one[6] != one[7] for one in found)
    assert sum(one[0] == one[1] for one in found) > len(found) / 3
    assert sum(str(one[2])[-6:] == str(one[3])[-6:] for one in found) > len(found) / 2


def test_nearly_one_name_in_one_county_is_two_organisations(province: Path) -> None:
    columns = ("社会组织名称", "所属区县", "统一社会信用代码")
    found = alike(province, "near_name", "civil_affairs", *(f'{side}."{c}"' for c in columns for side in "lr"))
    assert len(found) > 3
    assert all(one[0] != one[1] and (one[4] != one[5] or one[4] is None) for one in found)


def usable(number: object) -> bool:
    return number is not None and len(str(number)) == 18 and bool(check(str(number), on=date(2023, 1, 31)).kinds)
