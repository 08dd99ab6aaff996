"""Groups of companies and key lists: each organisation with how it stands to having a union."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from guildhall.base.places.queries import places_at
from guildhall.infra.forms import refuse
from guildhall.infra.pages import done, page
from guildhall.infra.pieces.figures import Count, Headline, Rate
from guildhall.infra.pieces.lists import Act, Column, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Invalid
from guildhall.kernel.words import Words
from guildhall.organising.unions.access import paths
from guildhall.organising.unions.contracts.companies import STANDING_WORDS, TIE_WORDS, CompaniesView, Standing, Tie
from guildhall.organising.unions.forms.companies import EntryForm, GroupForm, LinkForm, ListForm
from guildhall.organising.unions.operations import companies as operations
from guildhall.organising.unions.queries import companies as queries
from guildhall.organising.unions.rules.permissions import CHANGE

HOMES: Final = Words("家", "organisations")
_NONE: Final = Instead(Blank.EMPTY, Words("还没有", "There is none yet"))
_DEFINITION: Final = Words(
    "有本单位工会或被联合工会覆盖的单位 ÷ 未注销的全部单位，含您范围以外的",
    "Organisations with a union of their own or covered by a joint one, of all that are not closed, those outside your "
    "places included",
)


@page
def groups(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Groups of companies that the actor's places keep."""
    rows = [
        Row(
            str(one.id), (one.name, one.place, Count(one.total), Rate(one.covered, one.total)), one.name,
            reverse("unions:group", args=[one.id]),
        )
        for one in queries.groups(actor)
    ]  # fmt: skip
    columns = (
        Column(Words("集团", "Group")), Column(Words("负责", "Kept by")),
        Column(Words("单位", "Organisations"), is_figure=True), Column(Words("已建会", "With a union"), is_figure=True),
    )  # fmt: skip
    listed = WorkList(
        Words("平台企业集团", "Groups of companies"), columns, rows, Pager(Count(len(rows))), instead=_NONE
    )
    context = {"list": listed, "may_change": actor.has(CHANGE), "is_group": True}
    return render(request, "unions/companies.html", context)


