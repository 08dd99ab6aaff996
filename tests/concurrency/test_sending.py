"""Two send the same file at once: both come in, its content once."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.house.source import REPOSITORY

pytestmark = pytest.mark.slow


def test_two_send_the_same_file_at_once_and_both_come_in(database: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.sending"],
        cwd=REPOSITORY,
        env=os.environ | {"GUILDHALL_DATABASE": database},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"answers": [302, 302], "inputs": 2, "files": 2, "contents": 1, "jobs": 2}
