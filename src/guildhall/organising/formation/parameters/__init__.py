"""Values from law and the federation's regulations on forming a union, dated and cited in the YAML file beside this."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from guildhall.kernel.parameters import Parameter, bands, decimal, truth, whole

_HERE: Final = "guildhall.organising.formation.parameters"
_FILE: Final = "formation.yaml"


def _share(value: object) -> Decimal:
    share = decimal(value)
    if not 0 <= share <= 1:
        raise ValueError(f"a share between 0 and 1 is needed: {value!r}")
    return share


def _fraction(value: object) -> Fraction:
    """Exact, from [2, 3]: two thirds. Raises TypeError or ValueError otherwise."""
    if not isinstance(value, tuple) or len(value) != 2:
        raise TypeError(f"[part, whole] is needed, not {value!r}")
    part, of = (whole(one) for one in value)
    if not 0 < part <= of:
        raise ValueError(f"a fraction between 0 and 1 is needed: {value!r}")
    return Fraction(part, of)


def _whole(key: str) -> Parameter[int]:
    return Parameter(key, whole, package=_HERE, file=_FILE)


def _part(key: str) -> Parameter[Decimal]:
    return Parameter(key, _share, package=_HERE, file=_FILE)


#: Unions that a federation of unions is made of, at least.
FEDERATION_UNIONS: Final = _whole("federation_unions")
#: Whether the number of seats must be odd.
COMMITTEE_ODD: Final = Parameter("committee_odd", truth, package=_HERE, file=_FILE)
#: Below so many members, one chair or organiser may stand instead of a committee.
ALONE_BELOW: Final = _whole("committee_alone_below")
#: Up to so many members there is no committee, only a chair or an organiser; 0: a committee is always possible.
ONLY_ALONE: Final = _whole("committee_only_alone")
#: Members from which delegates may meet instead of all members.
CONGRESS_FROM: Final = _whole("congress_members")
#: Delegates by members (Congress Regulations art. 10).
DELEGATE_BANDS: Final = Parameter("delegate_bands", bands, package=_HERE, file=_FILE)
#: Largest share of middle and higher managers among delegates.
DELEGATE_MANAGERS: Final = _part("delegate_managers_share")
#: Working days between telling delegates of a congress and the congress.
DELEGATE_NOTICE: Final = _whole("delegate_notice_working_days")
#: Working days for which candidates to the committee are published.
COMMITTEE_PUBLICITY: Final = _whole("committee_publicity_working_days")
#: Days for which candidates to the chair are published.
CHAIR_PUBLICITY: Final = _whole("chair_publicity_days")
#: Candidates beyond the seats, as a share of the seats.
COMMITTEE_SURPLUS: Final = _part("committee_surplus_share")
STANDING_SURPLUS: Final = _part("standing_committee_surplus_share")
DELEGATE_SURPLUS: Final = _part("delegate_surplus_share")
#: Of those entitled to attend, who must be present at least.
QUORUM: Final = Parameter("quorum", _fraction, package=_HERE, file=_FILE)
#: Of those entitled to attend, of whom more must have voted for somebody to be elected.
MAJORITY: Final = Parameter("majority", _fraction, package=_HERE, file=_FILE)
#: Of the members, who may ask for an extraordinary meeting at least.
EXTRAORDINARY: Final = Parameter("extraordinary_meeting", _fraction, package=_HERE, file=_FILE)
#: Days within which the next-higher union replies to a reported result.
REPLY_DAYS: Final = _whole("result_reply_days")
#: Months within which a chair or deputy is trained after taking office.
TRAINING_MONTHS: Final = _whole("training_months")

ALL: Final = (
    FEDERATION_UNIONS, COMMITTEE_ODD, ALONE_BELOW, ONLY_ALONE,
    CONGRESS_FROM, DELEGATE_BANDS, DELEGATE_MANAGERS, DELEGATE_NOTICE, COMMITTEE_PUBLICITY, CHAIR_PUBLICITY,
    COMMITTEE_SURPLUS, STANDING_SURPLUS, DELEGATE_SURPLUS, QUORUM, MAJORITY, EXTRAORDINARY,
    REPLY_DAYS, TRAINING_MONTHS,
)  # fmt: skip
