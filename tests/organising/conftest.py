"""What tests of organising share."""

from __future__ import annotations

import pytest

from guildhall.base.places.models import Place
from guildhall.base.places.operations import load_places
from tests.base.actors import AT


@pytest.fixture
def places(db: None) -> None:
    """The shipped places: they stand already, unless a test before wrote for good and its tables were emptied."""
    if not Place.objects.exists():
        load_places(at=AT)
