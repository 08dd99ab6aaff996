"""Addresses that lead to one thing: how each is filled for a thing inside and outside a role's reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from guildhall.kernel.actor import Role
from tests.matrix.world import County

OK, SENT_ON = 200, 302
WRONG: Final = 422
ADMINISTRATORS: Final = frozenset({Role.ADMINISTRATOR})
OFFICERS: Final = frozenset({Role.OFFICER})
READERS: Final = frozenset({Role.OFFICER, Role.REVIEWER})
FILE_READERS: Final = frozenset({Role.OFFICER, Role.LEADER})

Fill = Callable[[County], dict[str, str]]


def _nothing(_county: County) -> dict[str, str]:
    return {}


@dataclass(frozen=True)
class Case:
    """`ids`: what the address is filled with; `data`: what POST sends, None for GET; `answer`: where it may be."""

    pattern: str
    ids: Fill
    roles: frozenset[Role]
    answer: int = OK
    data: Fill | None = field(default=None)

    def address(self, county: County) -> str:
        address = self.pattern
        for name, value in self.ids(county).items():
            address = address.replace(f"<uuid:{name}>", value)
        return f"/{address}"

    def __str__(self) -> str:
        return f"{'GET' if self.data is None else 'POST'} {self.pattern}"


def _account(county: County) -> dict[str, str]:
    return {"account_id": str(county.account)}


def _grant(county: County) -> dict[str, str]:
    return {"account_id": str(county.account), "grant_id": str(county.grant)}


def _person(county: County) -> dict[str, str]:
    return {"person_id": str(county.person)}


def _application(county: County) -> dict[str, str]:
    return {"application_id": str(county.application)}


def _opinion(county: County) -> dict[str, str]:
    return {"application_id": str(county.application), "opinion_id": str(county.opinion)}


def _paper(county: County) -> dict[str, str]:
    return {"application_id": str(county.application), "paper_id": str(county.paper)}


def _handed(county: County) -> dict[str, str]:
    return {"what": "hand", "hand-account": str(county.account), "version": "1"}


#: One thing each. A new address of one thing without a case fails in test_routes.
CASES: Final = (
    Case("accounts/<uuid:account_id>", _account, ADMINISTRATORS),
    Case(
        "accounts/<uuid:account_id>/grants", _account, ADMINISTRATORS, SENT_ON,
        lambda county: {"role": "visitor", "place": "县1", "starts_on": "2023-02-25"},
    ),
    Case("accounts/<uuid:account_id>/grants/<uuid:grant_id>/end", _grant, ADMINISTRATORS, SENT_ON, _nothing),
    Case("accounts/<uuid:account_id>/aside", _account, ADMINISTRATORS, SENT_ON, _nothing),
    Case("accounts/<uuid:account_id>/restore", _account, ADMINISTRATORS, SENT_ON, _nothing),
    Case("accounts/<uuid:account_id>/password", _account, ADMINISTRATORS, OK, _nothing),
    Case("people/<uuid:person_id>", _person, READERS),
    Case("people/<uuid:person_id>/looks", _person, frozenset({Role.OFFICER, Role.AUDITOR})),
    Case(
        "people/<uuid:person_id>/unmask", _person, OFFICERS, OK,
        lambda county: {"what": "documents", "purpose": "contact"},
    ),
    Case("people/<uuid:person_id>/merge", _person, OFFICERS),
    Case(
        "people/<uuid:person_id>/merge", lambda county: {"person_id": str(county.twin)}, OFFICERS, OK,
        lambda county: {"text": "甲"},
    ),
    Case(
        "people/<uuid:person_id>/split", _person, OFFICERS, SENT_ON,
        lambda county: {"record": str(county.twin), "basis": "本人说明"},
    ),
    Case("applications/<uuid:application_id>", _application, FILE_READERS),
    Case("applications/<uuid:application_id>/print", _application, FILE_READERS),
    Case("applications/<uuid:application_id>/papers/<uuid:paper_id>", _paper, FILE_READERS),
    Case(
        "applications/<uuid:application_id>/act", _application, OFFICERS, SENT_ON,
        lambda county: {"transition": "accept", "accept-version": "1"},
    ),
    Case("applications/<uuid:application_id>/hand", _application, OFFICERS, SENT_ON, _handed),
    Case(
        "applications/<uuid:application_id>/ask", _application, OFFICERS, SENT_ON,
        lambda county: {"ask-place": str(county.above), "ask-question": "可否？"},
    ),
    Case(
        "applications/<uuid:application_id>/opinions/<uuid:opinion_id>", _opinion, OFFICERS, SENT_ON,
        lambda county: {"verdict": "for", "answer": "可以"},
    ),
    Case("applications/<uuid:application_id>/papers", _application, OFFICERS, WRONG, _nothing),
)  # fmt: skip
