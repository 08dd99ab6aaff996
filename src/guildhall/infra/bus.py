"""Facts that lower modules publish and higher ones hear: typed events, handled in the transaction that made them.

What need not stand or fall with the operation is not done here: the handler writes a job row (infra.jobs) in the same
transaction and the worker does the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")
_handlers: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def subscribe(event: type[Event], handler: Callable[[Event], None]) -> None:
    """Call `handler` with every such event; once however often it is asked for. Modules do so in `AppConfig.ready`."""
    if handler not in _handlers[event]:
        _handlers[event].append(handler)


def unsubscribe(event: type[Event], handler: Callable[[Event], None]) -> None:
    """Call `handler` no more, for whoever listens for a while only."""
    if handler in _handlers[event]:
        _handlers[event].remove(handler)


def publish(event: object) -> None:
    """Tell every subscriber, in the order of subscription. An error of a handler undoes the whole operation."""
    for handler in _handlers[type(event)]:
        handler(event)


def subscribers(event: type[Any]) -> tuple[Callable[[Any], None], ...]:
    """Who hears such an event, for the documents and tests."""
    return tuple(_handlers[event])
