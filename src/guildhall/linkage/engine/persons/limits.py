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
#: Bits from which a pair is linked and from which it is shown: odds of about 64 to 1 and of 1 to 2. A link below
#: loses precision, above it recall; chosen on synthetic registers of other seeds than those that are reported.
LINK_WEIGHT: Final = 6.0
REVIEW_WEIGHT: Final = -1.0
#: Bits by which the best candidate must lead the next one.
LEAD: Final = 4.0
