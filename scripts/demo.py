"""The demonstration: make the synthetic province, build its roster, say where the report lies."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

DECISIONS = Path("src/guildhall/province/data/demo-decisions.csv")

#: register option → the files that the province makes for it
REGISTERS = {
    "--civil-affairs": ("civil_affairs",),
    "--market": ("market",),
    "--insurance": ("insurance_units", "insurance_persons"),
    "--union": ("union_orgs", "union_covered", "union_members"),
}


def guildhall(*arguments: str | Path) -> None:
    command = [sys.executable, "-m", "guildhall", *map(str, arguments)]
    shown = " ".join(["guildhall", *map(str, arguments)])
    print(f"\n$ {shown}", flush=True)
    done = subprocess.run(command, check=False)  # noqa: S603 -- our own command
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, help="another province; the shipped decisions then do not apply")
    parser.add_argument("--under", type=Path, default=Path("demo"), help="the folder for the province and its roster")
    options = parser.parse_args()
    seed, under = options.seed, options.under
    province, out = under / "province", under / "roster"
    shutil.rmtree(province, ignore_errors=True)
    under.mkdir(exist_ok=True)
    guildhall("province", "make", "--size", "demo", *([] if seed is None else ["--seed", str(seed)]), "--out", province)
    shipped = seed is None and DECISIONS.exists()
    decisions: list[str | Path] = ["--decisions", DECISIONS] if shipped else []
    guildhall("roster", "build", *register_files(province), "--out", out, *decisions, "--truth", province / "truth")


if __name__ == "__main__":
    main()
