"""What is typed wrong, or has nowhere to go, is said in both languages and never as a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from guildhall.cli.main import entry


def _said(*arguments: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(entry, list(arguments), prog_name="guildhall")
    return done.exit_code, done.stderr.splitlines()


@pytest.mark.parametrize(
    ("arguments", "zh"),
    [
        (["rooster"], "命令写得不对：没有这个命令，或少了、多了参数。用 guildhall --help 看写法。"),
        (["roster", "bild"], "命令写得不对：没有这个命令，或少了、多了参数。用 guildhall roster --help 看写法。"),
        (
            ["roster", "build", "--nope"],
            "命令写得不对：没有 --nope 这个选项。用 guildhall roster build --help 看写法。",
        ),
        (
            ["roster", "build", "--threads", "0"],
            "命令写得不对：--threads 的值不对。用 guildhall roster build --help 看写法。",
        ),
        (["province", "make"], "命令写得不对：缺少 --out。用 guildhall province make --help 看写法。"),
    ],
)
def test_what_is_typed_wrong_is_said_in_both_languages(arguments: list[str], zh: str) -> None:
    code, lines = _said(*arguments)
    assert code == 2
    assert lines[0] == zh
    assert lines[1].endswith(" --help.")


@pytest.mark.parametrize("given", ["lots", "4", "1MB", "-4GB", "4 GB 5"])
def test_a_memory_limit_that_is_none_is_refused_before_anything_is_read(tmp_path: Path, given: str) -> None:
    register = tmp_path / "a.csv"
    register.write_text("姓名\n", encoding="utf-8")
    out = tmp_path / "out"
    code, lines = _said("roster", "build", "--union", str(register), "--out", str(out), "--memory", given)
    assert (code, lines[0]) == (2, f"“{given}”不是可用的内存上限；请写成 4GB 这样，至少 200MB。")
    assert not out.exists()


@pytest.mark.parametrize(("path", "code"), [("/dev/zero", "不是普通文件"), ("{folder}", "是文件夹")])
def test_a_register_that_is_no_file_is_refused_at_once(tmp_path: Path, path: str, code: str) -> None:
    given = path.format(folder=tmp_path)
    exit_code, lines = _said("roster", "build", "--union", given, "--out", str(tmp_path / "out"))
    assert exit_code == 3
    assert any(code in line for line in lines)


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    numbers = tmp_path / "ids.txt"
    numbers.write_text("11010519491231002X\n" * 10_000, encoding="utf-8")
    with Path("/dev/full").open("wb") as full:  # Linux's own device for this
        command = [sys.executable, "-m", "guildhall", "check-ids", str(numbers)]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "输出的地方没有空间了。")


def test_a_reader_that_has_read_enough_ends_the_command_quietly(tmp_path: Path) -> None:
    numbers = tmp_path / "ids.txt"
    numbers.write_text("11010519491231002X\n" * 20_000, encoding="utf-8")
    command = [sys.executable, "-m", "guildhall", "check-ids", str(numbers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.wait()
    assert (process.returncode, said) == (0, b"")
