"""What tests of organising share."""

from __future__ import annotations

import pytest

from guildhall.base.places.operations import load_places
from tests.base.actors import AT


@pytest.fixture
def places(db: None) -> None:
    """The shipped places."""
    load_places(at=AT)
