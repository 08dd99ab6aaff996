"""Builds the true people: who works where, who moved, retired or died, who is a member of what."""

from __future__ import annotations

from datetime import date
from typing import Final

from guildhall.province import people_words
from guildhall.province.build_units import UnitBuilder, Units
from guildhall.province.names import PersonNames
from guildhall.province.seeds import stream
from guildhall.province.world import Membership, Organisation, Person, PersonState, Union, UnionKind

MOVED: Final = 0.075  # of the insured: had another employer within the last year
RETIRED: Final = 0.016
DIED: Final = 0.004
STOPPED: Final = 0.02
EARLIER_MONTHS: Final = ("2022-02", "2022-03", "2022-05", "2022-06", "2022-08", "2022-09", "2022-10", "2022-11")
MOVER_STAYS_ON_OLD_ROSTER: Final = 0.5
MOVER_PROPERLY_TRANSFERRED: Final = 0.5  # of those who left the old roster
SECOND_UNION: Final = 0.02  # of members: in a second union of the neighbourhood too

_BIRTH_FIRST = date(1963, 1, 1).toordinal()
_BIRTH_LAST = date(2003, 12, 31).toordinal()


class PeopleBuilder:
    def __init__(self, seed: int, builder: UnitBuilder) -> None:
        self._mint = builder.mint
        self._shard = builder.shard
        self._rng = stream(seed, builder.scale.name, builder.shard, "people")
        self._names = PersonNames(stream(seed, builder.scale.name, builder.shard, "people's names"))
        self._serial = 0
        self._days = [f"{date.fromordinal(n):%Y%m%d}" for n in range(_BIRTH_FIRST, _BIRTH_LAST + 1)]

    def build(self, units: Units, unions: list[Union]) -> list[Person]:
        """Return everybody, employer by employer; memberships included."""
        employers = [o for o in units.everything if o.insured > 0]
        people: list[Person] = []
        for employer in employers:
            for _ in range(employer.insured):
                people.append(self._person(employer, PersonState.INSURED))
        self._move(people, employers)
        people.extend(self._gone(people, employers))
        self._share_phones(people)
        self._enrol(people, unions)
        return people

    def _person(self, employer: Organisation, state: PersonState) -> Person:
        rng = self._rng
        random = rng.random
        self._serial += 1
        male = random() < 0.55
        odd = random()
        ethnicity = "汉族"
        birth = self._days[int(random() * len(self._days))]
        if odd > 0.004:
            kind, name, number = "resident", self._names.draw(male), self._mint.resident(birth, male)
            if odd > 0.97:
                ethnicity = rng.choice(people_words.ETHNICITIES)
            elif odd > 0.962:
                ethnicity, name = "维吾尔族", self._names.draw_minority()
        elif odd > 0.0012:
            kind, name = "permit", self._names.draw(male)
            number, birth = self._mint.permit(rng.choice(("810000", "820000", "830000")), male)
        else:
            kind, name, ethnicity = "foreigner", self._names.draw_foreign(), "其他"
            number, birth = self._mint.foreigner(male)
        return Person(
            id=f"t-p-{self._shard * 1_000_000 + self._serial:09d}",
            name=name,
            male=male,
            birth=birth,
            number=number,
            number_kind=kind,
            phone=self._mint.phone(),
            county=employer.county,
            county_name=employer.county_name,
            employer=employer,
            state=state,
            ethnicity=ethnicity,
        )

    def _move(self, people: list[Person], employers: list[Organisation]) -> None:
        """Give some of the insured a former employer, drawn by size, as large employers lose more people."""
        rng = self._rng
        count = len(people)
        for person in people:
            if rng.random() >= MOVED:
                continue
            former = people[int(rng.random() * count)].employer
            if former is not person.employer:
                person.former_employer, person.last_month = former, rng.choice(EARLIER_MONTHS)
            if rng.random() < 0.5:
                person.old_phone = self._mint.phone()
        for person in people:
            if person.old_phone is None and rng.random() < 0.12:
                person.old_phone = self._mint.phone()

    def _gone(self, people: list[Person], employers: list[Organisation]) -> list[Person]:
        """Return people who are no longer insured: retired, died, stopped."""
        rng = self._rng
        gone: list[Person] = []
        for state, share in ((PersonState.RETIRED, RETIRED), (PersonState.DIED, DIED), (PersonState.STOPPED, STOPPED)):
            for _ in range(round(len(people) * share)):
                former = people[int(rng.random() * len(people))].employer
                if former is None:
                    continue
                person = self._person(former, state)
                person.employer, person.former_employer = None, former
                person.last_month = rng.choice(EARLIER_MONTHS)
                if state is PersonState.RETIRED and person.number_kind == "resident":
                    person.birth = f"{rng.randrange(1958, 1968)}{person.birth[4:6]}{min(28, int(person.birth[6:])):02d}"
                    person.number = self._mint.resident(person.birth, person.male)
                gone.append(person)
        return gone

    def _share_phones(self, people: list[Person]) -> None:
        """Let some phones stand for a whole workshop: a clerk's own, typed for everybody."""
        rng = self._rng
        by_employer: dict[str, list[Person]] = {}
        for person in people:
            if person.employer is not None:
                by_employer.setdefault(person.employer.id, []).append(person)
        groups = list(by_employer.values())
        rng.shuffle(groups)
        left = len(people) // 250
        for group in groups:
            if left <= 0:
                break
            if len(group) < 6:
                continue
            shared = group[: min(len(group) // 2, rng.randrange(3, 41))]
            for person in shared:
                person.phone = shared[0].phone
            left -= len(shared)
        if self._shard == 0:
            step = max(1, len(people) // 400)
            everywhere = people[::step][:400]  # one number typed 400 times: an agency that files for others
            for person in everywhere:
                person.phone = everywhere[0].phone

    def _enrol(self, people: list[Person], unions: list[Union]) -> None:
        rng = self._rng
        union_of: dict[str, Union] = {}
        neighbourhood: dict[str, list[Union]] = {}
        for union in unions:
            if union.dissolved or union.kind is UnionKind.FEDERATION:
                continue
            for unit in union.covered if union.kind is UnionKind.JOINT else [union.seat]:
                union_of.setdefault(unit.id, union)
            if union.kind is UnionKind.JOINT:
                neighbourhood.setdefault(union.county, []).append(union)
        zeal = {union.id: rng.uniform(0.72, 0.98) for union in unions}
        for person in people:
            self._enrol_here(person, union_of, zeal)
            self._enrol_before(person, union_of, zeal)
            near = neighbourhood.get(person.county)
            if near and person.memberships and rng.random() < SECOND_UNION:
                union = rng.choice(near)
                if all(m.union is not union for m in person.memberships) and person.state is PersonState.INSURED:
                    unit = person.employer or union.seat
                    person.memberships.append(Membership(union, unit, "入会", self._joined(union)))
        for person in people:
            for membership in person.memberships:
                membership.union.members += membership.active

    def _enrol_here(self, person: Person, union_of: dict[str, Union], zeal: dict[str, float]) -> None:
        employer = person.employer
        union = union_of.get(employer.id) if employer is not None else None
        if employer is None or union is None or self._rng.random() >= zeal[union.id]:
            return
        moved = person.former_employer is not None
        change, on = ("转入", "20221115") if moved and self._rng.random() < 0.4 else ("入会", self._joined(union))
        person.memberships.append(Membership(union, employer, change, on))

    def _enrol_before(self, person: Person, union_of: dict[str, Union], zeal: dict[str, float]) -> None:
        """Memberships at the former employer's union: kept by mistake, transferred out, retained after retiring."""
        rng = self._rng
        former = person.former_employer
        union = union_of.get(former.id) if former is not None else None
        if former is None or union is None or rng.random() >= zeal[union.id]:
            return
        if any(m.union is union for m in person.memberships):
            return
        joined = self._joined(union)
        if person.state is PersonState.RETIRED:
            change = "保留" if rng.random() < 0.6 else "入会"
            person.memberships.append(Membership(union, former, change, joined))
        elif person.state is PersonState.DIED:
            if rng.random() < 0.5:
                person.memberships.append(Membership(union, former, "入会", joined))
        elif rng.random() < MOVER_STAYS_ON_OLD_ROSTER:
            person.memberships.append(Membership(union, former, "入会", joined))
        elif rng.random() < MOVER_PROPERLY_TRANSFERRED:
            person.memberships.append(Membership(union, former, "转出", "20221110"))

    def _joined(self, union: Union) -> str:
        rng = self._rng
        year = max(int(union.founded[:4]), int(rng.triangular(2008, 2022.99, 2021)))
        return f"{year}{int(rng.random() * 12) + 1:02d}{int(rng.random() * 28) + 1:02d}"
