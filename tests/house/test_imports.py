"""The floors hold: imports point down, and the command starts without the heavy libraries."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.house.source import REPOSITORY

HEAVY = {
    "duckdb",
    "splink",
    "pyarrow",
    "rich",
    "yaml",
    "pandas",
    "numpy",
    "jinja2",
    "fastexcel",
    "xlsxwriter",
    "opencc",
}


def test_import_contracts_are_kept() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_help_loads_no_heavy_library() -> None:
    # Stands for the time that `--help` takes, without measuring one (bench/ measures it).
    script = (
        "import json, sys\n"
        "from guildhall.cli.main import entry\n"
        "try:\n    entry(['--help'])\n"
        "except SystemExit as done:\n    code = done.code\n"
        "print(json.dumps([code, sorted({name.split('.')[0] for name in sys.modules})]))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    code, loaded = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    assert HEAVY & set(loaded) == set()
    assert "click" in loaded  # the test looks at the right process


def test_what_serves_pages_loads_no_engine() -> None:
    # It doubled the time that each process of a server takes to start.
    script = (
        "import json, sys\n"
        "import django\n"
        "django.setup()\n"
        "import guildhall.config.urls\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "guildhall.config.settings"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert {"splink", "pypinyin", "opencc", "fastexcel", "pandas", "numpy"} & loaded == set()
    assert "ninja" in loaded  # the test looks at the right process
