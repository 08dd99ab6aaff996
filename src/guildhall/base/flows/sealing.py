"""How what applicants fill in is kept: sealed with a key of the application, bound to it and to what it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from guildhall.base.flows.models import Application
from guildhall.infra.crypto import SubjectKey, new_subject_key, ring
from guildhall.kernel.errors import MessageKind, Refused
from guildhall.kernel.identifiers import phones

ERASED: Final = MessageKind(
    "flows.erased",
    "这件申请已过保存期，填写的内容已经删除。",
    "The time for which this application is kept is over; what was filled in has been erased.",
)
_KEY: Final = b"flows.key:"
_VALUES: Final = b"flows.values:"
_NOTE: Final = b"flows.note:"
_BROWSER: Final = "flows.browser"
_PHONE: Final = "flows.phone"


def new_key(application_id: UUID) -> bytes:
    """A fresh key of an application, sealed by the ring."""
    return ring().seal(new_subject_key(), _KEY + application_id.bytes)


def key_of(application: Application) -> SubjectKey:
    """The application's key, opened. Raises Refused where it was destroyed."""
    if application.key is None:
        raise Refused(ERASED())
    return SubjectKey(ring().open(bytes(application.key), _KEY + application.id.bytes))


def seal_values(application: Application, values: Mapping[str, str]) -> bytes:
    """What was filled in, sealed."""
    plain = json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
    return key_of(application).seal(plain, _VALUES + application.id.bytes)


def open_values(application: Application) -> dict[str, str]:
    """What was filled in, in clear; nothing where it was erased or nothing was filled in yet."""
    if application.key is None or application.sealed is None:
        return {}
    opened: dict[str, str] = json.loads(
        key_of(application).open(bytes(application.sealed), _VALUES + application.id.bytes)
    )
    return opened


def seal_note(application: Application, note: Any) -> bytes:
    """A note or a list of marks, sealed."""
    return key_of(application).seal(json.dumps(note, ensure_ascii=False), _NOTE + application.id.bytes)


def open_note(application: Application, sealed: bytes | memoryview | None, key: SubjectKey | None = None) -> Any:
    """What `seal_note` sealed; None where there is nothing or it was erased."""
    if sealed is None or application.key is None:
        return None
    return json.loads((key or key_of(application)).open(bytes(sealed), _NOTE + application.id.bytes))


def browser_blind(secret: str) -> bytes:
    """The fingerprint under which a browser's applications are found again."""
    return ring().blind(_BROWSER, secret)


def phone_blind(number: str) -> bytes:
    """The fingerprint of a telephone number."""
    return ring().blind(_PHONE, phones.normalise(number))
