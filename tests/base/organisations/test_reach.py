"""Who sees which organisations: exact sets by scope, the same queries whatever the number of grants."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guildhall.base.organisations import operations, queries
from guildhall.base.organisations.access import REACHES, organisation_for
from guildhall.base.organisations.contracts import AliasSummary, OrganisationKind
from guildhall.base.organisations.events import OrganisationsMerged, OrganisationSplit
from guildhall.base.organisations.models import Organisation
from guildhall.base.organisations.rules.permissions import READ
from guildhall.base.organisations.rules.records import CODE_TAKEN, TWO_CODES
from guildhall.kernel.actor import Actor, Permission, Role, Scope, ScopeKind
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.errors import Absent, Refused
from tests.base.actors import AT, actor, at_places, place
from tests.base.events import heard
from tests.base.organisations.makers import credit_code, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
CODES = ["330203102", "330203", "330205", "330200", "330100", "330204"]


def _ids(who: Actor) -> set[UUID]:
    return set(queries.organisations_visible_to(who).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("scopes", "seen"),
    [
        (["330203102"], {"330203102"}),
        (["330203"], {"330203102", "330203"}),
        (["330200"], {"330203102", "330203", "330205", "330200", "330204"}),
        (["330000"], set(CODES)),
        (["330203", "330205", "330100"], {"330203102", "330203", "330205", "330100"}),
        (["330329"], set()),
    ],
)
def test_a_place_shows_what_lies_in_it(scopes: list[str], seen: set[str]) -> None:
    made = {code: organisation(f"甲{code}", code) for code in CODES}
    who = at_places(Role.OFFICER, *scopes)
    assert _ids(who) == {made[code] for code in seen}


@given(st.sets(st.sampled_from([*CODES, "330000", "330205"]), max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
def test_a_list_shows_exactly_what_the_door_opens_for(scopes: set[str]) -> None:
    made = [organisation(f"甲{code}", code) for code in CODES]
    who = at_places(Role.OFFICER, *sorted(scopes)) if scopes else actor(Role.OFFICER)
    opened = set()
    for one in made:
        try:
            opened.add(organisation_for(who, READ, one).id)
        except Absent:
            continue
    assert _ids(who) & set(made) == opened


@pytest.mark.parametrize("grants", [1, 3])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_costs_four_queries_and_a_page_five(grants: int, rows: int) -> None:
    made = [organisation(f"甲{n}", "330203", n) for n in range(rows)]
    who = at_places(Role.OFFICER, *["330203", "330205", "330100"][:grants])
    with CaptureQueriesContext(connection) as captured:
        found = queries.search(who, "甲")
    assert (len(found.rows), found.total, found.more) == (rows, CappedCount(rows), False)
    assert len(captured) == 4
    with CaptureQueriesContext(connection) as captured:
        queries.detail(who, made[0])
    assert len(captured) == 5


def test_grants_without_a_path_are_resolved() -> None:
    one = organisation("甲", "330203")
    who = actor(Role.OFFICER, Scope(ScopeKind.PLACE, place("330203")), Scope(ScopeKind.PLACE, place("330205")))
    assert _ids(who) == {one}


def test_one_organisation_may_be_a_scope_of_its_own() -> None:
    one, _ = organisation("甲"), organisation("乙")
    who = actor(Role.LEADER, Scope(ScopeKind.ORGANISATION, one))
    assert _ids(who) == {one}


def test_what_was_handed_to_somebody_is_reached_by_what_a_higher_module_says() -> None:
    one, _ = organisation("甲"), organisation("乙")
    task = Scope(ScopeKind.ASSIGNMENT, one)

    def handed(who: Actor, permission: Permission) -> QuerySet[Organisation, UUID] | None:
        tasks = [scope.id for scope in who.scopes(permission, ScopeKind.ASSIGNMENT)]
        return Organisation.objects.filter(pk__in=tasks).values_list("pk", flat=True) if tasks else None

    REACHES.add(handed)
    try:
        assert _ids(actor(Role.VISITOR, task)) == {one}
        assert _ids(actor(Role.VISITOR)) == set()
    finally:
        REACHES.remove(handed)


def test_search_by_name_former_name_and_code_page_by_page() -> None:
    officer = at_places(Role.OFFICER, "330203")
    made = {name: organisation(name, serial=n) for n, name in enumerate(["甲一公司", "甲二公司", "甲三协会"])}
    facts = queries.detail(officer, made["甲三协会"]).records[0].facts
    operations.change_organisation(
        officer, made["甲三协会"], type(facts)(**{**{f: getattr(facts, f) for f in facts.__slots__}, "name": "丙协会"}),
        sources={}, at=AT,
    )  # fmt: skip
    assert {r.name for r in queries.search(officer, "甲").rows} == {"甲一公司", "甲二公司", "丙协会"}
    assert [r.name for r in queries.search(officer, " 甲一 公司").rows] == ["甲一公司"]
    assert [r.name for r in queries.search(officer, credit_code(1)).rows] == ["甲二公司"]
    assert queries.search(officer, "甲", kinds=[OrganisationKind.FOUNDATION]).rows == ()
    seen: list[str] = []
    after = None
    for _ in range(3):
        found = queries.search(officer, "甲", after=after, rows=1)
        assert found.total == CappedCount(3)
        seen += [r.name for r in found.rows]
        after = queries.position(found.rows[-1])
    assert not found.more
    assert seen == [r.name for r in queries.search(officer, "甲").rows]


def test_a_merge_keeps_both_and_a_split_takes_them_apart() -> None:
    head, twin = organisation("甲", "330203", 1), organisation("甲", "330205")
    officer = at_places(Role.OFFICER, "330200")
    later = AT + timedelta(days=1)
    with heard(OrganisationsMerged, OrganisationSplit) as told:
        operations.merge_organisations(officer, twin, head, basis="同一地址", at=AT)
        assert queries.canonical_of([head, twin]) == {head: head, twin: head}
        assert _ids(officer) == {head}
        # Whoever sees either record sees the organisation.
        for code in ("330203", "330205"):
            assert _ids(at_places(Role.OFFICER, code)) == {head}
            for one in (head, twin):
                assert queries.detail(at_places(Role.OFFICER, code), one).summary.id == head
        assert [r.id for r in queries.detail(officer, twin).records] == [head, twin]
        operations.split_organisation(officer, twin, at=later)
    assert queries.canonical_of([head, twin]) == {head: head, twin: twin}
    assert queries.detail(officer, head).aliases == (AliasSummary(twin, head, AT, later, "同一地址"),)
    assert told == [OrganisationsMerged(twin, head), OrganisationSplit(twin, head)]


def test_two_codes_are_never_merged() -> None:
    one, two, none = organisation("甲", serial=1), organisation("乙", serial=2), organisation("丙")
    officer = at_places(Role.OFFICER, "330203")
    operations.merge_organisations(officer, none, one, basis="", at=AT)
    with pytest.raises(Refused) as refused:
        operations.merge_organisations(officer, one, two, basis="", at=AT)
    assert [m.kind for m in refused.value.messages] == [TWO_CODES]
    assert queries.canonical_of([one, two, none]) == {one: one, two: two, none: one}


def test_a_split_gives_way_to_who_holds_the_code_now() -> None:
    head, twin = organisation("甲"), organisation("甲", serial=1)
    officer = at_places(Role.OFFICER, "330203")
    operations.merge_organisations(officer, twin, head, basis="", at=AT)
    organisation("乙", serial=1)
    with pytest.raises(Refused) as refused:
        operations.split_organisation(officer, twin, at=AT)
    assert [m.kind for m in refused.value.messages] == [CODE_TAKEN]
    assert queries.canonical_of([twin]) == {twin: head}


def test_counts_stop_at_the_cap() -> None:
    from guildhall.infra.counts import count_up_to

    for n in range(3):
        organisation(f"甲{n}")
    rows = Organisation.objects.all()
    assert [str(count_up_to(rows, cap)) for cap in (2, 3, 4)] == ["2+", "3", "3"]
    assert str(CappedCount(10_000, more=True)) == "10,000+"
