"""Habits of the source that no linter knows: clocks, asserts, sizes, reasons for exceptions, data with its source."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, REPOSITORY, place, python_files, tree

#: Reading a clock, a random source or the host makes a result that nobody can repeat.
UNREPEATABLE = {
    "time.time",
    "time.time_ns",
    "time.monotonic",
    "time.perf_counter",
    "time.perf_counter_ns",
    "time.process_time",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.date.today",
    "uuid.uuid1",
    "uuid.uuid4",
    "os.urandom",
    "random.random",
    "random.shuffle",
    "random.choice",
    "random.randint",
}
#: The edges that may: the system clock.
CLOCKS = {"kernel/clocks.py"}
#: Lines; a file that grows past them becomes a package of the same name.
LONGEST = 400

#: What a package folder may hold without naming a source: code and pages written here.
OWN_KINDS = {".py", ".typed", ".html", ".j2", ".jinja", ".css", ".js", ".sql", ".svg"}


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def test_only_the_system_clock_reads_clocks_and_nothing_is_random_without_a_seed() -> None:
    found = [
        f"{place(path, node)} {_called(node)}"
        for path in python_files()
        if place(path) not in CLOCKS
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and _called(node) in UNREPEATABLE
    ]
    assert found == []


def test_no_assert_carries_weight() -> None:
    # `python -O` removes asserts: what must hold is raised as an error.
    found = [
        place(path, node) for path in python_files() for node in ast.walk(tree(path)) if isinstance(node, ast.Assert)
    ]
    assert found == []


def test_no_file_outgrows_its_reader() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_module_says_what_belongs_in_it() -> None:
    # An empty __init__.py says nothing and needs nothing.
    assert [place(path) for path in python_files() if tree(path).body and not ast.get_docstring(tree(path))] == []


def test_every_exception_to_a_check_gives_its_reason() -> None:
    bare = re.compile(r"#\s*(noqa(:\s*[A-Z0-9, ]+)?|type:\s*ignore(\[[a-z, -]+\])?|pragma: no cover)\s*$")
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}"
        for folder in ("src", "tests", "bench", "scripts")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "word", ["TODO", "FIXME", "XXX", "HACK", "NotImplementedError", "placeholder", "@pytest.mark.skip", "xfail("]
)
def test_nothing_is_left_for_later(word: str) -> None:
    here = "tests/house/test_source.py"
    found = [
        str(path.relative_to(REPOSITORY))
        for folder in ("src", "tests", "bench", "scripts")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        if path.relative_to(REPOSITORY).as_posix() != here
        and re.search(rf"\b{re.escape(word)}", path.read_text("utf-8"))
    ]
    assert found == []


def test_every_data_file_has_its_source_and_licence_beside_it() -> None:
    # Parameters cite law value by value, in the file itself.
    data = [
        path
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and "templates" not in path.parts
        and path.suffix not in OWN_KINDS | {".pyc", ".yaml"}
        and not path.stem.startswith(("SOURCE", "README"))
    ]
    without = [place(path) for path in data if not _source_is_named(path)]
    assert without == []


def _source_is_named(data: Path) -> bool:
    """Whether a SOURCE or README in the same folder names the file."""
    notes = [note for note in data.parent.iterdir() if note.stem.startswith(("SOURCE", "README"))]
    return any(data.name in note.read_text(encoding="utf-8") for note in notes)
