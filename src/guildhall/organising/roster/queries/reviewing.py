"""Reading the review queue: the pair to decide, how many wait, what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from guildhall.base.accounts.queries import account_names
from guildhall.base.places.queries import narrowed, paths_of
from guildhall.base.places.rules.paths import contains
from guildhall.infra.counts import count_up_to
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Absent
from guildhall.kernel.words import Words
from guildhall.organising.roster.access import NO_PAIR, decisions_in_reach, pairs_in_reach, paths
from guildhall.organising.roster.contracts import VERDICT_WORDS, Kind, Verdict
from guildhall.organising.roster.models import Decision, Pair, Run
from guildhall.organising.roster.rules.permissions import DECIDE

#: Runs offered as a filter, the newest.
RUNS: Final = 20
#: Rows of a page of decisions.
PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the queue; None: all. `place`: with all below it."""

    kind: Kind | None = None
    run: UUID | None = None
    place: UUID | None = None
    weighty: bool | None = None


EVERYTHING: Final = Filters()


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair as its card shows it. `left`, `right`: field → value, masked. `evidence`, `effect`: as stored."""

    id: UUID
    kind: Kind
    run_title: str
    place_name: str
    weighty: bool
    probability: float | None
    left: Mapping[str, str]
    right: Mapping[str, str]
    left_where: str
    right_where: str
    agree: frozenset[str]
    evidence: Sequence[Mapping[str, Any]]
    effect: Mapping[str, Any]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A decision as lists tell it. `left`, `right`: names, or fingerprints where the run is gone."""

    id: UUID
    pair_id: UUID | None
    kind: Kind
    verdict: Verdict
    left: str
    right: str
    who: str
    is_own: bool
    decided_at: datetime
    moved: bool
    hindered: Words | None
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class RunOption:
    id: UUID
    title: str


def open_pairs(actor: Actor, filters: Filters = EVERYTHING) -> QuerySet[Pair]:
    """Pairs to decide in reach, the weighty first. A query to be narrowed; asks once or twice for places beforehand."""
    actor.require(DECIDE)
    rows = Pair.objects.filter(_reached(actor, filters.place), verdict="")
    if filters.kind is not None:
        rows = rows.filter(kind=filters.kind.value)
    if filters.run is not None:
        rows = rows.filter(run=filters.run)
    if filters.weighty is not None:
        rows = rows.filter(weighty=filters.weighty)
    return rows.order_by("-weighty", "turn", "id")


def _reached(actor: Actor, place: UUID | None) -> Q:
    """Pairs in reach and in a place; a place out of reach narrows to what of it is within."""
    mine = paths(actor, DECIDE)
    if place is None:
        return narrowed(mine)
    path = paths_of([place]).get(place)
    if path is None:
        return narrowed(())
    return narrowed([path] if any(contains(one, path) for one in mine) else [o for o in mine if contains(path, o)])


def count_open(actor: Actor, filters: Filters = EVERYTHING) -> CappedCount:
    """How many pairs wait, counted up to the cap."""
    return count_up_to(open_pairs(actor, filters))


def next_pair(
    actor: Actor, filters: Filters = EVERYTHING, *, after: UUID | None = None, before: UUID | None = None
) -> PairView | None:
    """The pair that follows another one (or comes before it) in the queue, from the start (end) again at its end.

    Decided or open, the other one keeps its place. None where nothing waits.
    """
    rows = open_pairs(actor, filters).select_related("run", "place")
    back = rows.order_by("weighty", "-turn", "-id")
    seen = after or before
    here = pairs_in_reach(actor).filter(pk=seen).first() if seen else None
    if here is not None and before is not None:
        found = back.filter(_beyond(here, back=True)).first() or back.first()
    elif here is not None:
        found = rows.filter(_beyond(here, back=False)).first() or rows.first()
    else:
        found = rows.first()
    return view(found) if found else None


def _beyond(here: Pair, *, back: bool) -> Q:
    way = "lt" if back else "gt"
    later = Q(**{f"turn__{way}": here.turn}) | Q(turn=here.turn, **{f"pk__{way}": here.pk})
    return Q(weighty=here.weighty) & later | Q(weighty=back) & ~Q(weighty=here.weighty)


def get_pair(actor: Actor, pair_id: UUID) -> PairView:
    """A pair in reach, decided or open. Raises Forbidden, Absent."""
    pair = pairs_in_reach(actor).select_related("run", "place").filter(pk=pair_id).first()
    if pair is None:
        raise Absent(NO_PAIR())
    return view(pair)


