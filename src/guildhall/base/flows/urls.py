"""Addresses of applications."""

from __future__ import annotations

from typing import Any

from django.urls import path, register_converter

from guildhall.base.flows.pages import files, own, queue, track

app_name = "flows"


class _KindConverter:
    """The code of a kind: `module.name`."""

    regex = r"[a-z][a-z_]*\.[a-z][a-z0-9_]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: Any) -> str:
        return str(value)


register_converter(_KindConverter, "flow")

urlpatterns = [
    path("applications/", queue.index, name="queue"),
    path("applications/several", queue.several, name="several"),
    path("applications/own", own.index, name="mine"),
    path("applications/own/<uuid:application_id>", own.own, name="own"),
    path("applications/own/<uuid:application_id>/papers", own.own_paper, name="own-papers"),
    path("applications/own/<uuid:application_id>/papers/<uuid:paper_id>", own.own_paper_content, name="own-paper"),
    path("applications/<uuid:application_id>", files.file, name="file"),
    path("applications/<uuid:application_id>/print", files.printed, name="print"),
    path("applications/<uuid:application_id>/act", files.act, name="act"),
    path("applications/<uuid:application_id>/hand", files.hand, name="hand"),
    path("applications/<uuid:application_id>/ask", files.ask, name="ask"),
    path("applications/<uuid:application_id>/opinions/<uuid:opinion_id>", files.opinion, name="opinion"),
    path("applications/<uuid:application_id>/papers", files.attach, name="papers"),
    path("applications/<uuid:application_id>/papers/<uuid:paper_id>", files.paper, name="paper"),
    path("apply/<flow:kind_code>", own.apply, name="apply"),
    path("apply/<flow:kind_code>/draft", own.save, name="save"),
    path("track", track.track, name="track"),
    path("track/published", track.published, name="published"),
]
