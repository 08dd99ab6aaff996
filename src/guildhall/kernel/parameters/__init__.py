"""Numbers, lists and thresholds from law, regulation and statistical practice, as dated and cited data.

Declared here, kept in the YAML files beside this one. A law's number and a proxy for it are two parameters.
"""

from typing import Any, Final

from guildhall.kernel.parameters.book import Confidence, Entry, Source
from guildhall.kernel.parameters.parameter import Parameter, band_of, bands, decimal, texts, truth, whole, wholes, words

_HERE: Final = "guildhall.kernel.parameters"

#: Members from which a unit must set up a grassroots committee of its own (Trade Union Law art. 11(1)).
COMMITTEE_MEMBERS: Final = Parameter("committee_members", whole, package=_HERE, file="unions.yaml")
#: Units that a joint grassroots committee needs at least.
JOINT_UNION_UNITS: Final = Parameter("joint_union_units", whole, package=_HERE, file="unions.yaml")
#: Women members from which there is a women's committee; below, one committee member for women.
WOMEN_COMMITTEE_MEMBERS: Final = Parameter("women_committee_members", whole, package=_HERE, file="unions.yaml")
#: Whether members whose membership is retained (保留会籍) count in statistics of members.
RETAINED_COUNTED: Final = Parameter("retained_members_counted", truth, package=_HERE, file="unions.yaml")
#: Active memberships that one person may hold at a time.
ACTIVE_MEMBERSHIPS: Final = Parameter("active_memberships", whole, package=_HERE, file="unions.yaml")
#: Age from which a person may be employed, and so be a member.
WORKING_AGE: Final = Parameter("working_age", whole, package=_HERE, file="unions.yaml")
#: Employees from which a union may have a full-time chair (Trade Union Law art. 14).
FULL_TIME_CHAIR: Final = Parameter("full_time_chair_employees", whole, package=_HERE, file="unions.yaml")

#: Years from which a grassroots union chooses its term (Trade Union Law art. 16).
TERM_YEARS_GRASSROOTS: Final = Parameter("term_years_grassroots", wholes, package=_HERE, file="unions.yaml")
#: Years of a term of local federations and industrial unions (Trade Union Law art. 16).
TERM_YEARS_LOCAL: Final = Parameter("term_years_local", wholes, package=_HERE, file="unions.yaml")
#: Months by which an election may be put off with approval.
TERM_DELAY_MONTHS: Final = Parameter("term_delay_months", whole, package=_HERE, file="unions.yaml")
#: Months before the end of a term at which one is reminded, falling.
TERM_REMINDER_MONTHS: Final = Parameter("term_reminder_months", wholes, package=_HERE, file="unions.yaml")
#: Seats of a committee by members: from, least, most.
COMMITTEE_SIZES: Final = Parameter("committee_sizes", bands, package=_HERE, file="unions.yaml")
#: Seats of a standing committee: least, most.
STANDING_COMMITTEE_SIZE: Final = Parameter("standing_committee_size", wholes, package=_HERE, file="unions.yaml")
#: Seats of a funds audit committee: least, most.
AUDIT_COMMITTEE_SIZE: Final = Parameter("audit_committee_size", wholes, package=_HERE, file="unions.yaml")
#: Months for which somebody may act while the chair is vacant.
CHAIR_VACANCY_MONTHS: Final = Parameter("chair_vacancy_months", whole, package=_HERE, file="unions.yaml")
#: Days to apply for legal personality after the founding.
LEGAL_APPLY_DAYS: Final = Parameter("legal_apply_days", whole, package=_HERE, file="unions.yaml")
#: Days in which an application for legal personality is examined.
LEGAL_EXAMINE_DAYS: Final = Parameter("legal_examine_days", whole, package=_HERE, file="unions.yaml")
#: Days to apply for a change of the certificate, or for its end.
LEGAL_CHANGE_DAYS: Final = Parameter("legal_change_days", whole, package=_HERE, file="unions.yaml")
#: Days before the end of a certificate in which it is renewed.
LEGAL_RENEWAL_DAYS: Final = Parameter("legal_renewal_days", whole, package=_HERE, file="unions.yaml")
#: Years for which a certificate is valid: least, most.
LEGAL_YEARS: Final = Parameter("legal_years", wholes, package=_HERE, file="unions.yaml")

