"""How accounts are called on pages of modules that lie below accounts: who looked, who merged, who decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

Namer = Callable[[Collection[UUID]], Mapping[UUID, str]]

#: Set by accounts at start. The floor below must not import the module above it.
_namer: list[Namer] = []


def name_accounts_with(namer: Namer) -> None:
    """Say how accounts are named; base.accounts does so when the apps are ready."""
    _namer[:] = [namer]


def account_names(ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Display names by id, of those that exist: one query, none for nothing."""
    return _namer[0](ids) if ids and _namer else {}
