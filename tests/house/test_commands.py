"""docs/formats.md names every command, every option and every exit code."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import click

from guildhall.cli.main import COMMANDS
from guildhall.kernel.errors import ExitCode
from tests.house.source import DOCS

FORMATS = (DOCS / "formats.md").read_text(encoding="utf-8")


def _commands(command: click.Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from _commands(child, (*words, name))
    else:
        yield words, command


def _all_commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, (module, attribute, _) in COMMANDS.items():
        yield from _commands(getattr(importlib.import_module(module), attribute), ("guildhall", name))


def test_formats_names_every_command_option_and_exit_code() -> None:
    commands = list(_all_commands())
    assert len(commands) >= 3
    assert [words for words, _ in commands if " ".join(words) not in FORMATS] == []
    lacking = [
        (" ".join(words), option)
        for words, command in commands
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and not re.search(rf"{re.escape(option)}(?![a-z-])", FORMATS)
    ]
    assert lacking == []
    codes = {value for name, value in vars(ExitCode).items() if name.isupper()}
    assert {code for code in codes if f"\n| {code} |" not in FORMATS} == set()
