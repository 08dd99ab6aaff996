"""Every address of the product: each module's own list under its own prefix."""

from __future__ import annotations

from django.urls import include, path

from guildhall.base.accounts.urls import management
from guildhall.base.people.urls import own
from guildhall.config.api import api
from guildhall.organising.members.urls import mine, public

urlpatterns = [
    path("account/", include(own)),
    path("account/", include("guildhall.base.accounts.urls")),
    path("accounts/", include(management)),
    path("audit/", include("guildhall.base.audit.urls")),
    path("api/v1/", api.urls),
    path("", include("guildhall.base.figures.urls")),
    path("", include("guildhall.base.notices.urls")),
    path("", include("guildhall.base.flows.urls")),
    path("formation/", include("guildhall.organising.formation.urls")),
    path("roster/", include("guildhall.organising.roster.urls")),
    path("unions/", include("guildhall.organising.unions.urls")),
    path("members/", include("guildhall.organising.members.urls")),
    path("membership/", include(mine)),
    path("", include(public)),
    path("people/", include("guildhall.base.people.urls")),
    path("", include("guildhall.portal.urls")),
]

handler400 = "guildhall.portal.pages.bad_request"
handler403 = "guildhall.portal.pages.permission_denied"
handler404 = "guildhall.portal.pages.not_found"
handler500 = "guildhall.portal.pages.server_error"
