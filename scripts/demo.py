"""The demonstration: make the synthetic province, build its roster, fill the product with it, and serve it.

What stands from an earlier time is kept, so that the next start takes seconds; `make clean` begins anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

DECISIONS = Path("src/guildhall/province/data/demo-decisions.csv")

#: register option → the files that the province makes for it
REGISTERS = {
    "--civil-affairs": ("civil_affairs",),
    "--market": ("market",),
    "--insurance": ("insurance_units", "insurance_persons"),
    "--union": ("union_orgs", "union_covered", "union_members"),
}


def guildhall(*arguments: str | Path, data: Path | None = None) -> None:
    """Run a command; `data`: the folder of the demonstration's installation, for the commands of the server."""
    command = [sys.executable, "-m", "guildhall", *map(str, arguments)]
    shown = " ".join(["guildhall", *map(str, arguments)])
    print(f"\n$ {shown}", flush=True)
    # An installation of its own, whatever database the surroundings name.
    foreign = {"DJANGO_SETTINGS_MODULE", "GUILDHALL_DATABASE", "GUILDHALL_KEY_FILE"}
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    if data is not None:
        environment |= {"GUILDHALL_DEMO": "1", "GUILDHALL_DATA": str(data.absolute())}
    done = subprocess.run(command, check=False, env=environment)  # noqa: S603 -- our own command
    if done.returncode:
        raise SystemExit(done.returncode)


def register_files(province: Path) -> list[str | Path]:
    """Options naming every register file of a made province, in a fixed order."""
    options: list[str | Path] = []
    for option, stems in REGISTERS.items():
        for stem in stems:
            for path in sorted(province.glob(f"{stem}*")):
                options += [option, path]
    return options


def ready(under: Path, seed: int | None) -> bool:
    """Whether the demonstration was made before, whole, of the same province and by the same program."""
    stamp = under / "ready"
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == mark(seed)


def mark(seed: int | None) -> str:
    return f"{version('guildhall')} {seed if seed is not None else 'shipped'}\n"


def make(under: Path, seed: int | None) -> None:
    """The province, its roster and report, and an installation filled with it."""
    province, out = under / "province", under / "roster"
    (under / "ready").unlink(missing_ok=True)
    for old in (province, under / "server"):
        shutil.rmtree(old, ignore_errors=True)
    under.mkdir(exist_ok=True)
    guildhall("province", "make", "--size", "demo", *([] if seed is None else ["--seed", str(seed)]), "--out", province)
    shipped = seed is None and DECISIONS.exists()
    decisions: list[str | Path] = ["--decisions", DECISIONS] if shipped else []
    guildhall("roster", "build", *register_files(province), "--out", out, *decisions, "--truth", province / "truth")
    guildhall("demo", province, data=under / "server")
    (under / "ready").write_text(mark(seed), encoding="utf-8")


def free_port(wanted: int) -> int:
    """The port, or the next one that nobody holds."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)):
                return port
    return wanted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, help="another province; the shipped decisions then do not apply")
    parser.add_argument("--under", type=Path, default=Path("demo"), help="the folder for all that is made")
    parser.add_argument("--port", type=int, default=8000, help="where to serve, or the next free port")
    parser.add_argument("--no-serve", action="store_true", help="only make it")
    options = parser.parse_args()
    under: Path = options.under
    if not ready(under, options.seed):
        make(under, options.seed)
    print(f"\n{(under / 'roster' / 'report.html').absolute()}", flush=True)
    if not options.no_serve:
        guildhall("serve", "--port", str(free_port(options.port)), "--workers", "1", data=under / "server")


if __name__ == "__main__":
    main()
