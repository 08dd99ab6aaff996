"""Commands of the server. What needs the web framework is imported here and only here."""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from guildhall.cli.console import PAPER, refusals
from guildhall.kernel.actor import ROLE_WORDS
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import ExitCode, MessageKind, Refused

SETTINGS = "guildhall.config.settings"
APPLICATION = "guildhall.config.wsgi"
UNSAFE = MessageKind(
    "server.unsafe",
    "不能这样对外服务：{problem} {hint}",
    "This would not be safe to serve: {problem} {hint}",
)
NO_DEMO = MessageKind(
    "server.no_demo",
    "这不是演示环境：要设 GUILDHALL_DEMO=1。",
    "This is no demonstration: set GUILDHALL_DEMO=1.",
)
RING_THERE = MessageKind(
    "server.ring_there",
    "密钥文件“{file}”已存在，不会覆盖：旧密钥加密的数据要靠它才能读。",
    "The key file “{file}” is there and is not overwritten: what it sealed can only be read with it.",
)
SIGNING_THERE = MessageKind(
    "server.signing_there",
    "密钥文件“{file}”已有签名密钥，不会替换：发出的文件要靠它核验。",
    "The key file “{file}” has a key to sign with, which is not replaced: files that were sent are verified by it.",
)

ADDRESS_TAKEN = MessageKind(
    "server.address_taken",
    "地址 {address} 已有程序在用。请先停掉它，或用 --port 换一个端口。",
    "Something serves at {address} already. Stop it first, or choose another port with --port.",
)
NO_ADDRESS = MessageKind(
    "server.no_address",
    "不能在地址 {address} 上提供服务：{reason}。请检查 --host 和 --port。",
    "Nothing can be served at {address}: {reason}. Check --host and --port.",
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


def refuse_taken(host: str, port: int) -> None:
    """Raise Refused where the address is in use or not ours.

    Web workers share their port by SO_REUSEPORT, by which a second server would take half of the first one's requests
    without a word; so the port is asked for once without it.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as asked:
            asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what waits to close after a restart is no use
            asked.bind(address)
    except OSError as error:
        told = f"{host}:{port}"
        if error.errno == errno.EADDRINUSE:
            raise Refused(ADDRESS_TAKEN(address=told)) from error
        raise Refused(NO_ADDRESS(address=told, reason=error.strerror or str(error))) from error


def application_of(parent: int) -> Callable[..., Any]:
    """What a web worker serves. It ends with the process that forked it, even where that is killed."""
    from guildhall.linkage.readers.children import end_with_parent

    end_with_parent(parent)
    application: Callable[..., Any] = import_module(APPLICATION).application
    return application


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


def add_signing(path: Path) -> bytes:
    """Add a signing key to a key file, in one step; returns it. Raises Refused where it has one."""
    from guildhall.infra.crypto import new_signing_key, read_ring

    if read_ring(path).signing is not None:
        raise Refused(SIGNING_THERE(file=path.name))
    held = json.loads(path.read_text(encoding="utf-8")) | {"signing": new_signing_key()}
    passing = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(held, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    passing.replace(path)
    return read_ring(path).signing_key()


def prepare() -> None:
    """Bring the database up to date and load the shipped places; in development, make the key file that is lacking.

    Where GUILDHALL_DEMO is on, make the accounts of the demonstration; raises Refused in production.
    """
    from django.conf import settings
    from django.core.management import call_command

    ring = Path(settings.GUILDHALL_KEY_FILE)
    Path(settings.GUILDHALL_DATA).mkdir(parents=True, exist_ok=True)
    if not settings.GUILDHALL_PRODUCTION and not ring.exists():
        make_ring(ring)
    if settings.GUILDHALL_DEMO:
        refuse_unsafe()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    from guildhall.base.accounts.demo import make_demo_accounts
    from guildhall.base.places.operations import load_places

    at = SystemClock().now()
    load_places(at=at)
    if settings.GUILDHALL_DEMO:
        make_demo_accounts(at=at)


def tell_demo_accounts() -> None:
    """Print the accounts of the demonstration, if this is one: name, role, place, password."""
    from guildhall.base.accounts.demo import demo_accounts, demo_file

    accounts = demo_accounts()
    if not accounts:
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("登录名 sign-in", "密码 password", "岗位 role", "地方 place", "姓名 name"):
        table.add_column(heading, no_wrap=True)
    for one in accounts:
        role = ROLE_WORDS[one.role]
        table.add_row(one.username, one.password, f"{role.zh} {role.en}", one.place or "—", one.display_name)
    console = Console(highlight=False)
    (console if console.is_terminal else Console(highlight=False, width=PAPER)).print(table)
    click.echo(f"演示账号，不要求动态码 · demonstration accounts, no one-time code asked for\n{demo_file()}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes for browsers.")
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(0, 64), help="Processes for jobs.")
def serve(host: str, port: int, workers: int, jobs: int) -> None:
    """Serve the product and do its jobs. Settings: docs/settings.md. Refuses an address that is in use."""
    set_up()
    with refusals():
        refuse_unsafe()
        refuse_taken(host, port)
    click.echo(f"http://{host}:{port}/")
    tell_demo_accounts()
    from granian.constants import Interfaces
    from granian.server import Server

    from guildhall.cli.working import Keeper

    server = Server(APPLICATION, address=host, port=port, interface=Interfaces.WSGI, workers=workers)
    keeper = Keeper(jobs)
    server.on_startup(keeper.start)  # once the port is ours
    try:
        server.serve(target_loader=partial(application_of, os.getpid()), wrap_loader=False)
    finally:
        keeper.stop()


@click.command()
def migrate() -> None:
    """Bring the database up to date, and load the places that are shipped.

    In development, also make the file of encryption keys; with GUILDHALL_DEMO, accounts of every role, which it prints.
    """
    set_up()
    with refusals():
        prepare()
    tell_demo_accounts()


@click.command()
@click.argument("username")
@click.argument("name")
def administrator(username: str, name: str) -> None:
    """Open an account that administers the whole installation, such as `guildhall administrator zhou 周明远`.

    Prints a password that is changed at the first sign-in. Further accounts are opened in the browser.
    """
    set_up()
    from guildhall.base.accounts.operations import open_administrator

    with refusals():
        opened = open_administrator(username=username, display_name=name, at=SystemClock().now())
    click.echo(f"{opened.username}\n{opened.password}")


@click.command()
@click.argument("province", type=click.Path(exists=True, file_okay=False, path_type=Path))
def demo(province: Path) -> None:
    """Fill a demonstration (GUILDHALL_DEMO) with a synthetic province, as its officers would. Once; then it is there.

    PROVINCE: a folder that `guildhall province make` wrote.
    """
    set_up()
    from django.conf import settings

    with refusals():
        if not settings.GUILDHALL_DEMO:
            raise Refused(NO_DEMO())
        prepare()
        from guildhall.organising.roster.demo import fill_demo

        fill_demo(province, clock=SystemClock(), tell=lambda words: click.echo(f"{words.zh} · {words.en}"))


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


@keys.command("add-signing")
def keys_add_signing() -> None:
    """Add a key to sign with to a key file made before there was one; the others stay. Prints the public key."""
    set_up()
    from django.conf import settings

    from guildhall.infra.signing import public_of

    with refusals():
        signing = add_signing(Path(settings.GUILDHALL_KEY_FILE))
    click.echo(public_of(signing))


@keys.command("public")
def keys_public() -> None:
    """Print the public key by which signed files are verified; give it to the offices that get them."""
    set_up()
    from guildhall.infra.crypto import ring
    from guildhall.infra.signing import public_of

    with refusals():
        signing = ring().signing_key()
    click.echo(public_of(signing))
