"""The queue as each actor sees it: exact order, exact scope, the same queries for one row and for three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Absent, Forbidden
from guildhall.organising.roster.contracts import Kind
from guildhall.organising.roster.operations.deciding import decide, undo
from guildhall.organising.roster.queries import reviewing
from guildhall.organising.roster.queries.reviewing import Filters
from tests.base.actors import AT, at_places, place
from tests.organising.pair_makers import DIFFERENT, SAME, as_somebody, pair, run, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
PLACES = ["330203102", "330203", "330205", "330200", "330100"]


def queue(who: Actor, filters: Filters = reviewing.EVERYTHING) -> list[str]:
    return [one.left_fingerprint for one in reviewing.open_pairs(who, filters)]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER])
@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        (["330203102"], ["330203102"]),
        (["330203"], ["330203102", "330203"]),
        (["330200"], ["330203102", "330203", "330205", "330200"]),
        (["330000"], PLACES),
        (["330205", "330100"], ["330205", "330100"]),
        (["330329"], []),
    ],
)
def test_pairs_of_ones_places_are_seen_and_no_others(role: Role, scopes: list[str], seen: list[str]) -> None:
    of = run(code="330000")
    made = {code: pair(code, "z", of=of, code=code) for code in PLACES}
    who = at_places(role, *scopes)
    assert queue(who) == seen
    assert reviewing.count_open(who) == CappedCount(len(seen))
    for code, one in made.items():
        if code in seen:
            assert reviewing.get_pair(who, one.id).id == one.id
        else:
            with pytest.raises(Absent):
                reviewing.get_pair(who, one.id)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OFFICER, Role.REVIEWER}))
def test_other_roles_may_not_look(role: Role) -> None:
    who = at_places(role, "330203")
    one = pair("a", "b", of=run())
    looks: list[Callable[[], object]] = [
        lambda: reviewing.open_pairs(who),
        lambda: reviewing.next_pair(who),
        lambda: reviewing.get_pair(who, one.id),
        lambda: reviewing.last_decision(who),
        lambda: reviewing.decisions(who),
        lambda: reviewing.decision_about(who, one.id),
        lambda: reviewing.runs_to_review(who),
    ]
    for look in looks:
        with pytest.raises(Forbidden):
            look()


def test_weighty_pairs_come_first_then_in_turn_and_filters_narrow() -> None:
    first, second = run("二月"), run("三月")
    pair("a", "z", of=first, turn=1)
    pair("b", "z", of=first, turn=2, weighty=True)
    pair("c", "z", of=first, turn=3, weighty=True, code="330203102")
    pair("d", "z", of=second, turn=1, kind=Kind.PERSON)
    who = at_places(Role.REVIEWER, "330203")
    assert queue(who) == ["b", "c", "a", "d"]
    assert queue(who, Filters(kind=Kind.PERSON)) == ["d"]
    assert queue(who, Filters(run=first.pk)) == ["b", "c", "a"]
    assert queue(who, Filters(weighty=True)) == ["b", "c"]
    assert queue(who, Filters(place=place("330203102"))) == ["c"]
    assert queue(who, Filters(place=place("330200"))) == ["b", "c", "a", "d"]
    assert queue(who, Filters(place=place("330205"))) == []
    assert queue(who, Filters(place=new_id())) == []


def test_the_queue_goes_on_from_a_pair_decided_or_not_and_round_at_its_ends() -> None:
    of = run()
    rows = [pair(name, "z", of=of, weighty=name in "ab") for name in "abcd"]
    who = at_places(Role.REVIEWER, "330203")

    def names(**at: object) -> str:
        found = reviewing.next_pair(who, **at)  # type: ignore[arg-type]  # after or before
        return found.left["name"] if found else ""

    assert names() == "甲a"
    assert [names(after=one.id) for one in rows] == ["甲b", "甲c", "甲d", "甲a"]
    assert [names(before=one.id) for one in rows] == ["甲d", "甲a", "甲b", "甲c"]
    decide(who, rows[1].id, SAME, at=AT)
    assert (names(after=rows[1].id), names(before=rows[1].id), names(after=rows[0].id)) == ("甲c", "甲a", "甲c")
    assert names(after=new_id()) == "甲a"
    for one in (rows[0], rows[2], rows[3]):
        decide(who, one.id, DIFFERENT, at=AT)
    assert reviewing.next_pair(who, after=rows[0].id) is None


def test_runs_offered_are_those_with_something_to_decide_here() -> None:
    done, here, elsewhere = run("完"), run("此", hours=1), run("彼", hours=2)
    who = at_places(Role.REVIEWER, "330203")
    decide(who, pair("a", "b", of=done).id, SAME, at=AT)
    pair("c", "d", of=here)
    pair("e", "f", of=elsewhere, code="330205")
    assert [one.title for one in reviewing.runs_to_review(who)] == ["此"]


def test_decisions_are_listed_newest_first_mine_or_all_in_reach() -> None:
    of = run(code="330200")
    path = at_places(Role.REVIEWER, "330203").grants[0].scope.path
    me, other = (as_somebody(somebody(n), Role.REVIEWER, path, place("330203")) for n in ("张某", "王某"))
    far = at_places(Role.REVIEWER, "330205")
    made = [
        decide(who, pair(name, "z", of=of, code=code).id, SAME, at=AT + timedelta(minutes=n)).decision_id
        for n, (who, name, code) in enumerate(
            [(me, "a", "330203"), (other, "b", "330203"), (far, "c", "330205"), (me, "d", "330203")]
        )
    ]
    undo(other, made[0], at=AT + timedelta(hours=1))

    def listed(**how: object) -> tuple[list[str], int, bool]:
        rows, total, more = reviewing.decisions(me, **how)  # type: ignore[arg-type]  # as decisions takes it
        return [one.left for one in rows], total.number, more

    assert listed() == (["甲d"], 1, False)
    assert listed(standing=False) == (["甲d", "甲a"], 2, False)
    assert listed(own=False, standing=False) == (["甲d", "甲b", "甲a"], 3, False)
    assert listed(own=False, standing=False, rows=2) == (["甲d", "甲b"], 3, True)
    after = (AT + timedelta(minutes=1), made[1])
    assert listed(own=False, standing=False, rows=2, after=after) == (["甲a"], 3, False)
    last = reviewing.decisions(me, standing=False)[0][1]
    assert (last.who, last.is_own, last.undone_by, last.undone_at) == ("张某", True, "王某", AT + timedelta(hours=1))
    mine = reviewing.last_decision(me)
    assert mine is not None
    assert (mine.id, mine.left, mine.verdict) == (made[3], "甲d", SAME)
    assert reviewing.last_decision(far) is not None
    assert reviewing.decision_about(far, of.pairs.get(left_fingerprint="a").id) is None


def test_a_decision_whose_run_is_gone_is_told_by_fingerprints() -> None:
    who = at_places(Role.REVIEWER, "330203")
    one = pair("a", "b", of=run())
    decide(who, one.id, SAME, at=AT)
    one.delete()
    told = reviewing.decisions(who)[0][0]
    assert (told.left, told.right, told.pair_id) == ("a", "b", None)


@pytest.mark.parametrize(
    ("look", "queries"),
    [
        (lambda who: list(reviewing.open_pairs(who)), 2),
        (reviewing.count_open, 2),
        (reviewing.next_pair, 2),
        (reviewing.runs_to_review, 2),
        (reviewing.last_decision, 2),
        (lambda who: reviewing.decisions(who, own=False), 3),
    ],
)
def test_queries_do_not_grow_with_rows_or_grants(look: Callable[[Actor], object], queries: int) -> None:
    counted = []
    for rows, scopes in ((1, ["330203"]), (3, ["330203", "330205", "330212"])):
        of = run()
        who = at_places(Role.REVIEWER, *scopes)
        for n in range(rows):
            pair(f"o{rows}{n}", "z", of=of)
            decide(who, pair(f"d{rows}{n}", "z", of=of).id, SAME, at=AT)
        with CaptureQueriesContext(
            connection,
        ) as context:
            look(who)
        counted.append(len(context))
    assert counted == [queries, queries]
