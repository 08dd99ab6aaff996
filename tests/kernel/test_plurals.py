"""One and several, as English tells them."""

from __future__ import annotations

import pytest

from guildhall.infra.pieces.figures import Count
from guildhall.kernel.errors import Language, MessageKind
from guildhall.kernel.plurals import filled
from guildhall.kernel.words import Words

PAIRS = Words("对", "pairs", "pair")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 rows are left"), (1, "1 row is left"), (2, "2 rows are left"), (21, "21 rows are left"),
        ("1", "1 row is left"), ("10,000+", "10,000+ rows are left"), (None, "— rows are left"),
    ],
)  # fmt: skip
def test_a_count_brings_its_noun_and_verb(count: object, said: str) -> None:
    assert filled("{n|row|rows} {n?is|are} left", {"n": count}) == said


def test_what_is_missing_is_a_dash() -> None:
    assert filled("{n|row|rows} {n?is|are} {left}", {}) == "— — —"


def test_messages_and_figures_tell_one_from_several() -> None:
    kind = MessageKind("tests.rows", "{n} 行", "{n|row|rows}")
    assert [kind(n=n).en for n in (1, 2)] == ["1 row", "2 rows"]
    assert [Count(n, PAIRS).render(Language.EN) for n in (0, 1, 2)] == ["0 pairs", "1 pair", "2 pairs"]
    assert Count(1, PAIRS).render(Language.ZH) == "1对"
    assert Count(1, Words("人", "insured")).render(Language.EN) == "1 insured"
