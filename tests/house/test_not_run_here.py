"""A machine that lacks something says so in one line, with a count, in the plain run and under workers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


def _run(folder: Path, *options: str) -> str:
    tests = folder / "tests"
    tests.mkdir()
    for name in ("conftest.py", "machine.py", "__init__.py"):
        (tests / name).write_bytes((REPOSITORY / "tests" / name).read_bytes())
    (tests / "test_page.py").write_text(
        "import pytest\n"
        "@pytest.mark.browser\n@pytest.mark.parametrize('n', [1, 2, 3])\ndef test_page(n): assert False\n"
        "def test_rule(): assert True\n"
    )
    (folder / "pyproject.toml").write_text("[tool.pytest.ini_options]\nmarkers = ['browser', 'axe']\n")
    environment = dict(os.environ, GUILDHALL_CHROMIUM=str(folder / "absent"), PYTHONPATH=str(folder))
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:randomly",
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        *options,
    ]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("options", [(), ("-n", "2")], ids=["alone", "workers"])
def test_missing_browser_is_one_loud_line_with_a_count(tmp_path: Path, options: tuple[str, ...]) -> None:
    lines = [line for line in _run(tmp_path, *options).splitlines() if line.startswith("NOT RUN HERE")]
    assert lines == [
        "NOT RUN HERE: 3 browser tests: no Chromium found; install chromium (Debian: apt install chromium) "
        "or set GUILDHALL_CHROMIUM to its path"
    ]
