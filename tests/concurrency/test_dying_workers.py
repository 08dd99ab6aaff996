"""Something happens to a worker within a job's effect: the job's effect is there once all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def _start(database: str, act: str) -> subprocess.Popen[str]:
    environment = os.environ | {"GUILDHALL_DATABASE": database}
    command = [sys.executable, "-m", "tests.concurrency.dying", act]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _run(database: str, act: str) -> str:
    process = _start(database, act)
    said, _ = process.communicate()
    assert process.returncode == 0
    return said


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_job_survives_its_worker_and_takes_effect_once(database: str) -> None:
    _run(database, "queue")
    first = _start(database, "work")
    assert [_line(first), _line(first)] == ["begun 1", "halfway"]
    first.kill()
    first.communicate()
    second = _start(database, "work")
    assert [_line(second), _line(second)] == ["begun 2", "finished"]
    second.terminate()
    second.communicate()
    assert second.returncode == 0
    assert json.loads(_run(database, "tell")) == {
        "state": "done",
        "attempts": 2,
        "effects": ["written by attempt 2"],
    }


def test_a_heartbeat_that_finds_the_database_locked_beats_on(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'locked.sqlite3'}"
    _run(database, "queue")
    assert _run(database, "hold").split("\n") == ["begun 1", "halfway", "finished", ""]
    assert json.loads(_run(database, "tell")) == {"state": "done", "attempts": 1, "effects": ["written by attempt 1"]}
