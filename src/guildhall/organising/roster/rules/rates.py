"""Which rate a page shows: its group of organisations, its indicator, its rule in words with the threshold's source."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from guildhall.base.organisations.contracts import SOCIAL_ORGANISATIONS, OrganisationKind
from guildhall.kernel.parameters import Confidence, Source
from guildhall.kernel.words import Words
from guildhall.linkage.rules.coverage import INDICATORS, Indicator
from guildhall.organising.roster.contracts import Group

_CODES: Final = {
    Group.SOCIAL: "social_org_coverage_25",
    Group.ENTERPRISE: "enterprise_coverage_25",
    Group.ALL: "unit_coverage_25",
}
_BY_CODE: Final = {indicator.code: indicator for indicator in INDICATORS}
_KINDS: Final[Mapping[Group, frozenset[OrganisationKind]]] = MappingProxyType(
    {
        Group.SOCIAL: SOCIAL_ORGANISATIONS,
        Group.ENTERPRISE: frozenset({OrganisationKind.ENTERPRISE}),
        Group.ALL: frozenset(OrganisationKind),
    }
)


def indicator_of(group: Group) -> Indicator:
    """The coverage rate of a group (linkage.rules.coverage)."""
    return _BY_CODE[_CODES[group]]


def kinds_of(group: Group) -> frozenset[OrganisationKind]:
    """The legal forms of a group."""
    return _KINDS[group]


def kinds_named(text: str) -> frozenset[OrganisationKind]:
    """The legal forms that a group's or a form's value names; all of them for anything else."""
    if text in set(OrganisationKind):
        return frozenset({OrganisationKind(text)})
    return kinds_of(Group(text) if text in set(Group) else Group.ALL)


def definition(group: Group, threshold: int, source: Source) -> Words:
    """What the rate counts, in words: never shown without its threshold and where that stands."""
    indicator = indicator_of(group)
    unsure = source.confidence is not Confidence.OFFICIAL
    return Words(
        f"{indicator.rule_zh}。门槛：参保 {threshold} 人（含）以上，出自{source.citation}"
        f"{'（未经官方文件确认）' if unsure else ''}；《工会法》第十一条说的是会员 25 人，这里按参保人数代算。",
        f"{indicator.rule}. Threshold: {threshold} persons insured; source: {source.citation}"
        f"{' (not confirmed officially)' if unsure else ''}. "
        "Trade Union Law art. 11 counts 25 members; persons insured stand in for them.",
    )
