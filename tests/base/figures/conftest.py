"""What tests of figures share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.base.figures.sample import registered


@pytest.fixture
def sample() -> Iterator[None]:
    """Indicators over organisations, declared for the test."""
    with registered():
        yield