#: Persons insured from which statistics take a unit to meet the conditions for a union: a proxy, not the law's number.
PROXY_INSURED: Final = Parameter("proxy_insured", whole, package=_HERE, file="statistics.yaml")
#: Public cells that count fewer persons than this are not shown.
SUPPRESS_BELOW: Final = Parameter("suppress_below", whole, package=_HERE, file="statistics.yaml")
#: Which day figures are cut off at: `end_of_newest_insurance_month`.
CUT_OFF: Final = Parameter("cut_off", words, package=_HERE, file="statistics.yaml")

#: Days off and weekend days worked instead, of one year (kernel.working_days).
HOLIDAYS: Final = Parameter("holidays", texts, package=_HERE, file="calendar.yaml")
MADE_UP_DAYS: Final = Parameter("made_up_days", texts, package=_HERE, file="calendar.yaml")

ALL: Final = (
    COMMITTEE_MEMBERS,
    JOINT_UNION_UNITS,
    WOMEN_COMMITTEE_MEMBERS,
    RETAINED_COUNTED,
    ACTIVE_MEMBERSHIPS,
    WORKING_AGE,
    FULL_TIME_CHAIR,
    TERM_YEARS_GRASSROOTS,
    TERM_YEARS_LOCAL,
    TERM_DELAY_MONTHS,
    TERM_REMINDER_MONTHS,
    COMMITTEE_SIZES,
    STANDING_COMMITTEE_SIZE,
    AUDIT_COMMITTEE_SIZE,
    CHAIR_VACANCY_MONTHS,
    LEGAL_APPLY_DAYS,
    LEGAL_EXAMINE_DAYS,
    LEGAL_CHANGE_DAYS,
    LEGAL_RENEWAL_DAYS,
    LEGAL_YEARS,
    PROXY_INSURED,
    SUPPRESS_BELOW,
    CUT_OFF,
    HOLIDAYS,
    MADE_UP_DAYS,
)

#: Parameters that nothing asks yet → who will, in Chinese and English.
AWAITED: Final[tuple[tuple[Parameter[Any], str, str], ...]] = ()

__all__ = [
    "ACTIVE_MEMBERSHIPS",
    "ALL",
    "AUDIT_COMMITTEE_SIZE",
    "AWAITED",
    "CHAIR_VACANCY_MONTHS",
    "COMMITTEE_MEMBERS",
    "COMMITTEE_SIZES",
    "CUT_OFF",
    "FULL_TIME_CHAIR",
    "HOLIDAYS",
    "JOINT_UNION_UNITS",
    "LEGAL_APPLY_DAYS",
    "LEGAL_CHANGE_DAYS",
    "LEGAL_EXAMINE_DAYS",
    "LEGAL_RENEWAL_DAYS",
    "LEGAL_YEARS",
    "MADE_UP_DAYS",
    "PROXY_INSURED",
    "RETAINED_COUNTED",
    "STANDING_COMMITTEE_SIZE",
    "SUPPRESS_BELOW",
    "TERM_DELAY_MONTHS",
    "TERM_REMINDER_MONTHS",
    "TERM_YEARS_GRASSROOTS",
    "TERM_YEARS_LOCAL",
    "WOMEN_COMMITTEE_MEMBERS",
    "WORKING_AGE",
    "Confidence",
    "Entry",
    "Parameter",
    "Source",
    "band_of",
    "bands",
    "decimal",
    "texts",
    "truth",
    "whole",
    "wholes",
    "words",
]
