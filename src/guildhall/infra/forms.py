"""Forms whose refusals come from operations: every message at its field, with its rule, what was typed kept."""

from __future__ import annotations

from typing import Any, Final

from django.forms import BaseForm

from guildhall.kernel.errors import Invalid, Message

_HELD: Final = "guildhall_refused"


def refuse(form: BaseForm, error: Invalid) -> None:
    """Keep what an operation refused beside the form's own errors; the page is answered with status 422.

    A refusal of a field that the form does not have stands over the whole form: nothing is lost.
    """
    held: dict[str, tuple[Message, ...]] = {}
    for name, messages in error.fields.items():
        where = name if name in form.fields else ""
        held[where] = (*held.get(where, ()), *messages)
    kept: Any = form
    setattr(kept, _HELD, held)


def refused(form: BaseForm, name: str) -> tuple[Message, ...]:
    """What was refused at a field, or "" for the whole."""
    held: dict[str, tuple[Message, ...]] = getattr(form, _HELD, {})
    return held.get(name, ())
