"""Lists taken out of the product as workbooks: with a purpose, a watermark line, and an entry in the audit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from guildhall.base.audit.contracts import Act
from guildhall.base.audit.operations import record
from guildhall.base.organisations.contracts import KIND_WORDS, OrganisationKind
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor
from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import Refused
from guildhall.kernel.industries import BY_LETTER
from guildhall.kernel.text import mask_phone
from guildhall.linkage.results.workbook import Column, Sheet, Value, write_workbook
from guildhall.organising.roster.contracts import OUTCOME_WORDS, PURPOSE_WORDS, WORK_WORDS, Outcome, Purpose, WorkState
from guildhall.organising.roster.models import WorkItem
from guildhall.organising.roster.queries.work import matching, reasons_of, work_area
from guildhall.organising.roster.rules.filters import WorkFilters
from guildhall.organising.roster.rules.permissions import EXPORT
from guildhall.organising.roster.rules.work import TOO_LONG

#: Rows of one workbook: what is written while somebody waits.
MOST: Final = 20_000
_COLUMNS: Final = (
    Column("单位名称", 36),
    Column("参保人数", 9),
    Column("类别", 14),
    Column("行业", 20),
    Column("地方", 14),
    Column("地址", 36),
    Column("法定代表人", 12),
    Column("电话", 14),
    Column("统一社会信用代码", 21),
    Column("理由", 50, wrap=True),
    Column("Reasons", 50, wrap=True),
    Column("状态", 9),
    Column("分派给", 14),
    Column("上次走访", 12),
    Column("结果", 16),
    Column("分值", 7),
)
_READ: Final = ("name", "insured_count", "address", "legal_representative", "phone", "credit_code", "visits")


@operation
def export_work(actor: Actor, filters: WorkFilters, *, purpose: Purpose, account: str, path: Path, at: datetime) -> int:
    """Write what filters ask for into a workbook at `path`; returns the rows.

    `account`: the name that the watermark tells. Raises Forbidden; Absent; Refused beyond `MOST` rows.
    """
    actor.require(EXPORT)
    rows = matching(actor, EXPORT, filters, work_area(actor, EXPORT))
    if rows.order_by()[: MOST + 1].count() > MOST:
        raise Refused(TOO_LONG(most=MOST))
    mark = f"{account} · {at.astimezone(CHINA):%Y-%m-%d %H:%M} · 用途：{PURPOSE_WORDS[purpose].zh} · 内部资料，不得外传"
    ordered = rows.select_related("organisation", "place", "assigned").order_by("-points", "pk")
    count = write_workbook(path, [Sheet("走访名单", _COLUMNS, _rows(ordered.iterator(2_000)), mark)])
    record(actor, EXPORT.code, None, at=at, act=Act.READ, fields=_READ, purpose=purpose.value, count=count)
    return count


def _rows(items: Iterator[WorkItem]) -> Iterator[tuple[Value, ...]]:
    for item in items:
        held, reasons = item.organisation, reasons_of(item.reasons)
        yield (
            held.name,
            item.insured,
            KIND_WORDS[OrganisationKind(item.kind)].zh,
            BY_LETTER[item.industry].name if item.industry else "",
            item.place.name if item.place else "",
            held.address,
            held.legal_representative,
            mask_phone(held.phone) if held.phone else "",
            held.credit_code,
            "；".join(reason.zh for reason in reasons),
            "; ".join(reason.en for reason in reasons),
            WORK_WORDS[WorkState(item.state)].zh,
            item.assigned.name if item.assigned else "",
            item.last_visit_on,
            OUTCOME_WORDS[Outcome(item.last_outcome)].zh if item.last_outcome else "",
            item.points,
        )
