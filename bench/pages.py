"""`python -m bench.pages`: make an officer, time pages inside the process; as JSON, with the officer's cookie.

The database is the one that the settings name, with the shipped places and nobody's data.
"""

from __future__ import annotations

import io
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.projects.ours")
    django.setup()

ROUNDS, REQUESTS = 5, 60
#: What a page is called → its address, whether by the officer.
PAGES: Final[Mapping[str, tuple[str, bool]]] = {
    "an empty view": ("/nothing", False),
    "an address that is not there": ("/nowhere", False),
    "sign-in page": ("/account/login/", False),
    "front page, nothing published": ("/front-page", False),
    "an empty view, signed in": ("/nothing", True),
    "an address that is not there, signed in": ("/nowhere", True),
    "first page": ("/", True),
    "notices": ("/notices", True),
    "coverage": ("/roster/coverage", True),
    "worklist": ("/roster/work", True),
}
#: Which empty view a page is compared with, by whether it is the officer's.
EMPTY: Final = {False: "an empty view", True: "an empty view, signed in"}


def officer() -> str:
    """The session of an officer of a county."""
    from django.test import Client

    from guildhall.base.accounts.models import Account, Grant
    from guildhall.base.places.operations import load_places
    from guildhall.base.places.rules.shipped import shipped_id
    from guildhall.kernel.actor import Role, ScopeKind
    from guildhall.kernel.clocks import CHINA

    at = datetime(2023, 2, 25, 9, 30, tzinfo=CHINA)
    load_places(at=at)
    account = Account.objects.create(username="bench", display_name="bench", must_use_code=False, created_at=at)
    Grant.objects.create(
        account_id=account.id, role=Role.OFFICER.value, scope_kind=ScopeKind.PLACE.value, scope_id=shipped_id("330203"),
        starts_on=date(2023, 1, 1),
    )  # fmt: skip
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def asker(application: Callable[..., Any], address: str, cookie: str) -> Callable[[], str]:
    """One request through the whole product, without a server; gives the status."""
    environment = {
        "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": "", "SCRIPT_NAME": "", "HTTP_COOKIE": cookie,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(), "wsgi.version": (1, 0), "wsgi.multithread": False,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip

    def ask() -> str:
        said: list[str] = []
        answer = application({**environment, "wsgi.input": io.BytesIO()}, lambda status, _headers: said.append(status))
        b"".join(answer)
        answer.close()
        return said[0]

    return ask


def main() -> None:
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    logging.getLogger("django.request").setLevel(logging.ERROR)  # the served product writes its lines
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    cookie, application = officer(), get_wsgi_application()
    asking = {name: asker(application, address, cookie if own else "") for name, (address, own) in PAGES.items()}
    taken: dict[str, list[float]] = {name: [] for name in asking}
    for _ in range(ROUNDS):
        for name, ask in asking.items():
            ask()
            started = time.process_time()
            for _ in range(REQUESTS):
                ask()
            taken[name].append((time.process_time() - started) / REQUESTS)
    sys.stdout.write(json.dumps({"cookie": cookie, "seconds": taken}) + "\n")


if __name__ == "__main__":
    main()
