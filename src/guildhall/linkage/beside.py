"""A second hand: work on the same tables, in a thread and on a connection of its own, while the run goes on.

Where Python counts or a table is small the engine leaves a core idle; two streams of work fill both (docs/adr/0018).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from guildhall.linkage.backends import Backend

_Result = TypeVar("_Result")
#: Seconds between two attempts to stop what runs: it may be between two statements.
_AGAIN: Final = 0.05


class Beside:
    """Use as a context: `begin` hands work over, which is done piece after piece; its future tells the result.

    Leaving by an error stops what runs and begins nothing further. Child processes that the work starts end with the
    thread, so wait for them before leaving.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend.beside()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="beside")
        self._begun: list[Future[Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            while not all(future.done() for future in self._begun):
                self._backend.interrupt()
                wait(self._begun, timeout=_AGAIN)
        self._pool.shutdown()
        self._backend.close()

    def begin(self, work: Callable[[Backend], _Result]) -> Future[_Result]:
        """`work` is given the connection. What it raises, the future raises."""
        future = self._pool.submit(work, self._backend)
        self._begun.append(future)
        return future
