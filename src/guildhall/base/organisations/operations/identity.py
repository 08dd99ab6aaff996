"""Two records that are one organisation, and one that turns out to be two."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from guildhall.base.audit.contracts import Thing
from guildhall.base.audit.operations import record
from guildhall.base.organisations.access import organisation_for
from guildhall.base.organisations.events import OrganisationsMerged, OrganisationSplit
from guildhall.base.organisations.models import Organisation, OrganisationAlias
from guildhall.base.organisations.operations.registering import KIND
from guildhall.base.organisations.rules.permissions import MERGE
from guildhall.base.organisations.rules.records import CODE_TAKEN, merge_objections
from guildhall.infra.aliases import canonical_ids, join, locked_heads, part
from guildhall.infra.bus import publish
from guildhall.infra.transactions import operation
from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.errors import Refused
from guildhall.kernel.text import clean


@operation
def merge_organisations(actor: Actor, organisation_id: UUID, into_id: UUID, *, basis: str, at: datetime) -> None:
    """Let one organisation's record count as another's from now on. Both keep their ids and facts.

    Both must be heads (not merged themselves). Refused where their credit codes differ.
    """
    for one in (organisation_id, into_id):
        organisation_for(actor, MERGE, one)
    join_organisations(actor, organisation_id, into_id, permission=MERGE, basis=basis, at=at)


@operation
def join_organisations(
    actor: Actor, organisation_id: UUID, into_id: UUID, *, permission: Permission, basis: str, at: datetime
) -> None:
    """The same by another function of the actor's, for modules above whose own door was passed.

    The caller answers for the reach of both records: what was decided about them may lie in two places.
    """
    actor.require(permission)
    rows = locked_heads(Organisation, (organisation_id, into_id))
    codes = {
        head: frozenset(row.credit_code for row in rows.values() if (row.canonical_id or row.id) == head)
        for head in (organisation_id, into_id)
    }
    wrong = merge_objections(codes[organisation_id], codes[into_id])
    if wrong:
        raise Refused(*wrong)
    join(Organisation, OrganisationAlias, organisation_id, into_id, at=at, basis=clean(basis).value)
    for one in (organisation_id, into_id):
        record(actor, permission.code, Thing(KIND, one), at=at, fields=["canonical"])
    publish(OrganisationsMerged(organisation_id, into_id))


@operation
def split_organisation(actor: Actor, organisation_id: UUID, *, at: datetime) -> None:
    """End the alias of a record: it stands for itself again, with what had been merged into it before.

    Refused where another head has come to hold its credit code meanwhile.
    """
    organisation_for(actor, MERGE, organisation_id)
    part_organisation(actor, organisation_id, permission=MERGE, at=at)


@operation
def part_organisation(actor: Actor, organisation_id: UUID, *, permission: Permission, at: datetime) -> int:
    """The same by another function, as `join_organisations`. Returns how many records went with it."""
    actor.require(permission)
    head_id = canonical_ids(Organisation, [organisation_id]).get(organisation_id, organisation_id)
    try:
        with transaction.atomic():
            following = part(Organisation, OrganisationAlias, organisation_id, at=at)
    except IntegrityError as error:
        raise Refused(CODE_TAKEN()) from error
    record(actor, permission.code, Thing(KIND, organisation_id), at=at, fields=["canonical"])
    publish(OrganisationSplit(organisation_id, head_id))
    return following
