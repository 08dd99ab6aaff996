"""Tests of places themselves begin before any is loaded, unless they ask for those that are shipped."""

from __future__ import annotations

import pytest

from guildhall.base.places.models import Code, Parent, Place, Succession


@pytest.fixture
def none_yet(db: None) -> None:
    """A database without places."""
    for model in (Succession, Code, Parent, Place):
        model._default_manager.all().delete()


@pytest.fixture(autouse=True)
def _no_places(request: pytest.FixtureRequest) -> None:
    marked = request.node.get_closest_marker("django_db") is not None
    names = set(request.fixturenames)
    if (marked or {"db", "transactional_db"} & names) and "places" not in names:
        request.getfixturevalue("none_yet")
