"""The product's own source as the house tests read it: files, modules, syntax trees."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType

import django

import guildhall

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "src" / "guildhall"
DOCS = REPOSITORY / "docs"


@cache
def python_files() -> tuple[Path, ...]:
    """Every Python file of the package that somebody wrote, in order of path: migrations are mostly Django's."""
    return tuple(sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "migrations"))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """`kernel/errors.py:12`, as a failing test should print it."""
    line = f":{node.lineno}" if isinstance(node, ast.expr | ast.stmt) else ""
    return f"{path.relative_to(PACKAGE).as_posix()}{line}"


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every module of the package, imported; `__main__` is a script and stays out."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    names = [info.name for info in pkgutil.walk_packages(guildhall.__path__, "guildhall.")]
    return tuple(importlib.import_module(name) for name in sorted(names) if not name.endswith("__main__"))
