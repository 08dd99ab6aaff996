"""The command that installations and upgrades run."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_load_places_says_how_many_it_wrote() -> None:
    said = StringIO()
    call_command("load_places", stdout=said)
    call_command("load_places", stdout=said)
    assert said.getvalue() == "1504 places written\n0 places written\n"
