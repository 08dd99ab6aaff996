"""A kind that does not hold together is refused when it is declared, with all that is wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from guildhall.base.flows.contracts import KINDS, Act, By, Hand, Office, Outcome, State, Transition
from guildhall.base.flows.rules.kinds import faults
from guildhall.base.flows.rules.offices import Standing, may_make, office_place
from guildhall.base.places.contracts import PlaceKind, PlaceSummary
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.words import Words
from tests.base.flows.sample import SAMPLE

WORDS = Words("试", "trial")


def with_state(**changes: Any) -> tuple[State, ...]:
    """The states of the sample with one of them changed."""
    code = changes.pop("of")
    return tuple(replace(one, **changes) if one.code == code else one for one in SAMPLE.states)


def with_transition(**changes: Any) -> tuple[Transition, ...]:
    code = changes.pop("of")
    return tuple(replace(one, **changes) if one.code == code else one for one in SAMPLE.transitions)


def without(code: str) -> tuple[Transition, ...]:
    return tuple(one for one in SAMPLE.transitions if one.code != code)


def test_the_sample_holds_together() -> None:
    assert faults(SAMPLE) == ()


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"states": ()}, "it has no states"),
        ({"prefix": "s"}, "its prefix is not two to four capital letters: 's'"),
        ({"code": "Sample"}, "its code is not of the form module.name: 'Sample'"),
        ({"phone_field": "tel"}, "its phone field names the field tel, which it does not have"),
        ({"fields": SAMPLE.fields + SAMPLE.fields[:1]}, "field name stands twice"),
        ({"states": (*SAMPLE.states, State("lost", WORDS, office="street"))}, "state lost is reached by no transition"),
        ({"states": (*SAMPLE.states, State("lost", WORDS, office="street"))}, "state lost has no way to an end"),
        (
            {"states": with_state(of="county", office="city")},
            "state county names the office city, which it does not have",
        ),
        (
            {"states": with_state(of="done", outcome=None)},
            "state done: it is in nobody's hands if and only if it ends there",
        ),
        (
            {"states": with_state(of="draft", hand=Hand.OFFICE, office="street")},
            "the first state, draft, is not a draft in the applicant's hands",
        ),
        (
            {"states": with_state(of="returned", outcome=Outcome.REFUSED, hand=Hand.NOBODY)},
            "state returned has an outcome, yet transitions lead out of it",
        ),
        ({"transitions": without("submit")}, "it needs exactly one transition that submits the draft"),
        ({"transitions": with_transition(of="accept", starts=())}, "transition accept starts nowhere"),
        (
            {"transitions": with_transition(of="refuse", reasons=())},
            "transition refuse refuses without any reason to choose from",
        ),
        (
            {"transitions": with_transition(of="return", leads="public")},
            "transition return returns to somebody else than the applicant",
        ),
        (
            {"transitions": with_transition(of="resubmit", by=By.OFFICE)},
            "transition resubmit is for the applicant to make",
        ),
        (
            {"transitions": with_transition(of="accept", starts=("returned",))},
            "transition accept: office cannot act in returned, which is in the hands of applicant",
        ),
        (
            {"transitions": with_transition(of="accept", needs=("remark",))},
            "transition accept is made for many at once, yet asks for something of each",
        ),
        (
            {"transitions": with_transition(of="accept", not_before="publicity")},
            "transition accept waits for publicity, which does not run where it starts",
        ),
        (
            {"transitions": with_transition(of="approve", act=Act.SUBMIT)},
            "transition approve submits something else than the draft",
        ),
        (
            {"clocks": (replace(SAMPLE.clocks[0], pauses_in=frozenset({"applied"})), *SAMPLE.clocks[1:])},
            "clock review both runs and stands still in applied",
        ),
        (
            {"offices": (replace(SAMPLE.offices[0], role=Role.AUDITOR), *SAMPLE.offices[1:])},
            "office street: the role auditor may not act on applications",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence_and_the_kind_refused(changes: dict[str, Any], fault: str) -> None:
    wrong = replace(SAMPLE, **changes)
    assert fault in faults(wrong)
    with pytest.raises(ValueError, match=r"tests\.sample|Sample"):
        KINDS.add(wrong)
    assert KINDS.find("tests.sample") == SAMPLE


def test_two_kinds_neither_share_a_code_nor_the_letters_of_their_numbers() -> None:
    KINDS.add(SAMPLE)  # once however often
    with pytest.raises(ValueError, match="two kinds are called"):
        KINDS.add(replace(SAMPLE, words=WORDS))
    with pytest.raises(ValueError, match="begin their numbers with SY"):
        KINDS.add(replace(SAMPLE, code="tests.other"))


def _line(*kinds: PlaceKind) -> tuple[PlaceSummary, ...]:
    return tuple(
        PlaceSummary(new_id(), kind, kind.value, "0001" * (n + 1), None, None, None) for n, kind in enumerate(kinds)
    )


P, C, D, T, V, K = (
    PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.VILLAGE, PlaceKind.PARK,
)  # fmt: skip


@pytest.mark.parametrize(
    ("office", "line", "expected"),
    [
        (Office("o", WORDS), (P, C, D, T), T),
        (Office("o", WORDS), (P, C, D, T, V), T),
        (Office("o", WORDS), (P, C, D), D),
        (Office("o", WORDS), (P, C, D, K), K),
        (Office("o", WORDS, is_above=True), (P, C, D, T), D),
        (Office("o", WORDS, is_above=True), (P,), P),
        (Office("o", WORDS, (D,)), (P, C, D, T), D),
        (Office("o", WORDS, (T,)), (P, C, D), D),  # none there: the next wider
        (Office("o", WORDS, (D,)), (P, C), C),
        (Office("o", WORDS, (P,)), (P, C, D, T), P),
    ],
)
def test_an_office_is_at_the_nearest_place_of_its_levels(
    office: Office, line: tuple[PlaceKind, ...], expected: PlaceKind
) -> None:
    assert office_place(office, _line(*line)).kind is expected


def test_who_may_make_a_transition() -> None:
    accept, withdraw, lapse = (SAMPLE.transition(code) for code in ("accept", "withdraw", "lapse"))
    assert accept is not None
    assert withdraw is not None
    assert lapse is not None
    state, me, you = SAMPLE.state("applied"), new_id(), new_id()
    officer, applicant = Standing(frozenset({Role.OFFICER}), account=me), Standing(is_applicant=True, account=me)
    assert may_make(SAMPLE, accept, state, officer, holder=None)
    assert may_make(SAMPLE, accept, state, officer, holder=me)
    assert not may_make(SAMPLE, accept, state, officer, holder=you)
    assert not may_make(SAMPLE, accept, state, Standing(frozenset({Role.LEADER})), holder=None)
    assert not may_make(SAMPLE, accept, SAMPLE.state("county"), officer, holder=None)
    assert not may_make(SAMPLE, withdraw, state, officer, holder=None)
    assert may_make(SAMPLE, withdraw, state, applicant, holder=you)
    assert not may_make(SAMPLE, lapse, SAMPLE.state("returned"), applicant, holder=None)
    assert not may_make(SAMPLE, replace(accept, by=By.HOLDER), state, officer, holder=None)
