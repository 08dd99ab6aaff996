"""The two records of a pair, field by field: what agrees, what is close by the evidence, what differs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from guildhall.infra.pieces.evidence import Compared, Verdict
from guildhall.kernel.words import Words

#: What the engine says of a field's two values when they differ and yet speak for one record.
_CLOSE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "name": frozenset(
            {
                *("organisations.former_name", "organisations.same_placed_name", "organisations.same_core_unique"),
                *("organisations.same_core_rare", "organisations.same_core_uncommon", "organisations.same_core_common"),
                *("organisations.same_sound_rare", "organisations.same_sound", "organisations.one_character"),
                *("organisations.contained", "persons.name_shape", "persons.name_sound", "persons.name_turned"),
                *("persons.name_near_sound", "persons.name_lost_character", "persons.name_one_character"),
                *("persons.exact_name_variant", "persons.exact_name_near"),
            }
        ),
        "number": frozenset({"organisations.near_code", "persons.id_one_slip", "persons.id_old_number"}),
        "birth": frozenset({"persons.birth_turned", "persons.birth_one_digit"}),
        "phone": frozenset({"persons.phone_one_digit"}),
    }
)
_HIDDEN: Final = Words("差在隐去的部分", "the difference is in the hidden part")


def compared(
    fields: Mapping[str, Words],
    left: Mapping[str, str],
    right: Mapping[str, str],
    agree: Collection[str],
    codes: Collection[str],
) -> tuple[Compared, ...]:
    """Every field that one of the two has, in the order of `fields`.

    `agree`: fields that are equal in clear, however they are masked here. `codes`: of the evidence.
    """
    return tuple(
        _row(
            words, left.get(name, ""), right.get(name, ""), name in agree, not _CLOSE.get(name, set()).isdisjoint(codes)
        )
        for name, words in fields.items()
        if left.get(name) or right.get(name)
    )


def _row(words: Words, left: str, right: str, agrees: bool, close: bool) -> Compared:
    if not left or not right:
        return Compared(words, left or None, right or None, Verdict.LACKING)
    verdict = Verdict.AGREES if agrees else Verdict.CLOSE if close else Verdict.DIFFERS
    return Compared(words, left, right, verdict, why=_HIDDEN if left == right and not agrees else "")
