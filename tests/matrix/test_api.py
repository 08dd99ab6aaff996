"""Every operation of the API, discovered from its description: without a token, by each role, inside and outside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import issue_token
from guildhall.base.accounts.queries import actor_for
from guildhall.config.api import api
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Permission, Role, ScopeKind
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.roster.contracts import Verdict
from tests.base.actors import AT, place
from tests.organising.makers import run, unit, work_item
from tests.organising.pair_makers import pair

pytestmark = pytest.mark.django_db
INSIDE, OUTSIDE = "330203", "330212"
OFFICER, REVIEWER, LEADER, VISITOR = Role.OFFICER, Role.REVIEWER, Role.LEADER, Role.VISITOR
ADMINISTRATOR = Role.ADMINISTRATOR


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
    "GET organisations": Case(_only(OFFICER, REVIEWER, LEADER, VISITOR, ADMINISTRATOR), outside=200),
    "GET organisations/{organisation_id}": Case(_only(OFFICER, REVIEWER, LEADER, ADMINISTRATOR)),
    "GET figures": Case(EVERYBODY, outside=200),
    "GET figures/{code}": Case(_only(OFFICER, LEADER)),
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
def things(db: None) -> dict[str, dict[str, str]]:
    """One of each thing in each of two counties."""
    made = {}
    for code in (INSIDE, OUTSIDE):
        held = run(code, accepted_at=None)
        made[code] = {
            "place_id": str(place(code)),
            "organisation_id": str(unit(held, f"甲{code}", code)),
            "run_id": str(held.pk),
            "pair_id": str(pair(f"a{code}", f"b{code}", of=held, code=code).pk),
            "work_id": str(work_item(f"乙{code}", code)),
            "code": "roster.social_org_coverage_25",
            "register_kind": "union",
        }
    return made


def _token(role: Role, code: str) -> str:
    account = Account.objects.create(username=f"{role}", display_name="试", password="!", created_at=AT)
    today = SystemClock().today()
    Grant.objects.create(
        account=account, role=role.value, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
        starts_on=AT.date(),
    )  # fmt: skip
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
    from guildhall.base.figures.rules import permissions as figures
    from guildhall.base.organisations.rules import permissions as organisations
    from guildhall.organising.roster.rules import permissions as roster

    for module in (figures, organisations, roster):
        for value in vars(module).values():
            if isinstance(value, Permission):
                yield value.code


def _call(operation: str, filled: dict[str, str], case: Case, token: str = "") -> int:
    method, _, pattern = operation.partition(" ")
    address = re.sub(r"\{([a-z_]+)\}", lambda part: filled[part[1]], pattern)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    client = Client()
    if method == "GET":
        query = {"place": filled["place_id"]} if pattern == "figures/{code}" else {}
        return client.get(f"/api/v1/{address}", query, headers=headers).status_code
    if "/files/" in pattern:
        from django.core.files.uploadedfile import SimpleUploadedFile

        sent = {"file": SimpleUploadedFile("a.csv", b"a\n")}
        return client.post(f"/api/v1/{address}", sent, headers=headers).status_code
    body = {
        "roster/runs": {"place_id": filled["place_id"], "title": "试"},
        "roster/work/hand-out": {"work_ids": [filled["work_id"]], "place_id": None},
    }.get(pattern, case.body or {})
    return client.post(
        f"/api/v1/{address}", json.dumps(body), content_type="application/json", headers=headers
    ).status_code


def _filled(things: dict[str, str], operation: str, code: str) -> dict[str, str]:
    if "decision_id" not in operation:
        return things
    from guildhall.organising.roster.operations.deciding import decide
    from tests.base.actors import at_places

    made = decide(at_places(Role.REVIEWER, code), _uuid(things["pair_id"]), Verdict.DIFFERENT, at=AT)
    return {**things, "decision_id": str(made.decision_id)}


def _uuid(text: str) -> Any:
    from uuid import UUID

    return UUID(text)


@pytest.mark.parametrize("operation", sorted(CASES))
@pytest.mark.parametrize("role", list(Role), ids=str)
def test_a_role_is_answered_as_its_case_says_inside_and_outside(
    operation: str, role: Role, things: dict[str, dict[str, str]]
) -> None:
    case, token = CASES[operation], _token(role, INSIDE)
    if role in case.roles:
        outside = _filled(things[OUTSIDE], operation, OUTSIDE)
        assert _call(operation, outside, case, token) == case.outside
        inside = _filled(things[INSIDE], operation, INSIDE)
        assert _call(operation, inside, case, token) == case.inside
    else:
        # A visitor has the functions of the worklist, for what was handed to them: here nothing was.
        expected = 404 if role is Role.VISITOR and _visitors(operation) else 403
        assert _call(operation, _filled(things[INSIDE], operation, INSIDE), case, token) == expected


def _visitors(operation: str) -> bool:
    return "work/{work_id}" in operation or "organisations/{" in operation


@pytest.mark.parametrize("operation", sorted(CASES))
def test_without_a_token_nothing_is_told(operation: str, things: dict[str, dict[str, str]]) -> None:
    filled = {**things[INSIDE], "decision_id": str(new_id())}
    assert _call(operation, filled, CASES[operation]) == 401
    assert _call(operation, filled, CASES[operation], "gh_wrong") == 401


def test_lists_show_what_lies_in_reach_and_nothing_else(things: dict[str, dict[str, str]]) -> None:
    token = _token(OFFICER, INSIDE)
    headers = {"Authorization": f"Bearer {token}"}
    for address in ("organisations", "roster/runs", "roster/work", "roster/pairs/next", "roster/coverage"):
        told = Client().get(f"/api/v1/{address}", headers=headers).content.decode()
        assert INSIDE in told or things[INSIDE]["place_id"] in told or things[INSIDE]["pair_id"] in told, address
        for foreign in things[OUTSIDE].values():
            if foreign not in things[INSIDE].values():
                assert foreign not in told, address


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
