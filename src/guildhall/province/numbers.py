"""Identity numbers, credit codes and phones that look right and can belong to nobody.

- Resident ID numbers and credit codes carry division codes 339901 to 339999: no such division has ever been assigned.
- Residence permits (810000 …) and foreigners' ID numbers carry a birth year before 1900.
- Phones start with 154, a segment given to no operator as far as the project knows (project default, unconfirmed).
"""

from __future__ import annotations

import random
from datetime import date
from typing import Final

from guildhall.kernel.identifiers import credit_code, resident

UNASSIGNED: Final = tuple(f"3399{n:02d}" for n in range(1, 100))
PHONE_SEGMENT: Final = "154"
PERMIT_DIVISIONS: Final = ("810000", "820000", "830000")
CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: no I, O, S, V, Z


class NumberMint:
    """Gives out numbers that are unique in the province: every shard draws from its own part of the space."""

    def __init__(self, rng: random.Random, shard: int, shards: int) -> None:
        slots = [(d, low) for low in (0, 500) for d in UNASSIGNED]
        if shards > len(slots):
            raise ValueError(f"at most {len(slots)} shards can have numbers of their own")
        self._rng = rng
        self._slots = slots[shard::shards]
        self._residents: set[str] = set()
        self._permits: set[str] = set()
        self._shard, self._shards = shard, shards
        self._phone = 0
        self._code = 0

    def resident(self, birth: str, male: bool) -> str:
        """Return a new resident ID number for a birth date YYYYMMDD; the 17th digit is odd for men."""
        rng = self._rng
        while True:
            division, low = self._slots[int(rng.random() * len(self._slots))]
            sequence = low + int(rng.random() * 250) * 2 + male
            first17 = f"{division}{birth}{sequence:03d}"
            if first17 not in self._residents:
                self._residents.add(first17)
                return first17 + resident.check_character(first17)

    def neighbour(self, number: str, male: bool) -> str | None:
        """Return a new number one or two places of sequence from `number`: a twin's. None where those are taken."""
        sequence = int(number[14:17])
        for near in (sequence + step for step in (1, 2, -1, -2)):
            first17 = f"{number[:14]}{near % 1000:03d}"
            # Beyond its 500 the sequence is another shard's; and the check character has to tell the two apart.
            if near % 2 != male or near // 500 != sequence // 500 or first17 in self._residents:
                continue
            check = resident.check_character(first17)
            if check != number[17]:
                self._residents.add(first17)
                return first17 + check
        return None

    def permit(self, division: str, male: bool) -> tuple[str, str]:
        """Return a new residence permit number of Hong Kong, Macau or Taiwan and its birth date, before 1900."""
        return self._before_1900(division, male)

    def foreigner(self, male: bool) -> tuple[str, str]:
        """Return a new foreign permanent resident's 18-character number and its birth date, before 1900."""
        country = self._rng.choice(("124", "276", "392", "410", "826", "840"))
        return self._before_1900(f"933{country}"[:6], male)

    def _before_1900(self, first6: str, male: bool) -> tuple[str, str]:
        rng = self._rng
        while True:
            day = date(1870, 1, 1).toordinal() + self._shard % 10 + 10 * int(rng.random() * 1090)
            birth = f"{date.fromordinal(day):%Y%m%d}"
            first17 = f"{first6}{birth}{int(rng.random() * 500) * 2 + male:03d}"
            if first17 not in self._permits:
                self._permits.add(first17)
                return first17 + resident.check_character(first17), birth

    def phone(self) -> str:
        """Return a new phone of the unallocated segment; numbers of one shard look random and never repeat."""
        serial = self._phone * self._shards + self._shard
        self._phone += 1
        return f"{PHONE_SEGMENT}{serial * 61_803_399 % 100_000_000:08d}"

    def credit_code(self, first2: str) -> str:
        """Return a new credit code: class, unassigned division, organisation code, both checks right."""
        serial = self._code * self._shards + self._shard
        self._code += 1
        if first2[0] == "9":
            scrambled, body = serial * 6_180_339 % 28_629_151, ""  # 31 ** 5
            for _ in range(5):
                scrambled, digit = divmod(scrambled, 31)
                body = CODE_ALPHABET[digit] + body
            body = "MA2" + body
        else:
            body = f"{serial * 61_803_399 % 100_000_000:08d}"
        first17 = f"{first2}{UNASSIGNED[serial % 99]}{body}{credit_code.organisation_check(body)}"
        return first17 + credit_code.check_character(first17)
