"""Builds the true unions: in one unit, joint over several, federations of unions."""

from __future__ import annotations

import random
from itertools import groupby
from typing import TypeVar

from guildhall.province.build_units import UnitBuilder, Units
from guildhall.province.names import PersonNames, whole_name
from guildhall.province.places import counties
from guildhall.province.seeds import stream
from guildhall.province.world import Organisation, OrgKind, Union, UnionKind

T = TypeVar("T")


class UnionBuilder:
    def __init__(self, seed: int, builder: UnitBuilder) -> None:
        self._builder = builder
        self._rng = stream(seed, builder.scale.name, builder.shard, "unions")
        self._names = PersonNames(stream(seed, builder.scale.name, builder.shard, "union leaders"))
        self._taken: set[str] = set()

    def build(self, units: Units) -> list[Union]:
        """Return every union; the organisations that host joint ones are added to `units.hosts`."""
        scale = self._builder.scale
        eligible = units.eligible  # shuffled already
        singles = [self._single(o, True) for o in eligible[: scale.single]]
        joints = self._joints(
            units, scale.joint, eligible[scale.single : scale.covered], units.small + units.uninsured[:200], True
        )
        uncovered = eligible[scale.covered :]
        dissolved = [self._single(o, True) for o in uncovered[::12]]
        for union in dissolved:
            union.dissolved = True
        federations = self._federations(units, singles + joints, scale.federations, True)

        employers = [o for o in units.enterprises if o.insured > 0 and not o.closed and o.legal_form != "个体"]
        large = [o for o in employers if o.insured >= 25]
        small = [o for o in employers if o.insured < 25]
        alone = (large + small)[: scale.enterprise_single]
        enterprise_singles = [self._single(o, False) for o in alone]
        taken = {o.id for o in alone}
        left = [o for o in employers if o.id not in taken]
        enterprise_joints = self._joints(units, scale.enterprise_joint, left[: scale.enterprise_joint], left, False)
        enterprise_federations = self._federations(
            units, enterprise_singles + enterprise_joints, scale.enterprise_federations, False
        )
        elsewhere = [self._single(o, True) for o in units.elsewhere[::8]]
        return [
            *singles,
            *joints,
            *dissolved,
            *federations,
            *enterprise_singles,
            *enterprise_joints,
            *enterprise_federations,
            *elsewhere,
        ]

    def _single(self, unit: Organisation, social: bool) -> Union:
        rng = self._rng
        name = f"{unit.name}工会" if rng.random() < 0.25 else f"{unit.name}工会委员会"
        return self._union(UnionKind.SINGLE, name, unit, social)

    def _union(self, kind: UnionKind, name: str, seat: Organisation, social: bool) -> Union:
        rng = self._rng
        self._taken.add(name)
        county = counties()[seat.county]
        return Union(
            id=self._builder.identity(),
            kind=kind,
            name=name,
            code=self._builder.mint.credit_code("81") if rng.random() < 0.6 else None,
            seat=seat,
            founded=f"{rng.randrange(2004, 2023)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}",
            upper=f"{county.name}{seat.township}总工会" if rng.random() < 0.7 else f"{county.name}总工会",
            county=seat.county,
            social=social,
            leader=self._names.draw(rng.random() < 0.6),
            phone=self._builder.mint.phone(),
        )

    def _joints(
        self, units: Units, count: int, must: list[Organisation], others: list[Organisation], social: bool
    ) -> list[Union]:
        """Return `count` joint unions that cover all of `must` and smaller units of the same counties."""
        rng = self._rng
        must_ids = {o.id for o in must}
        by_county = {
            code: list(group)
            for code, group in groupby(sorted(must, key=lambda o: (o.county, o.id)), key=lambda o: o.county)
        }
        spare: dict[str, list[Organisation]] = {}
        for o in others:
            if o.id not in must_ids:
                spare.setdefault(o.county, []).append(o)
        made: list[Union] = []
        for county, share in _shares(by_county, count):
            covered = share + _draw(
                rng, spare.get(county, []), rng.randrange(2, 7) if social else rng.randrange(12, 36)
            )
            seat = covered[0] if rng.random() < 0.4 else self._host(units, county, social)
            union = self._union(UnionKind.JOINT, self._joint_name(seat, social), seat, social)
            union.covered = covered
            made.append(union)
        return made

    def _host(self, units: Units, county: str, social: bool) -> Organisation:
        host = self._builder.host(counties()[county], social)
        units.hosts.append(host)
        return host

    def _joint_name(self, seat: Organisation, social: bool) -> str:
        rng = self._rng
        whole = whole_name(counties()[seat.county])
        what = "社会组织" if social else rng.choice(("小微企业", "商贸企业", "工业园区", "楼宇企业"))
        own = "" if self._builder.scale.shards == 1 else seat.core  # names must not meet between shards
        for ordinal in ("", "第二", "第三", "第四", "第五", "第六", "第七", "第八", "第九"):
            name = f"{whole}{seat.township}{own}{what}{ordinal}联合工会"
            if name not in self._taken and (not own or seat.kind is not OrgKind.ASSOCIATION):
                return name
        return f"{seat.name}联合工会"

    def _federations(self, units: Units, unions: list[Union], count: int, social: bool) -> list[Union]:
        """Return federations of existing unions of one county or, the first, of the whole city."""
        rng = self._rng
        what = "社会组织" if social else "行业"
        made: list[Union] = []
        pool = sorted(unions, key=lambda u: (u.county, u.id))
        by_county = [(c, list(g)) for c, g in groupby(pool, key=lambda u: u.county)]
        by_county.sort(key=lambda item: (-len(item[1]), item[0]))
        trades = ("民办教育", "养老服务", "社会工作", "体育") if social else ("机械", "物流", "建筑", "电商")
        for n in range(count):
            county, members = by_county[n % len(by_county)]
            seat = self._host(units, county, social)
            whole = whole_name(counties()[seat.county])
            own = "" if self._builder.scale.shards == 1 else seat.core
            trade = "" if n < len(by_county) else trades[n % len(trades)]
            union = self._union(UnionKind.FEDERATION, f"{whole}{own}{trade}{what}工会联合会", seat, social)
            union.group = _draw(rng, list(members), max(2, len(members) // 3))
            made.append(union)
            for member in union.group:
                member.upper = union.name
        return made


def _shares(by_county: dict[str, list[Organisation]], count: int) -> list[tuple[str, list[Organisation]]]:
    """Divide the units of each county into groups, `count` in all, at least one unit each where units suffice."""
    order = sorted(by_county, key=lambda c: (-len(by_county[c]), c))
    if count < len(order):  # more counties than unions: a union takes neighbours' units too
        groups: list[tuple[str, list[Organisation]]] = [(c, list(by_county[c])) for c in order[:count]]
        for n, county in enumerate(order[count:]):
            groups[n % count][1].extend(by_county[county])
        return groups
    cuts = dict.fromkeys(order, 1)
    for _ in range(count - len(order)):
        widest = max(order, key=lambda c: (len(by_county[c]) / cuts[c], c))
        cuts[widest] += 1
    return [(c, by_county[c][k :: cuts[c]]) for c in order for k in range(cuts[c])]


def _draw(rng: random.Random, pool: list[T], count: int) -> list[T]:
    """Take up to `count` out of the pool."""
    taken: list[T] = []
    while pool and len(taken) < count:
        taken.append(pool.pop(int(rng.random() * len(pool))))
    return taken
