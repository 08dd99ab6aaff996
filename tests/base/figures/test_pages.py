"""Pages of figures: what each says and leads to, inside and outside one's places, what they cost."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guildhall.base.audit.models import Entry
from guildhall.base.figures.indicators import indicators
from guildhall.base.figures.models import Publication, Snapshot
from guildhall.base.figures.operations import publish_snapshot, take_snapshot
from guildhall.base.figures.rules.definitions import definition_of, digest_of
from guildhall.base.organisations.contracts import Facts, NewOrganisation, OrganisationKind
from guildhall.base.organisations.operations import register_organisation
from guildhall.infra.ids import new_id
from guildhall.kernel.actor import Role
from guildhall.kernel.clocks import SystemClock
from tests.base.actors import AT, at_places, place
from tests.base.clients import signed_in
from tests.base.figures.sample import COUNT, RATE
from tests.base.figures.test_live import HAISHU, HANGZHOU, NINGBO, YINZHOU, ZHEJIANG, club
from tests.base.figures.test_snapshots import CUT_OFF

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "sample")]
DETAIL = f"/figures/{RATE.code}"
PUBLIC = f"/figures/public/{RATE.code}"


def text(response: Any) -> str:
    """The words of a page's main part."""
    main = str(response.content, "utf-8").split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def _clubs() -> None:
    for n in range(6):
        club(f"甲{n}", HAISHU, 30)
    for n in range(7):
        club(f"乙{n}", YINZHOU, 3)


def test_list_tells_the_values_of_ones_own_places() -> None:
    _clubs()
    club("丙会", HANGZHOU, 30)
    answer = signed_in(Role.LEADER, NINGBO).get("/figures")
    assert "达到门槛的比例 46.2% 6/13" in text(answer)
    assert "社会组织数 13家" in text(answer)


@pytest.mark.parametrize("clubs", [1, 3])
@pytest.mark.parametrize("codes", [(NINGBO,), (HAISHU, YINZHOU, HANGZHOU)], ids=len)
def test_list_costs_two_queries_a_figure(clubs: int, codes: tuple[str, ...]) -> None:
    for n in range(clubs):
        club(f"甲{n}", HAISHU, 30)
    client = signed_in(Role.LEADER, *codes)
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/figures").status_code == 200
    # Session, account, grants, their places; every figure, twice; the mark in the head.
    assert len(captured) == 5 + 2 * len(indicators())


