"""Doors of the sign-in library: the one that everybody passes, and those that stay shut."""

from __future__ import annotations

from typing import Final, NoReturn

from allauth.account.forms import LoginForm
from allauth.account.views import login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache

from guildhall.infra.kept import is_stranger, strangers_page
from guildhall.infra.language import PARAMETER
from guildhall.kernel.errors import Absent, MessageKind

SHUT: Final = MessageKind(
    "accounts.shut",
    "账号由本级管理员开设；忘了密码也请找管理员。",
    "Accounts are made by your administrator, who can also help with a lost password.",
)


@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The library's page. Strangers who only look and come from no other page get the same one as kept."""
    if request.method == "GET" and request.GET.keys() <= {PARAMETER} and is_stranger(request):
        facts = {"form": LoginForm, "redirect_field": ""}
        return strangers_page(request, "account/login.html", facts, {"csrf_token": get_token(request)})
    answer: HttpResponse = login(request)
    return answer


def shut(_request: HttpRequest) -> NoReturn:
    """Doors of allauth that this product does not open."""
    raise Absent(SHUT())
