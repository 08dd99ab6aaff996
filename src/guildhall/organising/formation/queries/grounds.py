"""What the rules of putting up depend on, of one case."""

from __future__ import annotations

from datetime import datetime

from guildhall.base.flows.sealing import open_values
from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.base.organisations.rules.records import kind_of_code
from guildhall.kernel.clocks import CHINA
from guildhall.organising.formation.contracts import Form
from guildhall.organising.formation.models import Case
from guildhall.organising.formation.rules.candidates import chair_measures_apply
from guildhall.organising.formation.rules.putting_up import Ground


def ground_of(case: Case, at: datetime) -> Ground:
    """Form, employer, members and day. Of several employers the widest rule holds: an enterprise's."""
    codes = list(case.units.values_list("code", flat=True))
    kinds = {kind_of_code(code) for code in codes}
    strict = sorted(kind for kind in kinds if chair_measures_apply(kind))
    kind = next(iter(strict or sorted(kinds)), OrganisationKind.OTHER)
    public = open_values(case.application).get("ownership") == "public"
    return Ground(Form(case.form), kind, public, case.members, case.women, at.astimezone(CHINA).date())
