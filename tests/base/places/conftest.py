"""Tests of places themselves begin before any is loaded."""

from __future__ import annotations

import pytest

from guildhall.base.places.models import Code, Parent, Place, Succession


@pytest.fixture(autouse=True)
def _no_places(request: pytest.FixtureRequest) -> None:
    """Where a test has a database, it is without places."""
    marked = request.node.get_closest_marker("django_db") is not None
    if marked or {"db", "transactional_db", "places"} & set(request.fixturenames):
        request.getfixturevalue("db")
        for model in (Succession, Code, Parent, Place):
            model._default_manager.all().delete()
