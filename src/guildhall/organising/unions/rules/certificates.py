"""The clocks of a union's legal-person certificate (Legal-person Measures 2020). Pure; days come from parameters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.parameters import (
    LEGAL_APPLY_DAYS,
    LEGAL_CHANGE_DAYS,
    LEGAL_EXAMINE_DAYS,
    LEGAL_RENEWAL_DAYS,
    LEGAL_YEARS,
)
from guildhall.kernel.periods import add_months, last_day
from guildhall.organising.unions.contracts import Act
from guildhall.organising.unions.contracts.committees import DueKind, DueSummary, Filing

_MEASURES: Final = "《基层工会法人登记管理办法》（2020）Legal-person Measures 2020"
RULES: Final = {
    DueKind.APPLY: _MEASURES,
    DueKind.EXAMINE: _MEASURES,
    DueKind.CHANGE: _MEASURES,
    DueKind.RENEW: "《基层工会法人登记管理办法》第二十七条 Legal-person Measures art. 27",
    DueKind.END: _MEASURES,
}
BEFORE_FOUNDING: Final = MessageKind(
    "unions.filing_before_founding",
    "申请日期不能早于工会成立的日期（{since}）。",
    "The application cannot lie before the union's founding ({since}).",
)
OPEN_FILING: Final = MessageKind(
    "unions.filing_open",
    "还有一项申请在审查中，请先办结。",
    "An application is being examined. Decide that one first.",
)
NO_FILING: Final = MessageKind("unions.no_filing", "没有在审查中的申请。", "No application is being examined.")
NOT_REGISTERED: Final = MessageKind(
    "unions.not_registered",
    "还没有法人资格证书，请先申请法人登记。",
    "There is no certificate yet. Apply for registration first.",
    rule=_MEASURES,
)
REGISTERED: Final = MessageKind(
    "unions.registered_already",
    "已有有效的法人资格证书，请申请变更或换领。",
    "There is a valid certificate. Apply for a change or a renewal.",
    rule=_MEASURES,
)
BY_LAW: Final = MessageKind(
    "unions.person_by_law",
    "这类工会依法具有法人资格，或不单独登记，不办证书。",
    "Such a union is a legal person by law, or none by itself: it has no certificate.",
    rule="《工会法》第十五条 Trade Union Law art. 15",
)
TOO_SOON: Final = MessageKind(
    "unions.renewal_too_soon",
    "换领在期满前 {days} 日内办理，最早 {earliest}。",
    "A certificate is renewed in the {days} days before it ends, from {earliest}.",
    rule="《基层工会法人登记管理办法》第二十七条 Legal-person Measures art. 27",
)
BAD_VALIDITY: Final = MessageKind(
    "unions.bad_validity",
    "证书有效期为 {least} 至 {most} 年，与工会届期相同。",
    "A certificate is valid for {least} to {most} years, as long as the union's term.",
    rule="《基层工会法人登记管理办法》第二十六条 Legal-person Measures art. 26",
)
NUMBER_MISSING: Final = MessageKind("unions.certificate_number", "请填证书编号。", "Give the certificate's number.")
REASON_MISSING: Final = MessageKind(
    "unions.refusal_reason",
    "不予办理的，要书面说明理由。",
    "A refusal says its reasons in writing.",
    rule=_MEASURES,
)
BEFORE_APPLYING: Final = MessageKind(
    "unions.decided_before_applying",
    "办结日期不能早于申请日期（{since}）。",
    "It cannot be decided before it was applied for ({since}).",
)


def clock_after(act: Act, on: date) -> DueSummary:
    """The clock that an act begins: 60 days to register after the founding, 30 to change after a renaming or an
    election, 30 to deregister after the end. The day itself is not counted (Civil Code art. 201)."""
    if act is Act.FOUNDED:
        return DueSummary(DueKind.APPLY, on, last_day(on, days=LEGAL_APPLY_DAYS.at(on)))
    kind = DueKind.END if act in {Act.DISSOLVED, Act.MERGED} else DueKind.CHANGE
    return DueSummary(kind, on, last_day(on, days=LEGAL_CHANGE_DAYS.at(on)))


def examination(applied_on: date) -> DueSummary:
    """Until when the registering federation has decided: 15 days from the complete file."""
    return DueSummary(DueKind.EXAMINE, applied_on, last_day(applied_on, days=LEGAL_EXAMINE_DAYS.at(applied_on)))


def renewal(valid_until: date) -> DueSummary:
    """The window in which a certificate is renewed: the 30 days before it ends (art. 27)."""
    return DueSummary(DueKind.RENEW, valid_until - timedelta(days=LEGAL_RENEWAL_DAYS.at(valid_until)), valid_until)


def filing_objections(
    filing: Filing, *, on: date, founded_on: date | None, valid_until: date | None, has_open: bool
) -> tuple[Message, ...]:
    """Whether an application may be made on a day. `valid_until`: of the certificate that the union holds."""
    if has_open:
        return (OPEN_FILING(),)
    if founded_on is not None and on < founded_on:
        return (BEFORE_FOUNDING(since=founded_on.isoformat()),)
    valid = valid_until is not None and on <= valid_until
    if filing is Filing.NEW:
        return (REGISTERED(),) if valid else ()
    if valid_until is None:
        return (NOT_REGISTERED(),)
    window = renewal(valid_until)
    if filing is Filing.RENEWAL and on < window.since:
        days = (valid_until - window.since).days
        return (TOO_SOON(days=days, earliest=window.since.isoformat()),)
    return ()


def validity_objections(start: date, until: date) -> tuple[Message, ...]:
    """Whether a certificate may be valid from a day to a last one: three to five years, both included (art. 26)."""
    least, most = LEGAL_YEARS.at(start)
    if add_months(start, 12 * least) - timedelta(days=1) <= until <= add_months(start, 12 * most):
        return ()
    return (BAD_VALIDITY(least=least, most=most),)
