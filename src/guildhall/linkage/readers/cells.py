"""A file that came back to us, as the text of its cells: read in a child process like any other file."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
from pathlib import Path
from typing import Final

from guildhall.kernel.errors import UnreadableInput
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.children import Children
from guildhall.linkage.readers.limits import Limits
from guildhall.linkage.readers.read import ENVIRONMENT, ended_badly, revive

#: Somebody waits, and what comes back is as long as what was sent.
LIMITS: Final = Limits(seconds=60, unpacked_mebibytes=512, cells=4_000_000)


def read_cells(path: Path, name: str, work: Path, *, limits: Limits = LIMITS) -> dict[str, list[list[str]]]:
    """Sheet → its rows as text, "" for the one of a text file; row 1 is the first. `work`: a folder of one's own.

    Raises UnreadableInput.
    """
    order, answer = work / "job.json", work / "answer.json"
    job = {
        "cells": True,
        "path": str(path.resolve()),
        "file": name,
        "out": str(work.resolve()),
        "answer": str(answer.resolve()),
        "limits": dataclasses.asdict(limits),
    }
    order.write_text(json.dumps(job, ensure_ascii=False), encoding="utf-8")
    with Children(work.resolve(), os.environ | ENVIRONMENT) as children:
        try:
            done = children.run(order.resolve(), work.resolve() / "said.txt", limits.seconds)
        except subprocess.TimeoutExpired as error:
            raise UnreadableInput(messages.TOO_LONG(file=name, seconds=limits.seconds)) from error
    if done.code or not answer.exists():
        raise UnreadableInput(ended_badly(name, done.code, done.said, limits))
    told = json.loads(answer.read_text(encoding="utf-8"))
    if told["errors"]:
        raise UnreadableInput(*(revive(message) for message in told["errors"]))
    return dict(told["sheets"])
