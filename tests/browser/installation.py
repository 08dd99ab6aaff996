"""`python -m tests.browser.installation`: a demonstration of its own, served until its input ends.

Prints one line of JSON: address, passwords, ids of things to look at. A process of its own, because the tests' own
database lives in one transaction.
"""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from guildhall.cli.server import prepare, set_up
from guildhall.kernel.actor import Actor


def main() -> None:
    set_up()
    prepare()
    from guildhall.base.accounts.demo import demo_accounts
    from guildhall.base.accounts.models import Account
    from guildhall.base.accounts.queries import actor_for
    from guildhall.base.people import operations
    from guildhall.base.people.access import REACHES
    from guildhall.base.people.contracts import NewPerson, Purpose, Sex
    from guildhall.base.people.models import Person
    from guildhall.kernel.clocks import SystemClock
    from tests.base.people.makers import phone, resident
    from tests.browser.serving import served

    REACHES.add(lambda _actor, _permission: Person.objects.values("pk"))
    at = SystemClock().now()
    person = operations.admit_person(
        None, NewPerson("欧阳海燕", documents=(resident(31),), phones=(phone(3), phone(4))), at=at
    )
    twin, _ = (operations.admit_person(None, NewPerson(name), at=at) for name in ("别名", "欧阳海雁"))
    officer = Account.objects.get(username="haishu")
    actor = actor_for(officer.id, None, on=at.date())
    operations.merge_people(actor, twin, person, basis="同一电话，本人到场说明", at=at)
    operations.change_person(actor, person, name="欧阳海艳", sex=Sex.FEMALE, birth_date=None, at=at)
    member = Account.objects.get(username="member").person_id
    if member is None:
        raise SystemExit("the demonstration has no member")
    run, upload = _disagreeing(actor, at)
    opened = operations.unmask(actor, member, documents=True, phones=False, purpose=Purpose.VERIFY, at=at)
    with served() as address:
        told = {
            "address": address,
            "passwords": {one.username: one.password for one in demo_accounts()},
            "person": str(person),
            "account": str(officer.id),
            "run": run,
            "upload": upload,
            "number": next(iter(opened.documents.values())),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _disagreeing(actor: Actor, at: datetime) -> tuple[str, str]:
    """A run whose registers disagree, and answers that came back; their ids."""
    from guildhall.organising.roster.contracts import Register
    from tests.organising import disagreeing, makers

    run = makers.run("330203", accepted_at=None)
    names = ("宁波市海曙区晨光养老服务中心", "宁波市海曙区启明星双语艺术幼儿园（南门校区）")
    for number in range(1, 9):
        disagreeing.line(run, number, who=names[number % 2], own="", other="52330203MJ0000000X", kind=disagreeing.CODE)
    disagreeing.line(run, 9, register=Register.UNION, who=names[0], own="晨光养老院", other=names[0])
    with TemporaryDirectory() as folder:
        archive = disagreeing.sent(actor, run, Path(folder))
        content = disagreeing.filled(archive, {"S00001": ("已更正", "已补录信用代码"), "S00002": ("本方无误", "")})
        upload = disagreeing.brought(actor, run.pk, "社保答复.xlsx", content, at=at)
    return str(run.pk), str(upload)


if __name__ == "__main__":
    main()
