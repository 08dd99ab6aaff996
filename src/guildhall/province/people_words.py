"""Characters that names of people are composed of, and how clerks confuse them (data/people-words.yaml)."""

from __future__ import annotations

from typing import Final

from guildhall.province.word_lists import characters, load

_WORDS: Final = load("people-words.yaml")

MALE: Final = characters(_WORDS, "male")
FEMALE: Final = characters(_WORDS, "female")
RARE: Final = characters(_WORDS, "rare")
DOUBLED: Final = characters(_WORDS, "doubled")
MINORITY_GIVEN: Final = tuple(_WORDS["minority_given"].split())
MINORITY_FATHER: Final = tuple(_WORDS["minority_father"].split())
COMMON_MALE: Final = tuple(_WORDS["common_male"].split())
COMMON_FEMALE: Final = tuple(_WORDS["common_female"].split())
ETHNICITIES: Final = tuple(_WORDS["ethnicities"].split())
FOREIGN_NAMES: Final = tuple(_WORDS["foreign_given"].split())
FOREIGN_FAMILY: Final = tuple(_WORDS["foreign_family"].split())
#: simplified → traditional
TRADITIONAL: Final = {pair[0]: pair[1] for pair in _WORDS["traditional"].split()}
#: character → the one that the eye or an optical reader takes it for
LOOK_ALIKE: Final = {a: b for p in _WORDS["look_alike"].split() for a, b in ((p[0], p[1]), (p[1], p[0]))}
