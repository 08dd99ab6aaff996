"""One operation, one transaction: what a refusal or an error leaves behind is nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)

_OPERATIONS: list[str] = []


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Run a public function of an `operations` module in one transaction.

    Operations may call each other: the inner one joins the outer one's transaction (a savepoint). On SQLite the
    transaction is IMMEDIATE (config.settings), so what is read first stays true until it is written.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic():
            return function(*args, **kwargs)

    _OPERATIONS.append(f"{function.__module__}.{function.__qualname__}")
    return run


def operations() -> tuple[str, ...]:
    """Every operation that has been imported, for tests and documents."""
    return tuple(_OPERATIONS)


def locked(rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """The rows, locked until the end of the operation, always in the order of their keys so that no two can deadlock.

    On SQLite, which has no row locks, the IMMEDIATE transaction holds off every other writer already.
    """
    connection: Any = transaction.get_connection(rows.db)
    ordered = rows.order_by("pk")
    return ordered.select_for_update() if connection.features.has_select_for_update else ordered


def one_at_a_time(name: str) -> None:
    """Let no other operation that names the same past this point until this one has ended.

    For what no row can be locked for, because it is decided from what is not there. On SQLite the IMMEDIATE transaction
    holds off every other writer already.
    """
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":
        key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
