"""`python -m tests.concurrency.reading`: eight officers of eight counties read at once; whose rows each was shown."""

from __future__ import annotations

import json
import os
import re
import sys
import threading

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402  # after set-up
from django.core.management import call_command  # noqa: E402  # after set-up
from django.db import connection  # noqa: E402  # after set-up
from django.test import Client  # noqa: E402  # after set-up

from guildhall.base.places.operations import load_places  # noqa: E402  # after set-up
from guildhall.kernel.actor import Role  # noqa: E402  # after set-up
from tests.base.actors import AT  # noqa: E402  # after set-up
from tests.organising.makers import run, unit, work_item  # noqa: E402  # after set-up
from tests.organising.pair_makers import pair  # noqa: E402  # after set-up
from tests.organising.roster import imports  # noqa: E402  # after set-up

COUNTIES = ("330203", "330205", "330206", "330211", "330212", "330213", "330225", "330226")
PAGES = (
    "/roster/organisations?counts=1", "/roster/work", "/roster/review", "/roster/runs", "/roster/coverage",
    "/roster/work/export", "/",
)  # fmt: skip
ROUNDS = 4
#: Names of things hold their county's code between marks that stand nowhere else.
NAMED = re.compile("甲号([0-9]{6})号")


def main() -> None:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.GUILDHALL_PAGE_ROWS = 50
    call_command("migrate", verbosity=0)
    load_places(at=AT)
    browsers: dict[str, Client] = {}
    for code in COUNTIES:
        name = f"甲号{code}号"
        held = run(code, title=name, accepted_at=None)
        for number in range(3):
            unit(held, f"{name}{number}", code)
            work_item(f"{name}访{number}", code)
        pair(f"{code}a", f"{code}b", of=held, code=code, left_fields={"name": name}, right_fields={"name": name})
        browsers[code] = imports.client(Role.OFFICER, code)
    start = threading.Barrier(len(COUNTIES), timeout=120)
    shown: dict[str, set[str]] = {code: set() for code in COUNTIES}
    refused: list[tuple[str, int]] = []

    def read(code: str) -> None:
        start.wait()
        try:
            for _ in range(ROUNDS):
                for page in PAGES:
                    answer = browsers[code].get(page)
                    if answer.status_code != 200:
                        refused.append((page, answer.status_code))
                    shown[code] |= set(NAMED.findall(answer.content.decode()))
        finally:
            connection.close()

    threads = [threading.Thread(target=read, args=(code,)) for code in COUNTIES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {"shown": {code: sorted(found) for code, found in shown.items()}, "refused": refused}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
