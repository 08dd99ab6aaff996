"""What a page of the product costs beside a view that answers nothing, behind the product's own server."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from bench.page import Result, Table, mark
from bench.pages import EMPTY, PAGES
from guildhall.infra.crypto import new_ring

ROUNDS = 5
#: By whether somebody is signed in, whose pages take longer.
REQUESTS = {False: 400, True: 80}
MARK = 0.6
#: Pages without data and without anybody's name: what the mark is for.
PLAIN = ("an address that is not there", "sign-in page")


def run(options: argparse.Namespace) -> Result:
    with tempfile.TemporaryDirectory(prefix="guildhall-bench-") as name:
        folder = Path(name)
        (folder / "keys.json").write_text(json.dumps(new_ring()))
        ours = {**os.environ, "GUILDHALL_DATA": name, "DJANGO_SETTINGS_MODULE": "bench.projects.ours"}
        ours.pop("GUILDHALL_DATABASE", None)
        done = subprocess.run(
            [sys.executable, "-m", "bench.pages"], env=ours, capture_output=True, text=True, check=True
        )
        inside: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        bare = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.projects.bare"}
        port, other = _free_port(), _free_port()
        product = ["guildhall", "serve", "--workers", "1", "--jobs", "0", "--port", str(port)]
        with (
            _serving(product, ours, port) as server,
            _serving(["bench.projects.serve", str(other)], bare, other) as plain,
        ):
            taken = _measure(server, plain, inside["cookie"])
    return _told(taken, inside["seconds"])


def _told(served: Mapping[str, list[float]], inside: Mapping[str, list[float]]) -> Result:
    least = {name: min(seconds) for name, seconds in served.items()}
    own = {name: min(seconds) for name, seconds in inside.items()}
    rows = [["an empty view of a bare Django project", f"{1 / least['bare']:,.0f}", "", "", "", ""]]
    for name, (_, is_own) in PAGES.items():
        beside = EMPTY[is_own]
        share = least[beside] / least[name]
        rows.append(
            [
                name,
                f"{1 / least[name]:,.0f}",
                "" if name == beside else f"{share:.0%}",
                f"{least['bare'] / least[name]:.0%}",
                "" if name == beside else f"{own[beside] / own[name]:.0%}",
                f"≥ {MARK:.0%}: {mark(share >= MARK)}" if name in PLAIN else "",
            ]
        )
    text = (
        "Requests a second of processor time of one web worker behind `guildhall serve`: the best of "
        f"{ROUNDS} rounds of all pages in turn, {REQUESTS[False]} requests each over one connection ({REQUESTS[True]} "
        "where somebody is signed in, the officer of a county). SQLite with the shipped places and no data. An empty "
        'view is `HttpResponse("")` behind the same middleware; a bare project is what `startproject` makes, behind '
        "the same server."
    )
    columns = ["page", "requests a second", "÷ empty view", "÷ bare Django", "÷ empty view, without a server", "mark"]
    middle = {name: statistics.median(seconds) for name, seconds in served.items()}
    return Result("Plain pages", text, [Table(columns, rows)], {"least": least, "median": middle, "inside": own})


def _measure(ours: tuple[int, psutil.Process], bare: tuple[int, psutil.Process], cookie: str) -> dict[str, list[float]]:
    """Processor seconds of a request, by page and round."""
    asked = {"bare": (bare, "/nothing", "")}
    asked |= {name: (ours, address, cookie if own else "") for name, (address, own) in PAGES.items()}
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, ((port, process), address, brought) in asked.items():
            connection = http.client.HTTPConnection("127.0.0.1", port)
            _ask(connection, address, brought)
            before = _spent(process)
            requests = REQUESTS[bool(brought)]
            for _ in range(requests):
                _ask(connection, address, brought)
            taken[name].append((_spent(process) - before) / requests)
            connection.close()
    return taken


def _ask(connection: http.client.HTTPConnection, address: str, cookie: str) -> None:
    connection.request("GET", address, headers={"Cookie": cookie} if cookie else {})
    answer = connection.getresponse()
    answer.read()
    if answer.status not in {200, 404}:
        raise RuntimeError(f"{address}: {answer.status}")


def _spent(process: psutil.Process) -> float:
    """Seconds of a server's processes and threads together, as the scheduler counts them: in nanoseconds."""
    family = (process, *process.children(recursive=True))
    threads = (path for one in family for path in Path(f"/proc/{one.pid}/task").glob("*/schedstat"))
    return sum(int(path.read_text().split()[0]) for path in threads) / 1e9


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@contextmanager
def _serving(module: list[str], environment: Mapping[str, str], port: int) -> Iterator[tuple[int, psutil.Process]]:
    silent = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, "-m", *module], env=environment, stdout=silent, stderr=silent)
    try:
        while not _listens(port):
            if process.poll() is not None:
                raise RuntimeError(f"{module}: exit {process.returncode}")
            time.sleep(0.1)
        yield port, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
