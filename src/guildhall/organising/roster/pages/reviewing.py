"""The review queue: one pair at a time with its evidence, decided by a key; what was decided, and taking it back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST

from guildhall.base.places.queries import children, places_of
from guildhall.infra.pages import page
from guildhall.infra.pieces.evidence import Evidence
from guildhall.infra.pieces.lists import Filter
from guildhall.infra.pieces.marks import Blank, Instead, Notice, Option, Tone
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Absent, Forbidden, Language, Message, MessageKind, Refused
from guildhall.kernel.words import Words
from guildhall.linkage.results.review import FIELD_WORDS, effect_of
from guildhall.linkage.results.why import evidence_of
from guildhall.organising.roster.access import NO_DECISION, NO_PAIR
from guildhall.organising.roster.contracts import VERDICT_WORDS, Kind, Undone, Verdict
from guildhall.organising.roster.operations.deciding import FOLLOWS, decide, look_at_pair, undo_several
from guildhall.organising.roster.pages.addresses import as_uuid, count_of, filters_of, href, one_of, query_of, to
from guildhall.organising.roster.queries import reviewing
from guildhall.organising.roster.queries.reviewing import DecisionView, Filters, PairView
from guildhall.organising.roster.rules.comparing import compared
from guildhall.organising.roster.rules.permissions import DECIDE

TITLES: Final = {
    Kind.ORGANISATION: Words("是不是同一家单位？", "The same organisation?"),
    Kind.PERSON: Words("是不是同一个人？", "The same person?"),
}
KIND_WORDS: Final = {Kind.ORGANISATION: Words("单位", "Organisations"), Kind.PERSON: Words("人员", "People")}
ALL: Final = Words("全部", "All")
NOTHING_LEFT: Final = Instead(
    Blank.EMPTY,
    Words("都判完了", "Nothing is left to decide"),
    Words(
        "没有待判定的记录对；下一次比对有拿不准的，会排在这里。",
        "No pair waits for you. What the next run is not sure of will stand here.",
    ),
)
NONE_MATCHES: Final = Words("没有符合条件的记录对", "No pair matches")
DECIDED_NOW: Final = MessageKind(
    "roster.decided_now",
    "已记下：“{left}”与“{right}”{verdict_zh}。",
    "Kept: “{left}” and “{right}” are {verdict_en}.",
)
MERGED_NOW: Final = MessageKind(
    "roster.merged_now",
    "已记下：“{left}”与“{right}”同一，两条记录已合并。",
    "Kept: “{left}” and “{right}” are the same; their records are one now.",
)
PARTED_NOW: Final = MessageKind(
    "roster.parted_now",
    "已记下：“{left}”与“{right}”不同，两条记录已拆开。",
    "Kept: “{left}” and “{right}” are different; their records are apart now.",
)
TAKEN_BACK: Final = MessageKind("roster.taken_back", "已撤销 {count} 个判定。", "Decisions taken back: {count}.")
DECIDED_BY: Final = MessageKind(
    "roster.decided_by",
    "{who} 已于 {when} 判定：{verdict_zh}。",
    "{who} decided on {when}: {verdict_en}.",
)
NOTHING_CHOSEN: Final = MessageKind("roster.nothing_chosen", "没有选中任何判定。", "No decision was chosen.")


@page
def review(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One pair with its evidence: the next to decide, or the one that the address names."""
    actor.require(DECIDE)
    return _shown(request, actor, filters_of(request.GET))


