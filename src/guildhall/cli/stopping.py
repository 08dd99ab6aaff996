"""Asked to stop: Ctrl-C and a polite kill end a command with a sentence and exit code 130."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from guildhall.kernel.errors import ExitCode, MessageKind

STOPPED = MessageKind(
    "cli.stopped",
    "已按要求停止；没有写任何结果，以前的结果还在。",
    "Stopped as asked. Nothing was written; an earlier result is as it was.",
)
STOPPED_LATE = MessageKind(
    "cli.stopped_late",
    "已按要求停止；新的结果那时已经写好，在“{out}”。",
    "Stopped as asked. By then the new result stood in “{out}”.",
)


def stopped(late: Path | None = None) -> SystemExit:
    """Say so on the error stream; to be raised. `late`: the folder where a new result stands already."""
    said = STOPPED() if late is None else STOPPED_LATE(out=str(late))
    click.echo(f"\n{said.zh}\n{said.en}", err=True)
    return SystemExit(ExitCode.INTERRUPTED)


@contextmanager
def until_stopped(out: Path | None = None) -> Iterator[None]:
    """SIGINT and SIGTERM leave the block in order, folders and children tidied, then end the command.

    `out`: the folder that the block exchanges for a new one; another one there when it ends means that it has.
    The signal is remembered: an engine may answer an interrupt with an error of its own (DuckDB: RuntimeError).
    """
    asked = False

    def ask(_number: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked = True
        raise KeyboardInterrupt

    before = _identity(out)
    former = {}
    if threading.current_thread() is threading.main_thread():
        former = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except BaseException as error:
        if asked or isinstance(error, KeyboardInterrupt):
            raise stopped(out if _identity(out) not in {before, None} else None) from error
        raise
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _identity(folder: Path | None) -> tuple[int, int] | None:
    """What tells a folder from another of the same name; None where there is none."""
    try:
        found = folder.stat() if folder is not None else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found is not None else None