@page
def lists(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Lists of key enterprises that the actor's places keep."""
    rows = [
        Row(
            str(one.id),
            (
                one.name, one.place, Count(one.total), Rate(one.covered, one.total),
                Words(f"{one.target_share}%", f"{one.target_share}%"), one.target_on,
            ),
            one.name,
            reverse("unions:key-list", args=[one.id]),
        )
        for one in queries.key_lists(actor)
    ]  # fmt: skip
    columns = (
        Column(Words("名单", "List")), Column(Words("负责", "Kept by")),
        Column(Words("单位", "Organisations"), is_figure=True), Column(Words("已建会", "With a union"), is_figure=True),
        Column(Words("目标", "Target"), is_figure=True), Column(Words("目标日期", "By")),
    )  # fmt: skip
    listed = WorkList(Words("重点企业名单", "Key enterprises"), columns, rows, Pager(Count(len(rows))), instead=_NONE)
    context = {"list": listed, "may_change": actor.has(CHANGE), "is_group": False}
    return render(request, "unions/companies.html", context)


@require_http_methods(["GET", "POST"])
@page
def group(request: HttpRequest, actor: Actor, group_id: UUID) -> HttpResponse:
    """One group; organisations are put into it here."""
    view = queries.group(actor, group_id)
    return _one(request, actor, view, LinkForm, "unions:group", _link)


@require_http_methods(["GET", "POST"])
@page
def key_list(request: HttpRequest, actor: Actor, list_id: UUID) -> HttpResponse:
    """One list; organisations are put onto it here."""
    view = queries.key_list(actor, list_id)
    return _one(request, actor, view, EntryForm, "unions:key-list", _enter)


def _link(actor: Actor, key: UUID, data: dict[str, Any], at: Any) -> None:
    operations.link_companies(actor, key, [data["organisation"]], Tie(data["tie"]), on=data["on"], at=at)


def _enter(actor: Actor, key: UUID, data: dict[str, Any], at: Any) -> None:
    operations.add_to_list(actor, key, [data["organisation"]], on=data["on"], at=at)


def _one(
    request: HttpRequest, actor: Actor, view: CompaniesView, form_class: type[EntryForm], name: str,
    add: Callable[[Actor, UUID, dict[str, Any], Any], None],
) -> HttpResponse:  # fmt: skip
    clock = SystemClock()
    form = form_class(request.POST or None, actor=actor, initial={"on": clock.today()})
    if request.method == "POST":
        actor.require(CHANGE)
        if form.is_valid():
            try:
                add(actor, view.id, form.cleaned_data, clock.now())
            except Invalid as refusal:
                refuse(form, refusal)
            else:
                return done(request, reverse(name, args=[view.id]), Words("单位已加入。", "The organisation is added."))
    may_change = actor.has(CHANGE)
    context = {
        "view": view,
        "headlines": _headlines(view),
        "list": _listed(view, reverse(f"{name}-off", args=[view.id]) if may_change else ""),
        "form": form if may_change else None,
        "back": reverse("unions:groups" if name == "unions:group" else "unions:key-lists"),
        "is_group": name == "unions:group",
    }
    return render(request, "unions/company.html", context, status=422 if request.method == "POST" else 200)


def _headlines(view: CompaniesView) -> list[Headline]:
    covered = view.counts.get(Standing.HAS, 0)
    rate = Headline(Words("已建会", "With a union"), Rate(covered, view.total), _DEFINITION, withheld=view.withheld)
    must = Headline(
        STANDING_WORDS[Standing.MUST], Count(view.counts.get(Standing.MUST, 0), HOMES),
        Words("没有工会、参保人数达到门槛", "No union, and enough insured"),
        urgent=view.counts.get(Standing.MUST, 0) > 0,
    )  # fmt: skip
    could = Headline(
        STANDING_WORDS[Standing.COULD], Count(view.counts.get(Standing.COULD, 0), HOMES),
        Words("没有工会、参保人数在门槛以下", "No union and fewer insured: its own, or a joint one"),
    )  # fmt: skip
    return [rate, must, could]


def _listed(view: CompaniesView, off: str) -> WorkList:
    rows = [
        Row(
            str(one.organisation_id),
            (
                one.name, TIE_WORDS[one.tie] if one.tie else one.since, one.place or None, Count(one.insured),
                STANDING_WORDS[one.standing], one.union_name or None, Count(one.members),
            ),
            one.name,
            reverse("unions:union", args=[one.union_id]) if one.union_id else "",
        )
        for one in view.rows
    ]  # fmt: skip
    is_group = any(one.tie for one in view.rows)
    columns = (
        Column(Words("单位", "Organisation")),
        Column(Words("关系", "As what") if is_group else Words("列入日期", "Since")),
        Column(Words("地方", "Place")), Column(Words("参保", "Insured"), is_figure=True),
        Column(Words("建会情况", "How it stands")), Column(Words("工会", "Union")),
        Column(Words("会员", "Members"), is_figure=True),
    )  # fmt: skip
    acts = (Act("off", Words("移出", "Take out")),) if off and rows else ()
    return WorkList(
        Words("单位", "Organisations"), columns, rows, Pager(Count(len(rows), HOMES), 1 if rows else 0, len(rows)),
        acts=acts, act_url=off if acts else "", for_all=False, instead=_NONE,
    )  # fmt: skip


@require_POST
@page
def off_group(request: HttpRequest, actor: Actor, group_id: UUID) -> HttpResponse:
    """Chosen organisations belong to the group no more."""
    clock = SystemClock()
    operations.unlink_companies(actor, group_id, _chosen(request), on=clock.today(), at=clock.now())
    return done(request, reverse("unions:group", args=[group_id]), Words("已移出。", "They are taken out."))


@require_POST
@page
def off_list(request: HttpRequest, actor: Actor, list_id: UUID) -> HttpResponse:
    """Chosen organisations are on the list no more."""
    clock = SystemClock()
    operations.take_off_list(actor, list_id, _chosen(request), on=clock.today(), at=clock.now())
    return done(request, reverse("unions:key-list", args=[list_id]), Words("已移出。", "They are taken out."))


def _chosen(request: HttpRequest) -> list[UUID]:
    found = []
    for text in request.POST.getlist("chosen"):
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


@require_http_methods(["GET", "POST"])
@page
def new_group(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open a group of companies."""

    def make(form: GroupForm, at: Any) -> str:
        data = form.cleaned_data
        made = operations.open_group(actor, form.place_id, data["name"], data["head"], on=data["on"], at=at)
        return reverse("unions:group", args=[made])

    return _new(request, actor, GroupForm, make, Words("新建企业集团", "New group of companies"))


@require_http_methods(["GET", "POST"])
@page
def new_list(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Open a list of key enterprises."""

    def make(form: ListForm, at: Any) -> str:
        data = form.cleaned_data
        made = operations.open_key_list(
            actor, form.place_id, data["name"], target_share=data["target_share"], target_on=data["target_on"], at=at
        )
        return reverse("unions:key-list", args=[made])

    return _new(request, actor, ListForm, make, Words("新建重点企业名单", "New list of key enterprises"))


def _new(
    request: HttpRequest, actor: Actor, form_class: Any, make: Callable[[Any, Any], str], heading: Words
) -> HttpResponse:
    actor.require(CHANGE)
    clock = SystemClock()
    places = tuple(places_at(paths(actor, CHANGE)).values())
    form = form_class(request.POST or None, actor=actor, places=places, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            return done(request, make(form, clock.now()), Words("已建立。", "It is opened."))
        except Invalid as refusal:
            refuse(form, refusal)
    context = {"form": form, "heading": heading}
    return render(request, "unions/new.html", context, status=422 if request.method == "POST" else 200)
