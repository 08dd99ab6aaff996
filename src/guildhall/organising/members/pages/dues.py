"""Dues and the employer's contribution, computed for months by the rates in force."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guildhall.kernel.money import Money
from guildhall.organising.members.contracts import Status
from guildhall.organising.members.forms import DuesForm
from guildhall.organising.members.rules.dues import contribution_line, dues_statement, months_of

#: Months of one statement at most.
_MONTHS = 36


@require_safe
def dues(request: HttpRequest) -> HttpResponse:
    """A statement of what was typed, kept nowhere: for anybody."""
    form = DuesForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        months = months_of(given["first"], given["last"])[:_MONTHS]
        if given["wage"] is not None:
            context["statement"] = dues_statement([(m, Money.yuan(given["wage"]), Status.ACTIVE) for m in months])
        if given["wages"] is not None:
            context["lines"] = [
                contribution_line(Money.yuan(given["wages"]), month, has_union=given["has_union"]) for month in months
            ]
    return render(request, "members/dues.html", context, status=422 if form.is_bound and not form.is_valid() else 200)
