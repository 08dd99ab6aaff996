"""Members of the demonstration: riders who join street joint unions from a phone, transfers that are offered.

Only where GUILDHALL_DEMO is on. All people in it are made up (division 3399, telephones never allocated); everything
goes by the operations that applicants and officers use.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from guildhall.base.flows.contracts import Applicant
from guildhall.base.flows.operations import act_on_several
from guildhall.kernel.actor import Actor
from guildhall.kernel.batches import chunks
from guildhall.kernel.identifiers.resident import check_character
from guildhall.organising.members.contracts import NewEmployment, Status, Tie
from guildhall.organising.members.models import Membership
from guildhall.organising.members.operations.applying import apply_to_join, invite
from guildhall.organising.members.operations.transferring import Offer, offer_transfers
from guildhall.organising.members.queries.people import members_of_union
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.models import Union
from guildhall.organising.unions.queries import unions_visible_to

_SURNAMES: Final = "林周徐陈沈方王李何郑吴叶胡朱孙章"
_GIVEN: Final = ("小满", "一帆", "海平", "秋月", "长风", "明远", "思齐", "若水", "望舒", "清和", "景行", "听雨")
_PLATFORMS: Final = ("甲速送", "乙快递", "丙出行", "丁货运")
_KINDS: Final = (
    NewEmployment.FOOD_RIDER, NewEmployment.COURIER, NewEmployment.RIDE_HAILING, NewEmployment.LORRY_DRIVER,
    NewEmployment.CARER, NewEmployment.DOMESTIC_WORKER,
)  # fmt: skip
#: Of a street's applications, how many still wait; and how many of its members are offered a transfer.
_WAITING, _OFFERED = 4, 2
_AT_ONCE: Final = 200


def fill_members(officer: Actor, *, at: datetime, applications: int = 40) -> int:
    """Let people join the street unions of workers in new forms of employment; returns how many applied.

    Each union gets a code, applications of which some wait, and transfers that the roster would offer.
    """
    streets = list(_street_unions(officer))
    for number, union in enumerate(streets):
        invite(officer, union.id, at=at)
        sent = [_apply(union.id, number * applications + place, at) for place in range(applications)]
        for chunk in chunks(sent[: applications - _WAITING], _AT_ONCE):
            act_on_several(officer, chunk, "approve", at=at)
    for here, there in pairwise(streets):
        _offer(officer, here, there, at)
    return applications * len(streets)


def _street_unions(officer: Actor) -> Iterator[Union]:
    rows = unions_visible_to(officer).filter(
        kind=UnionKind.JOINT.value, name__contains="新就业形态", active=True, place__isnull=False
    )
    return rows.order_by("place__path", "pk").iterator()


def _apply(union_id: UUID, serial: int, at: datetime) -> UUID:
    name = _SURNAMES[serial % len(_SURNAMES)] + _GIVEN[serial // len(_SURNAMES) % len(_GIVEN)]
    first = f"3399{serial // 999 % 90 + 10:02d}{1975 + serial % 28}{serial % 12 + 1:02d}{serial % 27 + 1:02d}"
    first += f"{serial % 999 + 1:03d}"
    values = {
        "name": name, "document_kind": "resident_id", "document": first + check_character(first),
        "phone": f"199{serial:08d}", "tie": Tie.INDEPENDENT.value, "employer": "", "drawn": "",
        "new_employment": _KINDS[serial % len(_KINDS)].value, "platform": _PLATFORMS[serial % len(_PLATFORMS)],
        "charter": "yes", "consent": "yes", "sensitive": "yes", "signature": name,
    }  # fmt: skip
    key = uuid5(NAMESPACE_URL, f"demo:{union_id}:{serial}")
    return apply_to_join(Applicant(browser=f"demo-{serial}"), union_id, key, values, at=at).application_id


def _offer(officer: Actor, here: Union, there: Union, at: datetime) -> None:
    rows: list[Membership] = list(members_of_union(officer, here.id, Status.ACTIVE)[:_OFFERED])
    offer_transfers(officer, [Offer(row.pk, there.id, None) for row in rows], at=at)
