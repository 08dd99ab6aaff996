"""`python -m tests.browser.reviewing`: the product with runs to review, on its own database, until its input ends.

Prints one line of JSON: its address, the session of a reviewer, the runs, one for each test. A process of its own,
because a browser that sends forms needs rows that are really written, and the audit lets nobody take them away again.
"""

from __future__ import annotations

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402  # after set-up
from django.core.management import call_command  # noqa: E402  # after set-up

from guildhall.base.places.operations import load_places  # noqa: E402  # after set-up
from guildhall.kernel.actor import Role  # noqa: E402  # after set-up
from guildhall.organising.roster.contracts import Kind  # noqa: E402  # after set-up
from tests.base.actors import AT  # noqa: E402  # after set-up
from tests.browser.serving import served  # noqa: E402  # after set-up
from tests.organising.pair_makers import EFFECT, EVIDENCE, pair, run  # noqa: E402  # after set-up
from tests.organising.roster.clients import account, signed_in  # noqa: E402  # after set-up

#: One a test of test_reviewing.py.
RUNS = 5
LONG = "宁波市海曙区鼓楼街道新就业形态劳动者及社会组织工作人员综合服务促进与权益保障联合会"


def main() -> None:
    call_command("migrate", verbosity=0)
    load_places(at=AT)
    runs = []
    for number in range(RUNS):
        of = run(f"比对{number}")
        runs.append(str(of.pk))
        for n in range(12):
            pair(
                f"{number}a{n:02}", f"{number}b{n:02}", of=of, turn=n + 1, weighty=n < 6, evidence=EVIDENCE,
                effect=EFFECT, agree=["place"],
                right_fields={"name": f"宁波海曙综合服务中心{n}", "phone": "199****0002"},
                left_fields={"name": f"{LONG}{n}", "number": "52330203MJ8999999X", "place": "浙江省宁波市海曙区"},
            )  # fmt: skip
    pair("p", "q", of=of, turn=13, kind=Kind.PERSON, left_fields={"name": "王小工"}, right_fields={"name": "王晓工"})
    browser = signed_in(account(Role.REVIEWER, "330203", name="海曙审核"))
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    with served() as address:
        sys.stdout.write(json.dumps({"address": address, "session": session, "runs": runs}) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
