"""docs/settings.md names every setting that is read from the environment, and no other."""

from __future__ import annotations

import re

from tests.house.source import DOCS, PACKAGE


def test_every_setting_is_documented() -> None:
    read = set(re.findall(r'"(GUILDHALL_[A-Z_]+)"', (PACKAGE / "config" / "settings.py").read_text(encoding="utf-8")))
    told = set(re.findall(r"^\| `(GUILDHALL_[A-Z_]+)`", (DOCS / "settings.md").read_text(encoding="utf-8"), re.M))
    assert "GUILDHALL_DATABASE" in read
    assert read == told
