"""What a newcomer's first `make` does: one clear line where Python is too old, nothing at all where all is ready."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.source import REPOSITORY


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder under a path with a space that holds what set-up needs."""
    folder = tmp_path / "my files" / "guildhall"
    (folder / "scripts").mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml", "uv.lock", "scripts/setup.sh"):
        shutil.copy2(REPOSITORY / name, folder / name)
    return folder


def _run(folder: Path, *command: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    # Not the variables of a make or Python that may be running these tests.
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "PYTHON"))}
    environment = {**keep, "PATH": path or os.environ["PATH"]}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_python_too_old_is_one_line_in_both_languages(checkout: Path, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name in ("python", "python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (old / name).write_text('#!/bin/sh\necho "Python 3.9.2"\nexit 1\n')
        (old / name).chmod(0o755)
    done = _run(checkout, "make", "demo", path=f"{old}:/usr/bin:/bin")
    assert done.returncode == 2
    assert "需要 Python 3.11 或更新版本" in done.stderr
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "Python 3.9.2" in done.stderr
    assert not (checkout / ".venv").exists()


def _ready(checkout: Path, folder: str) -> None:
    (checkout / ".venv").mkdir()
    for stamp in ("ready-for-run", "ready-for-all"):
        (checkout / ".venv" / stamp).write_text(folder)


def test_a_second_make_sets_nothing_up(checkout: Path) -> None:
    _ready(checkout, str(checkout))
    assert "setup.sh" not in _run(checkout, "make", "--dry-run", "test").stdout
    assert "setup.sh" not in _run(checkout, "make", "--dry-run", "demo").stdout


@pytest.mark.parametrize("target", ["demo", "test", "test-fast", "lint", "bench"])
def test_a_moved_folder_or_a_new_lock_is_set_up_again(checkout: Path, target: str) -> None:
    _ready(checkout, "/elsewhere")
    assert "setup.sh" in _run(checkout, "make", "--dry-run", target).stdout
    _run(checkout, "rm", "-r", ".venv")
    _ready(checkout, str(checkout))
    later = (checkout / ".venv" / "ready-for-all").stat().st_mtime + 10
    os.utime(checkout / "uv.lock", (later, later))
    assert "setup.sh" in _run(checkout, "make", "--dry-run", target).stdout


def test_help_names_every_target() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", makefile, re.M)
    shown = _run(REPOSITORY, "make", "help").stdout
    assert [target for target in targets if f"make {target} " not in shown] == []
    assert len(targets) == 7
