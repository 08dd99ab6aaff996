"""Which decisions can stand together, and what records must do so that they follow: against a plain reckoning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guildhall.organising.roster.contracts import Verdict
from guildhall.organising.roster.rules.contradictions import Held, Tie, chain, contradicted, ordered, ties_of
from guildhall.organising.roster.rules.settling import Classes, Link, Same, links_to_cut, settlement
from tests.base.actors import AT

SAME, DIFFERENT = Verdict.SAME, Verdict.DIFFERENT
NAMES = "abcdef"
PAIRS = [(one, other) for one in NAMES for other in NAMES if one < other]


def held(number: int, left: str, right: str, verdict: Verdict) -> Held:
    return Held(UUID(int=number), left, right, verdict, AT + timedelta(minutes=number))


def partition(names: Iterable[str], ties: Iterable[tuple[str, str]]) -> set[frozenset[str]]:
    """By repeated joining of sets: slow and plain."""
    classes = [{name} for name in names]
    for one, other in ties:
        joined = [c for c in classes if one in c or other in c]
        classes = [c for c in classes if c not in joined] + [set().union(*joined)]
    return {frozenset(c) for c in classes}


def consistent(decisions: Sequence[Held], others: Sequence[tuple[str, str]] = ()) -> bool:
    same = [(d.left, d.right) for d in decisions if d.verdict is SAME]
    classes = partition(NAMES, [*same, *others])
    apart = [(d.left, d.right) for d in decisions if d.verdict is DIFFERENT]
    return not any(one in c and other in c for one, other in apart for c in classes)


def test_fingerprints_are_named_in_one_order() -> None:
    assert ordered("b", "a") == ordered("a", "b") == ("a", "b")


@given(st.lists(st.tuples(st.sampled_from(PAIRS), st.sampled_from(list(Verdict))), max_size=12))
def test_a_decision_is_refused_exactly_where_it_contradicts(wanted: list[tuple[tuple[str, str], Verdict]]) -> None:
    standing: list[Held] = []
    for number, ((left, right), verdict) in enumerate(wanted):
        if any((d.left, d.right) == (left, right) for d in standing):
            continue
        new = held(number, left, right, verdict)
        against = contradicted(standing, ties_of(standing), left, right, verdict)
        assert (not against) == consistent([*standing, new])
        if against:
            # Those named are enough to contradict, and none of them is needless.
            assert not consistent([*against, new])
            assert all(consistent([d for d in against if d is not one] + [new]) for one in against)
        else:
            standing.append(new)


def test_two_that_are_the_same_by_others_cannot_be_different() -> None:
    first, second = held(1, "a", "b", SAME), held(2, "b", "c", SAME)
    assert contradicted([first, second], ties_of([first, second]), "a", "c", DIFFERENT) == (first, second)
    assert contradicted([first, second], ties_of([first, second]), "a", "d", DIFFERENT) == ()


def test_the_fewest_decisions_are_named() -> None:
    long = [held(1, "a", "b", SAME), held(2, "b", "c", SAME), held(3, "a", "c", SAME)]
    assert chain(ties_of(long), "a", "c") == (long[2],)
    assert chain(ties_of(long), "a", "d") is None


def test_what_is_one_without_a_decision_may_be_told_apart_and_is_followed_otherwise() -> None:
    ties: list[Tie] = [("a", "r", None), ("b", "r", None)]
    assert contradicted([], ties, "a", "b", DIFFERENT) == ()
    apart = held(1, "b", "c", DIFFERENT)
    assert contradicted([apart], ties, "a", "c", SAME) == (apart,)


# --- settling ----------------------------------------------------------------------------------------------------

RECORDS = [UUID(int=n) for n in range(6)]
LINKS = st.lists(st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS), st.booleans()), max_size=8)


def forest(drawn: list[tuple[UUID, UUID, bool]]) -> tuple[list[Link], list[Same]]:
    """Aliases as merging writes them, heads into heads; some of them made by decisions about members of the groups."""
    classes, above = Classes(), dict[UUID, UUID]()
    links: list[Link] = []
    sames: list[Same] = []

    def head(one: UUID) -> UUID:
        while one in above:
            one = above[one]
        return one

    for number, (one, other, by_decision) in enumerate(drawn):
        fresh = classes.tie(one, other)
        link = (head(one), head(other)) if fresh else None
        if link:
            links.append(link)
            above[link[0]] = link[1]
        if by_decision:
            sames.append(Same(UUID(int=100 + number), one, other, link))
    return links, sames


def classes_of(ties: Iterable[tuple[UUID, UUID]]) -> set[frozenset[UUID]]:
    classes = Classes(ties)
    return {frozenset(r for r in RECORDS if classes.of(r) == classes.of(one)) for one in RECORDS}


def after(
    links: Sequence[Link], sames: Sequence[Same], part: Iterable[UUID], join: Iterable[UUID]
) -> set[frozenset[UUID]]:
    ended, again = set(part), set(join)
    left = [link for link in links if link[0] not in ended]
    return classes_of([*left, *((same.left, same.right) for same in sames if same.decision_id in again)])


@given(LINKS, st.data())
def test_records_are_one_exactly_where_something_in_force_says_so(
    drawn: list[tuple[UUID, UUID, bool]], data: st.DataObject
) -> None:
    links, sames = forest(drawn)
    if not sames:
        return
    gone = data.draw(st.sampled_from(sames))
    kept = [same for same in sames if same is not gone]
    made = {same.made for same in sames if same.made}
    foreign = [link for link in links if link not in made]
    plan = settlement(links, kept, [gone.made] if gone.made else [])
    assert after(links, kept, plan.part, plan.join) == classes_of([*foreign, *((s.left, s.right) for s in kept)])
    # What nothing changed for is left alone.
    assert settlement(links, sames) == settlement([], [])


def test_a_decision_made_by_way_of_another_holds_when_that_one_goes() -> None:
    a, b, c = RECORDS[:3]
    # a = b merged a into b; a = c then had to merge b into c. Without the first, b is alone and a goes to c.
    later = Same(UUID(int=2), a, c, (b, c))
    plan = settlement([(a, b), (b, c)], [later], [(a, b)])
    assert (set(plan.part), plan.join) == ({a, b}, (later.decision_id,))


@given(LINKS, st.sampled_from(RECORDS), st.sampled_from(RECORDS))
def test_telling_two_apart_ends_other_merges_only_and_only_where_it_must(
    drawn: list[tuple[UUID, UUID, bool]], one: UUID, other: UUID
) -> None:
    links, sames = forest(drawn)
    made = {same.made for same in sames if same.made}
    by_decisions = Classes((same.left, same.right) for same in sames)
    cut = links_to_cut(links, sames, one, other)
    assert set(cut) <= set(links) - made
    if by_decisions.of(one) == by_decisions.of(other) or Classes(links).of(one) != Classes(links).of(other):
        assert cut == ()
        return
    plan = settlement(links, sames, cut)
    together = after(links, sames, plan.part, plan.join)
    assert not any({one, other} <= group for group in together)
    assert all(any({s.left, s.right} <= group for group in together) for s in sames)


def test_the_youngest_merge_on_the_way_ends() -> None:
    a, b, c, d = RECORDS[:4]
    assert links_to_cut([(a, b), (b, c), (d, c)], [], a, c) == ((b, c),)
