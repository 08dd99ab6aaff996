"""Limits of the organisation step: past them a coincidence stops being evidence, or a group being one organisation.

Project defaults, chosen on synthetic registers and stated in docs/linkage.md. Nothing here comes from law.
"""

from typing import Final

#: log2 Bayes factor from which a pair is linked without asking; 2^7 to 1 against chance.
LINK_WEIGHT: Final = 7.0
#: From here to LINK_WEIGHT a pair is shown to a reviewer; below, it is forgotten.
REVIEW_WEIGHT: Final = 0.0
#: A record whose best partner leads the next best by less than this is not linked but reviewed.
MARGIN: Final = 4.0
#: A phone of more organisations (distinct names) than this is an agent's and no evidence.
PHONE_NAMES: Final = 12
#: An address of more distinct names than this is a business centre and no evidence.
ADDRESS_NAMES: Final = 12
#: A block that would give more comparisons than this is left out; its records still meet in other blocks.
BLOCK_PAIRS: Final = 400
#: One credit code or insurance unit number is refused as a key under so many names that go with neither of the two
#: most usual ones (a unit and its former name, each in several spellings).
KEY_NAMES: Final = 4
#: Candidate pairs for each mention, on average, past which the run is refused: the lists are not what they seem.
PAIRS_PER_MENTION: Final = 60
#: The run is never refused below this many candidate pairs.
PAIRS_ALWAYS: Final = 500_000
#: Ways of naming one organisation, over all lists and months.
CLUSTER_MENTIONS: Final = 400
