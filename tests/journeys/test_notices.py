"""What is odd about the registers is said, to a person and to a program alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.journeys import registers
from tests.journeys.conftest import Run, roster


def _notices(out: Path, options: Sequence[str | Path]) -> list[str]:
    done = roster(*options, "--out", out, "--json")
    assert done.exit_code == 0, done.output
    return [notice["code"] for notice in json.loads(done.stdout)["notices"]]


def test_headcounts_of_an_earlier_month_than_the_cut_off_are_said(options: list[str], tmp_path: Path) -> None:
    said = _notices(tmp_path / "out", [*options, "--as-of", "2023-02-28"])
    assert said.count("results.old_headcounts") == 1


def test_a_list_with_headcounts_given_as_a_register_is_said(tmp_path: Path) -> None:
    insured = registers.insurance_units(tmp_path)
    assert "reader.other_register" in _notices(tmp_path / "wrong", ["--civil-affairs", insured])
    assert _notices(tmp_path / "right", ["--insurance", insured]) == []


def test_decisions_that_cannot_apply_are_said_with_their_reason(run: Run, options: list[str], tmp_path: Path) -> None:
    facets = {row["entity_id"]: row["facet"] or "person" for row in run.rows("roster.parquet")}
    some = {facets[row["entity_id"]]: row["fingerprint"] for row in run.rows("ids.parquet")}
    pairs = [("unit", "union", "same"), ("unit", "person", "same")]
    lines = ["left_fingerprint,right_fingerprint,decision", *(f"{some[a]},{some[b]},{word}" for a, b, word in pairs)]
    decisions = tmp_path / "decided.csv"
    decisions.write_text("\n".join([*lines, f"{some['unit']},g000000000000000,same"]), encoding="utf-8")
    done = roster(*options, "--out", tmp_path / "out", "--decisions", decisions, "--json")
    said = {notice["code"]: notice["params"] for notice in json.loads(done.stdout)["notices"]}
    assert said == {"engine.decisions_unknown": {"decisions": 1}, "engine.decisions_never": {"decisions": 2}}
