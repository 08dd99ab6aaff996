"""The roster over the API: runs, pairs to decide, coverage, the worklist, disagreements."""

from __future__ import annotations

from ninja import Router

from guildhall.organising.roster.api import coverage, disagreements, pairs, runs, work

router = Router()
for part in (runs, pairs, coverage, work, disagreements):
    router.add_router("", part.router)
