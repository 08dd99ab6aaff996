"""Eight officers of eight counties read at the same time: each sees all of their own rows, and no foreign one."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.house.source import REPOSITORY

pytestmark = pytest.mark.slow
#: As tests.concurrency.reading has them, which sets Django up on its own and cannot be imported here.
COUNTIES = ("330203", "330205", "330206", "330211", "330212", "330213", "330225", "330226")


def test_eight_read_at_once_and_nobody_sees_a_foreign_row(database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.reading"],
        cwd=REPOSITORY,
        env=os.environ | {"GUILDHALL_DATABASE": database},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["refused"] == []
    assert found["shown"] == {code: [code] for code in COUNTIES}
