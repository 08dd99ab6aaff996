"""What an indicator means, as kept with a snapshot: its words, and the parameters in force at the cut-off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from guildhall.base.figures.contracts import Citation, Indicator
from guildhall.kernel.words import Words


def definition_of(indicator: Indicator, citations: Iterable[Citation]) -> Mapping[str, Any]:
    """The meaning of an indicator as plain data. How it is computed, who may read it and its rows are no part of it."""
    return {
        "code": indicator.code,
        "name": _both(indicator.name),
        "unit": _both(indicator.unit),
        "definition": _both(indicator.definition),
        "numerator": _both(indicator.numerator_rule),
        "denominator": _both(indicator.denominator_rule),
        "source": _both(indicator.source),
        "kind": indicator.kind.value,
        "period": indicator.period.value,
        "dimensions": {d.code: [option.value for option in d.options] for d in indicator.dimensions},
        "parameters": {
            one.key: {
                "value": _plain(one.value),
                "citation": one.source.citation,
                "confidence": one.source.confidence.value,
            } for one in citations
        },
    }  # fmt: skip


def digest_of(definition: Mapping[str, Any]) -> str:
    """What tells whether a definition has changed: SHA-256 over its JSON with sorted keys."""
    line = json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(line.encode()).hexdigest()


def _both(words: Words | None) -> list[str] | None:
    return [words.zh, words.en] if words else None


def _plain(value: object) -> object:
    return value if isinstance(value, bool | int | str) else str(value)