@require_POST
@page
def decide_pair(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep a verdict and go on to the next pair; a refusal is told beside the pair it is about."""
    actor.require(DECIDE)
    filters, pair_id = filters_of(request.POST), as_uuid(request.POST.get("pair"))
    verdict = one_of(Verdict, request.POST.get("verdict"))
    if pair_id is None or verdict is None:
        raise Absent(NO_PAIR())
    try:
        decided = decide(actor, pair_id, verdict, at=SystemClock().now())
    except (Absent, Forbidden):
        raise
    except Refused as refusal:
        return _shown(request, actor, filters, pair_id=pair_id, refused=refusal.messages)
    for note in decided.notes:
        if note.kind is FOLLOWS:  # what hinders a decision is kept with it and told as long as it stands
            messages.info(request, note.render(_language(request)))
    return to("review", filters, after=pair_id, done=decided.decision_id)


@require_POST
@page
def undo_decisions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take decisions back: one from the queue, where its pair is shown again, or those chosen in the list."""
    actor.require(DECIDE)
    one = as_uuid(request.POST.get("decision"))
    chosen = [one] if one else [as_uuid(value) for value in request.POST.getlist("chosen")]
    ids = [value for value in chosen if value is not None]
    if len(ids) != len(chosen):
        raise Absent(NO_DECISION())
    from_list = one is None
    filters = filters_of(request.POST)
    try:
        undone = undo_several(actor, ids, at=SystemClock().now())
    except (Absent, Forbidden):
        raise
    except Refused as refusal:
        for message in refusal.messages:
            messages.error(request, message.render(_language(request)))
        return HttpResponseRedirect(reverse("roster:decisions")) if from_list else to("review", filters)
    _tell(request, undone)
    if from_list:
        return HttpResponseRedirect(reverse("roster:decisions"))
    return to("review", filters, pair=undone[0].pair_id)


def _tell(request: HttpRequest, undone: Sequence[Undone]) -> None:
    language = _language(request)
    if not undone:
        messages.warning(request, NOTHING_CHOSEN().render(language))
        return
    notes = dict.fromkeys(note.render(language) for one in undone for note in one.notes)
    messages.success(request, " ".join((TAKEN_BACK(count=len(undone)).render(language), *notes)))


def _shown(
    request: HttpRequest,
    actor: Actor,
    filters: Filters,
    *,
    pair_id: UUID | None = None,
    refused: Sequence[Message] = (),
) -> HttpResponse:
    asked = pair_id or as_uuid(request.GET.get("pair"))
    after, before = (as_uuid(request.GET.get(name)) for name in ("after", "before"))
    pair = (
        reviewing.get_pair(actor, asked) if asked else reviewing.next_pair(actor, filters, after=after, before=before)
    )
    if pair is not None and pair.kind is Kind.PERSON:
        look_at_pair(actor, pair.id, at=SystemClock().now(), request_id=str(getattr(request, "request_id", "")))
    total, last = reviewing.count_open(actor, filters), reviewing.last_decision(actor)
    decided = reviewing.decision_about(actor, pair.id) if pair is not None and pair.verdict else None
    context: dict[str, Any] = {
        "pair": pair,
        "evidence": evidence(pair) if pair else None,
        "effect": effect_of(str(pair.effect["code"]), pair.effect.get("params", {})) if pair else None,
        "decided": decided,
        "decided_notice": _decided_by(decided) if decided else None,
        "waiting": count_of(total),
        "refused": [Notice(message, Tone.STOP, message.kind.rule) for message in refused],
        "last": last,
        "last_notice": _last(last, request.GET.get("done")) if last else None,
        "nothing": NOTHING_LEFT if filters == Filters() else _none_matches(),
        "next_href": href("review", filters, after=pair.id) if pair else "",
        "previous_href": href("review", filters, before=pair.id) if pair else "",
        "filters": query_of(filters),
    }
    name = "roster/review_pair.html" if request.headers.get("HX-Request") else "roster/review.html"
    if name == "roster/review.html":
        context["bar"] = filter_bar(actor, filters)
    response = render(request, name, context, status=422 if refused else 200)
    patch_vary_headers(response, ["HX-Request"])
    return response


def evidence(pair: PairView) -> Evidence:
    """The card of a pair."""
    told = evidence_of(pair.kind, json.dumps([dict(one) for one in pair.evidence]))
    rows = compared(FIELD_WORDS, pair.left, pair.right, pair.agree, [message.code for message in told])
    share = pair.probability
    return Evidence(
        TITLES[pair.kind],
        _source(pair.left_where, Words("甲", "First")),
        _source(pair.right_where, Words("乙", "Second")),
        rows,
        score=""
        if share is None
        else Words(f"比对程序估计同一的可能：{100 * share:.0f}%", f"The run finds it {100 * share:.0f} % likely"),
        reasons=told,
    )


def _source(where: str, otherwise: Words) -> Words:
    file, _, row = where.rpartition(":")
    return Words(f"{file} 第 {row} 行", f"{file}, row {row}") if file else otherwise


def _decided_by(decided: DecisionView) -> Notice:
    words = VERDICT_WORDS[decided.verdict]
    told = DECIDED_BY(
        who=decided.who, when=reviewing.clock(decided.decided_at), verdict_zh=words.zh, verdict_en=words.en
    )
    return Notice(told)


def _last(last: DecisionView, done: str | None) -> Notice:
    words, is_new = VERDICT_WORDS[last.verdict], str(last.id) == done
    moved = {Verdict.SAME: MERGED_NOW, Verdict.DIFFERENT: PARTED_NOW}[last.verdict](left=last.left, right=last.right)
    kept = DECIDED_NOW(left=last.left, right=last.right, verdict_zh=words.zh, verdict_en=words.en)
    told = moved if last.moved else kept
    if last.hindered is None:
        return Notice(told, Tone.GOOD if is_new else Tone.PLAIN)
    return Notice(
        Words(f"{told.zh}{last.hindered.zh}", f"{told.en} {last.hindered.en}"),
        Tone.CAUTION if is_new else Tone.PLAIN,
    )


def _none_matches() -> Instead:
    return Instead(
        Blank.EMPTY, NONE_MATCHES, Words("换个条件，或清除筛选。", "Change the filters or clear them."),
        reverse("roster:review"), Words("清除筛选", "Clear the filters"),
    )  # fmt: skip


def filter_bar(actor: Actor, filters: Filters) -> dict[str, Any]:
    """What narrows the queue, as the piece of a list's filters takes it."""
    runs = reviewing.runs_to_review(actor)
    scopes = [scope.id for scope in actor.scopes(DECIDE)]
    places = children(scopes[0], on=actor.on) if len(scopes) == 1 else tuple(places_of(scopes).values())
    chosen = str(filters.place or "")
    return {
        "title": Words("待判定", "To decide"),
        "clear_href": reverse("roster:review") if filters != Filters() else "",
        "filters": (
            Filter("kind", Words("对象", "Of"), _options(((k.value, w) for k, w in KIND_WORDS.items()), filters.kind)),
            Filter("run", Words("比对", "Run"), _options(((str(r.id), r.title) for r in runs), filters.run)),
            Filter("place", Words("地方", "Place"), _options(((str(p.id), p.name) for p in places), chosen or None)),
            Filter(
                "weighty",
                Words("影响", "Effect"),
                _options([("1", Words("会影响数字", "May move a figure"))], "1" if filters.weighty else None),
            ),
        ),
    }


def _options(choices: Any, chosen: object) -> tuple[Option, ...]:
    value = "" if chosen is None else str(chosen)
    return (Option("", ALL), *(Option(key, words, is_chosen=key == value) for key, words in choices))


def _language(request: HttpRequest) -> Language:
    return getattr(request, "language", Language.ZH)
