"""What is shipped: licences that permit it, and a wheel that holds everything the product reads."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.licences import licence, runtime
from tests.house.source import PACKAGE, REPOSITORY

PERMISSIVE = re.compile(r"MIT|BSD|Apache|ISC|MPL-2\.0|PSF|Python Software|Unlicense|Zlib|OFL|LGPL|Lesser", re.I)
STRONG_COPYLEFT = re.compile(r"(?<!L)(?<!Lesser )\b(A?GPL|(Affero )?General Public License|SSPL|BUSL)", re.I)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 (GPLv2)", True),
        ("LGPL-2.1-or-later", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MIT License", False),
    ],
)
def test_the_pattern_tells_gpl_from_lgpl(text: str, refused: bool) -> None:
    assert bool(STRONG_COPYLEFT.search(text)) is refused


def test_run_time_libraries_are_permissive_and_named_in_notice() -> None:
    licences = {name: licence(package) for name, package in runtime().items()}
    assert {name: text for name, text in licences.items() if STRONG_COPYLEFT.search(text)} == {}
    assert {name: text for name, text in licences.items() if not PERMISSIVE.search(text)} == {}
    listed = dict(re.findall(r"^  (\S+)\s{2,}(.+)$", (REPOSITORY / "NOTICE").read_text("utf-8"), re.M))
    assert {name: text for name, text in licences.items() if listed.get(name) != text} == {}, (
        "run: python -m scripts.licences"
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_every_file_of_the_package_and_the_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {
        f"guildhall/{path.relative_to(PACKAGE).as_posix()}"
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - names == set()
    assert sorted(name.rsplit("/", 1)[-1] for name in names if "/licenses/" in name) == ["LICENSE", "NOTICE"]


def test_wheel_works_without_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    script = (
        "import json, sys, guildhall\n"
        "from importlib.metadata import version\n"
        "from guildhall.cli.main import entry\n"
        "try:\n    entry(['--version'], prog_name='guildhall')\n"
        "except SystemExit:\n    pass\n"
        "print(json.dumps([guildhall.__file__, guildhall.__version__, version('guildhall')]))\n"
    )
    environment = dict(os.environ, PYTHONPATH=str(tmp_path / "site"))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    said, answer = done.stdout.splitlines()
    file, in_package, in_metadata = json.loads(answer)
    assert file == str(tmp_path / "site" / "guildhall" / "__init__.py")
    assert in_package == in_metadata
    assert said == f"guildhall, version {in_metadata}"
