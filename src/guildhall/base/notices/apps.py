"""Notices as a Django app."""

from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "guildhall.base.notices"
    label = "notices"

    def ready(self) -> None:
        from guildhall.base.notices import tasks  # noqa: F401 -- names its jobs
        from guildhall.base.notices.queries import unread_count
        from guildhall.infra.shell import Mark, add_mark
        from guildhall.kernel.words import Words

        add_mark(Mark(Words("通知", "Notices"), "notices:index", unread_count))