def view(pair: Pair) -> PairView:
    """A pair as its card shows it. Its run and place are loaded with it."""
    return PairView(
        pair.id, Kind(pair.kind), pair.run.title, pair.place.name, pair.weighty, pair.probability, dict(pair.left),
        dict(pair.right), pair.left_where, pair.right_where, frozenset(pair.agree), tuple(pair.evidence),
        dict(pair.effect), Verdict(pair.verdict) if pair.verdict else None,
    )  # fmt: skip


def runs_to_review(actor: Actor) -> tuple[RunOption, ...]:
    """Runs with pairs that wait in reach, the newest first: two queries."""
    waiting = open_pairs(actor).filter(run=OuterRef("pk")).order_by()
    rows = Run.objects.filter(Exists(waiting)).order_by("-created_at", "-id")[:RUNS]
    return tuple(RunOption(run.id, run.title) for run in rows)


def last_decision(actor: Actor) -> DecisionView | None:
    """The actor's own last decision in force: two queries."""
    rows = decisions_in_reach(actor).filter(decided_by=actor.account_id, undone_at=None)
    found = _views(actor, list(rows.select_related("pair").order_by("-decided_at", "-id")[:1]))
    return found[0] if found else None


def decision_about(actor: Actor, pair_id: UUID) -> DecisionView | None:
    """What stands decided of a pair in reach; None while it is open. Three queries."""
    pair = pairs_in_reach(actor).filter(pk=pair_id).first()
    if pair is None:
        return None
    prints = sorted((pair.left_fingerprint, pair.right_fingerprint))
    rows = Decision.objects.filter(left_fingerprint=prints[0], right_fingerprint=prints[1], undone_at=None)
    found = _views(actor, list(rows.select_related("pair")))
    return found[0] if found else None


def decisions(
    actor: Actor, *, own: bool = True, standing: bool = True, after: tuple[datetime, UUID] | None = None,
    rows: int = PAGE,
) -> tuple[tuple[DecisionView, ...], CappedCount, bool]:  # fmt: skip
    """Decisions in reach, the newest first; how many there are; whether more follow. Three queries.

    `own`: the actor's only. `standing`: those in force only. `after`: when the last one seen was made, and its id.
    """
    found = decisions_in_reach(actor)
    if own:
        found = found.filter(decided_by=actor.account_id)
    if standing:
        found = found.filter(undone_at=None)
    total = count_up_to(found)
    if after is not None:
        at, last = after
        found = found.filter(Q(decided_at__lt=at) | Q(decided_at=at, pk__lt=last))
    page = list(found.select_related("pair").order_by("-decided_at", "-id")[: rows + 1])
    return tuple(_views(actor, page[:rows])), total, len(page) > rows


def _views(actor: Actor, rows: Sequence[Decision]) -> list[DecisionView]:
    who = account_names({row.decided_by for row in rows} | {row.undone_by for row in rows if row.undone_by})
    return [_decision(actor, row, who) for row in rows]


def _decision(actor: Actor, row: Decision, who: Mapping[UUID, str]) -> DecisionView:
    left, right = _names(row)
    held = row.hindered
    return DecisionView(
        row.id, row.pair_id, Kind(row.kind), Verdict(row.verdict), left, right, who.get(row.decided_by, ""),
        row.decided_by == actor.account_id, row.decided_at, row.merged is not None,
        Words(held["message_zh"], held["message_en"]) if held else None,
        who.get(row.undone_by, "") if row.undone_by else "", row.undone_at,
    )  # fmt: skip


def _names(row: Decision) -> tuple[str, str]:
    if row.pair is None:
        return row.left_fingerprint, row.right_fingerprint
    pair = row.pair
    return pair.left.get("name") or pair.left_fingerprint, pair.right.get("name") or pair.right_fingerprint


def sentence_of(row: Decision, who: Mapping[UUID, str]) -> Words:
    """A decision in one line, as a refusal names it: who, when, what. Its pair is loaded with it."""
    left, right = _names(row)
    words, name, when = VERDICT_WORDS[Verdict(row.verdict)], who.get(row.decided_by, ""), clock(row.decided_at)
    return Words(
        f"{name} {when} 判定“{left}”与“{right}”{words.zh}", f"{name} on {when}: “{left}” and “{right}” are {words.en}"
    )


def clock(at: datetime) -> str:
    """A moment as a fact of a sentence: 2023-02-25 09:30."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"
