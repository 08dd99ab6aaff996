"""What this machine has for the tests that need more than Python."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

_CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"


def chromium() -> str | None:
    """The path of a Chromium to drive: GUILDHALL_CHROMIUM if set, else the first on PATH; None where there is none."""
    named = os.environ.get("GUILDHALL_CHROMIUM")
    if named:
        return named if Path(named).is_file() else None
    return next((path for name in _CHROMIUM_NAMES if (path := shutil.which(name))), None)


def axe_script() -> Path | None:
    """The accessibility checker's script as npm installed it, or None."""
    return _AXE if _AXE.is_file() else None
