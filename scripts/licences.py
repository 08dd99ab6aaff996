"""The licences of what the product runs with, from the installed packages; writes the list at the end of NOTICE.

Run: python scripts/licences.py          (make lint checks nothing here; a house test holds NOTICE current)
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

NOTICE = Path(__file__).resolve().parents[1] / "NOTICE"
HEADING = "Run-time libraries, none of them shipped inside this package (name, licence):"

#: Packages whose metadata name no licence, or name it loosely; read from the licence file that each one carries.
READ_BY_HAND: dict[str, str] = {}

_CLASSIFIER = "License :: OSI Approved :: "


def licence(package: Distribution) -> str:
    """The licence as the package declares it: SPDX expression, else classifiers, else the first line of the field."""
    metadata = package.metadata
    name = canonical(metadata["Name"])
    if name in READ_BY_HAND:
        return READ_BY_HAND[name]
    if "License-Expression" in metadata:
        return str(metadata["License-Expression"])
    approved = [value.removeprefix(_CLASSIFIER) for value in metadata.get_all("Classifier", []) if _CLASSIFIER in value]
    if approved:
        return " AND ".join(sorted(approved))
    lines = str(metadata["License"]).strip().splitlines() if "License" in metadata else []
    return lines[0].strip() if lines else "unknown"


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def runtime(root: str = "guildhall") -> dict[str, Distribution]:
    """Every package that `root` needs at run time here, directly or not, by canonical name, `root` left out."""
    found: dict[str, Distribution] = {}
    waiting = [Requirement(root)]
    while waiting:
        wanted = waiting.pop()
        name = canonical(wanted.name)
        if name in found:
            continue
        try:
            found[name] = distribution(wanted.name)
        except PackageNotFoundError:
            sys.exit(f"{wanted.name} is needed at run time and is not installed: run make lint once, then try again")
        for line in found[name].requires or []:
            requirement = Requirement(line)
            extras = wanted.extras or {""}
            if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(requirement)
    found.pop(canonical(root))
    return dict(sorted(found.items()))


def listing() -> str:
    packages = runtime()
    width = max(map(len, packages))
    return "\n".join(f"  {name:<{width}}  {licence(package)}" for name, package in packages.items()) + "\n"


def notice_with_listing(notice: str) -> str:
    before, _, _ = notice.partition(HEADING)
    return f"{before.rstrip()}\n\n{HEADING}\n\n{listing()}"


if __name__ == "__main__":
    NOTICE.write_text(notice_with_listing(NOTICE.read_text(encoding="utf-8")), encoding="utf-8")
