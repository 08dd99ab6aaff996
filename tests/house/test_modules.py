"""Every module of the product has the same shape, and keeps the promises that no linter sees."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.house.source import PACKAGE, place, python_files, tree

#: Folders that hold modules; each module is a Django app of one shape.
WINGS = ("base", "organising")
#: What a module may hold (docs/architecture.md); a file that outgrows its reader becomes a package of the same name.
SHAPE = {
    "__init__", "access", "adapter", "admin", "api", "apps", "contracts", "demo", "events", "flows", "forms",
    "handlers",
    "indicators", "locale", "management", "middleware", "migrations", "models", "operations", "pages", "parameters",
    "queries", "rules", "schemas", "sealing", "static", "tasks", "templates", "templatetags", "urls",
    "data", "bulk",
}  # fmt: skip


def _modules() -> list[Path]:
    return sorted(path.parent for wing in WINGS for path in (PACKAGE / wing).glob("*/apps.py"))


def _ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("guildhall.")]


@pytest.mark.parametrize("module", _modules(), ids=lambda path: path.name)
def test_a_module_holds_nothing_but_its_rooms(module: Path) -> None:
    found = {path.stem for path in module.iterdir() if path.name != "__pycache__"}
    assert found - SHAPE == set()


@pytest.mark.parametrize("module", _modules(), ids=lambda path: path.name)
def test_a_module_says_what_it_owns(module: Path) -> None:
    said = ast.get_docstring(tree(module / "__init__.py")) or ""
    assert "Owns" in said


def test_foreign_keys_across_modules_leave_no_trace_on_the_other_side() -> None:
    # A reverse accessor would let a lower module reach up.
    found = [
        f"{model.__name__}.{field.name}"
        for model in _ours()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]
    assert found == []


def test_no_model_decides() -> None:
    found = [
        f"{model.__name__}.{name}"
        for model in _ours()
        for name in ("save", "delete", "clean", "full_clean")
        if name in vars(model)
    ]
    assert found == []


def test_every_public_function_of_an_operations_module_is_one_operation() -> None:
    #: Called within another operation's transaction, and saying so in their docstring.
    inner = {"record", "digest_of"}
    found = []
    for path in python_files():
        relative = path.relative_to(PACKAGE)
        if relative.parts[0] not in (*WINGS, "infra") or "operations" not in relative.as_posix():
            continue
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.name not in inner:
                decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
                if "operation" not in decorators:
                    found.append(f"{place(path, node)} {node.name}")
    assert found == []


def test_permissions_are_named_after_their_module_and_only_in_its_rules() -> None:
    found = []
    for path in python_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Permission" and node.args:
                relative = path.relative_to(PACKAGE)
                code = ast.literal_eval(node.args[0])
                module = relative.parts[1]
                if not (relative.match("*/rules/permissions.py") and re.fullmatch(rf"{module}\.[a-z_]+", code)):
                    found.append(f"{place(path, node)} {code}")
    assert found == []


def test_tables_are_named_after_their_module() -> None:
    found = {model._meta.db_table for model in _ours() if not model._meta.db_table.startswith(model._meta.app_label)}
    assert found == set()
