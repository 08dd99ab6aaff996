"""The API as a whole: every module's operations under /api/v1, described in OpenAPI."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError

from guildhall import __version__
from guildhall.base.accounts.api import router as accounts
from guildhall.base.audit.api import router as audit
from guildhall.base.figures.api import router as figures
from guildhall.base.flows.api import router as applications
from guildhall.base.notices.api import router as notices
from guildhall.base.organisations.api import router as organisations
from guildhall.base.people.api import router as people
from guildhall.base.places.api import router as places
from guildhall.infra.api import TokenAuth
from guildhall.infra.edge import refusal
from guildhall.kernel.errors import GuildhallError, Invalid, Message, MessageKind
from guildhall.organising.members.api import router as memberships
from guildhall.organising.roster.api import router as roster

MALFORMED: Final = MessageKind("api.malformed", "“{field}”不对：{problem}", "“{field}” does not do: {problem}")

api = NinjaAPI(
    title="Guildhall 工家",
    version=__version__,
    urls_namespace="api",
    auth=TokenAuth(),
    docs_url=None,  # the viewers load scripts from elsewhere; the description is for programs
    openapi_url="openapi.json",
    description=(
        "Additive only. Errors are application/problem+json (RFC 9457) with a stable code, both sentences and, where a "
        "field is wrong, the field. Lists come in pages: give `cursor` what the page before gave in `next`."
    ),
)
api.add_router("places", places, tags=["places 地方"])
api.add_router("people", people, tags=["people 人员"])
api.add_router("people", memberships, tags=["people 人员"])
api.add_router("organisations", organisations, tags=["organisations 单位"])
api.add_router("figures", figures, tags=["figures 指标"])
api.add_router("applications", applications, tags=["applications 办理"])
api.add_router("roster", roster, tags=["roster 名册"])
api.add_router("notices", notices, tags=["notices 通知"])
api.add_router("accounts", accounts, tags=["accounts 账号"])
api.add_router("audit", audit, tags=["audit 审计"])


@api.exception_handler(GuildhallError)
def _refused(request: HttpRequest, error: GuildhallError) -> HttpResponse:
    return refusal(request, error)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    found: dict[str, list[Message]] = {}
    for wrong in error.errors:
        where: Any = wrong.get("loc", ())
        field = ".".join(str(part) for part in where[1:]) or "body"
        found.setdefault(field, []).append(MALFORMED(field=field, problem=str(wrong.get("msg", ""))))
    return refusal(request, Invalid(found))
