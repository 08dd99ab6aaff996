"""Limits past which a coincidence stops being evidence, or a group stops being one person.

Project defaults, chosen on synthetic registers: enough for every family, dormitory and employer in them that is not an
error, and small enough that no list of candidates can grow with the square of a province.
"""

from typing import Final

#: A phone number of more distinct names than this identifies nobody (an agent's, a personnel office's).
PHONE_PEOPLE: Final = 8
#: An ID number under more distinct, incompatible names than this is refused as a key.
ID_NAMES: Final = 4
#: Spellings under one ID number that are compared with each other at all.
ID_SPELLINGS: Final = 50
#: A block of more comparisons than this is left out; its records still meet in other blocks.
BLOCK_PAIRS: Final = 2_000
#: Nodes (numbers, or rows without one) that may become one person.
CLUSTER_NODES: Final = 40
