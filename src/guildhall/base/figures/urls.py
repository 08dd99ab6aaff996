"""Addresses of figures."""

from __future__ import annotations

from datetime import date

from django.urls import path, register_converter

from guildhall.base.figures import pages
from guildhall.base.figures.contracts import CODE


class IndicatorConverter:
    """`module.name`."""

    regex = CODE.pattern

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter:
    """A day as 2023-02-25."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(IndicatorConverter, "indicator")
register_converter(DayConverter, "day")

app_name = "figures"
urlpatterns = [
    path("figures", pages.index, name="index"),
    path("figures/public", pages.public_index, name="public_index"),
    path("figures/public/<indicator:code>", pages.public_detail, name="public_detail"),
    path("figures/public/<indicator:code>/data.json", pages.public_data, name="public_data"),
    path("figures/<indicator:code>", pages.detail, name="detail"),
    path("figures/<indicator:code>/rows", pages.rows, name="rows"),
    path("figures/<indicator:code>/export", pages.export, name="export"),
    path("figures/<indicator:code>/snapshots", pages.take, name="take"),
    path("figures/<indicator:code>/snapshots/<day:cut_off>", pages.snapshot, name="snapshot"),
    path("figures/<indicator:code>/snapshots/<day:cut_off>/publish", pages.publish, name="publish"),
]
