"""The worklist, and one organisation on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.base.organisations.contracts import KIND_WORDS, OrganisationKind
from guildhall.infra.forms import refuse
from guildhall.infra.language import language_of
from guildhall.infra.pages import page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Act, Cell, Column, Row, View, WorkList
from guildhall.infra.pieces.marks import Blank, Instead
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid
from guildhall.kernel.words import Words
from guildhall.linkage.rules.worklist import REASONS
from guildhall.organising.roster.contracts import OUTCOME_WORDS, SIZE_WORDS, WORK_WORDS, Outcome, WorkState
from guildhall.organising.roster.forms.work import VisitForm
from guildhall.organising.roster.operations import work as operations
from guildhall.organising.roster.pages import choices
from guildhall.organising.roster.queries import work as queries
from guildhall.organising.roster.queries.areas import Area
from guildhall.organising.roster.rules.filters import EVERY, UNKNOWN, WorkFilters, address, asked_by, work_filters
from guildhall.organising.roster.rules.permissions import ASSIGN, EXPORT, VISIT

#: The list's name among saved views.
PAGE: Final = "work"
_EMPTY: Final = Instead(
    Blank.EMPTY,
    Words("没有要走访的单位", "Nothing to visit"),
    Words(
        "换个条件，或等下一次分派、下一次比对。",
        "Change the filters, or wait for the next handing out or the next run.",
    ),
)
_REASON_WORDS: Final = {
    "work.large": Words("职工多，可配专职主席", "large: a full-time chair"),
    "work.members_present": Words("已有别处会员", "members elsewhere"),
    "work.union_ended": Words("以前有过工会", "had a union"),
    "work.close_call": Words("刚过门槛", "just over the threshold"),
    "work.growing": Words("人数在增加", "growing"),
    "work.joint_nearby": Words("同县有联合工会", "joint unions nearby"),
    "work.new": Words("成立不满一年", "under a year old"),
    "work.no_code": Words("没有信用代码", "no credit code"),
}
_SAVED: Final = Words("视图已存。", "The view is saved.")
_GONE: Final = Words("视图已删。", "The view is deleted.")
_VISITED: Final = Words("走访已记录。", "The visit is recorded.")


@page
def work(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The worklist as the actor sees it."""
    filters = work_filters(request.GET)
    size = settings.GUILDHALL_PAGE_ROWS
    after, before = choices.stands(request)
    area, window = queries.work(actor, filters, size=size, after=after, before=before)
    asked, views = asked_by(filters), queries.saved_views(actor, PAGE)
    may_hand, may_export = actor.has(ASSIGN), actor.has(EXPORT)
    listed = WorkList(
        Words("走访名单", "Worklist"),
        _columns(),
        [_row(row) for row in window.rows],
        choices.pager(request.path, asked, window),
        filters=_filters(area, filters),
        views=_views(request.path, asked, views, may_hand),
        acts=(
            (Act("assign", Words("分派…", "Hand out…"), is_first=True), Act("take_back", Words("收回…", "Take back…")))
            if may_hand
            else ()
        ),
        act_url=address(reverse("roster:hand-out"), asked) if may_hand else "",
        save_url=reverse("roster:save-view"),
        clear_href=request.path if asked else "",
        instead=_EMPTY,
    )
    export = address(reverse("roster:export-work"), asked) if may_export and window.rows else ""
    return render(request, "roster/work.html", {"list": listed, "views": views, "export": export})


def _columns() -> tuple[Column, ...]:
    return (
        Column(Words("单位", "Organisation")),
        Column(Words("地方", "Place")),
        Column(Words("类别", "Kind")),
        Column(Words("参保", "Insured"), is_figure=True),
        Column(Words("理由", "Reasons")),
        Column(Words("状态", "State")),
        Column(Words("分派给", "Handed to")),
        Column(Words("上次走访", "Last visit")),
    )


def _row(row: Mapping[str, Any]) -> Row:
    name = row["organisation__name"]
    cells: tuple[Cell, ...] = (
        name,
        row["place__name"] or None,
        KIND_WORDS[OrganisationKind(row["kind"])],
        Count(row["insured"]),
        # The first says how many are insured, which the column before tells.
        choices.Joined(queries.reasons_of(row["reasons"])[1:]) if len(row["reasons"]) > 1 else None,
        WORK_WORDS[WorkState(row["state"])],
        row["assigned__name"] or None,
        OUTCOME_WORDS[Outcome(row["last_outcome"])] if row["last_outcome"] else None,
    )
    return Row(str(row["pk"]), cells, name, reverse("roster:work-item", args=[row["pk"]]))


