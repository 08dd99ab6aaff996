"""What tests of flows share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.base.flows.sample import declared


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    with declared():
        yield
