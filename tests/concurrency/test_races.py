"""Two writers at once: the race is there without the guard and gone with it, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.house.source import REPOSITORY

pytestmark = pytest.mark.slow
#: As in races.py, which sets a Django of its own up and is not imported here.
ROUNDS = 5


@pytest.fixture(scope="module")
def races(database: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.races"],
        cwd=REPOSITORY,
        env={**os.environ, "GUILDHALL_DATABASE": database},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("race", "refusal"),
    [
        ("merge", "aliases.not_head"),
        ("document", "people.document_taken"),
        ("code", "organisations.code_taken"),
        ("decision", "roster.decided"),
        ("contradiction", "roster.contradiction"),
        ("hand_out", "roster.taken"),
        ("ring", "unions.in_itself"),
        ("snapshot", "figures.taken"),
        ("application", "flows.moved"),
        ("answers", "roster.answers_not_checked"),
    ],
)
def test_the_guard_lets_one_through(races: dict[str, Any], race: str, refusal: str) -> None:
    # Without it both come through: the test can fail.
    assert races[race]["bare"] == [{"left": 2, "refused": []}] * ROUNDS
    assert races[race]["guarded"] == [{"left": 1, "refused": [refusal]}] * ROUNDS


def test_a_form_sent_twice_at_once_makes_one_application_and_refuses_nobody(races: dict[str, Any]) -> None:
    assert races["sent_twice"]["bare"] == [{"left": 2, "refused": []}] * ROUNDS
    assert races["sent_twice"]["guarded"] == [{"left": 1, "refused": []}] * ROUNDS
