"""Every operation of the API, discovered from its description: without a token, by each role, inside and outside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import issue_token
from guildhall.base.accounts.queries import actor_for
from guildhall.base.accounts.rules import permissions as accounts
from guildhall.base.audit.rules import permissions as audit
from guildhall.base.figures.operations import take_snapshot
from guildhall.base.figures.rules import permissions as figures
from guildhall.base.flows.rules import permissions as flows
from guildhall.base.notices.rules import permissions as notices
from guildhall.base.organisations.rules import permissions as organisations
from guildhall.base.people.models import Person, PersonAlias
from guildhall.base.people.rules import permissions as people
from guildhall.base.places.operations import load_places
from guildhall.config.api import api
from guildhall.infra.aliases import join
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Permission, Role, ScopeKind
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.members.rules import permissions as members
from guildhall.organising.roster.contracts import Verdict
from guildhall.organising.roster.models import DisagreementFile, DisagreementUpload, Insured, Run
from guildhall.organising.roster.operations.deciding import decide
from guildhall.organising.roster.rules import permissions as roster
from tests.base.actors import AT, at_places, place
from tests.base.flows.sample import applied, declared
from tests.base.people.makers import person
from tests.matrix.world import undone
from tests.organising.disagreeing import line
from tests.organising.makers import run, unit, work_item
from tests.organising.pair_makers import pair

pytestmark = pytest.mark.django_db
INSIDE, OUTSIDE = "330203", "330212"
OFFICER, REVIEWER, LEADER, VISITOR = Role.OFFICER, Role.REVIEWER, Role.LEADER, Role.VISITOR
ADMINISTRATOR, AUDITOR = Role.ADMINISTRATOR, Role.AUDITOR
FIGURE, CUT_OFF = "roster.social_org_coverage_25", date(2023, 2, 24)

PERMISSIONS = (accounts, audit, figures, flows, members, notices, organisations, people, roster)
#: Reads that are asked for one place.
_OF_PLACE = {"figures/{code}", "figures/{code}/rows", "figures/{code}/snapshots/{cut_off}"}


class Case(NamedTuple):
    """Who may, what a permitted caller is answered inside their places, and outside of them; the body that is sent."""

    roles: frozenset[Role]
    inside: int = 200
    outside: int = 404
    body: dict[str, Any] | None = None


def _only(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


EVERYBODY = frozenset(Role)
READERS = _only(OFFICER, REVIEWER, LEADER)
#: Operation → case. Lists have no outside of their own: what they show is tried below.
CASES: dict[str, Case] = {
    "GET places": Case(EVERYBODY, outside=200),
    "GET places/{place_id}": Case(EVERYBODY, outside=200),
    "GET places/{place_id}/children": Case(EVERYBODY, outside=200),
    "GET accounts": Case(_only(ADMINISTRATOR), outside=200),
    "POST accounts/search": Case(_only(ADMINISTRATOR), outside=200, body={"text": "officer"}),
    "POST accounts": Case(_only(ADMINISTRATOR), 201, 201),
    "GET accounts/{account_id}": Case(_only(ADMINISTRATOR)),
    "POST accounts/{account_id}/grants": Case(_only(ADMINISTRATOR), 201),
    "POST accounts/grants/{grant_id}/end": Case(_only(ADMINISTRATOR), 204, body={}),
    "POST accounts/{account_id}/aside": Case(_only(ADMINISTRATOR), 204),
    "POST accounts/{account_id}/restore": Case(_only(ADMINISTRATOR), 204),
    "POST people/search": Case(_only(OFFICER, REVIEWER), outside=200, body={"text": "甲"}),
    # None of the accounts belongs to a person.
    "GET people/own/looks": Case(EVERYBODY, inside=404),
    "GET people/{person_id}": Case(_only(OFFICER, REVIEWER)),
    "POST people/{person_id}/unmask": Case(_only(OFFICER), body={"documents": True, "purpose": "contact"}),
    "GET people/{person_id}/looks": Case(_only(OFFICER, AUDITOR)),
    "POST people/{person_id}/merge": Case(_only(OFFICER), 204),
    "POST people/{person_id}/split": Case(_only(OFFICER), 204, body={"basis": "本人说明"}),
    "GET people/{person_id}/memberships": Case(_only(OFFICER, REVIEWER)),
    "GET notices": Case(EVERYBODY, outside=200),
    "POST notices/read": Case(EVERYBODY, 204, 204, body={}),
    "GET audit/chain": Case(_only(AUDITOR), outside=200),
    "GET organisations": Case(_only(OFFICER, REVIEWER, LEADER, VISITOR, ADMINISTRATOR), outside=200),
    "GET organisations/{organisation_id}": Case(_only(OFFICER, REVIEWER, LEADER, ADMINISTRATOR)),
    "GET figures": Case(EVERYBODY, outside=200),
    "GET figures/{code}": Case(_only(OFFICER, LEADER)),
    "GET figures/{code}/rows": Case(_only(OFFICER, LEADER)),
    "POST figures/{code}/export": Case(_only(OFFICER, LEADER)),
    "GET figures/{code}/snapshots": Case(_only(OFFICER, LEADER), outside=200),
    "GET figures/{code}/snapshots/{cut_off}": Case(_only(OFFICER, LEADER)),
    # Both are for the uppermost place.
    "POST figures/{code}/snapshots": Case(_only(OFFICER), 403, 403, body={"cut_off": "2023-02-01"}),
    "POST figures/{code}/snapshots/{cut_off}/publish": Case(_only(OFFICER), 403, 403),
    "GET applications": Case(_only(OFFICER, LEADER), outside=200),
    "GET applications/{application_id}": Case(_only(OFFICER, LEADER)),
    "POST applications/{application_id}/acts": Case(_only(OFFICER), body={"transition": "accept", "version": 1}),
    "POST applications/{application_id}/hand-on": Case(_only(OFFICER)),
    "POST applications/acts": Case(_only(OFFICER)),
    "GET roster/runs": Case(_only(OFFICER), outside=200),
    "POST roster/runs": Case(_only(OFFICER), 201),
    "GET roster/runs/{run_id}": Case(_only(OFFICER)),
    "POST roster/runs/{run_id}/files/{register_kind}": Case(_only(OFFICER), 409),
    "POST roster/runs/{run_id}/start": Case(_only(OFFICER), 409, body={}),
    "POST roster/runs/{run_id}/cancel": Case(_only(OFFICER), 204),
    "POST roster/runs/{run_id}/discard": Case(_only(OFFICER), 204),
    "POST roster/runs/{run_id}/accept": Case(_only(OFFICER)),
    "GET roster/runs/{run_id}/changes": Case(_only(OFFICER)),
    "GET roster/pairs/next": Case(_only(OFFICER, REVIEWER), outside=200),
    "GET roster/pairs/{pair_id}": Case(_only(OFFICER, REVIEWER)),
    "POST roster/pairs/{pair_id}/decision": Case(_only(OFFICER, REVIEWER), 201, body={"verdict": "different"}),
    "GET roster/decisions": Case(_only(OFFICER, REVIEWER), outside=200),
    "POST roster/decisions/{decision_id}/undo": Case(_only(OFFICER, REVIEWER)),
    "GET roster/runs/{run_id}/disagreements": Case(_only(OFFICER)),
    "GET roster/runs/{run_id}/disagreements/lines": Case(_only(OFFICER)),
    "GET roster/runs/{run_id}/disagreements/files": Case(_only(OFFICER)),
    "POST roster/runs/{run_id}/disagreements/files": Case(_only(OFFICER)),
    "GET roster/runs/{run_id}/answers": Case(_only(OFFICER)),
    "POST roster/runs/{run_id}/answers": Case(_only(OFFICER), 422),
    "GET roster/answers/{upload_id}": Case(_only(OFFICER)),
    "POST roster/answers/{upload_id}/store": Case(_only(OFFICER)),
    "POST roster/answers/{upload_id}/undo": Case(_only(OFFICER)),
    "GET roster/coverage": Case(READERS, outside=200),
    "GET roster/coverage/{place_id}": Case(READERS),
    "GET roster/work": Case(_only(OFFICER, LEADER, VISITOR), outside=200),
    "POST roster/work/hand-out": Case(_only(OFFICER)),
    "GET roster/work/{work_id}": Case(_only(OFFICER, LEADER)),
    "POST roster/work/{work_id}/visits": Case(_only(OFFICER), 201, body={"on": "2023-02-20", "outcome": "thinking"}),
}


def _operations() -> Iterator[str]:
    for address, methods in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method in methods:
            yield f"{method.upper()} {address.strip('/')}"


def test_every_operation_has_its_case() -> None:
    assert set(_operations()) == set(CASES)


def test_every_operation_says_what_it_is_for() -> None:
    described = api.get_openapi_schema(path_prefix="")["paths"].values()
    assert all(operation.get("summary") for methods in described for operation in methods.values())


@pytest.fixture
def things(db: None) -> Iterator[dict[str, dict[str, str]]]:
    """One of each thing in each of two counties."""
    with declared():
        yield _things()


def _things() -> dict[str, dict[str, str]]:
    load_places(at=AT)
    made = {}
    for number, code in enumerate((INSIDE, OUTSIDE)):
        held = run(code, accepted_at=None)
        organisation = unit(held, f"甲{code}", code)
        people = [person(f"甲{code}{n}", 10 * number + n if n == 1 else None) for n in range(3)]
        join(Person, PersonAlias, people[0], people[1], at=AT, basis="同一人")
        for one in people[1:]:
            Insured.objects.create(person_id=one, organisation_id=organisation, month="2023-01")
        account, grant = _account(f"a{code}", OFFICER, code)
        made[code] = {
            "place_id": str(place(code)),
            "account_id": str(account.pk),
            "grant_id": str(grant.pk),
            "twin_id": str(people[0]),
            "person_id": str(people[1]),
            "other_id": str(people[2]),
            "organisation_id": str(organisation),
            "run_id": str(held.pk),
            "pair_id": str(pair(f"a{code}", f"b{code}", of=held, code=code).pk),
            "work_id": str(work_item(f"乙{code}", code)),
            "upload_id": str(_upload(held, code)),
            "code": FIGURE,
            "cut_off": CUT_OFF.isoformat(),
            "application_id": str(applied(code).application_id),
            "register_kind": "union",
        }
    take_snapshot(None, FIGURE, CUT_OFF, at=AT)
    return made


def _upload(held: Run, code: str) -> UUID:
    """A file for the insurance that came back with one answer."""
    line(held, 1, code=code)
    sent = DisagreementFile.objects.create(
        run=held, register="insurance", place_id=place(code), issued_by=new_id(), issued_at=AT, purpose="correct",
        lines=[[1, "0"]],
    )  # fmt: skip
    upload = DisagreementUpload.objects.create(
        file=sent, name="a.xlsx", rows=[[1, "right", ""]], state="checked", uploaded_by=new_id(), uploaded_at=AT
    )
    return upload.pk


def _account(username: str, role: Role, code: str) -> tuple[Account, Grant]:
    account = Account.objects.create(username=username, display_name="试", password="!", created_at=AT)
    grant = Grant.objects.create(
        account=account, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
        starts_on=AT.date(),
    )  # fmt: skip
    return account, grant


def _token(role: Role, code: str) -> str:
    account, _ = _account(f"{role}", role, code)
    today = SystemClock().today()
    actor = actor_for(account.id, None, on=today)
    _, secret = issue_token(
        actor,
        name="试",
        permissions=sorted(_permissions()),
        expires_on=today + timedelta(days=1),
        at=SystemClock().now(),
    )
    return secret


def _permissions() -> Iterator[str]:
    for module in PERMISSIONS:
        for value in vars(module).values():
            if isinstance(value, Permission):
                yield value.code


def _call(operation: str, filled: dict[str, str], case: Case, token: str = "") -> int:
    method, _, pattern = operation.partition(" ")
    address = re.sub(r"\{([a-z_]+)\}", lambda part: filled[part[1]], pattern)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = Client()
    if method == "GET":
        query = {"place": filled["place_id"]} if pattern in _OF_PLACE else {}
        return client.get(f"/api/v1/{address}", query, headers=headers).status_code
    if "/files/" in pattern or pattern.endswith("/answers"):
        sent = {"file": SimpleUploadedFile("a.csv", b"a\n")}
        return client.post(f"/api/v1/{address}", sent, headers=headers).status_code
    body = {
        "accounts": {"username": filled["organisation_id"], "display_name": "王工"},
        "accounts/{account_id}/grants": {
            "role": "visitor", "place_id": filled["place_id"], "starts_on": "2023-02-25",
        },
        "people/{person_id}/merge": {"other_id": filled["other_id"], "basis": "同一人"},
        "figures/{code}/export": {"place": filled["place_id"], "purpose": "meeting", "file_format": "csv"},
        "roster/runs/{run_id}/disagreements/files": {
            "register_kind": "insurance", "place_id": filled["place_id"], "purpose": "correct",
        },
        "roster/runs": {"place_id": filled["place_id"], "title": "试"},
        "applications/acts": {"application_ids": [filled["application_id"]], "transition": "accept"},
        "applications/{application_id}/hand-on": {"place_id": str(place("330200")), "version": 1},
        "roster/work/hand-out": {"work_ids": [filled["work_id"]], "place_id": None},
    }.get(pattern, case.body or {})  # fmt: skip
    return client.post(
        f"/api/v1/{address}", json.dumps(body), content_type="application/json", headers=headers
    ).status_code


def _filled(things: dict[str, str], operation: str, code: str) -> dict[str, str]:
    if operation.endswith("/split"):
        return {**things, "person_id": things["twin_id"]}
    if "decision_id" not in operation:
        return things
    made = decide(at_places(Role.REVIEWER, code), UUID(things["pair_id"]), Verdict.DIFFERENT, at=AT)
    return {**things, "decision_id": str(made.decision_id)}


@pytest.mark.parametrize("operation", sorted(CASES))
def test_each_role_is_answered_as_its_case_says_inside_and_outside(
    operation: str, things: dict[str, dict[str, str]]
) -> None:
    case = CASES[operation]
    seen, expected = {}, {}
    for role in Role:
        for code in (INSIDE, OUTSIDE):
            with undone():
                token = _token(role, INSIDE)
                seen[role, code] = _call(operation, _filled(things[code], operation, code), case, token)
            expected[role, code] = case.inside if code == INSIDE else case.outside
            if role not in case.roles:
                # A visitor has the functions of the worklist, for what was handed to them: here nothing was.
                expected[role, code] = 404 if role is Role.VISITOR and _visitors(operation) else 403
    assert seen == expected


def _visitors(operation: str) -> bool:
    return "work/{work_id}" in operation or "organisations/{" in operation


@pytest.mark.parametrize("operation", sorted(CASES))
def test_without_a_token_nothing_is_told(operation: str, things: dict[str, dict[str, str]]) -> None:
    filled = {**things[INSIDE], "decision_id": str(new_id())}
    assert _call(operation, filled, CASES[operation]) == 401
    assert _call(operation, filled, CASES[operation], "gh_wrong") == 401


#: What names a thing of the places inside in a list.
_NAMED = ("place_id", "pair_id", "application_id")


def test_lists_show_what_lies_in_reach_and_nothing_else(things: dict[str, dict[str, str]]) -> None:
    token = _token(OFFICER, INSIDE)
    headers = {"Authorization": f"Bearer {token}"}
    for address in (
        "organisations",
        "applications",
        "roster/runs",
        "roster/work",
        "roster/pairs/next",
        "roster/coverage",
    ):
        told = Client().get(f"/api/v1/{address}", headers=headers).content.decode()
        assert any(text in told for text in (INSIDE, *(things[INSIDE][name] for name in _NAMED))), address
        for foreign in things[OUTSIDE].values():
            if foreign not in things[INSIDE].values():
                assert foreign not in told, address


def test_accounts_and_people_are_found_in_reach_and_nowhere_else(things: dict[str, dict[str, str]]) -> None:
    for role, address, body, name in (
        (ADMINISTRATOR, "accounts", None, "account_id"),
        (ADMINISTRATOR, "accounts/search", {"text": "试"}, "account_id"),
        (OFFICER, "people/search", {"text": "甲"}, "person_id"),
    ):
        with undone():
            headers = {"Authorization": f"Bearer {_token(role, INSIDE)}"}
            answer = (
                Client().get(f"/api/v1/{address}", headers=headers)
                if body is None
                else Client().post(
                    f"/api/v1/{address}", json.dumps(body), content_type="application/json", headers=headers
                )
            )
        told = answer.content.decode()
        assert (things[INSIDE][name] in told, things[OUTSIDE][name] in told) == (True, False), address


def test_what_is_malformed_is_said_at_its_field(things: dict[str, dict[str, str]]) -> None:
    headers = {"Authorization": f"Bearer {_token(OFFICER, INSIDE)}"}
    answer = Client().post(
        "/api/v1/roster/runs", json.dumps({"place_id": "x"}), content_type="application/json", headers=headers
    )
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert {"given.place_id", "given.title"} <= set(answer.json()["fields"])


def test_a_cursor_that_was_not_given_is_refused(things: dict[str, dict[str, str]]) -> None:
    headers = {"Authorization": f"Bearer {_token(OFFICER, INSIDE)}"}
    answer = Client().get("/api/v1/organisations", {"cursor": "nonsense"}, headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:guildhall:api.bad_cursor")
