"""A large file takes bounded memory: text is read in batches and never held whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.linkage.readers.files import PERSON_HEADING, csv_text

_MEASURE = """
import resource, sys
from pathlib import Path
from guildhall.linkage.contracts import Register
from guildhall.linkage.readers import read_registers
from tests.linkage.readers.files import Quiet
(sheet,) = read_registers({Register.INSURANCE: [sys.argv[1]]}, Path(sys.argv[2]), progress=Quiet())
print(sheet.counts.accepted, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""
ROWS = 300_000
MOST_MEBIBYTES = 700


@pytest.mark.slow
def test_text_of_300_000_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUILDHALL_HOME", str(tmp_path / "home"))
    path = tmp_path / "a.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        file.write(csv_text([PERSON_HEADING]))
        for start in range(0, ROWS, 10_000):
            numbers = range(start, start + 10_000)
            file.write(
                csv_text([(f"张{n}", f"A{n:08d}", "1990-01-01", f"154{n:08d}", "甬江协会", "2023-01") for n in numbers])
            )
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path), str(tmp_path / "work")], capture_output=True, text=True, check=True
    )
    accepted, mebibytes = map(int, done.stdout.split())
    assert accepted == ROWS
    assert mebibytes < MOST_MEBIBYTES