def _filters(area: Area, filters: WorkFilters) -> tuple[Any, ...]:
    states = [*((state.value, words) for state, words in WORK_WORDS.items()), (EVERY, choices.EVERYTHING)]
    held = "" if filters.assigned == UNKNOWN else filters.assigned
    hands = [(UNKNOWN, Words("还没有分派", "nobody")), *choices.place_options(area, held)]
    return (
        choices.places(area, str(filters.place or "")),
        choices.kinds(filters.kind),
        choices.industries(filters.industry),
        choices.choose("size", Words("规模", "Size"), [(s.value, w) for s, w in SIZE_WORDS.items()], filters.size),
        choices.choose("state", Words("状态", "State"), states, filters.state, Words("未了结", "Not settled")),
        choices.choose(
            "reason", Words("理由", "Reason"),
            [(kind.code, _REASON_WORDS[kind.code]) for kind in REASONS if kind.code in _REASON_WORDS], filters.reason,
        ),
        choices.choose("assigned", Words("分派给", "Handed to"), hands, filters.assigned),
        choices.choose(
            "outcome", Words("走访结果", "Outcome"), [(o.value, w) for o, w in OUTCOME_WORDS.items()], filters.outcome
        ),
        choices.searched(filters.q),
    )  # fmt: skip


def _views(path: str, asked: Mapping[str, str], kept: tuple[queries.ViewKept, ...], may_hand: bool) -> tuple[View, ...]:
    here = address("", asked).removeprefix("?")
    own = (
        (Words("未了结", "Not settled"), ""),
        *(((Words("还没有分派", "Handed to nobody"), f"assigned={UNKNOWN}"),) if may_hand else ()),
        (Words("同意建会", "Agreed"), "outcome=agreed"),
    )
    shown = [View(words, f"{path}?{query}" if query else path, here == query) for words, query in own]
    return (
        *shown,
        *(View(view.name, f"{path}?{view.query}" if view.query else path, here == view.query) for view in kept),
    )


@require_POST
@page
def save_view(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Keep the list's filters under a name."""
    sent = {
        name.removeprefix("filter_"): str(value) for name, value in request.POST.items() if name.startswith("filter_")
    }
    asked = asked_by(work_filters(sent))
    operations.save_view(actor, PAGE, request.POST.get("name", ""), asked, at=SystemClock().now())
    messages.success(request, _SAVED.render(language_of(request)))
    return HttpResponseRedirect(address(reverse("roster:work"), asked))


@require_POST
@page
def delete_view(request: HttpRequest, actor: Actor, view_id: UUID) -> HttpResponse:
    """Let go of a saved view."""
    operations.delete_view(actor, view_id, at=SystemClock().now())
    messages.success(request, _GONE.render(language_of(request)))
    return HttpResponseRedirect(reverse("roster:work"))


@require_http_methods(["GET", "POST"])
@page
def item(request: HttpRequest, actor: Actor, work_id: UUID) -> HttpResponse:
    """One organisation on the list: why, with whom, what visits brought; a visit is recorded here."""
    found = queries.work_item(actor, work_id)
    clock = SystemClock()
    form = VisitForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST":
        actor.require(VISIT)
        if form.is_valid():
            data = form.cleaned_data
            try:
                operations.record_visit(
                    actor, work_id, on=data["on"], outcome=form.chosen(), note=data["note"], at=clock.now()
                )
            except Invalid as refusal:
                refuse(form, refusal)
            else:
                messages.success(request, _VISITED.render(language_of(request)))
                return HttpResponseRedirect(reverse("roster:work-item", args=[work_id]))
        return render(request, "roster/work_item.html", _item_context(actor, found, form), status=422)
    return render(request, "roster/work_item.html", _item_context(actor, found, form))


def _item_context(actor: Actor, found: queries.WorkView, form: VisitForm) -> dict[str, Any]:
    return {
        "work": found,
        "kind": KIND_WORDS[found.kind],
        "industry": choices.INDUSTRY_WORDS[found.industry] if found.industry else None,
        "insured": Count(found.insured, Words("人", "insured")),
        "state": WORK_WORDS[found.state],
        "visits": [(visit, OUTCOME_WORDS[visit.outcome]) for visit in found.visits],
        "form": form if actor.has(VISIT) else None,
    }
