"""A run that is stopped or killed, the real command in a real process: the earlier result stands, nothing else does."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from tests.journeys import registers
from tests.journeys.conftest import build

PATIENCE = 60.0  # seconds until a moment that must come is given up


def _bytes(out: Path) -> dict[str, str]:
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


def _at_work(folder: Path) -> list[int]:
    """Living readers that work below the folder; a dead process that nobody fetched has no command line."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if f"{folder}/" in line and "readers.child" in line:
            found.append(int(entry.parent.name))
    return found


def _until(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.005)
    return False


@contextmanager
def _running(options: list[str], out: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "guildhall", "roster", "build", *options, "--out", str(out)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _reading(folder: Path) -> bool:
    return any(folder.glob(".result.partial-*/.work/staged/file-*/job.json"))


def _linking(folder: Path) -> bool:
    """Every file is read, so the engine is at its queries."""
    jobs = len(list(folder.glob(".result.partial-*/.work/staged/file-*/job.json")))
    return 0 < jobs == len(list(folder.glob(".result.partial-*/.work/staged/file-*/answer.json")))


def _writing(folder: Path) -> bool:
    return any(folder.glob(".result.partial-*/links.parquet"))


@pytest.fixture
def officer(tmp_path: Path) -> tuple[list[str], Path]:
    """Options of a run, and a folder where an earlier result of other files stands as `result`."""
    inputs, folder = tmp_path / "inputs", tmp_path / "work"
    inputs.mkdir()
    folder.mkdir()
    options = registers.write_all(inputs)
    build(folder, "result", options[:2])  # civil affairs alone: told from the new one by every file
    return options, folder


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "moment"),
    [(signal.SIGINT, _reading), (signal.SIGINT, _linking), (signal.SIGTERM, _writing)],
    ids=["interrupt-reading", "interrupt-linking", "terminate-writing"],
)
def test_asked_to_stop_it_says_so_and_leaves_the_earlier_result_alone(
    officer: tuple[list[str], Path], number: signal.Signals, moment: Callable[[Path], bool]
) -> None:
    options, folder = officer
    before = _bytes(folder / "result")
    with _running(options, folder / "result") as process:
        assert _until(lambda: moment(folder))
        process.send_signal(number)
        _, said = process.communicate(timeout=PATIENCE)
    # Python itself ends by the signal where an interrupt met C code that runs Python; a shell reports both as 130.
    assert process.returncode in {130, -signal.SIGINT}, said
    assert "已按要求停止" in said
    assert "Traceback" not in said
    assert _bytes(folder / "result") == before
    assert [path.name for path in folder.iterdir()] == ["result"]
    assert _until(lambda: not _at_work(folder))


@pytest.mark.slow
def test_killed_at_any_point_the_old_result_or_the_new_one_stands(officer: tuple[list[str], Path]) -> None:
    options, folder = officer
    old = _bytes(folder / "result")
    new = _bytes(build(folder.parent, "undisturbed", options).out)
    assert set(old.values()).isdisjoint({new["links.parquet"], new["manifest.json"]})
    rng = random.Random(20230225)
    left = []
    for moment in (_reading, _reading, _linking, _writing):
        with _running(options, folder / "result") as process:
            assert _until(partial(moment, folder))
            time.sleep(rng.uniform(0, 0.2))
            process.kill()
            process.communicate()
        assert _until(lambda: not _at_work(folder))
        assert _bytes(folder / "result") in (old, new)
        left.append(len([path for path in folder.iterdir() if ".partial-" in path.name]))
    assert 1 in left, "at least one run must have died half way"
    assert max(left) == 1, "the next run clears what a dead one left"
    assert _bytes(build(folder, "result", options).out) == new
    assert [path.name for path in folder.iterdir()] == ["result"]


@pytest.mark.slow
def test_a_killed_run_takes_its_readers_along(officer: tuple[list[str], Path]) -> None:
    options, folder = officer
    frozen: list[int] = []
    with _running(options, folder / "result") as process:
        try:
            # A reader that names its workbook is past its beginnings; frozen, it cannot end by itself.
            opened = ".result.partial-*/.work/staged/file-*/workbook.*"
            assert _until(lambda: any(folder.glob(opened)))
            frozen = _at_work(next(folder.glob(opened)).parent.parent)
            for pid in frozen:
                os.kill(pid, signal.SIGSTOP)
            process.kill()
            process.communicate()
            assert _until(lambda: not set(frozen) & set(_at_work(folder)))
        finally:
            for pid in set(frozen) & set(_at_work(folder)):
                os.kill(pid, signal.SIGKILL)
    assert frozen or sys.platform != "linux"
