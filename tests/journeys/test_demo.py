"""`make demo`, whole: the story of 412 and 317 comes out of the registers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import REPOSITORY


@pytest.mark.slow
def test_demo_tells_412_and_317(tmp_path: Path) -> None:
    command = [sys.executable, str(REPOSITORY / "scripts" / "demo.py"), "--under", str(tmp_path), "--no-serve"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "roster" / "coverage.json").read_text(encoding="utf-8"))["rows"]
    [total] = [
        (row["denominator"], row["numerator"], row["rate_text"])
        for row in rows
        if (row["indicator"], row["place"], row["org_kind"], row["industry"])
        == ("social_org_coverage_25", "all", "all", "all")
    ]
    assert total == (412, 317, "76.9%")
    facts = json.loads((tmp_path / "province" / "truth" / "facts.json").read_text(encoding="utf-8"))
    counties = {
        row["place"]: (row["denominator"], row["numerator"])
        for row in rows
        if (row["indicator"], row["level"], row["org_kind"], row["industry"])
        == ("social_org_coverage_25", "county", "all", "all")
    }
    assert counties == {code: (one["eligible"], one["covered"]) for code, one in facts["by_county"].items()}
    report = (tmp_path / "roster" / "report.html").read_text(encoding="utf-8")
    for figure in ("10,348", "203", "28", "10", "114"):
        assert f"<b>{figure}</b>" in report
    for word in ("自动", "核对后", "真值", "412", "317", "76.9", "report.html"):
        assert word in done.stdout
