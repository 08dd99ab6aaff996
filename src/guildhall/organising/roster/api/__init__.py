"""The roster over the API: runs, pairs to decide, coverage, the worklist."""

from __future__ import annotations

from ninja import Router

from guildhall.organising.roster.api import coverage, pairs, runs, work

router = Router()
for part in (runs, pairs, coverage, work):
    router.add_router("", part.router)
