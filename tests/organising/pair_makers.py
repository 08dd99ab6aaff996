"""Made-up runs, pairs and the records behind them: names that cannot exist, fingerprints that say what they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

from guildhall.base.accounts.models import Account
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Grant, Role, Scope, ScopeKind
from guildhall.organising.roster.contracts import Kind, RunState, Verdict
from guildhall.organising.roster.models import Decision, Identity, Pair, Run
from tests.base.actors import AT, ON, place

_turns = count(1)
EVIDENCE = (
    {"code": "organisations.one_character", "params": {"times": 2000}},
    {"code": "organisations.other_phone", "params": {"times": 3}},
)
EFFECT = {"code": "review.counts", "params": {"insured": 37}}


def somebody(name: str = "海曙甲") -> Account:
    """An account that exists, so that it can be named."""
    return Account.objects.create(
        username=f"u{new_id()}", display_name=name, must_use_code=False, created_at=AT, password=""
    )


def as_somebody(account: Account, role: Role, path: str, place_id: UUID) -> Actor:
    """The actor of an account with one grant in a place."""
    return Actor(account.id, (Grant(role, Scope(ScopeKind.PLACE, place_id, path)),), ON)


def run(title: str = "二月", code: str = "330203", state: RunState = RunState.PROPOSED, hours: int = 0) -> Run:
    """A run for a shipped place, made so many hours after the moment of the tests."""
    return Run.objects.create(
        title=title, place_id=place(code), state=state.value, created_by=new_id(),
        created_at=AT + timedelta(hours=hours),
    )  # fmt: skip


def pair(
    left: str, right: str, *, of: Run, code: str = "330203", kind: Kind = Kind.ORGANISATION, weighty: bool = False,
    turn: int | None = None, left_fields: Mapping[str, str] | None = None,
    right_fields: Mapping[str, str] | None = None, evidence: Sequence[Mapping[str, Any]] = (),
    effect: Mapping[str, Any] | None = None, agree: Sequence[str] = (), probability: float | None = 0.61,
) -> Pair:  # fmt: skip
    """An open pair of two fingerprints that lies in a shipped place."""
    return Pair.objects.create(
        run=of, kind=kind.value, place_id=place(code), turn=turn or next(_turns), weighty=weighty,
        left_fingerprint=left, right_fingerprint=right, left_entity="o0000001", right_entity="o0000002",
        probability=probability, evidence=list(evidence), effect=effect or {"code": "review.joins", "params": {}},
        left={"name": f"甲{left}", **(left_fields or {})}, right={"name": f"乙{right}", **(right_fields or {})},
        left_where="民政.xlsx:3", right_where="社保.xlsx:4", agree=list(agree),
    )  # fmt: skip


def stands_for(fingerprint: str, record_id: UUID, kind: Kind = Kind.ORGANISATION) -> None:
    """Say which record a fingerprint stands for."""
    Identity.objects.create(kind=kind.value, fingerprint=fingerprint, record_id=record_id)


def in_force() -> set[tuple[str, str, str]]:
    """What stands decided."""
    rows = Decision.objects.filter(undone_at=None)
    return set(rows.values_list("left_fingerprint", "right_fingerprint", "verdict"))


def verdict_of(one: Pair) -> str:
    return Pair.objects.values_list("verdict", flat=True).get(pk=one.pk)


SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT
