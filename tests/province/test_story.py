"""The figures of the story, counted again from the truth files alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from guildhall.province.build_unions import UnionBuilder
from guildhall.province.build_units import UnitBuilder
from guildhall.province.make import build_lists, make_province
from guildhall.province.parts import Joiner, store_part
from guildhall.province.scale import DEFAULT_SEED, DEMO, reduced


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_seed_gives_the_same_bytes(plain: Path, tmp_path: Path) -> None:
    make_province(reduced(10), 7, tmp_path / "again", "parquet")
    assert tree(tmp_path / "again") == tree(plain)


def test_the_same_seed_gives_the_same_workbooks(mixed: Path, tmp_path: Path) -> None:
    make_province(reduced(10), 7, tmp_path / "again", "mixed")
    assert tree(tmp_path / "again") == tree(mixed)


def test_another_seed_gives_another_province(plain: Path, tmp_path: Path) -> None:
    make_province(reduced(10), 8, tmp_path / "other", "parquet")
    other, first = tree(tmp_path / "other"), tree(plain)
    assert set(other) == set(first)
    assert all(other[name] != first[name] for name in first if name != "README.txt")


def test_the_demo_is_built_for_the_story() -> None:
    assert (DEMO.registered, DEMO.eligible, DEMO.covered) == (10_348, 412, 317)
    assert (DEMO.single, DEMO.joint, DEMO.federations, DEMO.joint_eligible) == (203, 28, 10, 114)
    assert DEFAULT_SEED == 20230225


def test_the_reduced_province_keeps_its_own_figures(plain: Path) -> None:
    facts = json.loads((plain / "truth" / "facts.json").read_text(encoding="utf-8"))
    scale = reduced(10)
    assert facts["registered"] == scale.registered
    assert facts["eligible"] == scale.eligible
    assert facts["covered"] == scale.covered
    assert facts["social_unions_single"] == scale.single
    assert facts["social_unions_joint"] == scale.joint
    assert facts["social_unions_federation"] == scale.federations


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration itself, whole, in plain files."""
    out = tmp_path_factory.mktemp("demo") / "province"
    make_province(DEMO, DEFAULT_SEED, out, "parquet")
    return out


#: The story counted by SQL from the files and the links alone, as an engine that links perfectly would count it.
RECOUNT = """
WITH links AS (FROM '{p}/truth/links.parquet'),
insured AS (
    SELECT entity_id AS unit, max("参保人数"::INT) AS insured
    FROM (SELECT row_number() OVER () AS n, * FROM '{p}/insurance_units.parquet') u
    JOIN links ON source = 'insurance_units.parquet' AND source_row = n
    WHERE regexp_replace("费款所属期", '[^0-9]', '', 'g') IN ('202301', '20231') GROUP BY ALL),
social AS (
    SELECT DISTINCT entity_id AS unit
    FROM (SELECT row_number() OVER () AS n, * FROM '{p}/civil_affairs.parquet') c
    JOIN links ON source = 'civil_affairs.parquet' AND source_row = n
    WHERE "登记状态" = '正常'),
people AS (
    SELECT e.entity_id AS unit, count(DISTINCT s.entity_id) AS insured
    FROM (SELECT row_number() OVER () AS n, * FROM '{p}/insurance_persons.parquet') i
    JOIN links s ON s.source = 'insurance_persons.parquet' AND s.source_row = n AND s.role = 'subject'
    JOIN links e ON e.source = 'insurance_persons.parquet' AND e.source_row = n AND e.role = 'employer'
    WHERE "费款所属期" = '2023-01' GROUP BY ALL),
unions AS (
    SELECT u.entity_id AS union_id, e.entity_id AS seat, "基层工会类型" AS kind, "工会状态" AS state
    FROM (SELECT row_number() OVER () AS n, * FROM '{p}/union_orgs.parquet') o
    JOIN links u ON u.source = 'union_orgs.parquet' AND u.source_row = n AND u.role = 'union'
    JOIN links e ON e.source = 'union_orgs.parquet' AND e.source_row = n AND e.role = 'employer'),
own AS (SELECT DISTINCT seat AS unit FROM unions WHERE kind IN ('单独基层工会', '独立') AND state = '正常'),
joint AS (
    SELECT DISTINCT c.entity_id AS unit
    FROM links c JOIN links u USING (source, source_row)
    WHERE c.source = 'union_covered.parquet' AND c.role = 'covered_employer' AND u.role = 'union'),
eligible AS (
    SELECT unit FROM social JOIN insured USING (unit) LEFT JOIN people USING (unit)
    WHERE coalesce(insured.insured, people.insured) >= 25)
SELECT
    (SELECT count(*) FROM social),
    (SELECT count(*) FROM eligible),
    (SELECT count(*) FROM eligible WHERE unit IN (FROM own) OR unit IN (FROM joint)),
    (SELECT count(*) FROM eligible WHERE unit IN (FROM own)),
    (SELECT count(*) FROM eligible WHERE unit IN (FROM own) AND unit IN (FROM joint)),
    (SELECT count(*) FROM social JOIN own USING (unit))
"""


