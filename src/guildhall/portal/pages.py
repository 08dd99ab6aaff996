"""Pages that mix wings."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guildhall.infra.pages import page
from guildhall.kernel.actor import Actor


@page
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What the signed-in may do, and what waits for them."""
    return render(request, "portal/home.html", {"roles": sorted({grant.role for grant in actor.grants})})
