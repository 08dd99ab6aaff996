"""The product's settings, with an empty view among its addresses."""

from __future__ import annotations

from guildhall.config.settings import *  # noqa: F403 -- all of them

ROOT_URLCONF = "bench.projects.ours_urls"