def test_the_demo_recounted_from_its_files_is_412_and_317(demo: Path) -> None:
    counted = duckdb.connect().execute(RECOUNT.format(p=demo)).fetchone()
    assert counted == (10_348, 412, 317, 203, 0, 203)


def test_joint_unions_and_federations_are_those_of_the_story(demo: Path) -> None:
    kinds = (
        duckdb.connect()
        .execute(
            'SELECT "工会全称", "基层工会类型" FROM '
            f"'{demo}/union_orgs.parquet' WHERE \"工会全称\" LIKE '%社会组织%' AND \"工会状态\" = '正常'"
        )
        .fetchall()
    )
    assert len({name for name, kind in kinds if kind.startswith("联合基层") or kind == "联合"}) == 28
    assert len({name for name, kind in kinds if kind in ("工会联合会", "联合会")}) == 10


def test_every_joint_union_covers_at_least_two(demo: Path) -> None:
    fewest = duckdb.connect().execute(
        f"SELECT min(n) FROM (SELECT count(*) AS n FROM '{demo}/union_covered.parquet' GROUP BY \"联合工会名称\")"
    )
    (least,) = fewest.fetchone() or (0,)
    assert least >= 2


def test_units_at_the_threshold_make_it_matter(demo: Path) -> None:
    near = duckdb.connect().execute(
        f"SELECT \"参保人数\"::INT AS n, count(*) FROM '{demo}/insurance_units.parquet' "
        "WHERE n BETWEEN 22 AND 28 GROUP BY 1 ORDER BY 1"
    )
    assert min(count for _, count in near.fetchall()) >= 15


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_seed_is_built_for_the_same_figures(seed: int) -> None:
    figures = build_lists(seed, reduced(10), 0, real_dates=False).figures
    scale = reduced(10)
    assert (figures["registered"], figures["eligible"], figures["covered"]) == (
        scale.registered,
        scale.eligible,
        scale.covered,
    )


def test_shards_make_the_same_bytes_whoever_makes_them(tmp_path: Path) -> None:
    several = replace(reduced(20), name="several", shards=3)
    make_province(several, 5, tmp_path / "pool", "parquet")
    part = tmp_path / "alone"
    (part / "truth").mkdir(parents=True)
    with Joiner(part, "parquet") as joiner:
        for shard in range(3):
            lists = build_lists(5, several, shard, real_dates=False)
            joiner.append(store_part(tmp_path, shard, lists))
    for name in ("insurance_persons.parquet", "union_members.parquet", "truth/links.parquet", "truth/errors.csv"):
        assert (part / name).read_bytes() == (tmp_path / "pool" / name).read_bytes()


def test_shards_share_no_entity_and_no_name_of_a_unit(tmp_path: Path) -> None:
    several = replace(reduced(20), name="several", shards=4, whole_province=True)
    names: list[str] = []
    for shard in range(4):
        builder = UnitBuilder(5, several, shard)
        units = builder.build()
        UnionBuilder(5, builder).build(units)
        names += [unit.name for unit in units.everything]
        names += [unit.id for unit in units.everything]
    assert len(set(names)) == len(names)
