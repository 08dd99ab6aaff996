"""The product's addresses, and one that answers nothing."""

from __future__ import annotations

from django.urls import path

from bench.projects.empty import EMPTY, empty
from guildhall.config import urls
from guildhall.config.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*urls.urlpatterns, path(EMPTY, empty)]
