"""Small provinces, made once for all tests of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from guildhall.province.make import make_province
from guildhall.province.scale import reduced


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tenth of the demonstration province as Parquet, seed 7."""
    out = tmp_path_factory.mktemp("plain") / "province"
    make_province(reduced(10), 7, out, "parquet")
    return out


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same province as offices would send it."""
    out = tmp_path_factory.mktemp("mixed") / "province"
    make_province(reduced(10), 7, out, "mixed")
    return out
