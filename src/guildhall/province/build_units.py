"""Builds the true organisations: social organisations, enterprises, branches, sole traders; who insures how many."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from guildhall.province import words
from guildhall.province.names import PersonNames, UnitNames
from guildhall.province.numbers import NumberMint
from guildhall.province.places import County, Geography, counties
from guildhall.province.scale import Scale
from guildhall.province.seeds import Weighted, stream
from guildhall.province.units_alike import UnitsAlike
from guildhall.province.world import SOCIAL, Alike, Organisation, OrgKind

_ENTERPRISE_FORMS = Weighted(("有限公司", "有限责任公司", "股份有限公司", "分公司", "个体"), (58, 12, 5, 8, 17))


@dataclass(slots=True)
class Units:
    """Every organisation of a shard, by the group that decides what happens to it."""

    eligible: list[Organisation] = field(default_factory=list)
    small: list[Organisation] = field(default_factory=list)  # 1 to 24 insured
    uninsured: list[Organisation] = field(default_factory=list)
    closed: list[Organisation] = field(default_factory=list)
    elsewhere: list[Organisation] = field(default_factory=list)
    enterprises: list[Organisation] = field(default_factory=list)
    hosts: list[Organisation] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)

    @property
    def registered(self) -> list[Organisation]:
        return self.eligible + self.small + self.uninsured

    @property
    def social(self) -> list[Organisation]:
        return self.registered + self.closed + self.elsewhere

    @property
    def everything(self) -> list[Organisation]:
        return self.social + self.enterprises + self.hosts


class UnitBuilder:
    def __init__(self, seed: int, scale: Scale, shard: int) -> None:
        self.scale = scale
        self.shard = shard
        self._scope = (seed, scale.name, shard)
        self._rng = rng = stream(seed, scale.name, shard, "units")
        self.geography = Geography(stream(seed, scale.name, shard, "places"))
        self.mint = NumberMint(stream(seed, scale.name, shard, "numbers"), shard, scale.shards)
        self.unit_names = UnitNames(stream(seed, scale.name, shard, "unit names"), shard, scale.shards)
        self.person_names = PersonNames(stream(seed, scale.name, shard, "representatives"))
        self._serial = 0
        self._pick = rng.random

    def build(self) -> Units:
        scale, rng = self.scale, self._rng
        units = Units()
        uninsured = scale.registered - scale.eligible - scale.insured_small
        units.eligible = [self._social(_kind(rng, 0.08, 0.03)) for _ in range(scale.eligible)]
        units.small = [self._social(_kind(rng, 0.22, 0.015)) for _ in range(scale.insured_small)]
        units.uninsured = [self._social(_kind(rng, 0.5, 0.007)) for _ in range(uninsured)]
        units.closed = [self._social(_kind(rng, 0.35, 0.01)) for _ in range(scale.closed)]
        units.elsewhere = [self._social(_kind(rng, 0.3, 0.01), elsewhere=True) for _ in range(scale.elsewhere)]
        self._head_counts(units)
        units.enterprises = self._enterprises()
        self._fates(units)
        self._twins(units)
        apart = stream(*self._scope, "units alike")
        units.alike += UnitsAlike(apart, self.unit_names).among(units.registered + units.enterprises, units.alike)
        return units

    def identity(self) -> str:
        """Return the next true id of an organisation."""
        self._serial += 1
        return f"t-o-{self.shard * 1_000_000 + self._serial:09d}"

    def host(self, county: County, social: bool) -> Organisation:
        """Return a public body that a joint union or a federation sits in."""
        rng = self._rng
        township = rng.choice(county.townships)
        tails = words.HOSTS if social else words.ENTERPRISE_HOSTS
        parts = (*self.unit_names.host(county, township, tails), "S", "")
        return self._organisation(OrgKind.OTHER, county, township, parts, "12", registered=False)

    def _social(self, kind: OrgKind, *, elsewhere: bool = False) -> Organisation:
        geography = self.geography
        if elsewhere:
            county = geography.elsewhere()
        else:
            county = geography.anywhere() if self.scale.whole_province else geography.in_story_city()
        township = self._rng.choice(county.townships)
        names = self.unit_names
        if kind is OrgKind.ASSOCIATION:
            parts, first2 = names.association(county, township), "51"
        elif kind is OrgKind.FOUNDATION:
            parts, first2 = names.foundation(county, township), "53"
        else:
            parts, first2 = names.service(county, township), "52"
        return self._organisation(kind, county, township, parts, first2, registered=not elsewhere)

    def _organisation(
        self,
        kind: OrgKind,
        county: County,
        township: str,
        parts: tuple[str, str, str, str, str],
        first2: str,
        *,
        registered: bool = True,
        legal_form: str = "",
    ) -> Organisation:
        rng = self._rng
        place, core, tail, section, authority = parts
        male = rng.random() < 0.66
        return Organisation(
            id=self.identity(),
            kind=kind,
            place_part=place,
            core=core,
            tail=tail,
            code=self.mint.credit_code(first2),
            county=county.code,
            county_name=county.name,
            city_name=county.city_name,
            township=township,
            address=self.geography.address(county, township),
            representative=self.person_names.draw(male),
            phone=self.mint.phone(),
            industry=section,
            supervisor=county.name + authority if authority else "",
            founded=f"{rng.randrange(1991, 2022)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}",
            registered=registered,
            legal_form=legal_form,
        )

    def _enterprises(self) -> list[Organisation]:
        rng, scale = self._rng, self.scale
        made: list[Organisation] = []
        heads: list[Organisation] = []
        while len(made) < scale.enterprises:
            in_city = not scale.whole_province and rng.random() < 0.7
            county = self.geography.in_story_city() if in_city else self.geography.anywhere()
            township = rng.choice(county.townships)
            form = _ENTERPRISE_FORMS.draw(rng)
            if form == "个体":
                place, core, tail, section = self.unit_names.shop(county, township)
                parts, first2 = (place, core, tail, section, ""), "92"
            elif form == "分公司" and heads:
                head = rng.choice(heads)
                where = county.name.removesuffix("区").removesuffix("县").removesuffix("市")
                tail = f"{head.tail}{where}{rng.choice(words.BRANCHES)}"
                if not self.unit_names.take(head.place_part + head.core + tail):
                    continue
                parts, first2 = (head.place_part, head.core, tail, head.industry, ""), "91"
            else:
                form = "有限公司" if form == "分公司" else form
                place, core, tail, section = self.unit_names.enterprise(county, form)
                parts, first2 = (place, core, tail, section, ""), "91"
            organisation = self._organisation(OrgKind.ENTERPRISE, county, township, parts, first2, legal_form=form)
            self._insure(organisation, _heavy_tail(rng, 5.2, 1.25, 900))
            made.append(organisation)
            if form not in ("个体", "分公司"):
                heads.append(organisation)
        return made

    def _insure(self, organisation: Organisation, insured: int) -> None:
        rng = self._rng
        organisation.insured = insured
        county_digits = organisation.county[2:]
        organisation.unit_number = f"{county_digits}{self.shard:03d}{int(organisation.id[-6:]):06d}"
        organisation.earlier = tuple(max(0, insured + round(rng.gauss(0, 0.6 + insured * 0.03))) for _ in range(2))

    def _head_counts(self, units: Units) -> None:
        rng = self._rng
        near = len(units.eligible) // 7  # many stand right at the threshold, so that it matters
        for n, organisation in enumerate(units.eligible):
            insured = 25 + n % 4 if n < near else 25 + _heavy_tail(rng, 24, 0.9, 700)
            self._insure(organisation, insured)
        for n, organisation in enumerate(units.small):
            insured = 22 + n % 3 if n < near + near // 2 else min(24, _heavy_tail(rng, 3.6, 0.9, 24))
            self._insure(organisation, insured)
        for organisation in units.elsewhere:
            self._insure(organisation, min(24, _heavy_tail(rng, 6, 0.8, 24)))
        for n, organisation in enumerate(units.closed):
            if n % 6 == 0:  # closed, but still in the insurance list: a trap for the coverage
                self._insure(organisation, 26 + n % 9 if n % 60 == 0 else min(24, _heavy_tail(rng, 5, 0.8, 24)))
        rng.shuffle(units.eligible)
        rng.shuffle(units.small)

    def _fates(self, units: Units) -> None:
        """Renamed, moved, closed, merged."""
        rng = self._rng
        for organisation in units.social + units.enterprises:
            if rng.random() < 0.09:
                organisation.former_name = self._former_name(organisation)
            if rng.random() < 0.1:
                organisation.old_address = self._old_address(organisation)
        targets = units.eligible + units.small
        for organisation in units.closed:
            organisation.closed = f"{rng.randrange(2019, 2023)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
            if rng.random() < 0.3:
                organisation.merged_into = rng.choice(targets).id
        for organisation in units.enterprises:
            if rng.random() < 0.02:
                organisation.closed = f"2022{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
                if rng.random() < 0.4:
                    organisation.merged_into = rng.choice(units.enterprises).id
                if rng.random() < 0.8:
                    organisation.insured, organisation.earlier, organisation.unit_number = 0, (), None

    def _old_address(self, organisation: Organisation) -> str:
        """Return where it sat before: mostly in the same county."""
        county = counties()[organisation.county]
        if self._rng.random() < 0.2:
            county = self.geography.anywhere() if self.scale.whole_province else self.geography.in_story_city()
        return self.geography.address(county, self._rng.choice(county.townships))

    def _former_name(self, organisation: Organisation) -> str | None:
        rng = self._rng
        core = organisation.core
        how = rng.random()
        if organisation.kind is OrgKind.ASSOCIATION:
            tail = rng.choice([t for t in words.ASSOCIATION_TAILS if t != organisation.tail])
            former = organisation.place_part + core + tail
            return former if self.unit_names.take(former) else None
        if how < 0.5 and organisation.kind is OrgKind.ENTERPRISE and "有限" in organisation.tail:
            return (
                organisation.place_part
                + core
                + organisation.tail.replace("股份有限公司", "有限公司")
                .replace("科技", "")
                .replace("有限公司", "厂" if how < 0.2 else "实业有限公司")
            )
        while True:
            new = rng.choice(words.TRADE_NAME) + rng.choice(words.TRADE_NAME)
            former = organisation.place_part + new + organisation.tail
            if self.unit_names.take(former):
                return former

    def _twins(self, units: Units) -> None:
        """Several organisations under nearly one name: same trade name and tail in another county of the city."""
        rng = self._rng
        for kind in (OrgKind.SOCIAL_SERVICE, OrgKind.ENTERPRISE):
            pool = [o for o in units.registered + units.enterprises if o.kind is kind and o.place_part]
            for model, other in zip(pool[::23], pool[11::23], strict=False):
                if model.county == other.county or other.legal_form != model.legal_form:
                    continue
                place = f"{other.city_name}{other.county_name}" if "市" not in other.county_name else other.county_name
                if "分公司" in model.tail or not self.unit_names.take(place + model.core + model.tail):
                    continue
                other.place_part, other.core, other.tail = place, model.core, model.tail
                other.industry = model.industry
                if model.kind in SOCIAL:
                    other.supervisor = other.county_name + model.supervisor.removeprefix(model.county_name)
                other.former_name = None
                units.alike.append(Alike("same_name_elsewhere", model.id, other.id))
        rng.shuffle(units.enterprises)


def _kind(rng: random.Random, association: float, foundation: float) -> OrgKind:
    at = rng.random()
    if at < association:
        return OrgKind.ASSOCIATION
    return OrgKind.FOUNDATION if at < association + foundation else OrgKind.SOCIAL_SERVICE


def _heavy_tail(rng: random.Random, median: float, sigma: float, most: int) -> int:
    """Return a head count of 1 to `most`, log-normal."""
    return max(1, min(most, round(rng.lognormvariate(0, sigma) * median)))
