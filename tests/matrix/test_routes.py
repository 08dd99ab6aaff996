"""The permission matrix: every address × every role. A new address without a row fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.base.accounts.operations import make_account
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.clocks import CHINA
from tests.base.figures.sample import COUNT, registered
from tests.base.flows.sample import SAMPLE, declared
from tests.matrix.cases import CASES
from tests.matrix.routes import Route, routes

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
OK, LOGIN, FORBIDDEN, ABSENT, METHOD = 200, 302, 403, 404, 405

_READERS = (Role.OFFICER, Role.REVIEWER, Role.LEADER)
_UNION_READERS = (*_READERS, Role.ADMINISTRATOR)
_WORKERS = (Role.OFFICER, Role.LEADER, Role.VISITOR)
#: Names of the sign-in library's addresses, tried in tests/base/accounts; the same for every role.
LIBRARY = ("account_", "mfa_", "usersessions_")
#: Address → what GET answers a stranger, an account without any grant, and by role where it differs from that.
MATRIX: dict[str, tuple[int, int, dict[Role, int]]] = {
    "": (LOGIN, OK, {}),
    "front-page": (OK, OK, {}),
    "gallery": (OK, OK, {}),  # not there in production: tests/portal
    "audit/": (LOGIN, FORBIDDEN, {Role.AUDITOR: OK}),
    "notices": (LOGIN, OK, {}),
    "notices/read": (LOGIN, METHOD, {}),
    "applications/": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.LEADER: OK}),
    "applications/several": (METHOD, METHOD, {}),
    # One's own, by account or browser: for everybody.
    "applications/own": (OK, OK, {}),
    "applications/own/<uuid:application_id>": (ABSENT, ABSENT, {}),
    "applications/own/<uuid:application_id>/papers": (METHOD, METHOD, {}),
    "applications/own/<uuid:application_id>/papers/<uuid:paper_id>": (ABSENT, ABSENT, {}),
    "apply/<flow:kind_code>": (OK, OK, {}),
    "apply/<flow:kind_code>/draft": (METHOD, METHOD, {}),
    "track": (OK, OK, {}),
    "track/published": (OK, OK, {}),
    "figures": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.LEADER: OK}),
    "figures/public": (OK, OK, {}),
    "figures/public/<indicator:code>": (ABSENT, ABSENT, {}),  # none is published here
    "figures/public/<indicator:code>/data.json": (ABSENT, ABSENT, {}),
    "figures/<indicator:code>": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.LEADER: OK}),
    "figures/<indicator:code>/rows": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.LEADER: OK}),
    "figures/<indicator:code>/export": (LOGIN, METHOD, {}),
    "figures/<indicator:code>/snapshots": (LOGIN, METHOD, {}),
    # None is kept here.
    "figures/<indicator:code>/snapshots/<day:cut_off>": (
        LOGIN,
        FORBIDDEN,
        {Role.OFFICER: ABSENT, Role.LEADER: ABSENT},
    ),
    "figures/<indicator:code>/snapshots/<day:cut_off>/publish": (LOGIN, METHOD, {}),
    # What lies inside and outside one's places: tests/organising/roster/test_reach.py.
    "roster/coverage": (LOGIN, FORBIDDEN, dict.fromkeys(_READERS, OK)),
    "roster/coverage/<uuid:place_id>": (LOGIN, FORBIDDEN, dict.fromkeys(_READERS, ABSENT)),
    "roster/organisations": (LOGIN, FORBIDDEN, dict.fromkeys(_READERS, OK)),
    "roster/organisations/<uuid:organisation_id>": (
        LOGIN,
        FORBIDDEN,
        dict.fromkeys((*_READERS, Role.VISITOR, Role.ADMINISTRATOR), ABSENT),
    ),
    "roster/work": (LOGIN, FORBIDDEN, dict.fromkeys(_WORKERS, OK)),
    "roster/work/<uuid:work_id>": (LOGIN, FORBIDDEN, dict.fromkeys(_WORKERS, ABSENT)),
    "roster/work/hand-out": (METHOD, METHOD, {}),
    "roster/work/hand-out/<uuid:job_id>": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT}),
    "roster/work/hand-out/<uuid:job_id>/cancel": (METHOD, METHOD, {}),
    "roster/work/export": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.LEADER: OK}),
    "roster/work/views": (METHOD, METHOD, {}),
    "roster/work/views/<uuid:view_id>/delete": (METHOD, METHOD, {}),
    "roster/review": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.REVIEWER: OK}),
    "roster/review/decisions": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.REVIEWER: OK}),
    "roster/review/decide": (METHOD, METHOD, {}),
    "roster/review/undo": (METHOD, METHOD, {}),
    # What lies inside and outside one's places: tests/organising/members/test_pages.py.
    "members/": (LOGIN, FORBIDDEN, {Role.OFFICER: OK}),
    "members/agree": (METHOD, METHOD, {}),
    "members/dues": (OK, OK, {}),
    "members/transfers/<uuid:transfer_id>/refuse": (METHOD, METHOD, {}),
    **{
        f"members/{part}": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT, Role.REVIEWER: ABSENT})
        for part in ("unions/<uuid:union_id>", "unions/<uuid:union_id>/poster", "<int:key>")
    },
    **{f"members/unions/<uuid:union_id>/{part}": (METHOD, METHOD, {}) for part in ("several", "invite", "files")},
    **{
        f"members/files/<uuid:batch_id>{part}": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT}) for part in ("", "/progress")
    },
    **{f"members/files/<uuid:batch_id>/{part}": (METHOD, METHOD, {}) for part in ("confirm", "discard")},
    **{f"members/<int:key>/{part}": (METHOD, METHOD, {}) for part in ("act", "transfer")},
    "membership/": (LOGIN, OK, {}),
    "membership/transfer": (LOGIN, OK, {}),
    "membership/transfer/<uuid:transfer_id>/withdraw": (METHOD, METHOD, {}),
    "join/": (OK, OK, {}),
    "join/check": (METHOD, METHOD, {}),
    "join/union/<uuid:union_id>": (ABSENT, ABSENT, {}),
    "join/sent/<uuid:application_id>": (ABSENT, ABSENT, {}),
    "join/<slug:token>/": (ABSENT, ABSENT, {}),
    "card/<slug:token>/": (ABSENT, ABSENT, {}),
    # What lies inside and outside one's places: tests/organising/unions.
    **{
        f"unions/{part}": (LOGIN, FORBIDDEN, dict.fromkeys(_UNION_READERS, OK))
        for part in ("", "find", "terms", "certificates", "groups", "lists")
    },
    "unions/place": (METHOD, METHOD, {}),
    "unions/terms/export": (METHOD, METHOD, {}),
    **{f"unions/{part}/new": (LOGIN, FORBIDDEN, {Role.OFFICER: OK}) for part in ("groups", "lists")},
    "unions/groups/<uuid:group_id>": (LOGIN, FORBIDDEN, dict.fromkeys(_UNION_READERS, ABSENT)),
    "unions/groups/<uuid:group_id>/off": (METHOD, METHOD, {}),
    "unions/lists/<uuid:list_id>": (LOGIN, FORBIDDEN, dict.fromkeys(_UNION_READERS, ABSENT)),
    "unions/lists/<uuid:list_id>/off": (METHOD, METHOD, {}),
    **{
        f"unions/<uuid:union_id>{part}": (LOGIN, FORBIDDEN, dict.fromkeys(_UNION_READERS, ABSENT))
        for part in ("", "/tree")
    },
    **{
        f"unions/<uuid:union_id>/{act}": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT})
        for act in (
            "found",
            "move",
            "rename",
            "kind",
            "merge",
            "split",
            "dissolve",
            "cover",
            "uncover",
            "term",
            "delay",
            "seat",
            "unseat",
            "apply",
            "decide",
        )
    },
    # One's own case, by account or browser: for everybody. What lies inside and outside: tests/organising/formation.
    "formation/": (OK, OK, {}),
    "formation/funnel": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.LEADER: OK}),
    "formation/own/<uuid:application_id>": (ABSENT, ABSENT, {}),
    **{
        f"formation/own/<uuid:application_id>/{part}": (METHOD, METHOD, {})
        for part in ("roll", "plan", "nominees", "meeting", "ballots/<slug:body_code>", "step")
    },
    "formation/own/<uuid:application_id>/papers/<uuid:paper_id>.<slug:suffix>": (ABSENT, ABSENT, {}),
    "formation/<uuid:application_id>": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT, Role.LEADER: ABSENT}),
    "formation/<uuid:application_id>/papers/<uuid:paper_id>.<slug:suffix>": (
        LOGIN,
        FORBIDDEN,
        {Role.OFFICER: ABSENT, Role.LEADER: ABSENT},
    ),
    "account/looks": (LOGIN, OK, {}),
    "account/appearance": (METHOD, METHOD, {}),
    "accounts/": (LOGIN, FORBIDDEN, {Role.ADMINISTRATOR: OK}),
    "accounts/new": (LOGIN, FORBIDDEN, {Role.ADMINISTRATOR: OK}),
    "people/": (LOGIN, FORBIDDEN, {Role.OFFICER: OK, Role.REVIEWER: OK}),
    # What lies inside and outside one's places: tests/organising/roster/test_run_pages.py, test_run_inputs.py.
    "roster/runs": (LOGIN, FORBIDDEN, {Role.OFFICER: OK}),
    "roster/runs/new": (LOGIN, FORBIDDEN, {Role.OFFICER: OK}),
    **{
        f"roster/runs/<uuid:run_id>{part}": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT})
        for part in ("", "/start", "/progress", "/discard", "/accept", "/changes")
    },
    **{f"roster/runs/<uuid:run_id>/{part}": (METHOD, METHOD, {}) for part in ("cancel", "copy", "upload")},
    "roster/runs/<uuid:run_id>/files/<int:file>": (METHOD, METHOD, {}),
    # What lies inside and outside one's places: tests/organising/roster/test_disagreement_pages.py.
    **{
        f"roster/runs/<uuid:run_id>/disagreements{part}": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT})
        for part in ("", "/file")
    },
    "roster/runs/<uuid:run_id>/answers": (METHOD, METHOD, {}),
    "roster/answers/<uuid:upload_id>": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT}),
    **{f"roster/answers/<uuid:upload_id>/{part}": (METHOD, METHOD, {}) for part in ("store", "undo")},
    "roster/inputs/<uuid:input_id>": (LOGIN, FORBIDDEN, {Role.OFFICER: ABSENT}),
    **{f"roster/inputs/<uuid:input_id>/{part}": (METHOD, METHOD, {}) for part in ("register", "titles", "remove")},
}
#: What stands in an address where its pattern has something to fill in: an id that nothing has.
FILLED = {part: str(new_id()) for pattern in MATRIX for part in re.findall("<uuid:[a-z_]+>", pattern)}
FILLED |= {
    "<indicator:code>": COUNT.code,
    "<day:cut_off>": "2023-01-31",
    "<int:file>": "1",
    "<int:key>": "1",
    "<slug:token>": "x-y-z",
    "<flow:kind_code>": SAMPLE.code,
    "<slug:body_code>": "committee",
    "<slug:suffix>": "pdf",
}


@pytest.fixture(autouse=True)
def _indicators() -> Iterator[None]:
    with registered(), declared():
        yield


def _address(pattern: str) -> str:
    for part, filled in FILLED.items():
        pattern = pattern.replace(part, filled)
    return f"/{pattern}"


def test_every_address_has_its_row() -> None:
    found = {route.pattern for route in routes() if not _is_the_librarys(route)}
    # Operations of the API are tried by their tokens: test_api.
    found = {pattern for pattern in found if not pattern.startswith("api/")}
    assert found == set(MATRIX) | {case.pattern for case in CASES}


def _is_the_librarys(route: Route) -> bool:
    """Its pages, and its doors that stay shut."""
    return route.name.startswith(LIBRARY) or route.pattern.startswith("account/^(?:signup|")


def _client(role: Role | None) -> Client:
    made = make_account(
        None,
        username=f"{role or 'none'}",
        display_name="试",
        password="a long enough phrase",
        must_use_code=False,
        at=AT,
    )
    if role is not None:
        Grant.objects.create(
            account_id=made, role=role, scope_kind=ScopeKind.PLACE, scope_id=new_id(), starts_on=date(2023, 1, 1)
        )
    client = Client()
    client.force_login(Account.objects.get(id=made), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("address", sorted(MATRIX))
@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_an_address_answers_each_role_as_its_row_says(address: str, role: Role | None) -> None:
    _, without, by_role = MATRIX[address]
    expected = by_role.get(role, without) if role else without
    assert _client(role).get(_address(address)).status_code == expected


@pytest.mark.parametrize("address", sorted(MATRIX))
def test_an_address_answers_a_stranger_as_its_row_says(address: str) -> None:
    assert Client().get(_address(address)).status_code == MATRIX[address][0]
