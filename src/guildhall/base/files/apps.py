"""Files as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "guildhall.base.files"
    label = "files"

    def ready(self) -> None:
        from guildhall.base.files import tasks  # noqa: F401 -- names its jobs
