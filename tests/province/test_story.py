"""The figures of the story, counted again from the truth files alone."""

from __future__ import annotations

import json
from pathlib import Path

from guildhall.province.make import make_province
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
