"""`guildhall serve`, `migrate`, `audit`, `keys`: what needs the web framework, which is imported here and only here."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from guildhall.cli.console import refusals
from guildhall.kernel.errors import ExitCode, MessageKind, Refused

SETTINGS = "guildhall.config.settings"
UNSAFE = MessageKind(
    "server.unsafe",
    "不能这样对外服务：{problem} {hint}",
    "This would not be safe to serve: {problem} {hint}",
)
RING_THERE = MessageKind(
    "server.ring_there",
    "密钥文件“{file}”已存在，不会覆盖：旧密钥加密的数据要靠它才能读。",
    "The key file “{file}” is there and is not overwritten: what it sealed can only be read with it.",
)


def set_up() -> None:
    """Load the settings and the apps."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def refuse_unsafe() -> None:
    """Raise Refused with every check of production that fails."""
    from guildhall.infra.checks import check_production

    found = check_production()
    if found:
        raise Refused(*(UNSAFE(problem=str(check.msg), hint=str(check.hint or "")) for check in found))


def make_ring(path: Path) -> None:
    """Write a new key file that only its owner can read. Raises Refused where one is there."""
    from guildhall.infra.crypto import new_ring

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(RING_THERE(file=path.name)) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(new_ring(), file, indent=1)


def prepare() -> None:
    """Bring the database up to date; in development, make the key file that is lacking."""
    from django.conf import settings
    from django.core.management import call_command

    ring = Path(settings.GUILDHALL_KEY_FILE)
    Path(settings.GUILDHALL_DATA).mkdir(parents=True, exist_ok=True)
    if not settings.GUILDHALL_PRODUCTION and not ring.exists():
        make_ring(ring)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes for browsers.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(0, 64), help="Processes for jobs.")
def serve(host: str, port: int, workers: int, jobs: int) -> None:
    """Serve the product and do its jobs. Settings: docs/settings.md."""
    set_up()
    with refusals():
        refuse_unsafe()
    from granian.constants import Interfaces
    from granian.server import Server

    from guildhall.cli.working import Keeper

    server = Server(
        "guildhall.config.wsgi:application", address=host, port=port, interface=Interfaces.WSGI, workers=workers
    )
    keeper = Keeper(jobs)
    server.on_startup(keeper.start)  # once the port is ours
    try:
        server.serve()
    finally:
        keeper.stop()


@click.command()
def migrate() -> None:
    """Bring the database up to date. In development, also make the file of encryption keys."""
    set_up()
    with refusals():
        prepare()


@click.group()
def audit() -> None:
    """The audit: is it whole?"""


@audit.command("verify")
def audit_verify() -> None:
    """Recompute every sealed batch. Exit code 4 where the chain does not hold."""
    set_up()
    from guildhall.base.audit.queries import verify

    found = verify()
    click.echo(f"批次 batches {found.batches} · 已封存 sealed {found.sealed} · 未封存 unsealed {found.unsealed}")
    for broken in found.breaks:
        click.echo(f"批次 batch {broken.batch}: {broken.reason}", err=True)
    if not found.holds:
        raise SystemExit(ExitCode.REFUSED)


@click.group()
def keys() -> None:
    """Encryption keys."""


@keys.command("new")
def keys_new() -> None:
    """Make the key file that GUILDHALL_KEY_FILE names. Keep a copy apart: what it seals is lost without it."""
    set_up()
    from django.conf import settings

    with refusals():
        make_ring(Path(settings.GUILDHALL_KEY_FILE))
    click.echo(str(settings.GUILDHALL_KEY_FILE))
