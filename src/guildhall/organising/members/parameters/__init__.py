"""Numbers from the rules of membership and of union funds: dated, with jurisdiction and citation."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.parameters import Parameter, decimal, whole

_HERE: Final = "guildhall.organising.members.parameters"

#: Months in a row without dues and without union life after which leaving may be established.
DEEMED_EXIT_MONTHS: Final = Parameter("deemed_exit_months", whole, package=_HERE, file="membership.yaml")
#: Months of secondment from which a membership may move to the unit that borrows.
SECONDMENT_MONTHS: Final = Parameter("secondment_months", whole, package=_HERE, file="membership.yaml")
#: Working days after which the union that is left counts as having agreed to a transfer.
TACIT_CONSENT_DAYS: Final = Parameter("tacit_consent_working_days", whole, package=_HERE, file="membership.yaml")

#: Statutory retirement ages before the gradual raise, in years, and what the raise adds, in months.
RETIREMENT_MEN: Final = Parameter("retirement_age_men", whole, package=_HERE, file="retirement.yaml")
RETIREMENT_WOMEN_STAFF: Final = Parameter("retirement_age_women_staff", whole, package=_HERE, file="retirement.yaml")
RETIREMENT_WOMEN: Final = Parameter("retirement_age_women_workers", whole, package=_HERE, file="retirement.yaml")
RAISE_STEP_MEN: Final = Parameter("retirement_raise_step_men", whole, package=_HERE, file="retirement.yaml")
RAISE_STEP_WOMEN_STAFF: Final = Parameter(
    "retirement_raise_step_women_staff", whole, package=_HERE, file="retirement.yaml"
)
RAISE_STEP_WOMEN: Final = Parameter("retirement_raise_step_women_workers", whole, package=_HERE, file="retirement.yaml")
RAISE_MOST_MEN: Final = Parameter("retirement_raise_most_men", whole, package=_HERE, file="retirement.yaml")
RAISE_MOST_WOMEN_STAFF: Final = Parameter(
    "retirement_raise_most_women_staff", whole, package=_HERE, file="retirement.yaml"
)
RAISE_MOST_WOMEN: Final = Parameter("retirement_raise_most_women_workers", whole, package=_HERE, file="retirement.yaml")

#: Members' dues as a share of the basic wage, and the yuan below which a wage is cut off.
DUES_RATE: Final = Parameter("dues_rate", decimal, package=_HERE, file="funds.yaml")
DUES_STEP: Final = Parameter("dues_step", whole, package=_HERE, file="funds.yaml")
#: The employer's contribution as a share of all wages, and the share of it that stays with the union of the unit.
CONTRIBUTION_RATE: Final = Parameter("contribution_rate", decimal, package=_HERE, file="funds.yaml")
CONTRIBUTION_KEPT: Final = Parameter("contribution_kept", decimal, package=_HERE, file="funds.yaml")

ALL: Final = (
    DEEMED_EXIT_MONTHS,
    SECONDMENT_MONTHS,
    TACIT_CONSENT_DAYS,
    RETIREMENT_MEN,
    RETIREMENT_WOMEN_STAFF,
    RETIREMENT_WOMEN,
    RAISE_STEP_MEN,
    RAISE_STEP_WOMEN_STAFF,
    RAISE_STEP_WOMEN,
    RAISE_MOST_MEN,
    RAISE_MOST_WOMEN_STAFF,
    RAISE_MOST_WOMEN,
    DUES_RATE,
    DUES_STEP,
    CONTRIBUTION_RATE,
    CONTRIBUTION_KEPT,
)
