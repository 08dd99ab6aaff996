"""A demonstration that lives: the registers of a synthetic province brought in, compared, accepted and handed out.

Only where GUILDHALL_DEMO is on. It goes the way that officers go, operation by operation: what it leaves is what they
would see.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

from guildhall.base.accounts.models import Account
from guildhall.base.accounts.queries import actor_for
from guildhall.base.figures.operations import publish_snapshot, take_snapshot
from guildhall.base.flows.contracts import Applicant
from guildhall.base.organisations.contracts import OrganisationKind
from guildhall.base.places.queries import places_by_codes
from guildhall.infra.jobs.worker import Worker
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import Clock
from guildhall.kernel.errors import MessageKind, Refused
from guildhall.kernel.words import Words
from guildhall.linkage.contracts import Register
from guildhall.organising.formation.demo import STREET, fill_forming
from guildhall.organising.members.demo import fill_members
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.indicators import INDICATORS
from guildhall.organising.roster.models import Run, WorkItem
from guildhall.organising.roster.operations.importing import accept_run, add_input, draft_run, start_run
from guildhall.organising.roster.operations.work import assign
from guildhall.organising.unions.demo import fill_territory, fill_unions

#: The officer who brings the registers in, and the officer who hands out, by their names in base.accounts.demo.
_CITY: Final = ("ningbo", "330200")
_COUNTY: Final = ("haishu", "330203")
_PROVINCE: Final = "zhejiang"
#: The officer of a street, and whoever goes on forming unions there.
_STREET: Final = "street"
_OWNER: Final = "member"
#: Streets that find something in their hands when they sign in, and how much.
_STREETS: Final = ("330203001", "330203005")
_EACH: Final = 3
#: Register → beginnings of the names of its files in a synthetic province.
FILES: Final = {
    Register.CIVIL_AFFAIRS: ("civil_affairs",),
    Register.MARKET: ("market",),
    Register.INSURANCE: ("insurance_units", "insurance_persons"),
    Register.UNION: ("union_orgs", "union_covered", "union_members"),
}
BROKE: Final = MessageKind(
    "roster.demo_broke",
    "演示数据没有装完：{why}",
    "The demonstration was not filled: {why}",
)
Tell = Callable[[Words], None]


def is_filled() -> bool:
    """Whether the demonstration's registers are records."""
    return Run.objects.filter(state=RunState.ACCEPTED.value).exists()


def fill_demo(province: Path, *, clock: Clock, tell: Tell) -> None:
    """Bring a synthetic province in, once. Raises Refused where a step breaks off; what was done stays done."""
    if is_filled():
        return
    tell(Words("设立各级工会", "founding the unions of places"))
    fill_territory(_officer(_PROVINCE, clock), at=clock.now())
    officer = _officer(_CITY[0], clock)
    place = places_by_codes([_CITY[1]], on=clock.today())[_CITY[1]]
    run_id = draft_run(officer, place.id, title="演示：三本名单理成一张名册", at=clock.now())
    tell(Words("读名单", "reading the registers"))
    for register, stems in FILES.items():
        for path in (one for stem in stems for one in sorted(province.glob(f"{stem}.*"))):
            with path.open("rb") as content:
                add_input(officer, run_id, register, path.name, content, at=clock.now())
    _work(clock)
    tell(Words("比对", "comparing"))
    start_run(officer, run_id, as_of=None, at=clock.now())
    _work(clock)
    _require(run_id, RunState.PROPOSED)
    tell(Words("采纳为记录", "writing records"))
    accept_run(officer, run_id, at=clock.now())
    _work(clock)
    _require(run_id, RunState.ACCEPTED)
    _hand_out(clock)
    tell(Words("登记委员会、证书、企业集团", "recording committees, certificates, groups of companies"))
    fill_unions(officer, place.id, at=clock.now())
    tell(Words("几家单位正在建会", "some unions are being formed"))
    owner = Applicant(account_id=_officer(_OWNER, clock).account_id)
    fill_forming(_officer(_STREET, clock), _officer(_COUNTY[0], clock), owner, _without_union(clock), at=clock.now())
    tell(Words("会员扫码入会", "members joining by code"))
    fill_members(officer, at=clock.now())
    _publish(run_id, clock)


def _without_union(clock: Clock) -> tuple[str, str] | None:
    """Code and name of a social service institution of the street that is still to be visited, for the first case."""
    street = places_by_codes([STREET], on=clock.today())[STREET]
    listed = WorkItem.objects.filter(listed=True, place__path__startswith=street.path, organisation__credit_code__gt="")
    return (
        listed.filter(organisation__kind=OrganisationKind.SOCIAL_SERVICE.value)
        .order_by("insured", "pk")
        .values_list("organisation__credit_code", "organisation__name")
        .first()
    )


def _publish(run_id: UUID, clock: Clock) -> None:
    """The figures of the cut-off, kept and made public by the province's officer."""
    officer, as_of = _officer(_PROVINCE, clock), Run.objects.get(pk=run_id).as_of
    if as_of is None:
        return
    for indicator in INDICATORS:
        snapshot_id = take_snapshot(officer, indicator.code, as_of, at=clock.now())
        publish_snapshot(officer, snapshot_id, at=clock.now())


def _officer(username: str, clock: Clock) -> Actor:
    account = Account.objects.get(username=username)
    return actor_for(account.id, account.person_id, on=clock.today())


def _work(clock: Clock) -> None:
    worker = Worker(clock)
    while worker.work_once():
        pass


def _require(run_id: UUID, state: RunState) -> None:
    run = Run.objects.get(pk=run_id)
    if run.state != state.value:
        raise Refused(BROKE(why=run.state))


def _hand_out(clock: Clock) -> None:
    """A few organisations of the county to each of two streets: those that lie there first."""
    officer = _officer(_COUNTY[0], clock)
    county = places_by_codes([_COUNTY[1]], on=clock.today())[_COUNTY[1]]
    streets = places_by_codes(_STREETS, on=clock.today())
    free = WorkItem.objects.filter(listed=True, assigned=None, place__path__startswith=county.path)
    for code in _STREETS:
        street = streets[code]
        listed = sorted(
            free.values_list("pk", "place__path", "points"), key=lambda o: (o[1] != street.path, -o[2], o[0])
        )
        chosen = [pk for pk, *_ in listed[:_EACH]]
        if chosen:
            assign(officer, chosen, street.id, at=clock.now())
