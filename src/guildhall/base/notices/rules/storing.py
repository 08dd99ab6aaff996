"""What may be stored of a notice: nothing from which a person could be told, and an address of the product."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from datetime import date
from typing import Final
from uuid import UUID

from guildhall.base.notices.contracts import NoticeKind

Stored = str | int | bool | None
#: Larger numbers could be telephone or identity numbers.
_LARGEST: Final = 10**9
_CODE: Final = re.compile(r"[a-z][a-z0-9_.-]{0,79}")
_LINK: Final = re.compile(r"/(?!/)[A-Za-z0-9/._~?&=%+-]*")


def storable(kind: NoticeKind, params: Mapping[str, object]) -> dict[str, Stored]:
    """Parameters as they are stored: ids, days, small numbers, truth values and codes.

    Raises ValueError for others, and where the sentence names one that is not given.
    """
    lacking = _named(kind) - set(params)
    if lacking:
        raise ValueError(f"{kind.code} lacks {', '.join(sorted(lacking))}")
    return {name: _plain(kind, name, value) for name, value in params.items()}


def is_link(link: str) -> bool:
    """Whether it leads into the product; "" leads nowhere."""
    return not link or bool(_LINK.fullmatch(link))


def _named(kind: NoticeKind) -> set[str]:
    sentences = (kind.message.zh, kind.message.en)
    found = (name for sentence in sentences for _, name, _, _ in string.Formatter().parse(sentence) if name)
    return {name.partition("|")[0] for name in found}  # a count brings its noun along


def _plain(kind: NoticeKind, name: str, value: object) -> Stored:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int) and abs(value) < _LARGEST:
        return value
    if isinstance(value, str) and _CODE.fullmatch(value):
        return value
    raise ValueError(f"{kind.code}: {name} is no id, day, small number or code; give an id and who knows its name")
