"""Runs as officers begin them in the browser, with small files, and the worker that looks at them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guildhall.base.accounts.models import Account, Grant
from guildhall.infra.ids import new_id
from guildhall.infra.jobs.registry import Kind
from guildhall.infra.jobs.running import Running
from guildhall.infra.jobs.worker import Worker
from guildhall.kernel.actor import Role, ScopeKind
from guildhall.kernel.clocks import SystemClock
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.models import Run, RunInput
from tests.base.actors import AT, place

HAISHU, YINZHOU, NINGBO = "330203", "330212", "330200"

CIVIL = (
    "社会组织名称,统一社会信用代码,社会组织类型,住所\r\n"
    "甬江合成协会,,社会团体,宁波市海曙区合成路1号\r\n"
    "甬江合成学会,,社会团体,宁波市海曙区合成路2号\r\n"
)
MARKET = "企业名称,统一社会信用代码,企业类型,住所\r\n甬江合成科技有限公司,,有限责任公司,宁波市海曙区合成路3号\r\n"
INSURANCE = "单位名称,统一社会信用代码,费款所属期,参保人数\r\n甬江合成协会,,2023-01,30\r\n"
UNIONS = "工会名称,单位名称,工会类型,会员人数\r\n甬江合成协会工会委员会,甬江合成协会,单独基层工会,12\r\n"
PEOPLE = (
    "姓名,证件号码,手机号码,参保单位名称,费款所属期\r\n张三,11010519491231002X,15400000001,甬江合成协会,2023-01\r\n"
)


def client(role: Role, *codes: str) -> Client:
    """A browser signed in as somebody with a role in places."""
    name = f"{role}-{'-'.join(codes)}-{new_id()}"
    held = Account.objects.create(username=name, display_name="试", must_use_code=False, created_at=AT, password="!")
    for code in codes:
        grant(held.id, role, code)
    browser = Client()
    browser.force_login(held, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def grant(account_id: UUID, role: Role, code: str) -> None:
    """One more role in a place."""
    Grant.objects.create(
        account_id=account_id, role=role, scope_kind=ScopeKind.PLACE.value, scope_id=place(code),
        starts_on=date(2023, 1, 1),
    )  # fmt: skip


def run(code: str = HAISHU, state: RunState = RunState.DRAFT, title: str = "二月比对") -> Run:
    """A run of a place in a state."""
    return Run.objects.create(place_id=place(code), title=title, state=state.value, created_by=new_id(), created_at=AT)


def looked_at(of: Run, name: str = "民政.csv") -> RunInput:
    """A file of a run that was looked at already."""
    return RunInput.objects.create(
        run=of, register="civil_affairs", file_id=new_id(), name=name, recognition={"sheets": [], "notices": []}
    )


def sent(name: str, content: str | bytes) -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def send(browser: Client, of: Run, *files: SimpleUploadedFile, register: str = "", **headers: str) -> int:
    """Send files into a run; the status of the answer."""
    answer = browser.post(f"/roster/runs/{of.id}/upload", {"register": register, "file": list(files)}, headers=headers)
    return answer.status_code


class _Silent(Worker):
    """Without its heartbeat, which would look for the job on a connection that cannot see the test's transaction."""

    @contextmanager
    def _beating(self, running: Running, kind: Kind) -> Iterator[None]:
        yield


def work() -> None:
    """Do whatever is queued."""
    worker = _Silent(SystemClock())
    while worker.work_once():
        pass


def only_input(of: Run) -> RunInput:
    """The one file of a run."""
    return RunInput.objects.get(run=of)


def ids_of(of: Run) -> tuple[UUID, ...]:
    return tuple(RunInput.objects.filter(run=of).order_by("id").values_list("id", flat=True))
