"""Makes organisations that are easily taken for each other: nearly one name in one county, one address, one agent.

Runs over the organisations that are built already, with a stream of its own. No organisation is in two pairs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from guildhall.province import words
from guildhall.province.names import UnitNames
from guildhall.province.rates import ALIKE
from guildhall.province.world import Alike, Organisation, OrgKind

_TRIES: Final = 12
_Change = Callable[[Organisation, Organisation], bool]
_SMALL: Final = 25  # insured; an enterprise below it lets an agent keep its books


@cache
def kin_tails(tail: str) -> tuple[str, ...]:
    """Return ends of names that hold this one or are held by it: 养老服务中心, 居家养老服务中心."""
    known = [entry[0] for entry in (*words.SERVICES, *words.TRADES)]
    stem = next((t for t in sorted(known, key=len, reverse=True) if t in tail), None)
    if stem is None:
        return ()
    kin = [t for t in known if t != stem and (t.endswith(stem) or stem.endswith(t) or t.startswith(stem))]
    return tuple(tail.replace(stem, t) for t in kin)


class UnitsAlike:
    def __init__(self, rng: random.Random, names: UnitNames) -> None:
        self._rng = rng
        self._names = names
        self._taken: set[str] = set()

    def among(self, organisations: Sequence[Organisation], already: Sequence[Alike]) -> list[Alike]:
        """Change some organisations so that they are alike, and say which; those of `already` are left alone."""
        self._taken = {one for pair in already for one in (pair.left, pair.right)}
        pool = [o for o in organisations if "分公司" not in o.tail]
        self._rng.shuffle(pool)
        groups: dict[tuple[str, str, str], list[Organisation]] = {}
        for one in pool:
            groups.setdefault((one.county, one.kind, one.legal_form), []).append(one)
        near = self._pairs("near_name", pool, groups, self._near_name)
        return near + self._pairs("one_address", pool, groups, self._one_address) + self._agents(pool)

    def _pairs(
        self,
        kind: str,
        pool: Sequence[Organisation],
        groups: dict[tuple[str, str, str], list[Organisation]],
        change: _Change,
    ) -> list[Alike]:
        made: list[Alike] = []
        wanted = round(len(pool) * ALIKE[kind].planned)
        for model in pool:
            if len(made) >= wanted:
                break
            group = groups[model.county, model.kind, model.legal_form]
            other = group[int(self._rng.random() * len(group))]
            if other is model or {model.id, other.id} & self._taken or not change(model, other):
                continue
            self._taken |= {model.id, other.id}
            made.append(Alike(kind, model.id, other.id))
        return made

    def _near_name(self, model: Organisation, other: Organisation) -> bool:
        """Name `other` as `model` but for one character of the own name, or with a kindred trade."""
        if model.kind not in (OrgKind.SOCIAL_SERVICE, OrgKind.ENTERPRISE):
            return False
        for _ in range(_TRIES):
            kin = kin_tails(model.tail)
            core, tail = model.core, model.tail
            if kin and self._rng.random() < 0.5:
                tail = self._rng.choice(kin)
            else:
                core = self._names.near(self._rng, model.core, gentle=model.kind is OrgKind.SOCIAL_SERVICE)
            if self._named(other, model, core, tail):
                return True
        return False

    def _one_address(self, model: Organisation, other: Organisation) -> bool:
        """One head, one address and one phone for two organisations, some under one own name."""
        other.address, other.phone, other.representative = model.address, model.phone, model.representative
        if model.kind is OrgKind.ENTERPRISE and model.tail != other.tail and self._rng.random() < 0.4:
            self._named(other, model, model.core, other.tail)
        return True

    def _named(self, other: Organisation, model: Organisation, core: str, tail: str) -> bool:
        if not self._names.take(model.place_part + core + tail):
            return False
        other.place_part, other.core, other.tail, other.former_name = model.place_part, core, tail, None
        other.industry = model.industry if tail != other.tail else other.industry
        if model.supervisor:
            other.supervisor = model.supervisor
        return True

    def _agents(self, pool: Sequence[Organisation]) -> list[Alike]:
        """Let 3 to 30 small enterprises of a county give their agent's phone, half of the groups the address too."""
        rng = self._rng
        by_county: dict[str, list[Organisation]] = {}
        for one in pool:
            if one.kind is OrgKind.ENTERPRISE and one.insured < _SMALL and one.id not in self._taken:
                by_county.setdefault(one.county, []).append(one)
        made: list[Alike] = []
        wanted = round(len(pool) * ALIKE["one_agent"].planned)
        while len(made) < wanted and by_county:
            county = rng.choice(sorted(by_county))
            clients = by_county.pop(county)[: rng.randrange(3, 31)]
            at_home = rng.random() < 0.5
            for one, following in pairwise(clients):
                following.phone = one.phone
                following.address = one.address if at_home else following.address
                made.append(Alike("one_agent", one.id, following.id))
        return made
