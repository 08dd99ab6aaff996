"""Which unions are unions of social organisations."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from guildhall.base.organisations.contracts import SOCIAL_ORGANISATIONS
from guildhall.organising.roster.models import Unit
from guildhall.organising.unions.queries import standing_presences, standing_unions

#: What the name of a union without units of its own says.
_SAID: Final = "社会组织"


def unions_of_social_organisations() -> QuerySet[Any]:
    """Unions not dissolved of whose units, own or covered, more than half are registered social organisations.

    One without such units, as a federation, where its name says so: the seat says nothing. The rule of a run's report
    (linkage.results.front_page.union_kinds), over records.
    """
    social = Unit.objects.filter(registered=True, kind__in=sorted(kind.value for kind in SOCIAL_ORGANISATIONS))
    units = (
        standing_presences()
        .annotate(one=Coalesce("union__canonical_id", "union_id"))
        .filter(one=OuterRef("pk"))
        .annotate(head=Coalesce("organisation__canonical_id", "organisation_id"))
    )
    counted = units.order_by().values("one").annotate(n=Count("head", distinct=True)).values("n")
    named = units.filter(head__in=social.values("pk")).order_by()
    of_social = named.values("one").annotate(n=Count("head", distinct=True)).values("n")
    rows = standing_unions().annotate(units=Subquery(counted), social=Coalesce(Subquery(of_social), 0))
    return rows.filter(Q(units=None, name__contains=_SAID) | Q(social__gt=F("units") / 2.0))
