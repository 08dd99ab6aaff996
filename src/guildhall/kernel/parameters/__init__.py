"""Numbers, lists and thresholds from law, regulation and statistical practice, as dated and cited data.

Declared here, kept in the YAML files beside this one. A law's number and a proxy for it are two parameters.
"""

from typing import Final

from guildhall.kernel.parameters.book import Confidence, Entry, Source
from guildhall.kernel.parameters.parameter import Parameter, decimal, texts, truth, whole, words

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
    PROXY_INSURED,
    SUPPRESS_BELOW,
    CUT_OFF,
    HOLIDAYS,
    MADE_UP_DAYS,
)

#: Parameters that nothing asks yet → who will, in Chinese and English.
AWAITED: Final = (
    (JOINT_UNION_UNITS, "建会审批", "founding a joint union, in organising"),
    (WOMEN_COMMITTEE_MEMBERS, "女职工委员会的组建", "setting up women's committees, in organising"),
    (WORKING_AGE, "入会登记时的提醒", "a reminder at enrolment, in organising"),
)

__all__ = [
    "ACTIVE_MEMBERSHIPS",
    "ALL",
    "AWAITED",
    "COMMITTEE_MEMBERS",
    "CUT_OFF",
    "FULL_TIME_CHAIR",
    "HOLIDAYS",
    "JOINT_UNION_UNITS",
    "MADE_UP_DAYS",
    "PROXY_INSURED",
    "RETAINED_COUNTED",
    "SUPPRESS_BELOW",
    "WOMEN_COMMITTEE_MEMBERS",
    "WORKING_AGE",
    "Confidence",
    "Entry",
    "Parameter",
    "Source",
    "decimal",
    "texts",
    "truth",
    "whole",
    "words",
]
