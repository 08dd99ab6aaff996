"""Names of organisations and people, composed; none equals a name of the sample list of real companies."""

from __future__ import annotations

import csv
import gzip
import random
import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import count
from operator import ne
from typing import Final

from guildhall.province import people_words, words
from guildhall.province.places import County
from guildhall.province.seeds import Weighted

#: Names of associations that a shard tries before it gives one an own name.
_TRIES: Final = 1_000


@cache
def sample_names() -> frozenset[str]:
    """Return the 40,000 short names of real companies that no composed name may equal."""
    packed = (files("guildhall.province") / "data" / "company-short-names.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split())


@cache
def _families() -> Weighted:
    text = (files("guildhall.province") / "data" / "family-names.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return Weighted([r["family_name"] for r in rows], [float(r["weight"]) for r in rows])


def given_name_at(name: str) -> int:
    """Return where the given name begins: after one character, or two of a compound family name."""
    return 2 if name[:2] in _families().values else 1


class PersonNames:
    """Draws names of people: family name by weight, one or two given characters, some rare, some with `·`."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def draw(self, male: bool) -> str:
        rng = self._rng
        pool = people_words.MALE if male else people_words.FEMALE
        family = _families().draw(rng)
        kind = rng.random()
        if kind < 0.13:
            return family + pool[int(rng.random() * len(pool))]
        if kind < 0.16 and not male:
            return family + rng.choice(people_words.DOUBLED) * 2
        first = pool[int(rng.random() * len(pool))]
        if kind > 0.975:
            return family + rng.choice(("", first)) + rng.choice(people_words.RARE)
        return family + first + pool[int(rng.random() * len(pool))]

    def draw_minority(self) -> str:
        return f"{self._rng.choice(people_words.MINORITY_GIVEN)}·{self._rng.choice(people_words.MINORITY_FATHER)}"

    def draw_foreign(self) -> str:
        return f"{self._rng.choice(people_words.FOREIGN_FAMILY)} {self._rng.choice(people_words.FOREIGN_NAMES)}"


class UnitNames:
    """Draws parts of organisations' names; every shard composes from its own trade names, so none comes twice."""

    def __init__(self, rng: random.Random, shard: int, shards: int) -> None:
        self._rng = rng
        self._taken: set[str] = set()
        known = sample_names()
        pairs = [a + b for a in words.TRADE_NAME for b in words.TRADE_NAME if a != b and a + b not in known]
        gentle = [a + b for a in words.GENTLE for b in words.GENTLE_SECOND if a != b and a + b not in known]
        self._trade_names = pairs[shard::shards]
        self._gentle = gentle[shard::shards]
        self._kin: dict[bool, dict[str, list[str]]] = {
            soft: _by_character(pairs) for soft, pairs in ((True, self._gentle), (False, self._trade_names))
        }

        self._fields = [(field, tail) for field in words.FIELDS for tail in words.ASSOCIATION_TAILS]
        self._shard, self._shards = shard, shards
        self._trades = Weighted([t[0] for t in words.TRADES], [float(t[2]) for t in words.TRADES])
        self._sections = {t[0]: t[1] for t in words.TRADES}
        self._services = Weighted([t[0] for t in words.SERVICES], [float(t[3]) for t in words.SERVICES])
        self._service = {t[0]: t for t in words.SERVICES}

    def take(self, name: str) -> bool:
        """Say whether the name was still free, and take it."""
        bare = name.replace("（", "").replace("）", "")
        if bare in self._taken or bare in sample_names():
            return False
        self._taken.add(bare)
        return True

    def near(self, rng: random.Random, core: str, *, gentle: bool) -> str:
        """Return an own name of this shard that differs from `core` in one character; `core` where there is none."""
        near = [c for c in self._kin[gentle].get(rng.choice(core), ()) if sum(map(ne, c, core)) == 1]
        return rng.choice(near) if near else core

    def association(self, county: County, township: str) -> tuple[str, str, str, str, str]:
        """Return place part, core, tail, section and authority of an association that is not taken yet."""
        rng = self._rng
        for attempt in count():
            (core, section, authority), tail = self._fields[int(rng.random() * len(self._fields))]
            tail = "商会" if authority == "工商业联合会" else tail  # people from elsewhere meet in chambers
            place = _place(rng, county, township, city=0.2, township=0.45)
            if attempt >= _TRIES:  # of 160 shards each has few names a township: then one with an own name
                core = self._gentle[int(rng.random() * len(self._gentle))] + core
            elif not self._is_ours(place + core + tail):
                continue
            if self.take(place + core + tail):
                return place, core, tail, section, authority
        raise RuntimeError("counting has no end")

    def _is_ours(self, name: str) -> bool:
        """Say whether a name without a trade name of the shard's own falls to this shard."""
        return zlib.crc32(name.encode()) % self._shards == self._shard

    def host(self, county: County, township: str, tails: Sequence[str]) -> tuple[str, str, str]:
        """Return place part, core and tail of a public body that unions sit in."""
        rng = self._rng
        while True:
            core, tail = self._gentle[int(rng.random() * len(self._gentle))], rng.choice(tails)
            place = _place(rng, county, township, city=0.0, township=1.0)
            if self.take(place + core + tail):
                return place, core, tail

    def service(self, county: County, township: str) -> tuple[str, str, str, str, str]:
        """Return the same of a social service institution."""
        rng = self._rng
        while True:
            tail, section, authority, _ = self._service[self._services.draw(rng)]
            core = self._gentle[int(rng.random() * len(self._gentle))]
            place = _place(rng, county, township, city=0.12, township=0.12)
            if self.take(place + core + tail):
                return place, core, tail, section, authority

    def foundation(self, county: County, township: str) -> tuple[str, str, str, str, str]:
        """Return the same of a foundation."""
        rng = self._rng
        while True:
            tail = rng.choice(words.FOUNDATION_TAILS)
            core = self._gentle[int(rng.random() * len(self._gentle))]
            place = _place(rng, county, township, city=0.6, township=0.0)
            if self.take(place + core + tail):
                return place, core, tail, "S", "民政局"

    def enterprise(self, county: County, form: str) -> tuple[str, str, str, str]:
        """Return place part, core, tail and section of an enterprise of that legal form, at times with brackets."""
        rng = self._rng
        while True:
            trade = self._trades.draw(rng)
            core = self._trade_names[int(rng.random() * len(self._trade_names))]
            city = county.city_name.removesuffix("市")
            where = rng.random()
            if where < 0.2:
                place, tail = "", f"（{city}）{trade}{form}"
            else:
                tail = trade + form
                place = city if where < 0.6 else f"{city}市" if where < 0.7 else whole_name(county)
                place = county.name if where > 0.9 else place
            if self.take(place + core + tail):
                return place, core, tail, self._sections[trade]

    def shop(self, county: County, township: str) -> tuple[str, str, str, str]:
        """Return the same of a sole trader."""
        rng = self._rng
        while True:
            tail, section = rng.choice(words.SHOP_TAILS)
            core = self._trade_names[int(rng.random() * len(self._trade_names))]
            place = whole_name(county) + township.removesuffix("街道").removesuffix("镇")
            if self.take(place + core + tail):
                return place, core, tail, section


def _by_character(pairs: Sequence[str]) -> dict[str, list[str]]:
    """Return the pairs of characters by each of them."""
    found: dict[str, list[str]] = {}
    for pair in pairs:
        for character in pair:
            found.setdefault(character, []).append(pair)
    return found


def whole_name(county: County) -> str:
    """Return city and county; a county-level city goes by its own name."""
    return county.name if county.name.endswith("市") else county.city_name + county.name


def _place(rng: random.Random, county: County, township_name: str, *, city: float, township: float) -> str:
    at = rng.random()
    if at < city:
        return county.city_name if rng.random() < 0.8 else county.city_name.removesuffix("市")
    whole = whole_name(county)
    return whole + township_name if at > 1 - township else whole
