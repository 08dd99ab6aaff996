"""What is odd about the registers is said, to a person and to a program alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.journeys import registers
from tests.journeys.conftest import roster


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
