"""Asked to stop: Ctrl-C and a polite kill end a command with a sentence and exit code 130."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from guildhall.kernel.errors import ExitCode, MessageKind

STOPPED = MessageKind(
    "cli.stopped",
    "已按要求停止；没有写任何结果，以前的结果还在。",
    "Stopped as asked. Nothing was written; an earlier result is as it was.",
)


def stopped() -> SystemExit:
    """Say so on the error stream; to be raised."""
    said = STOPPED()
    click.echo(f"\n{said.zh}\n{said.en}", err=True)
    return SystemExit(ExitCode.INTERRUPTED)


@contextmanager
def until_stopped() -> Iterator[None]:
    """SIGINT and SIGTERM leave the block in order, folders and children tidied, then end the command.

    The signal is remembered: an engine may answer an interrupt with an error of its own (DuckDB: RuntimeError).
    """
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        raise KeyboardInterrupt

    former = {}
    if threading.current_thread() is threading.main_thread():
        former = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except BaseException as error:
        if asked or isinstance(error, KeyboardInterrupt):
            raise stopped() from error
        raise
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
