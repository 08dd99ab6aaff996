"""Every address of the product, discovered from the resolver, so that none can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver


class Route(NamedTuple):
    """`pattern`: as the resolver writes it. `name`: with its namespaces."""

    pattern: str
    name: str


def routes() -> tuple[Route, ...]:
    return tuple(sorted(_walk(get_resolver(), "", "")))


def _walk(resolver: URLResolver, before: str, spaces: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(pattern, f"{spaces}{entry.name or ''}")
        else:
            yield from _walk(entry, pattern, f"{spaces}{entry.namespace}:" if entry.namespace else spaces)
