"""`python -m tests.browser.workbench`: a county with work, served until its input ends.

Prints one line of JSON: address, sessions by account, ids of things to look at. A process of its own, because the
tests' own database lives in one transaction.
"""

from __future__ import annotations

import json
import sys

from guildhall.cli.server import prepare, set_up

LONG = "宁波市海曙区鼓楼街道新就业形态劳动者及社会组织工作人员综合服务促进与权益保障联合会"


def main() -> None:
    set_up()
    prepare()
    from django.conf import settings

    from guildhall.base.organisations.contracts import OrganisationKind
    from guildhall.base.organisations.models import Organisation
    from guildhall.base.places.operations import load_places
    from guildhall.kernel.actor import Role
    from guildhall.organising.roster.contracts import Covered
    from guildhall.organising.roster.models import Source
    from tests.base.actors import AT
    from tests.browser.serving import served
    from tests.organising.makers import rate, run, unit, work_item
    from tests.organising.roster.clients import account, signed_in

    load_places(at=AT)
    county, street, other = "330203", "330203001", "330203005"
    held = run()
    rate(held, county, 1, 4)
    first = unit(held, LONG, other)
    unit(held, "南门自建", street, covered=Covered.OWN)
    unit(held, "企业", other, kind=OrganisationKind.ENTERPRISE, industry="C")
    for register, values in (
        ("civil_affairs", {"name": LONG, "address": "公园路 9 号", "phone": "0574-87654321", "status": "正常"}),
        ("insurance", {"name": "海曙区联合会", "insured_count": "41", "month": "2023-01"}),
        ("union", {"name": LONG, "union_name": LONG + "工会委员会", "member_count": "12"}),
    ):
        Source.objects.create(
            organisation=Organisation.objects.get(pk=first), run=held, register=register, values=values,
            file="名单2023年1月最终版.xlsx", row=12, rows=2, method="exact_code",
        )  # fmt: skip
    item = work_item("", other, organisation_id=first, insured=250, large=True)
    for number in range(4):
        work_item(f"第{number}所", other, insured=30 + number)
    roles = {"officer": (Role.OFFICER, county), "street": (Role.VISITOR, street), "leader": (Role.LEADER, "330000")}
    sessions = {
        name: signed_in(account(role, code)).cookies[settings.SESSION_COOKIE_NAME].value
        for name, (role, code) in roles.items()
    }
    with served() as address:
        told = {"address": address, "sessions": sessions, "organisation": str(first), "work": str(item)}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