@pytest.mark.parametrize("clubs", [1, 3])
def test_a_figure_costs_the_same_whatever_its_rows(clubs: int) -> None:
    for n in range(clubs):
        club(f"甲{n}", HAISHU, 30)
    client = signed_in(Role.LEADER, NINGBO)
    costs = []
    for address in (f"{DETAIL}?place={place(HAISHU)}", f"{DETAIL}/rows?place={place(HAISHU)}"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        costs.append(len(captured))
    assert costs == [13, 13]


def test_a_figure_leads_down_up_and_to_its_rows() -> None:
    _clubs()
    client = signed_in(Role.LEADER, NINGBO)
    page = str(client.get(DETAIL).content, "utf-8")
    today = SystemClock().today()
    down = f"{DETAIL}?place={place(HAISHU)}&amp;on={today}"
    rows = f"{DETAIL}/rows?place={place(NINGBO)}&amp;on={today}"
    assert (down in page, rows in page) == (True, True)
    below = client.get(f"{DETAIL}?place={place(HAISHU)}")
    assert f"{DETAIL}?place={place(NINGBO)}&amp;on={today}" in str(below.content, "utf-8")
    assert str(place(ZHEJIANG)) not in str(below.content, "utf-8")  # not theirs
    assert "参数 proxy_insured = 25" in text(below)
    listed = client.get(f"{DETAIL}/rows?place={place(NINGBO)}&side=denominator&page=2")
    assert ("4–6 ←" in text(listed), text(listed).count("13家")) == (True, 1)
    assert "withheld" not in text(listed)


def test_a_figure_can_be_narrowed_and_asked_for_another_day() -> None:
    _clubs()
    client = signed_in(Role.LEADER, NINGBO)
    assert "— 截至" in text(client.get(f"{DETAIL}?kind=foundation&on=2023-01-31"))
    for wrong in ("place=1", "on=yesterday", "kind=enterprise"):
        assert client.get(f"{DETAIL}?{wrong}").status_code == 400
    for wrong in ("page=0", "page=x", "side=other"):
        assert client.get(f"{DETAIL}/rows?{wrong}").status_code == 400


@pytest.mark.parametrize("address", [DETAIL, f"{DETAIL}/rows", f"{DETAIL}/snapshots/2023-01-31"])
def test_outside_ones_places_there_is_nothing(address: str) -> None:
    take_snapshot(None, RATE.code, CUT_OFF, at=AT)
    client = signed_in(Role.OFFICER, HAISHU)
    for where in (place(YINZHOU), place(NINGBO), new_id()):
        assert client.get(f"{address}?place={where}").status_code == 404
    assert client.get(f"{address}?place={place(HAISHU)}").status_code == 200


def test_what_lies_nowhere_counts_at_the_uppermost_place_and_is_seen_there() -> None:
    _clubs()
    register_organisation(None, NewOrganisation(Facts("丙会", OrganisationKind.ASSOCIATION)), at=AT)
    page = text(signed_in(Role.LEADER, ZHEJIANG).get(f"/figures/{COUNT.code}/rows"))
    assert ("14家" in page, "1–3 下一页" in page, "另有" in page) == (True, True, False)
    assert "另有" not in text(signed_in(Role.LEADER, NINGBO).get(f"/figures/{COUNT.code}/rows"))


def test_snapshots_are_taken_and_published_from_the_page() -> None:
    _clubs()
    client = signed_in(Role.OFFICER, ZHEJIANG)
    assert client.post(f"{DETAIL}/snapshots", {"cut_off": "x"}).status_code == 422
    today = SystemClock().today()
    refused = client.post(f"{DETAIL}/snapshots", {"cut_off": str(today)})
    assert (refused.status_code, "截止日还没有过完" in text(refused)) == (422, True)
    assert not Snapshot.objects.exists()
    kept = client.post(f"{DETAIL}/snapshots", {"cut_off": "2023-01-31"})
    assert (kept.status_code, kept["Location"]) == (302, f"{DETAIL}/snapshots/2023-01-31")
    page = text(client.get(kept["Location"]))
    assert ("快照已保存。" in page, "46.2 % 6/13" in page, "未公开" in page) == (True, True, True)
    assert client.post(f"{DETAIL}/snapshots", {"cut_off": "2023-01-31"}).status_code == 409
    assert client.post(f"{kept['Location']}/publish")["Location"] == kept["Location"]
    assert Publication.objects.count() == 1
    assert client.post(f"{kept['Location']}/publish").status_code == 409


@pytest.mark.parametrize(("role", "code", "status"), [
    (Role.OFFICER, NINGBO, 403), (Role.LEADER, ZHEJIANG, 403), (Role.VISITOR, ZHEJIANG, 403),
])  # fmt: skip
def test_who_may_not_take_or_publish_changes_nothing(role: Role, code: str, status: int) -> None:
    take_snapshot(None, RATE.code, CUT_OFF, at=AT)
    client = signed_in(role, code)
    page = client.get(DETAIL)
    assert f"{DETAIL}/snapshots&quot;" not in str(page.content, "utf-8")
    assert client.post(f"{DETAIL}/snapshots", {"cut_off": "2022-12-31"}).status_code == status
    assert client.post(f"{DETAIL}/snapshots/2023-01-31/publish").status_code == status
    assert (Snapshot.objects.count(), Publication.objects.count()) == (1, 0)


def test_a_snapshot_says_when_the_definition_has_changed_since() -> None:
    snapshot = take_snapshot(None, COUNT.code, CUT_OFF, at=AT)
    client = signed_in(Role.LEADER, NINGBO)
    address = f"/figures/{COUNT.code}/snapshots/2023-01-31"
    assert "后来有变" not in text(client.get(address))
    definition = {**definition_of(COUNT, ()), "definition": ["旧义", "an older meaning"]}
    held = Snapshot.objects.get(id=snapshot)
    Snapshot.objects.create(
        indicator=COUNT.code,
        cut_off=date(2022, 12, 31),
        taken_at=AT,
        digest=digest_of(definition),
        definition=definition,
    )
    assert held.digest != digest_of(definition)
    page = text(client.get(f"/figures/{COUNT.code}/snapshots/2022-12-31"))
    assert ("后来有变" in page, "含义 旧义" in page) == (True, True)


def test_exports_need_a_purpose_and_are_recorded() -> None:
    _clubs()
    client = signed_in(Role.LEADER, NINGBO)
    given = {"place": str(place(HAISHU)), "on": "2023-02-25", "purpose": "meeting", "file_format": "csv"}
    answer = client.post(f"{DETAIL}/export", given)
    assert answer["Content-Disposition"] == 'attachment; filename="tests.large_share-2023-02-25.csv"'
    assert "海曙区" in answer.content.decode("utf-8-sig")
    assert Entry.objects.filter(action="figures.export").count() == 1
    assert client.post(f"{DETAIL}/export", {**given, "purpose": ""}).status_code == 400
    assert client.post(f"{DETAIL}/export", {**given, "place": str(place(HANGZHOU))}).status_code == 404
    assert signed_in(Role.VISITOR, HAISHU).post(f"{DETAIL}/export", given).status_code == 403
    assert Entry.objects.filter(action="figures.export").count() == 1


# --- public ----------------------------------------------------------------------------------------------------------


def _published() -> None:
    _clubs()
    club("丙会", NINGBO, 3)
    who = at_places(Role.OFFICER, ZHEJIANG)
    publish_snapshot(who, take_snapshot(who, COUNT.code, CUT_OFF, at=AT), at=AT)


def test_strangers_read_what_is_published_and_nothing_else(client: Client) -> None:
    take_snapshot(None, RATE.code, CUT_OFF, at=AT)
    _published()
    assert client.get(PUBLIC).status_code == 404
    assert "社会组织数 14 家" in text(client.get("/figures/public"))
    address = f"/figures/public/{COUNT.code}"
    page = text(client.get(f"{address}?place={place(NINGBO)}"))
    assert "海曙区 不公开 鄞州区 7 家 本级（未分到下级） 不公开 · 告知 小于 5 的数" in page
    for missing in (f"?place={place(HANGZHOU)}", "?on=2022-12-31"):
        assert client.get(address + missing).status_code == 404
    assert client.get(f"{address}?on=x").status_code == 400


def test_public_data_holds_no_number_that_is_not_published(client: Client) -> None:
    _published()
    data = client.get(f"/figures/public/{COUNT.code}/data.json?place={place(NINGBO)}&on=2023-01-31").json()
    assert (data["indicator"], data["cut_off"], data["not_published_below"]) == (COUNT.code, "2023-01-31", 5)
    nothing = {"is_published": False, "numerator": None, "denominator": None, "percent": None}
    assert data["place"]["numerator"] == 14
    assert data["places"] == [
        {"id": str(place(HAISHU)), "name": "海曙区", "is_rest": False, **nothing},
        {
            "id": str(place(YINZHOU)), "name": "鄞州区", "is_rest": False, "is_published": True, "numerator": 7,
            "denominator": None, "percent": None,
        },
        {"id": None, "name": "本级（未分到下级）", "is_rest": True, **nothing},
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["/figures/public", f"/figures/public/{COUNT.code}"])
def test_public_pages_cost_the_same_for_everybody(client: Client, address: str) -> None:
    _published()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    assert len(captured) == (2 if address == "/figures/public" else 4)


def test_english_pages_are_complete(client: Client) -> None:
    _published()
    page = text(client.get(f"/figures/public/{COUNT.code}?lang=en"))
    assert re.findall(r"[\u4e00-\u9fff]+", page) == ["浙江省", "宁波市"]
