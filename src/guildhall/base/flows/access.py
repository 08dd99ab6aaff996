"""The doors to an application: of an office by place, of its applicant by account or browser."""

from __future__ import annotations

import hmac
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from guildhall.base.flows.contracts import Applicant, Hand
from guildhall.base.flows.models import Application, Opinion
from guildhall.base.flows.rules.offices import Standing
from guildhall.base.flows.rules.permissions import ACT, READ
from guildhall.base.flows.sealing import browser_blind
from guildhall.base.places.queries import within_any
from guildhall.infra.transactions import locked
from guildhall.kernel.actor import Actor, Permission, Role, ScopeKind
from guildhall.kernel.errors import Absent, MessageKind

NO_APPLICATION: Final = MessageKind(
    "flows.absent", "没有这件申请，或不在您的范围内。", "There is no such application in your area."
)


def paths_of(actor: Actor, permission: Permission) -> tuple[str, ...]:
    """The paths of the places in which the actor has a function."""
    return tuple(scope.path for scope in actor.scopes(permission) if scope.path)


def reached(actor: Actor, permission: Permission = READ) -> Q:
    """Applications of the actor's places, those that came to an office there, and those on which one was asked."""
    paths = paths_of(actor, permission)
    asked = Opinion.objects.filter(within_any(paths, "place__path"), application=OuterRef("pk"))
    inside = within_any(paths, "place__path") | within_any(paths, "office_place__path") | Q(Exists(asked))
    return Q(submitted_at__isnull=False) & inside if paths else Q(pk__in=[])


def application_for(actor: Actor, permission: Permission, application_id: UUID) -> Application:
    """The application. Forbidden without the function, Absent out of reach and for drafts: one query."""
    actor.require(permission)
    rows = Application.objects.select_related("place", "office_place", "holder")
    found = rows.filter(reached(actor, permission), pk=application_id).first()
    if found is None:
        raise Absent(NO_APPLICATION())
    return found


def application_to_change(actor: Actor, permission: Permission, application_id: UUID) -> Application:
    """The same, locked until the end of the operation."""
    application_for(actor, permission, application_id)
    return _locked(application_id)


def own_application(by: Applicant, application_id: UUID, *, lock: bool = False) -> Application:
    """The applicant's own application, drafts included. Absent where it is another's."""
    found = Application.objects.filter(pk=application_id).first()
    if found is None or not is_own(by, found):
        raise Absent(NO_APPLICATION())
    return _locked(application_id) if lock else found


def is_own(by: Applicant, application: Application) -> bool:
    """Whether an application was made by an applicant: by the account, else by the browser where no account made it."""
    if by.account_id is not None and application.account_id == by.account_id:
        return True
    if not by.browser or application.browser is None:
        return False
    return hmac.compare_digest(bytes(application.browser), browser_blind(by.browser))


def standing_of(actor: Actor, application: Application) -> Standing:
    """With which roles an actor reaches the office that has an application, and whether it is their own."""
    own = application.account_id is not None and application.account_id == actor.account_id
    if application.hand != Hand.OFFICE or application.office_place is None:
        return Standing(frozenset(), own, actor.account_id)
    return Standing(roles_at(actor, application.office_place.path), own, actor.account_id)


def roles_at(actor: Actor, path: str) -> frozenset[Role]:
    """The roles with which an actor may act for an office at a place: held there or at a wider one."""
    if not paths_of(actor, ACT):
        return frozenset()
    return frozenset(
        grant.role
        for grant in actor.grants
        if grant.role in ACT.roles and grant.scope.kind is ScopeKind.PLACE and grant.scope.path
        and path.startswith(grant.scope.path)
    )  # fmt: skip


def _locked(application_id: UUID) -> Application:
    locked(Application.objects.filter(pk=application_id)).first()
    rows = Application.objects.select_related("place", "office_place", "holder")
    return rows.get(pk=application_id)
