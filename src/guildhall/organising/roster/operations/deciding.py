"""Deciding whether two records are one, and taking it back with all that hung on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from guildhall.base.accounts.queries import account_names
from guildhall.base.audit.contracts import Act, Thing
from guildhall.base.audit.operations import record
from guildhall.infra.bus import publish
from guildhall.infra.transactions import locked, one_at_a_time, operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Absent, Message, MessageKind, Refused
from guildhall.organising.roster.access import NO_PAIR, decision_for, pair_for
from guildhall.organising.roster.contracts import VERDICT_WORDS, Decided, Kind, RunState, Undone, Verdict
from guildhall.organising.roster.events import DecisionUndone, PairDecided
from guildhall.organising.roster.models import Decision, Pair, Run
from guildhall.organising.roster.operations.counting import recount
from guildhall.organising.roster.operations.settling import HINDRANCES, join_records, part_records, settle, unite
from guildhall.organising.roster.queries.identity import fingerprints_of, heads_of, records_behind
from guildhall.organising.roster.queries.reviewing import clock, sentence_of
from guildhall.organising.roster.rules.contradictions import Held, Tie, contradicted, ordered, ties_of
from guildhall.organising.roster.rules.permissions import DECIDE
from guildhall.organising.unions.queries import units_of

KIND: Final = "roster.decision"
PAIR: Final = "roster.pair"
#: Decisions are made one after the other: whether one can stand depends on all others, on those not written, too.
TURN: Final = "roster.decide"
#: Decisions whose records are looked up at a time.
CHUNK: Final = 1_000
#: Earlier decisions that a refusal names at most.
NAMED: Final = 3

DECIDED: Final = MessageKind(
    "roster.decided",
    "{who} 已于 {when} 判定这一对“{verdict_zh}”，您的判定没有记下。",
    "{who} decided on {when} that these two are {verdict_en}; your decision was not kept.",
)
CONTRADICTION: Final = MessageKind(
    "roster.contradiction",
    "与已有的判定矛盾，没有记下：{decisions_zh}。要改，请先撤销其中一个。",
    "It contradicts what was decided before and was not kept: {decisions_en}. To change it, undo one of those first.",
)
ONE_RECORD: Final = MessageKind(
    "roster.one_record",
    "这两种写法在系统里是同一条记录，现在拆不开；判定已记下，下一次比对会把它们分开。",
    "Both are held as one record, which cannot be parted now. The decision is kept: the next run keeps them apart.",
)
FOLLOWS: Final = MessageKind(
    "roster.follows",
    "正在采纳一次比对，记录等它完成后再合并。",
    "A run is being accepted; the records are merged when that is done.",
)
ACCEPTING: Final = MessageKind(
    "roster.accepting_now",
    "正在采纳一次比对，现在不能拆开记录，什么也没有改；请过几分钟再试。",
    "A run is being accepted: records cannot be parted now, and nothing was changed. Try again in a few minutes.",
)
UNDONE: Final = MessageKind(
    "roster.undone", "{who} 已于 {when} 撤销了这个判定。", "{who} took this decision back on {when}."
)
PARTED: Final = MessageKind(
    "roster.parted", "因它合并的记录已经拆开。", "The records that it had merged are apart again."
)
FOLLOWED: Final = MessageKind(
    "roster.followed",
    "先前并入的 {count} 条记录跟着拆出的记录走。",
    "{count|record|records} merged into them before went along.",
)
JOINED_ANEW: Final = MessageKind(
    "roster.joined_anew",
    "另有 {count} 个判定仍然有效，记录已按它们重新合并。",
    "{count|other decision still holds|other decisions still hold}; records were merged anew as {count?it "
    "says|they say}.",
)
JOINED_AGAIN: Final = MessageKind(
    "roster.joined_again", "因它拆开的记录已经重新合并。", "The records that it had parted are one again."
)
STILL_APART: Final = MessageKind(
    "roster.still_apart",
    "另有判定说它们不同，记录仍然分开。",
    "Another decision says that they differ: the records stay apart.",
)


@operation
def decide(actor: Actor, pair_id: UUID, verdict: Verdict, *, at: datetime) -> Decided:
    """Say that the two of a pair are the same or different; pairs of other runs about the same two follow.

    Records that stand behind them become one, or two. What hinders it is told and kept. Raises Forbidden, Absent,
    Refused where somebody decided it before or earlier decisions say otherwise.
    """
    pair_for(actor, pair_id)
    one_at_a_time(TURN)
    pair = locked(Pair.objects.filter(pk=pair_id)).first()
    if pair is None:
        raise Absent(NO_PAIR())
    kind = Kind(pair.kind)
    left, right = ordered(pair.left_fingerprint, pair.right_fingerprint)
    _refuse_decided(left, right)
    known = _known(kind, (left, right))
    against = contradicted(known.held, known.ties(verdict), left, right, verdict)
    if against:
        raise Refused(_contradiction(against))
    decision = Decision.objects.create(
        kind=kind.value, place_id=pair.place_id, left_fingerprint=left, right_fingerprint=right, verdict=verdict.value,
        pair=pair, decided_by=actor.account_id, decided_at=at,
    )  # fmt: skip
    _pairs(decision).update(verdict=verdict.value)
    hindrance = _carry_out(actor, decision, known, at)
    if kind is Kind.ORGANISATION and decision.merged is not None:
        _recount(known.heads)
    record(actor, DECIDE.code, Thing(KIND, decision.id), at=at, fields=["verdict"])
    publish(PairDecided(decision.id, verdict))
    return Decided(decision.id, verdict, decision.merged is not None, (hindrance,) if hindrance else ())


@operation
def undo(actor: Actor, decision_id: UUID, *, at: datetime) -> Undone:
    """Take a decision back, whoever made it, with what hung on it alone; its pairs are open again.

    Raises Forbidden, Absent, Refused where it was taken back before or a record cannot stand for itself any more.
    """
    decision_for(actor, decision_id)
    one_at_a_time(TURN)
    decision = locked(Decision.objects.filter(pk=decision_id)).get()
    if decision.undone_at is not None and decision.undone_by is not None:
        who = account_names([decision.undone_by]).get(decision.undone_by, "")
        raise Refused(UNDONE(who=who, when=clock(decision.undone_at)))
    decision.undone_by, decision.undone_at = actor.account_id, at
    decision.save(update_fields=["undone_by", "undone_at"])
    _pairs(decision).update(verdict="")
    moved, notes = _call_off(actor, decision, at)
    record(actor, DECIDE.code, Thing(KIND, decision.id), at=at, fields=["undone"])
    publish(DecisionUndone(decision.id))
    return Undone(decision.id, decision.pair_id, moved, notes)


@operation
def undo_several(actor: Actor, decision_ids: Collection[UUID], *, at: datetime) -> tuple[Undone, ...]:
    """Take decisions back, the youngest first, all or none. Raises as `undo` does."""
    return tuple(undo(actor, one, at=at) for one in sorted(set(decision_ids), reverse=True))


@operation
def close_decided_pairs(run_id: UUID) -> int:
    """Give the pairs of a run that was just made the verdicts that stand already; returns how many.

    What is decided while the run is still open waits for its end.
    """
    one_at_a_time(TURN)
    held = Decision.objects.filter(
        kind=OuterRef("kind"), left_fingerprint=OuterRef("left_fingerprint"),
        right_fingerprint=OuterRef("right_fingerprint"), undone_at=None,
    )  # fmt: skip
    rows = Pair.objects.filter(Exists(held), run=run_id, verdict="")
    return rows.update(verdict=Subquery(held.values("verdict")[:1]))


@operation
def follow_decisions(actor: Actor, *, at: datetime) -> int:
    """Unite the records of decisions "same" that had none when they were made; returns how many records moved.

    For the end of an acceptance: what is decided meanwhile waits for it. Raises Forbidden.
    """
    actor.require(DECIDE)
    one_at_a_time(TURN)
    moved = 0
    for kind in Kind:
        waiting = Decision.objects.filter(
            kind=kind.value, verdict=Verdict.SAME.value, undone_at=None, merged=None, hindered__isnull=True
        )
        decisions = list(waiting.order_by("decided_at", "id"))
        for start in range(0, len(decisions), CHUNK):
            moved += _follow(actor, kind, decisions[start : start + CHUNK], at)
    return moved


def _follow(actor: Actor, kind: Kind, decisions: Sequence[Decision], at: datetime) -> int:
    behind = records_behind(kind, {p for one in decisions for p in (one.left_fingerprint, one.right_fingerprint)})
    heads = heads_of(kind, set(behind.values()))
    moved: set[UUID] = set()
    for decision in decisions:
        one, other = (behind.get(p) for p in (decision.left_fingerprint, decision.right_fingerprint))
        if one is None or other is None or not heads.keys() >= {one, other}:
            continue
        if heads[one] != heads[other]:
            unite(actor, decision, one, other, at=at)
            moved |= {one, other} if decision.merged else set()
    if moved and kind is Kind.ORGANISATION:
        _recount(moved)
    return len(moved)


@operation
def look_at_pair(actor: Actor, pair_id: UUID, *, at: datetime, request_id: str = "") -> None:
    """Record that a pair of persons was shown: those whose records stand behind it can see who looked."""
    pair = pair_for(actor, pair_id)
    if Kind(pair.kind) is not Kind.PERSON:
        return
    behind = records_behind(Kind.PERSON, (pair.left_fingerprint, pair.right_fingerprint))
    shown: list[UUID | None] = [*sorted(set(behind.values()))]
    for person_id in shown or [None]:
        record(
            actor, DECIDE.code, Thing(PAIR, pair.id), at=at, act=Act.READ, fields=sorted({*pair.left, *pair.right}),
            person_id=person_id, request_id=request_id,
        )  # fmt: skip


@dataclass(slots=True)
class _Known:
    """What touches two fingerprints: decisions in force, the records behind, and which of those are one."""

    held: list[Held] = field(default_factory=list)
    record_of: dict[str, UUID] = field(default_factory=dict)
    heads: dict[UUID, UUID] = field(default_factory=dict)

    def ties(self, verdict: Verdict) -> list[Tie]:
        """What is one: a new "same" joins whole groups of records, a new "different" may part those within one."""
        whole = verdict is Verdict.SAME
        behind = [(p, f"record {self.heads[r] if whole else r}", None) for p, r in self.record_of.items()]
        return [*ties_of(self.held), *behind]


def _known(kind: Kind, fingerprints: Collection[str]) -> _Known:
    """Follow decisions and records from fingerprint to fingerprint: a few queries a step, one or two steps mostly."""
    known, found = _Known(), dict[UUID, Held]()
    seen: set[str] = set()
    waiting = set(fingerprints)
    while waiting:
        seen |= waiting
        told = Q(left_fingerprint__in=waiting) | Q(right_fingerprint__in=waiting)
        fresh = {row.id: _held(row) for row in Decision.objects.filter(told, kind=kind.value, undone_at=None)}
        found |= fresh
        heads = heads_of(kind, set(records_behind(kind, waiting).values()) - known.heads.keys())
        known.heads |= heads
        known.record_of |= fingerprints_of(kind, heads)
        tied = {name for one in fresh.values() if one.verdict is Verdict.SAME for name in (one.left, one.right)}
        waiting = (tied | known.record_of.keys()) - seen
    known.held = sorted(found.values(), key=lambda one: (one.at, one.id))
    return known


def _held(row: Decision) -> Held:
    return Held(row.id, row.left_fingerprint, row.right_fingerprint, Verdict(row.verdict), row.decided_at)


def _pairs(decision: Decision) -> QuerySet[Pair]:
    left, right = decision.left_fingerprint, decision.right_fingerprint
    either = Q(left_fingerprint=left, right_fingerprint=right) | Q(left_fingerprint=right, right_fingerprint=left)
    return Pair.objects.filter(either, kind=decision.kind)


def _refuse_decided(left: str, right: str) -> None:
    held = Decision.objects.filter(left_fingerprint=left, right_fingerprint=right, undone_at=None).first()
    if held is not None:
        words = VERDICT_WORDS[Verdict(held.verdict)]
        who = account_names([held.decided_by]).get(held.decided_by, "")
        raise Refused(DECIDED(who=who, when=clock(held.decided_at), verdict_zh=words.zh, verdict_en=words.en))


def _contradiction(against: Collection[Held]) -> Message:
    rows = Decision.objects.select_related("pair").in_bulk([one.id for one in against])
    who = account_names({row.decided_by for row in rows.values()})
    told = [sentence_of(rows[one.id], who) for one in against]
    more = len(told) - NAMED
    return CONTRADICTION(
        decisions_zh="；".join(one.zh for one in told[:NAMED]) + (f"等 {len(told)} 个判定" if more > 0 else ""),
        decisions_en="; ".join(one.en for one in told[:NAMED]) + (f" and {more} more" if more > 0 else ""),
    )


def _carry_out(actor: Actor, decision: Decision, known: _Known, at: datetime) -> Message | None:
    """Make the records behind a decision one or two; returns what hinders it."""
    one, other = (known.record_of.get(p) for p in (decision.left_fingerprint, decision.right_fingerprint))
    # Without records yet, the next run keeps to what was decided.
    if one is None or other is None:
        return None
    if Verdict(decision.verdict) is Verdict.SAME:
        return FOLLOWS() if _is_accepting() else unite(actor, decision, one, other, at=at)
    if known.heads[one] == known.heads[other] and _is_accepting():
        raise Refused(ACCEPTING())
    hindrance = ONE_RECORD() if one == other else None
    if hindrance:
        decision.hindered = hindrance.as_dict()
    else:
        decision.merged, decision.into = part_records(actor, Kind(decision.kind), one, other, at=at) or (None, None)
    decision.save(update_fields=["merged", "into", "hindered"])
    return hindrance


def _is_accepting() -> bool:
    """Whether an acceptance is at work: it holds records for minutes, and ends by waiting for its turn to decide."""
    return Run.objects.filter(state=RunState.ACCEPTING.value).exists()


def _call_off(actor: Actor, decision: Decision, at: datetime) -> tuple[bool, tuple[Message, ...]]:
    """End what hung on a decision; returns whether records moved, and what to tell."""
    if decision.merged is None or decision.into is None:
        return False, ()
    if _is_accepting():
        raise Refused(ACCEPTING())
    kind = Kind(decision.kind)
    touched = heads_of(kind, (decision.merged, decision.into))
    if Verdict(decision.verdict) is Verdict.DIFFERENT:
        moved, notes = _rejoin(actor, decision, decision.merged, decision.into, at)
    else:
        moved, notes = _part_again(actor, decision, decision.merged, decision.into, at)
    if moved and kind is Kind.ORGANISATION:
        _recount(touched)
    return moved, notes


def _recount(records: Collection[UUID]) -> None:
    """Count organisations again, and those in which one of the unions stands."""
    recount({*records, *units_of(records)})


def _part_again(
    actor: Actor, decision: Decision, own: UUID, into: UUID, at: datetime
) -> tuple[bool, tuple[Message, ...]]:
    settled = settle(actor, Kind(decision.kind), [own], cut=[(own, into)], at=at)
    told = [PARTED()] if settled.parted else []
    told += [FOLLOWED(count=settled.followed)] if settled.followed else []
    told += [JOINED_ANEW(count=settled.joined)] if settled.joined else []
    return settled.parted > 0, (*told, *settled.hindered)


def _rejoin(actor: Actor, decision: Decision, own: UUID, into: UUID, at: datetime) -> tuple[bool, tuple[Message, ...]]:
    kind = Kind(decision.kind)
    left, right = decision.left_fingerprint, decision.right_fingerprint
    known = _known(kind, (left, right))
    against = contradicted(known.held, known.ties(Verdict.SAME), left, right, Verdict.SAME)
    if against:
        # What keeps them apart from now on: undoing that brings them together.
        keeps = next(one.id for one in against if one.verdict is Verdict.DIFFERENT)
        Decision.objects.filter(pk=keeps, merged=None).update(merged=own, into=into)
        return False, (STILL_APART(),)
    try:
        made = join_records(actor, kind, own, into, basis=f"roster.decision {decision.id} undone", at=at)
    except Refused as refusal:
        if refusal.messages[0].kind not in HINDRANCES:
            raise
        return False, refusal.messages
    return made is not None, (JOINED_AGAIN(),) if made else ()
