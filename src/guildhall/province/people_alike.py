"""Makes people who are easily taken for each other: namesakes, twins, families on one phone, numbers that stray.

Runs over the people that are built already, with a stream of its own, so that the rest of the province stays.
Nobody is in two pairs, so that what a test or a measurement finds about a pair is about its kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from guildhall.province import people_words, slips
from guildhall.province.build_units import UnitBuilder
from guildhall.province.names import given_name_at
from guildhall.province.rates import ALIKE, NUMBER_OF_ANOTHER, NUMBER_OF_KIN, ROSTER_DOUBTS
from guildhall.province.seeds import stream
from guildhall.province.world import Alike, Organisation, Person, PersonState

#: From so many insured an employer is large enough to have several people of one common name.
LARGE_EMPLOYER: Final = 60
_TRIES: Final = 12


class PeopleAlike:
    def __init__(self, seed: int, builder: UnitBuilder) -> None:
        self._mint = builder.mint
        self._rng = stream(seed, builder.scale.name, builder.shard, "people alike")
        self._taken: set[str] = set()
        self._free: list[Person] = []
        self._by_county: dict[str, list[Person]] = {}
        self._by_employer: dict[str, list[Person]] = {}

    def among(self, people: list[Person]) -> list[Alike]:
        """Change some people so that they are alike, and say who."""
        self._free = [p for p in people if _plain(p)]
        for person in self._free:
            self._by_county.setdefault(person.county, []).append(person)
            self._by_employer.setdefault(_employer(person).id, []).append(person)
        self._rng.shuffle(self._free)
        pairs = self._common_names()
        for kind, nearness, change in (
            ("namesakes", (0.2, 0.45), self._namesakes),
            ("twins", (0.5, 0.4), self._twins),
            ("siblings", (0.5, 0.4), self._siblings),
            ("couples", (0.3, 0.7), self._couple),
        ):
            pairs += self._pairs(kind, round(len(people) * ALIKE[kind].planned), nearness, change)
        self._stray_numbers(pairs)
        return [Alike(kind, left.id, right.id) for kind, left, right in pairs]

    def _pairs(
        self, kind: str, count: int, nearness: tuple[float, float], change: Callable[[Person, Person], bool]
    ) -> list[tuple[str, Person, Person]]:
        """Change up to `count` pairs; `nearness`: shares with one employer, and with one county."""
        made: list[tuple[str, Person, Person]] = []
        while len(made) < count and self._free:
            model = self._free.pop()
            if model.id in self._taken:
                continue
            at = self._rng.random()
            pool = self._free
            if at < nearness[0]:
                pool = self._by_employer[_employer(model).id]
            elif at < sum(nearness):
                pool = self._by_county[model.county]
            other = self._partner(model, pool)
            if other is not None and change(model, other):
                self._taken |= {model.id, other.id}
                made.append((kind, model, other))
        return made

    def _partner(self, model: Person, pool: list[Person]) -> Person | None:
        for _ in range(_TRIES):
            other = pool[int(self._rng.random() * len(pool))] if pool else model
            if other is not model and other.id not in self._taken:
                return other
        return None

    def _common_names(self) -> list[tuple[str, Person, Person]]:
        """Give two people in a hundred of every large employer one of the commonest names, two by two."""
        rng = self._rng
        made: list[tuple[str, Person, Person]] = []
        for group in self._by_employer.values():
            if len(group) < LARGE_EMPLOYER:
                continue
            for _ in range(len(group) // 100 + 1):
                left, right = rng.sample(group, 2)
                if left.male is right.male and not {left.id, right.id} & self._taken:
                    name = rng.choice(people_words.COMMON_MALE if left.male else people_words.COMMON_FEMALE)
                    left.name = right.name = name
                    self._taken |= {left.id, right.id}
                    made.append(("common_name", left, right))
        return made

    def _namesakes(self, model: Person, other: Person) -> bool:
        """Same name, same birth date, nothing else: two valid numbers."""
        other.name, other.male, other.birth = model.name, model.male, model.birth
        other.number = self._mint.resident(other.birth, other.male)
        return True

    def _twins(self, model: Person, other: Person) -> bool:
        """Same family name and day, numbers one or two apart; a third have one phone."""
        number, name = self._mint.neighbour(model.number, other.male), self._kin_name(model.name, other.male)
        if number is None or name is None:
            return False
        other.name, other.number, other.birth = name, number, model.birth
        if self._rng.random() < 0.35:
            other.phone = model.phone
        return True

    def _siblings(self, model: Person, other: Person) -> bool:
        """Same family name and half of the given name, half of them on one phone; each has a birth date."""
        name = self._kin_name(model.name, other.male)
        if name is None:
            return False
        other.name = name
        if self._rng.random() < 0.5:
            other.phone = model.phone
        return True

    def _couple(self, model: Person, other: Person) -> bool:
        """One phone for both, and nothing else in common."""
        other.phone = model.phone
        return model.male is not other.male

    def _kin_name(self, name: str, male: bool) -> str | None:
        """Return the name of a brother or sister: another given name, mostly with one character in common."""
        rng = self._rng
        at = given_name_at(name)
        family, given = name[:at], name[at:]
        if not 1 <= len(given) <= 2:
            return None
        changed = len(given) - 1 if rng.random() < 0.7 else 0
        old = given[changed]
        for _ in range(_TRIES):
            new = rng.choice(people_words.MALE if male else people_words.FEMALE)
            # Nobody names two children alike in sound.
            if new not in old + slips.homophones().get(old, "") and new not in given:
                return family + given[:changed] + new + given[changed + 1 :]
        return None

    def _stray_numbers(self, pairs: list[tuple[str, Person, Person]]) -> None:
        """Let the union's roster hold no number, a wrong one, or another's, where that does most harm."""
        rng = self._rng
        missing, wrong = ROSTER_DOUBTS
        for kind, left, right in pairs:
            at = rng.random()
            if kind in ("namesakes", "twins") and right.memberships:
                if at < missing:
                    right.roster_slip = ("id_missing", None)
                elif at < missing + wrong:
                    right.roster_slip = ("id_digit_wrong", slips.one_off(rng, right.number))
            if kind in ("twins", "siblings") and right.memberships and rng.random() < NUMBER_OF_KIN:
                right.roster_slip = ("id_of_another", left.number)
        for group in self._by_employer.values():
            for person in group:
                if person.memberships and person.roster_slip is None and rng.random() < NUMBER_OF_ANOTHER:
                    colleague = rng.choice(group)
                    if colleague is not person:
                        person.roster_slip = ("id_of_another", colleague.number)


def _plain(person: Person) -> bool:
    return (
        person.state is PersonState.INSURED
        and person.number_kind == "resident"
        and person.employer is not None
        and "·" not in person.name
    )


def _employer(person: Person) -> Organisation:
    if person.employer is None:
        raise ValueError("a person without an employer")
    return person.employer
