"""`python -m tests.browser.installation`: a demonstration of its own, served until its input ends.

Prints one line of JSON: address, passwords, ids of things to look at. A process of its own, because the tests' own
database lives in one transaction.
"""

from __future__ import annotations

import json
import sys

from guildhall.cli.server import prepare, set_up


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
    opened = operations.unmask(actor, member, documents=True, phones=False, purpose=Purpose.VERIFY, at=at)
    with served() as address:
        told = {
            "address": address,
            "passwords": {one.username: one.password for one in demo_accounts()},
            "person": str(person),
            "account": str(officer.id),
            "number": next(iter(opened.documents.values())),
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
