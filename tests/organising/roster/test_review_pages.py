"""The pages of the review queue: what they show and answer, to whom, with script and without."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.audit.contracts import Act
from guildhall.base.audit.models import Entry
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.organising.roster.contracts import Kind, RunState
from guildhall.organising.roster.models import Decision
from tests.base.organisations.makers import organisation
from tests.organising.pair_makers import EFFECT, EVIDENCE, in_force, pair, run, stands_for, verdict_of
from tests.organising.roster.clients import account, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
QUEUE, DECIDE, UNDO, LIST = "/roster/review", "/roster/review/decide", "/roster/review/undo", "/roster/review/decisions"
HAISHU = "330203"


def reviewer(*codes: str, role: Role = Role.REVIEWER, name: str = "海曙甲") -> Client:
    return signed_in(account(role, *(codes or (HAISHU,)), name=name))


def text(answer: Any) -> str:
    """What a page says, without markup."""
    main = answer.content.decode().split("<main", 1)[-1].split("<footer", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("scope", "inside"), [("330200", True), (HAISHU, True), ("330205", False)])
def test_every_act_answers_each_role_by_its_scope(role: Role, scope: str, inside: bool) -> None:
    one = pair("a", "b", of=run())
    client, may = reviewer(scope, role=role), role in {Role.OFFICER, Role.REVIEWER}
    expected = 403 if not may else 303 if inside else 404
    assert client.post(DECIDE, {"pair": one.id, "verdict": "same"}).status_code == expected
    decision = Decision.objects.first()
    assert (decision is not None) == (expected == 303)
    named = decision.id if decision else new_id()
    assert client.post(UNDO, {"decision": named}).status_code == expected
    assert client.get(QUEUE, {"pair": str(one.id)}).status_code == {303: 200}.get(expected, expected)
    assert client.get(LIST).status_code == (200 if may else 403)
    assert ("甲a" in text(client.get(QUEUE))) == (may and inside)
    assert in_force() == set()


def test_a_pair_is_shown_with_its_evidence_in_words_and_its_differences_marked() -> None:
    of = run("二月比对")
    pair(
        "a", "b", of=of, evidence=EVIDENCE, effect=EFFECT, agree=["address"],
        left_fields={"name": "阳光服务中心", "address": "公园路1号", "phone": "199****01"},
        right_fields={"name": "阳光社工中心", "address": "公园路1号"},
    )  # fmt: skip
    answer = reviewer().get(QUEUE)
    page, said = answer.content.decode(), text(answer)
    assert "阳光<mark>服务</mark>中心" in page
    assert "阳光<mark>社工</mark>中心" in page
    assert "还有1对待判定 · 二月比对 · 海曙区 · 关系到参保37人的单位达不达到门槛、有没有工会" in said
    assert "民政.xlsx 第 3 行" in said
    assert "比对程序估计同一的可能：61%" in said
    assert "名称只差一个字（纯属巧合的可能约为 1/2000） 电话不同（同一单位出现这种情况约为 1/3）" in said
    assert re.findall(r'<tr class="is-(\w+)">', page) == ["close", "lacking", "agrees"]
    english = text(reviewer().get(QUEUE, {"lang": "en"}))
    assert "1 pair to decide" in english
    assert "The names differ in one character (by chance about 1 in 2000)." in english


def test_a_decision_leads_to_the_next_pair_and_offers_its_undoing() -> None:
    of = run()
    first, second = pair("a", "b", of=of), pair("c", "d", of=of)
    client = reviewer()
    answer = client.post(DECIDE, {"pair": first.id, "verdict": "same", "kind": "organisation"})
    decision = Decision.objects.get()
    assert answer["Location"] == f"{QUEUE}?kind=organisation&after={first.id}&done={decision.id}"
    page = client.get(answer["Location"])
    assert "甲c" in text(page)
    assert "已记下：“甲a”与“乙b”同一。" in text(page)
    assert f'name="decision" value="{decision.id}"' in page.content.decode()
    back = client.post(UNDO, {"decision": decision.id})
    assert back["Location"] == f"{QUEUE}?pair={first.id}"
    assert "已撤销 1 个判定。" in text(client.get(back["Location"]))
    assert [verdict_of(one) for one in (first, second)] == ["", ""]


def test_the_last_pair_leads_to_a_page_that_says_so() -> None:
    one = pair("a", "b", of=run())
    client = reviewer()
    answer = client.post(DECIDE, {"pair": one.id, "verdict": "different"}, follow=True)
    assert "都判完了" in text(answer)
    assert "已记下：“甲a”与“乙b”不同。" in text(answer)
    assert "没有符合条件的记录对" in text(client.get(QUEUE, {"kind": "person"}))


def test_what_hinders_a_merge_is_told_with_the_decision() -> None:
    for name, serial in (("a", 1), ("b", 2)):
        stands_for(name, organisation(f"甲{name}", HAISHU, serial))
    one = pair("a", "b", of=run())
    answer = reviewer().post(DECIDE, {"pair": one.id, "verdict": "same"}, follow=True)
    assert "已记下：“甲a”与“乙b”同一。两条记录的统一社会信用代码不同，不能合并为一家；请先更正代码。" in text(answer)
    assert "tone-caution" in answer.content.decode()


def test_while_a_run_is_accepted_it_is_told_that_records_follow() -> None:
    for name in "ab":
        stands_for(name, organisation(f"甲{name}", HAISHU))
    one = pair("a", "b", of=run(state=RunState.ACCEPTING))
    answer = reviewer().post(DECIDE, {"pair": one.id, "verdict": "same"}, follow=True)
    assert "正在采纳一次比对，记录等它完成后再合并。" in text(answer)
    assert verdict_of(one) == "same"


def test_who_was_slower_sees_who_decided_and_goes_on() -> None:
    of = run()
    one, other = pair("a", "b", of=of), pair("c", "d", of=of)
    reviewer(name="王某").post(DECIDE, {"pair": one.id, "verdict": "same"})
    slow = reviewer()
    answer = slow.post(DECIDE, {"pair": one.id, "verdict": "different"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert re.search(r"王某 已于 [\d-]+ [\d:]+ 判定这一对“同一”，您的判定没有记下。", text(answer))
    page = answer.content.decode()
    assert "<main" not in page
    assert "撤销这个判定" in page
    assert f"after={one.id}" in page
    assert 'value="different"' not in page
    assert in_force() == {("a", "b", "same")}
    assert "甲c" in text(slow.get(QUEUE, {"after": str(one.id)}))
    assert verdict_of(other) == ""


def test_a_contradiction_is_told_beside_its_pair_which_stays_open() -> None:
    of = run()
    ab, bc, ac = pair("a", "b", of=of), pair("b", "c", of=of), pair("a", "c", of=of)
    client = reviewer()
    for one in (ab, bc):
        client.post(DECIDE, {"pair": one.id, "verdict": "same"})
    answer = client.post(DECIDE, {"pair": ac.id, "verdict": "different"})
    assert answer.status_code == 422
    assert "与已有的判定矛盾" in text(answer)
    assert 'value="different"' in answer.content.decode()
    assert verdict_of(ac) == ""


def test_with_script_only_the_card_is_sent() -> None:
    pair("a", "b", of=run())
    client = reviewer()
    whole, part = client.get(QUEUE), client.get(QUEUE, headers={"HX-Request": "true"})
    assert (whole["Vary"].count("HX-Request"), part["Vary"].count("HX-Request")) == (1, 1)
    assert part.content.decode().lstrip().startswith("{#") is False
    assert part.content.decode().lstrip().startswith('<section id="review"')
    assert '<section id="review"' in whole.content.decode()


def test_an_address_that_means_nothing_narrows_nothing_and_names_nothing() -> None:
    one = pair("a", "b", of=run())
    client = reviewer()
    page = client.get(QUEUE, {"kind": "x", "run": "x", "place": "x", "weighty": "x", "after": "x"})
    assert "甲a" in text(page)
    assert client.get(QUEUE, {"pair": str(new_id())}).status_code == 404
    for body in ({"pair": "x", "verdict": "same"}, {"pair": one.id, "verdict": "x"}, {"verdict": "same"}):
        assert client.post(DECIDE, body).status_code == 404
    assert client.post(UNDO, {"decision": "x"}).status_code == 302
    assert client.post(UNDO, {"chosen": ["x"]}).status_code == 404
    assert in_force() == set()


def test_decisions_are_listed_paged_and_taken_back_together() -> None:
    of = run()
    client = reviewer(name="张某")
    for n in range(4):
        client.post(DECIDE, {"pair": pair(f"a{n}", "b", of=of).id, "verdict": "different"})
    answer = client.get(LIST)
    assert re.findall(r"甲a\d ／ 乙b", text(answer)) == [f"甲a{n} ／ 乙b" for n in (3, 2, 1)]
    following = re.findall(r'<a href="(\?[^"]+)" rel="next"', answer.content.decode())[0].replace("&amp;", "&")
    assert re.findall(r"甲a\d ／ 乙b", text(client.get(LIST + following))) == ["甲a0 ／ 乙b"]
    assert 'name="all"' not in answer.content.decode()
    ids = list(Decision.objects.values_list("id", flat=True))[:2]
    back = client.post(UNDO, {"act": "undo", "chosen": ids}, follow=True)
    assert "已撤销 2 个判定。" in text(back)
    assert Decision.objects.filter(undone_at=None).count() == 2
    again = client.post(UNDO, {"act": "undo", "chosen": ids}, follow=True)
    assert "撤销了这个判定" in text(again)
    assert "没有选中任何判定" in text(client.post(UNDO, {"act": "undo"}, follow=True))
    assert "张某 于 " in text(client.get(LIST, {"state": "all"}))
    assert "还没有判定" in text(reviewer().get(LIST))


def test_looking_at_a_pair_of_people_is_recorded() -> None:
    of = run()
    pair("a", "b", of=of, kind=Kind.PERSON)
    reviewer().get(QUEUE)
    assert list(Entry.objects.filter(act=Act.READ.value).values_list("object_kind", flat=True)) == ["roster.pair"]


@pytest.mark.parametrize("address", [QUEUE, LIST])
def test_a_page_asks_the_same_number_of_questions_for_one_row_and_three_and_for_one_grant_and_three(
    address: str,
) -> None:
    counted = []
    for rows, scopes in ((1, [HAISHU]), (3, [HAISHU, "330205", "330212"])):
        of = run()
        client = reviewer(*scopes)
        for n in range(rows):
            pair(f"o{rows}{n}", "z", of=of, evidence=EVIDENCE)
            client.post(DECIDE, {"pair": pair(f"d{rows}{n}", "z", of=of).id, "verdict": "same"})
        with CaptureQueriesContext(connection) as context:
            assert client.get(address).status_code == 200
        counted.append(len(context))
    assert counted[0] == counted[1]


def test_the_section_stands_in_the_navigation_of_those_who_may() -> None:
    for role in Role:
        page = reviewer(role=role).get("/").content.decode()
        assert ('<a href="/roster/review"' in page) == (role in {Role.OFFICER, Role.REVIEWER})
