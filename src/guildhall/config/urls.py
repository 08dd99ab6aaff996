"""Every address of the product: each module's own list under its own prefix."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("account/", include("guildhall.base.accounts.urls")),
    path("audit/", include("guildhall.base.audit.urls")),
    path("", include("guildhall.portal.urls")),
]
