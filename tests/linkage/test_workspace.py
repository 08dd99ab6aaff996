import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from guildhall.kernel.errors import UsageError
from guildhall.linkage import workspace
from guildhall.linkage.workspace import MANIFEST, Workspace
from tests.linkage.workspace_writer import write


def generation_of(out: Path) -> int:
    """The one generation that every file of a result agrees on."""
    manifest = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    files = sorted(path for path in out.iterdir() if path.name != MANIFEST)
    assert len(files) == manifest["files"]
    for path in files:
        assert path.read_text(encoding="utf-8") == f"{manifest['generation']}\n" * 500
    return int(manifest["generation"])


def _write_half_and_stop(out: Path) -> None:
    with Workspace(out) as space:
        (space.folder / "half").write_text("x", encoding="utf-8")
        raise KeyboardInterrupt


def test_a_new_folder_is_made_private_and_nothing_else_is_left(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "result"
    write(out, 7, 3)
    assert generation_of(out) == 7
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert [path.name for path in out.parent.iterdir()] == ["result"]


def test_an_earlier_result_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "result"
    write(out, 1, 9)
    write(out, 2, 2)
    assert generation_of(out) == 2


@pytest.mark.parametrize("exchange", [True, False])
def test_on_failure_the_earlier_result_is_untouched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(workspace, "_exchange", lambda one, other: False)
    out = tmp_path / "result"
    write(out, 1, 3)
    with pytest.raises(KeyboardInterrupt):
        _write_half_and_stop(out)
    assert generation_of(out) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


def test_anything_but_an_earlier_result_is_refused_and_kept(tmp_path: Path) -> None:
    out = tmp_path / "papers"
    out.mkdir()
    (out / "letter.txt").write_text("dear", encoding="utf-8")
    (out / MANIFEST).write_text('{"format": "something-else"}', encoding="utf-8")
    with pytest.raises(UsageError) as refusal, Workspace(out):
        pass
    assert refusal.value.messages[0].code == "output.foreign"
    assert (out / "letter.txt").read_text(encoding="utf-8") == "dear"

    file = tmp_path / "file"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(UsageError) as refusal, Workspace(file):
        pass
    assert refusal.value.messages[0].code == "output.not_folder"


def test_an_empty_folder_counts_as_new(tmp_path: Path) -> None:
    out = tmp_path / "result"
    out.mkdir()
    write(out, 1, 1)
    assert generation_of(out) == 1


def test_two_runs_on_one_folder_are_refused_and_two_folders_are_not(tmp_path: Path) -> None:
    with Workspace(tmp_path / "a"), Workspace(tmp_path / "b"):
        with pytest.raises(UsageError) as refusal, Workspace(tmp_path / "a"):
            pass
        assert refusal.value.messages[0].code == "output.busy"
    with Workspace(tmp_path / "a"):
        pass


@pytest.mark.parametrize("option", [[], ["--without-exchange"]], ids=["exchange", "two-renames"])
def test_killed_at_any_instant_the_next_run_finds_old_or_new(tmp_path: Path, option: list[str]) -> None:
    out = tmp_path / "result"
    write(out, 0, 20)
    rng = random.Random(20230225)
    landed = set()
    for _ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.linkage.workspace_writer", str(out), "20", *option],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(rng.uniform(0, 0.03))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        if option and not out.exists():
            with Workspace(out):  # the next run puts the former result back
                pass
        landed.add(generation_of(out))
    assert landed - {0}, "the writer must have replaced the result before it was killed"
    write(out, 10_000, 2)
    assert generation_of(out) == 10_000
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


def test_what_a_link_points_to_is_exchanged_and_the_link_stays(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    for _ in range(2):
        link.unlink(missing_ok=True)
        link.symlink_to(real)
        write(link, 1, 3)
    assert link.is_symlink()
    assert generation_of(real) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


def test_a_drive_is_refused_before_anything_is_written() -> None:
    with pytest.raises(UsageError) as refused, Workspace(Path("/proc")):
        pass
    assert [message.code for message in refused.value.messages] == ["output.mount"]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_a_refusal_and_leaves_the_earlier_result(tmp_path: Path, number: int) -> None:
    out = tmp_path / "out"
    write(out, 1, 3)
    with pytest.raises(UsageError) as refused, Workspace(out) as space:
        raise OSError(number, os.strerror(number), str(space.folder))
    assert [message.code for message in refused.value.messages] == ["output.not_writable"]
    assert generation_of(out) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
