"""How large a province is and of what it consists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

DEFAULT_SEED: Final = 20230225
NEWEST_MONTH: Final = "2023-01"
AS_OF: Final = "2023-01-31"
STORY_CITY: Final = "3302"


@dataclass(frozen=True, slots=True)
class Scale:
    """One shard's numbers; a province of several shards repeats them with other names, numbers and people."""

    name: str
    shards: int
    registered: int  # social organisations in the civil affairs register, active at the cut-off
    closed: int  # further ones, deregistered, that the register still lists
    eligible: int  # of the registered: 25 or more insured in the newest month
    single: int  # unions of one social organisation, each in an eligible one
    joint: int  # joint unions of social organisations
    joint_eligible: int  # eligible organisations that the joint unions cover
    federations: int  # federations of social organisations' unions
    elsewhere: int  # social organisations of other cities: in insurance and union rows, not in this city's register
    insured_small: int  # registered organisations with 1 to 24 insured
    enterprises: int
    enterprise_single: int
    enterprise_joint: int
    enterprise_federations: int
    whole_province: bool  # social organisations all over Zhejiang, not only in the city of the story

    @property
    def covered(self) -> int:
        return self.single + self.joint_eligible


DEMO: Final = Scale(
    name="demo",
    shards=1,
    registered=10_348,
    closed=172,
    eligible=412,
    single=203,
    joint=28,
    joint_eligible=114,
    federations=10,
    elsewhere=160,
    insured_small=2_900,
    enterprises=3_000,
    enterprise_single=900,
    enterprise_joint=36,
    enterprise_federations=6,
    whole_province=False,
)

_SHARD: Final = Scale(
    name="1m",
    shards=16,
    registered=2_000,
    closed=50,
    eligible=250,
    single=125,
    joint=16,
    joint_eligible=66,
    federations=5,
    elsewhere=20,
    insured_small=700,
    enterprises=4_180,
    enterprise_single=700,
    enterprise_joint=40,
    enterprise_federations=6,
    whole_province=True,
)

SCALES: Final = {"demo": DEMO, "1m": _SHARD, "10m": replace(_SHARD, name="10m", shards=160)}


def reduced(share: int) -> Scale:
    """Return the demo province at one `share`-th of its size: for tests; the same structure, other figures."""
    d = DEMO
    return replace(
        d,
        name=f"demo/{share}",
        registered=d.registered // share,
        closed=d.closed // share,
        eligible=d.eligible // share,
        single=d.single // share,
        joint=max(2, d.joint // share),
        joint_eligible=d.joint_eligible // share,
        federations=max(2, d.federations // share),
        elsewhere=d.elsewhere // share,
        insured_small=d.insured_small // share,
        enterprises=d.enterprises // share,
        enterprise_single=d.enterprise_single // share,
        enterprise_joint=max(2, d.enterprise_joint // share),
        enterprise_federations=max(1, d.enterprise_federations // share),
    )
