"""Pages of the audit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guildhall.base.audit.queries import verify
from guildhall.base.audit.rules.permissions import READ
from guildhall.infra.pages import page
from guildhall.kernel.actor import Actor


@page
def chain(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Whether the chain holds, for auditors."""
    actor.require(READ)
    return render(request, "audit/chain.html", {"verification": verify()})
