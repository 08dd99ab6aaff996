"""The pages, as those who form a union and the offices walk through them."""

from __future__ import annotations

from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from guildhall.base.flows.models import Application
from guildhall.infra.ids import new_id
from guildhall.organising.formation.contracts import Body
from guildhall.organising.formation.flows import steps
from guildhall.organising.formation.models import Case, Vote
from tests.base.actors import AT, place
from tests.base.flows.sample import officer
from tests.organising.formation.makers import COUNTED, COUNTY, SINGLE, STREET, key, lines
from tests.organising.unions.makers import territory

pytestmark = pytest.mark.usefixtures("places")
PLAN = {
    "seats": "3", "term_years": "3", "chair_by": "meeting", "deputies": "0", "audit_seats": "1", "own_account": "on",
    "women_seats": "3", "meeting": "all", "delegates": "0", "managers": "0",
}  # fmt: skip


def signed_in(account_id: UUID) -> Client:
    from guildhall.base.accounts.models import Account

    client = Client()
    client.force_login(
        Account.objects.get(pk=account_id), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def desk(name: str, case: UUID, *more: object) -> str:
    return reverse(f"formation:{name}", args=[case, *more])


def test_what_fits_is_told_with_its_article() -> None:
    shown = Client().get(reverse("formation:choose"), {"kind": "enterprise", "members": "25", "lang": "zh"})
    text = shown.content.decode()
    assert "应当单独建立基层工会委员会" in text
    assert "《工会法》第十一条第一款" in text
    assert "/apply/formation.single" in text
    bare = Client().get(reverse("formation:choose"), {"kind": "individual_business"}).content.decode()
    assert "不能在这里建会" in bare
    assert "/apply/formation.workers" in bare


def test_a_kindergarten_without_an_account_and_two_officers_walk_the_pages() -> None:
    territory()
    street = officer(STREET)
    client, office = Client(), signed_in(street.account_id)
    with time_machine.travel(AT, tick=False):
        client.get(reverse("formation:choose"))
        sent = client.post(
            f"{reverse('flows:apply', args=['formation.single'])}?in={place(COUNTY)}",
            {**SINGLE, "key": str(new_id()), "serial": "1", "place": str(place(STREET)), "act": "submit"},
        )
        assert sent.status_code == 302, sent.content.decode()
        case = Application.objects.get().pk
        assert client.get(desk("desk", case)).status_code == 200
        assert str(case) in client.get(reverse("formation:choose")).content.decode()
        office.post(reverse("flows:act", args=[case]), _act(case, steps.APPROVE_PREPARATION))
        assert client.post(desk("roll", case), {"roll": lines(28)}).status_code == 302
        assert client.post(desk("step", case), {"step": steps.ENROLLED}).status_code == 302
        assert "3–7" in client.get(desk("desk", case)).content.decode()
        assert client.post(desk("plan", case), PLAN).status_code == 302
        for n in range(1, 5):
            bodies = ["committee", "chair"] if n == 1 else ["committee"]
            assert client.post(desk("nominees", case), {"member": key(n), "bodies": bodies}).status_code == 302
        assert client.post(desk("nominees", case), {"member": key(8), "bodies": ["audit"]}).status_code == 302
        for n in (9, 10, 11):
            assert client.post(desk("nominees", case), {"member": key(n), "bodies": ["women"]}).status_code == 302
        assert client.post(desk("step", case), {"step": steps.PUT_UP}).status_code == 302
        shown = office.get(desk("case", case)).content.decode()
        assert "甲001" in shown
        office.post(reverse("flows:act", args=[case]), _act(case, steps.PUBLISH))
    with time_machine.travel(COUNTED, tick=False):
        office = signed_in(street.account_id)
        client.post(
            desk("meeting", case),
            {"held_on": "2023-03-07", "venue": "多功能厅", "entitled": "28", "present": "26", "scrutineers": [key(20)]},
        )
        assert client.get(desk("desk", case)).status_code == 200
        for body, votes in (
            (Body.COMMITTEE, {1: 25, 2: 20, 3: 20, 4: 5}), (Body.CHAIR, {1: 25}), (Body.AUDIT, {8: 26}),
            (Body.WOMEN, {9: 20, 10: 20, 11: 20}),
        ):  # fmt: skip
            given = {"round": "1", "issued": "26", "collected": "26", "void": "0", "written_in": ""}
            for n, favour in votes.items():
                given |= {f"votes.{key(n)}": str(favour), f"against.{key(n)}": str(26 - favour)}
                given |= {f"abstained.{key(n)}": "0"}
            posted = {f"{body.value}-{name}": text for name, text in given.items()}
            answer = client.post(desk("ballot", case, body.value), posted)
            assert answer.status_code == 302, answer.content.decode()
        assert Vote.objects.count() == 4
        assert client.post(desk("step", case), {"step": steps.REPORT}).status_code == 302
        assert office.get(desk("case", case)).status_code == 200
        office.post(reverse("flows:act", args=[case]), _act(case, steps.APPROVE_RESULT))
        held = Case.objects.get()
        assert held.union_id is not None
        for paper in held.papers.filter(kind="minutes"):
            for suffix, head in (("pdf", b"%PDF"), ("docx", b"PK")):
                got = client.get(desk("own-paper", case, paper.pk, suffix))
                assert got.content.startswith(head)
                assert office.get(desk("paper", case, paper.pk, suffix)).content == got.content


def _act(case: UUID, transition: str) -> dict[str, str]:
    """What the file's page sends for a step."""
    return {"transition": transition, f"{transition}-version": str(Application.objects.get(pk=case).version)}
