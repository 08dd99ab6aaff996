"""The audit over the API: whether its chain holds."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from guildhall.base.audit.queries import verify
from guildhall.base.audit.rules.permissions import READ
from guildhall.infra.api import caller

router = Router()


class BreakOut(Schema):
    """`reason`: what does not hold in a batch."""

    batch: int
    reason: str


class ChainOut(Schema):
    """`sealed`: entries in batches; `waiting`: entries to be sealed; `breaks`: empty where the chain holds."""

    batches: int
    sealed: int
    waiting: int
    breaks: list[BreakOut]


@router.get("chain", response=ChainOut, summary="Recompute the chain of the audit")
def chain(request: HttpRequest) -> ChainOut:
    caller(request).require(READ)
    found = verify()
    return ChainOut(
        batches=found.batches,
        sealed=found.sealed,
        waiting=found.unsealed,
        breaks=[BreakOut(batch=one.batch, reason=one.reason) for one in found.breaks],
    )
