"""What the readers' tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.linkage.readers.files import Reading


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reading:
    """Reads below the test's own folder; titles are remembered there and not for the person who runs the tests."""
    monkeypatch.setenv("GUILDHALL_HOME", str(tmp_path / "home"))
    return Reading(tmp_path)
