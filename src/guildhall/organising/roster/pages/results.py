"""What a run found: the changes that it proposes, and files to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from guildhall.base.files.queries import read_file
from guildhall.base.people.contracts import PURPOSE_WORDS, Purpose
from guildhall.infra.pages import page
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.lists import Column, Filter, Pager, Row, WorkList
from guildhall.infra.pieces.marks import Blank, Instead, Option
from guildhall.infra.pieces.text import Text
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.words import Words
from guildhall.organising.roster.contracts import STATE_WORDS
from guildhall.organising.roster.operations.taking import take_file
from guildhall.organising.roster.pages.shown import change_value, change_words
from guildhall.organising.roster.queries.runs import PAGE, RunDetail, change_counts, job_of
from guildhall.organising.roster.queries.runs import changes as changes_of
from guildhall.organising.roster.rules.downloads import download_of

#: For what an officer may take numbers along; one's own data are seen elsewhere.
PURPOSES: Final = tuple(Option(p.value, words) for p, words in PURPOSE_WORDS.items() if p is not Purpose.OWN)
_COLUMNS: Final = tuple(
    Column(words)
    for words in (
        Words("单位", "Organisation"),
        Words("变化", "What changes"),
        Words("原来", "Before"),
        Words("以后", "After"),
    )
)
NOTHING: Final = Instead(
    Blank.EMPTY,
    Words("没有变化", "Nothing changes"),
    Words("与现有记录一致，或没有这一项变化。", "It agrees with the records, or nothing of this kind changes."),
)


@dataclass(frozen=True, slots=True)
class Offered:
    """A file of the result that may be taken along. `purposes`: of which one must be stated; empty: none need be."""

    name: str
    words: Text
    href: str
    purposes: Sequence[Option]


def downloads_of(detail: RunDetail) -> tuple[Offered, ...]:
    """The files of a result that are offered to officers."""
    return tuple(
        Offered(
            name,
            known.words,
            reverse("roster:run_download", args=[detail.run.id, file]),
            PURPOSES if known.in_clear else (),
        )
        for file, name in detail.files
        if (known := download_of(name)) is not None
    )


@require_safe
@page
def changes(request: HttpRequest, actor: Actor, run_id: UUID) -> HttpResponse:
    """What a run changes, line by line; `field` narrows it, `after` is the last line seen."""
    run, _ = job_of(actor, run_id)
    field, after = request.GET.get("field", ""), request.GET.get("after", "")
    counts = change_counts(actor, run_id)
    rows = changes_of(actor, run_id, field=field, after=int(after) if after.isascii() and after.isdigit() else 0)
    here = reverse("roster:run_changes", args=[run_id])
    narrowed = {"field": field} if field else {}
    more = {**narrowed, "after": str(rows[-1][0])} if len(rows) == PAGE else {}
    listed = WorkList(
        Words("变化", "Changes"),
        _COLUMNS,
        tuple(
            Row(
                str(number),
                (
                    one.name,
                    change_words(one.field),
                    change_value(one.field, one.before),
                    change_value(one.field, one.after),
                ),
                one.name,
            )
            for number, one in rows
        ),
        Pager(
            Count(counts.get(field, 0) if field else sum(counts.values())),
            previous_href=f"{here}?{urlencode(narrowed)}" if after else "",
            next_href=f"{here}?{urlencode(more)}" if more else "",
        ),
        filters=(
            Filter(
                "field",
                Words("变化", "What changes"),
                (
                    Option("", Words("全部", "All"), sum(counts.values()), is_chosen=not field),
                    *(Option(name, change_words(name), count, name == field) for name, count in counts.items()),
                ),
            ),
        ),
        clear_href=here,
        instead=NOTHING,
        id="changes",
    )
    return render(
        request, "roster/changes.html", {"run": run, "state_words": STATE_WORDS[run.state], "changes": listed}
    )


@require_POST
@page
def download(request: HttpRequest, actor: Actor, run_id: UUID, file: int) -> HttpResponseBase:
    """A file of the result, never opened here: whatever stands in it is not the product's own page."""
    stated = request.POST.get("purpose", "")
    purpose = Purpose(stated) if stated in set(Purpose) and stated != Purpose.OWN else None
    request_id = str(getattr(request, "request_id", ""))
    file_id, name = take_file(actor, run_id, file, purpose=purpose, at=SystemClock().now(), request_id=request_id)
    answer = StreamingHttpResponse(read_file(file_id), content_type="application/octet-stream")
    disposition = content_disposition_header(True, name.replace("/", "-"))
    answer["Content-Disposition"] = disposition or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
