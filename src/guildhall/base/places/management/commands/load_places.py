"""`manage load_places`: write the shipped places that are not there yet; part of every installation and upgrade."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from guildhall.base.places.operations import load_places
from guildhall.kernel.clocks import SystemClock


class Command(BaseCommand):
    help = "Write the shipped places that are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        written = load_places(at=SystemClock().now())
        self.stdout.write(f"{written} places written")
