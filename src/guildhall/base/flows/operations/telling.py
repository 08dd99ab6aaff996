"""The notices that flows tell: to the office that has something, a colleague, the applicant, the office above."""

from __future__ import annotations

from typing import Final

from guildhall.base.flows.queries.names import application_numbers
from guildhall.base.notices.contracts import NoticeKind
from guildhall.kernel.errors import MessageKind

_NAMES: Final = {"application": application_numbers}

ARRIVED: Final = NoticeKind(
    MessageKind(
        "flows.arrived",
        "申请 {application} 到了您这里，等您办理。",
        "Application {application} has come to your office.",
    ),
    names=_NAMES,
)
HANDED: Final = NoticeKind(
    MessageKind(
        "flows.handed_to_you", "申请 {application} 交给您办理。", "Application {application} was handed to you."
    ),
    names=_NAMES,
)
RETURNED: Final = NoticeKind(
    MessageKind(
        "flows.returned",
        "您的申请 {application} 退回补正，请看标出的几处。",
        "Your application {application} was returned for correction; see what is marked.",
    ),
    names=_NAMES,
)
MOVED_ON: Final = NoticeKind(
    MessageKind("flows.moved_on", "您的申请 {application} 有了进展。", "Your application {application} has moved on."),
    names=_NAMES,
)
ENDED: Final = NoticeKind(
    MessageKind("flows.ended", "您的申请 {application} 已经办结。", "Your application {application} has been decided."),
    names=_NAMES,
)
OPINION_ASKED: Final = NoticeKind(
    MessageKind(
        "flows.opinion_asked",
        "申请 {application} 征求您单位的意见。",
        "Your office is asked for an opinion on application {application}.",
    ),
    names=_NAMES,
)
OPINION_GIVEN: Final = NoticeKind(
    MessageKind(
        "flows.opinion_given",
        "申请 {application} 征求的意见已经给出。",
        "The opinion on application {application} is there.",
    ),
    names=_NAMES,
)
OVERDUE: Final = NoticeKind(
    MessageKind(
        "flows.overdue",
        "下级经办的申请 {application} 已于 {day} 到期，仍未办结。",
        "Application {application}, with an office below, was due on {day} and is not decided.",
    ),
    names=_NAMES,
)
#: Declared when the apps are ready.
NOTICES: Final = (ARRIVED, HANDED, RETURNED, MOVED_ON, ENDED, OPINION_ASKED, OPINION_GIVEN, OVERDUE)
