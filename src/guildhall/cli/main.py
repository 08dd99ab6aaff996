"""`guildhall`: the entry point. Commands are loaded when they are called, so `--help` stays quick."""

from __future__ import annotations

import importlib
from typing import Final

import click

#: command → (module, attribute, one line of help)
COMMANDS: Final = {
    "audit": ("guildhall.cli.server", "audit", "Verify the audit."),
    "check-ids": ("guildhall.cli.check_ids", "check_ids", "Check identity numbers and credit codes, with reasons."),
    "keys": ("guildhall.cli.server", "keys", "Make the file of encryption keys."),
    "migrate": ("guildhall.cli.server", "migrate", "Bring the server's database up to date."),
    "province": ("guildhall.cli.province", "province", "Make a synthetic province to try things on."),
    "roster": ("guildhall.cli.roster", "roster", "One roster from the registers: build, explain, review."),
    "serve": ("guildhall.cli.server", "serve", "Serve the product to browsers."),
}


class LazyGroup(click.Group):
    """Lists every command without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        return command if isinstance(command, click.Command) else None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:  # while a command's modules were still loading
            from guildhall.cli.stopping import stopped

            raise stopped() from stop

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guildhall")
def entry() -> None:
    """Guildhall 工家: one roster from three registers."""
