"""The texts that somebody agrees to when joining, by version. A text is never changed: a new one gets a new version.

PIPL arts 13–17: informed, voluntary, explicit, for a stated purpose; arts 28–30: separate consent for sensitive data.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from guildhall.kernel.words import Words


class Subject(StrEnum):
    """What is agreed to. Stored."""

    PURPOSE = "purpose"
    SENSITIVE = "sensitive"


#: The version that is shown now.
CURRENT: Final = "2023-1"
TEXTS: Final[Mapping[tuple[Subject, str], Words]] = MappingProxyType(
    {
        (Subject.PURPOSE, "2023-1"): Words(
            "我同意工会为办理入会、会籍管理和会员服务，收集和使用我填写的姓名、手机号码、从事的工作和所在单位或平台。"
            "资料由审批我申请的工会保管，不用于别的目的，不提供给平台或单位；会籍结束后按规定留存期满即删除。"
            "我可以随时查看、更正，也可以撤回同意。",
            "I agree that the union collects and uses the name, mobile number, kind of work and employer or platform "
            "that I give, to handle my joining, my membership and services for members. The union that decides my "
            "application keeps them, uses them for nothing else and passes them to no platform or employer; they are "
            "erased once the time for which they must be kept after my membership is over. I may see and correct them, "
            "and withdraw this consent, at any time.",
        ),
        (Subject.SENSITIVE, "2023-1"): Words(
            "我单独同意工会处理我的证件号码。证件号码是敏感个人信息，只用来核对身份、防止重复入会和办理会籍转移；"
            "加密保存，页面上只显示一部分，谁查看都有记录，我看得到。不同意的，可以到工会当面办理。",
            "I separately agree that the union processes my document number. It is sensitive: it serves to verify who "
            "I am, to keep anybody from joining twice and to transfer memberships, and nothing else. It is kept "
            "encrypted and shown in part only; every look at it is recorded, and I can see the record. Who does not "
            "agree may join in person at the union.",
        ),
    }
)


def text_of(subject: Subject, version: str) -> Words:
    """The text that was agreed to. Raises KeyError for a version that never was."""
    return TEXTS[subject, version]
