"""Accounts opened, put aside, restored, given new passwords: only those that an administrator reaches whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.accounts import operations, queries
from guildhall.base.accounts.access import NO_ACCOUNT, WIDER, account_for
from guildhall.base.accounts.models import Account, ApiToken, Grant
from guildhall.base.accounts.operations.grants import GRANT_PAST, NO_PLACES_ROLE
from guildhall.base.accounts.operations.opening import NAME_TAKEN
from guildhall.base.accounts.operations.standing import YOURSELF
from guildhall.base.audit.models import Entry
from guildhall.cli.server import administrator
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Actor, Role, ScopeKind
from guildhall.kernel.clocks import SystemClock
from guildhall.kernel.errors import Absent, Forbidden, Invalid, Refused
from tests.base.actors import AT, ON, at_places, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
CITY, COUNTY, NEXT, STREET, OTHER = "330200", "330203", "330212", "330203001", "330100"
PASSWORD = "a long enough phrase"
Act = Callable[[Actor, UUID], object]


def account(name: str, *codes: str, role: Role = Role.OFFICER) -> UUID:
    made = operations.make_account(
        None, username=name, display_name=name, password=PASSWORD, must_use_code=False, at=AT
    )
    for code in codes:
        Grant.objects.create(account_id=made, role=role, scope_kind=ScopeKind.PLACE, scope_id=place(code), starts_on=ON)
    return made


def admin(*codes: str) -> Actor:
    return at_places(Role.ADMINISTRATOR, *codes)


def aside(actor: Actor, account_id: UUID) -> None:
    operations.put_aside(actor, account_id, at=AT)


def restore(actor: Actor, account_id: UUID) -> None:
    operations.restore(actor, account_id, at=AT)


def renew(actor: Actor, account_id: UUID) -> None:
    operations.renew_password(actor, account_id, drop_code=True, at=AT)


ACTS = [aside, restore, renew]


# --- reach ------------------------------------------------------------------------------------------------------------


def test_the_list_holds_accounts_of_ones_places_and_those_one_opened() -> None:
    inside, below, outside = account("inside", COUNTY), account("below", STREET), account("outside", OTHER)
    both, without = account("both", OTHER, COUNTY), account("without")
    ours = admin(COUNTY)
    opened = operations.open_account(ours, username="opened", display_name="新", at=AT).account_id
    found = set(queries.accounts_visible_to(ours).values_list("pk", flat=True))
    assert found == {inside, below, both, opened}
    assert {outside, without} & found == set()
    for one in (inside, below, both, opened):
        assert account_for(ours, one).id == one
    for one in (outside, without, new_id()):
        with pytest.raises(Absent) as refused:
            account_for(ours, one)
        assert refused.value.messages[0].kind is NO_ACCOUNT


def test_filters_narrow_the_list() -> None:
    officer, aside_, visitor = (
        account("officer", COUNTY),
        account("aside", COUNTY),
        account("v", STREET, role=Role.VISITOR),
    )
    ours = admin(CITY)
    aside(ours, aside_)
    assert [row.id for row in queries.accounts_visible_to(ours, active=False)] == [aside_]
    assert [row.id for row in queries.accounts_visible_to(ours, role=Role.VISITOR)] == [visitor]
    assert {row.id for row in queries.accounts_visible_to(ours, active=True)} == {officer, visitor}
    assert [one.id for one in queries.search(ours, " OFFI ")] == [officer]
    assert queries.search(ours, " ") == ()


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_with_roles_and_givers_costs_four_queries(count: int) -> None:
    ours = admin(CITY)
    for n in range(count):
        one = account(f"a{n}", COUNTY)
        Grant.objects.filter(account=one).update(given_by_id=one)
    with CaptureQueriesContext(connection) as captured:
        found = queries.summaries(ours, queries.accounts_visible_to(ours))
    assert len(captured) == 4
    assert [(one.username, [(g.place, g.given_by, g.is_within) for g in one.grants]) for one in found] == [
        (f"a{n}", [("海曙区", f"a{n}", True)]) for n in range(count)
    ]


@pytest.mark.parametrize("act", ACTS)
def test_an_account_with_roles_elsewhere_is_for_the_administrator_above(act: Act) -> None:
    both = account("both", COUNTY, NEXT)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        act(admin(COUNTY), both)
    assert refused.value.messages[0].kind is WIDER
    assert Entry.objects.count() == before
    act(admin(CITY), both)
    assert queries.detail(admin(COUNTY), Account.objects.get(id=both)).is_whole is False
    assert queries.detail(admin(COUNTY, NEXT), Account.objects.get(id=both)).is_whole is True


@pytest.mark.parametrize("act", ACTS)
def test_a_role_that_is_over_elsewhere_stands_in_nobodys_way(act: Act) -> None:
    moved = account("moved", COUNTY, NEXT)
    Grant.objects.filter(account=moved, scope_id=place(NEXT)).update(ends_on=ON, starts_on=ON - timedelta(days=9))
    act(admin(COUNTY), moved)


@pytest.mark.parametrize("act", ACTS)
def test_a_role_of_a_kind_that_is_no_place_is_not_judged_here(act: Act) -> None:
    one = account("one", COUNTY)
    grant = Grant.objects.create(
        account_id=one, role=Role.MEMBER, scope_kind=ScopeKind.SELF, scope_id=new_id(), starts_on=ON
    )
    act(admin(COUNTY), one)
    Grant.objects.filter(id=grant.id).update(scope_kind=ScopeKind.UNION)
    with pytest.raises(Refused):
        act(admin(COUNTY), one)


@pytest.mark.parametrize("act", ACTS)
def test_who_does_not_reach_an_account_changes_nothing(act: Act) -> None:
    one = account("one", COUNTY)
    held = Account.objects.filter(id=one).values()
    before, entries = list(held), Entry.objects.count()
    for actor, refusal in ((admin(OTHER), Absent), (at_places(Role.OFFICER, CITY), Forbidden)):
        with pytest.raises(refusal):
            act(actor, one)
    assert (list(held.all()), Entry.objects.count()) == (before, entries)


# --- opening and passwords --------------------------------------------------------------------------------------------


def test_an_account_is_opened_with_a_password_to_be_changed() -> None:
    ours = admin(COUNTY)
    opened = operations.open_account(ours, username=" new ", display_name="新人", at=AT)
    made = Account.objects.get(id=opened.account_id)
    assert (made.username, made.made_by_id, made.must_change_password, made.must_use_code) == (
        "new", ours.account_id, True, True,
    )  # fmt: skip
    assert made.check_password(opened.password)
    with pytest.raises(Invalid) as refused:
        operations.open_account(ours, username="NEW", display_name="", at=AT)
    assert set(refused.value.fields) == {"username", "display_name"}
    assert refused.value.fields["username"][0].kind is NAME_TAKEN
    with pytest.raises(Forbidden):
        operations.open_account(at_places(Role.OFFICER, CITY), username="x", display_name="x", at=AT)
    assert Account.objects.count() == 1


def test_the_first_administrator_is_opened_on_the_machine() -> None:
    said = CliRunner().invoke(administrator, ["zhou", "周明远"])
    assert said.exit_code == 0
    made = Account.objects.get()
    assert said.output.splitlines()[0] == made.username == "zhou"
    assert made.check_password(said.output.splitlines()[1])
    assert (made.must_change_password, made.must_use_code, made.made_by_id) == (True, True, None)
    own = queries.actor_for(made.id, None, on=SystemClock().today())
    assert [(grant.role, grant.scope.id) for grant in own.grants] == [(Role.ADMINISTRATOR, place("330000"))]
    again = CliRunner().invoke(administrator, ["ZHOU", "别人"])
    assert (again.exit_code, Account.objects.count()) == (4, 1)


def test_a_given_password_is_changed_before_anything_else(client: Client) -> None:
    opened = operations.open_account(admin(COUNTY), username="new", display_name="新人", at=AT)
    Account.objects.update(must_use_code=False)
    client.post("/account/login/", {"login": "new", "password": opened.password})
    for address in ("/", "/account/looks", "/people/"):
        assert client.get(address)["Location"] == "/account/password/change/"
    mine = "quite another phrase"
    client.post("/account/password/change/", {"oldpassword": opened.password, "password1": mine, "password2": mine})
    client.post("/account/login/", {"login": "new", "password": mine})
    assert client.get("/").status_code == 200


def test_a_new_password_ends_sessions_and_may_take_the_code_away(client: Client) -> None:
    one = Account.objects.get(id=account("one", COUNTY))
    TOTP.activate(one, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(one)
    client.force_login(one)
    assert client.get("/").status_code == 200
    renewed = operations.renew_password(admin(COUNTY), one.id, drop_code=False, at=AT)
    assert client.get("/")["Location"] == "/account/login/?next=/"
    assert Authenticator.objects.count() == 2
    again = operations.renew_password(admin(COUNTY), one.id, drop_code=True, at=AT)
    assert Authenticator.objects.count() == 0
    held = Account.objects.get(id=one.id)
    assert (held.check_password(again.password), held.check_password(renewed.password)) == (True, False)
    assert held.must_change_password
    assert [entry.fields for entry in Entry.objects.order_by("id")][-2:] == [["password"], ["password", "code"]]


# --- aside and back ---------------------------------------------------------------------------------------------------


def test_putting_aside_ends_sessions_and_tokens_for_good(client: Client) -> None:
    one = account("one", COUNTY)
    client.post("/account/login/", {"login": "one", "password": PASSWORD})
    assert client.get("/").status_code == 200
    own = queries.actor_for(one, None, on=ON)
    _, secret = operations.issue_token(own, name="x", permissions=(), expires_on=ON + timedelta(days=9), at=AT)
    aside(admin(COUNTY), one)
    assert client.get("/")["Location"] == "/account/login/?next=/"
    restore(admin(COUNTY), one)
    assert client.get("/")["Location"] == "/account/login/?next=/"
    assert queries.actor_of_token(secret, on=ON) is None
    assert ApiToken.objects.get().revoked_at == AT
    client.post("/account/login/", {"login": "one", "password": PASSWORD})
    assert client.get("/").status_code == 200
    told = [(e.action, e.fields) for e in Entry.objects.filter(object_id=one).order_by("id")]
    assert told[1:] == [
        ("accounts.sign_in", []),
        ("accounts.manage", ["is_active", "sessions", "tokens"]),
        ("accounts.manage", ["is_active"]),
        ("accounts.sign_in", []),
    ]


def test_a_sign_in_half_done_when_the_account_is_put_aside_comes_to_nothing(client: Client) -> None:
    one = Account.objects.get(id=account("one", COUNTY))
    TOTP.activate(one, "JBSWY3DPEHPK3PXP")
    client.post("/account/login/", {"login": "one", "password": PASSWORD})
    aside(admin(COUNTY), one.id)
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", next(iter(yield_hotp_counters_from_time()))))
    client.post("/account/2fa/authenticate/", {"code": code})
    for act in (None, restore):
        if act is not None:
            act(admin(COUNTY), one.id)
        assert client.get("/")["Location"] == "/account/login/?next=/"


def test_twice_is_once() -> None:
    one = account("one", COUNTY)
    for act in (aside, restore):
        act(admin(COUNTY), one)
        entries = Entry.objects.count()
        act(admin(COUNTY), one)
        assert Entry.objects.count() == entries


def test_nobody_puts_themselves_aside() -> None:
    one = account("one", COUNTY, role=Role.ADMINISTRATOR)
    own = queries.actor_for(one, None, on=ON)
    with pytest.raises(Refused) as refused:
        aside(own, one)
    assert refused.value.messages[0].kind is YOURSELF
    assert Account.objects.get().is_active


# --- roles ------------------------------------------------------------------------------------------------------------


def give(actor: Actor, account_id: UUID, role: Role = Role.VISITOR) -> UUID:
    return operations.give_grant(
        actor, account_id, role=role, place_id=place(STREET), starts_on=ON, ends_on=None, at=AT
    )


def test_a_role_is_given_to_accounts_in_reach_or_without_any() -> None:
    inside, without, outside = account("inside", COUNTY), account("without"), account("outside", OTHER)
    ours = admin(COUNTY)
    for one in (inside, without):
        give(ours, one)
    for one in (outside, new_id()):
        with pytest.raises(Absent):
            give(ours, one)
    assert Grant.objects.filter(scope_id=place(STREET)).count() == 2


def test_a_members_role_is_not_given_for_a_place() -> None:
    with pytest.raises(Invalid) as refused:
        give(admin(COUNTY), account("one"), Role.MEMBER)
    assert refused.value.fields["role"][0].kind is NO_PLACES_ROLE


def test_a_role_given_today_is_taken_back_today_and_can_be_given_again() -> None:
    ours, one = admin(COUNTY), account("one", COUNTY)
    grant = give(ours, one)
    operations.end_grant(ours, grant, on=ON, at=AT)
    roles = [g.role for g in queries.actor_for(one, None, on=ON).grants]
    assert roles == [Role.OFFICER]
    detail = queries.detail(ours, Account.objects.get(id=one))
    assert [(g.role, g.is_over(ON), g.holds(ON)) for g in detail.grants] == [
        (Role.VISITOR, True, False),
        (Role.OFFICER, False, True),
    ]
    give(ours, one)
    assert [g.role for g in queries.actor_for(one, None, on=ON).grants] == [Role.OFFICER, Role.VISITOR]


def test_a_role_to_come_is_taken_back_before_it_holds() -> None:
    ours, one = admin(COUNTY), account("one", COUNTY)
    later = ON + timedelta(days=5)
    grant = operations.give_grant(
        ours, one, role=Role.LEADER, place_id=place(COUNTY), starts_on=later, ends_on=None, at=AT
    )
    operations.end_grant(ours, grant, on=ON, at=AT)
    assert Grant.objects.get(id=grant).ends_on == later
    assert [g.role for g in queries.actor_for(one, None, on=later).grants] == [Role.OFFICER]


def test_days_gone_by_stay_as_they_were() -> None:
    ours, one = admin(COUNTY), account("one", COUNTY)
    Grant.objects.filter(account=one).update(starts_on=ON - timedelta(days=30))
    grant = Grant.objects.get(account=one)
    with pytest.raises(Invalid) as refused:
        operations.end_grant(ours, grant.id, on=ON - timedelta(days=1), at=AT)
    assert refused.value.fields["ends_on"][0].kind is GRANT_PAST
    assert Grant.objects.get(account=one).ends_on is None
