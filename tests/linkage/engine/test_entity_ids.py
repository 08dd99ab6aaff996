"""Ids across runs: kept by most fingerprints, merged with aliases, split with new ones, never given twice."""

import json
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from guildhall.kernel.errors import UnreadableInput
from guildhall.linkage.backends.duckdb import duckdb_backend
from guildhall.linkage.contracts import Kind
from guildhall.linkage.engine.entity_ids import assign_ids, load_previous, write_ids

Clusters = dict[int, str]  # cluster → fingerprints, a letter each
O = Kind.ORGANISATION  # noqa: E741 -- stands for the o of the ids


def run(folder: Path, name: str, clusters: Clusters, previous: str | None = None) -> tuple[dict[object, str], Path]:
    """One run; returns the ids by cluster and the result folder that the next run reads."""
    out = folder / name
    out.mkdir()
    pairs: Iterable[tuple[int, str]] = [(number, letter) for number, letters in clusters.items() for letter in letters]
    with duckdb_backend(folder) as backend:
        first = load_previous(backend, folder / previous if previous else None)
        backend.create_from_arrow(
            "mine", pa.table({"cluster": [n for n, _ in pairs], "fingerprint": [f for _, f in pairs]})
        )
        following = assign_ids(backend, O, clusters="mine", result="named", first=first.of(O))
        write_ids(backend, out)
        (out / "manifest.json").write_text(json.dumps({"next_ids": {"organisation": following, "person": 1}}))
        ids: dict[object, str] = dict(backend.rows("SELECT cluster, entity_id FROM named ORDER BY cluster"))
        ids.update(backend.rows("SELECT alias, entity_id FROM entity_aliases ORDER BY alias"))
    return ids, out


def test_new_entities_are_counted_in_order_of_first_appearance(tmp_path: Path) -> None:
    assert run(tmp_path, "a", {7: "c", 2: "ab"})[0] == {2: "o0000001", 7: "o0000002"}


def test_an_entity_keeps_its_id_and_new_ones_go_on_counting(tmp_path: Path) -> None:
    run(tmp_path, "a", {1: "ab", 2: "cd"})
    assert run(tmp_path, "b", {1: "x", 5: "cde", 9: "a"}, "a")[0] == {1: "o0000003", 5: "o0000002", 9: "o0000001"}


def test_of_merged_entities_the_larger_survives_and_the_other_is_an_alias(tmp_path: Path) -> None:
    run(tmp_path, "a", {1: "a", 2: "bcd"})
    assert run(tmp_path, "b", {1: "abcd"}, "a")[0] == {1: "o0000002", "o0000001": "o0000002"}


def test_the_larger_part_of_a_split_entity_keeps_the_id(tmp_path: Path) -> None:
    run(tmp_path, "a", {1: "abc"})
    assert run(tmp_path, "b", {1: "a", 2: "bc"}, "a")[0] == {1: "o0000002", 2: "o0000001"}


def test_a_dead_id_is_never_given_again(tmp_path: Path) -> None:
    run(tmp_path, "a", {1: "a", 2: "b"})
    run(tmp_path, "b", {1: "a"}, "a")
    assert run(tmp_path, "c", {1: "a", 2: "z"}, "b")[0] == {1: "o0000001", 2: "o0000003"}


def test_aliases_follow_later_merges(tmp_path: Path) -> None:
    run(tmp_path, "a", {1: "a", 2: "bc", 3: "def"})
    run(tmp_path, "b", {1: "abc", 3: "def"}, "a")
    found = run(tmp_path, "c", {1: "abcdefg"}, "b")[0]
    # two entities of three fingerprints each: the earlier number survives
    assert found == {1: "o0000002", "o0000001": "o0000002", "o0000003": "o0000002"}


def test_fingerprints_of_earlier_versions_stand_for_the_same_records(tmp_path: Path) -> None:
    _, out = run(tmp_path, "a", {1: "ab"})
    old = pa.table({"kind": ["organisation"], "fingerprint": ["0123456789012345"], "entity_id": ["o0000001"]})
    parquet.write_table(old, out / "ids.parquet")
    with duckdb_backend(tmp_path) as backend:
        load_previous(backend, out)
        assert backend.rows("SELECT fingerprint FROM previous_ids") == [("g123456789012345",)]


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    with duckdb_backend(tmp_path) as backend, pytest.raises(UnreadableInput) as refusal:
        load_previous(backend, tmp_path)
    assert refusal.value.messages[0].params["file"] == "ids.parquet"
