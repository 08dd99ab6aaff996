"""The frame around every page, filled by modules above: sections of the navigation, the place and role of who is in.

A module registers in `AppConfig.ready`; the frame shows to each actor only what their grants include.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation. `permission` None: for everyone signed in. Lower `order` stands first."""

    words: Words
    url_name: str
    order: int
    permission: Permission | None = None

    @property
    def href(self) -> str:
        return reverse(self.url_name)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in the head that waits for the reader, with how much of it: one query a page at most."""

    words: Words
    url_name: str
    count: Callable[[Actor], CappedCount]

    @property
    def href(self) -> str:
        return reverse(self.url_name)


_sections: dict[str, Section] = {}
_marks: dict[str, Mark] = {}
_describers: list[Callable[[HttpRequest, Actor], Words | None]] = []


def add_section(section: Section) -> None:
    """Put a section into the navigation; once however often it is asked for."""
    _sections[section.url_name] = section


def sections_for(actor: Actor) -> tuple[Section, ...]:
    """What the actor may open, in order."""
    permitted = (s for s in _sections.values() if s.permission is None or actor.has(s.permission))
    return tuple(sorted(permitted, key=lambda section: (section.order, section.url_name)))


def add_mark(mark: Mark) -> None:
    """Put a mark into the head of every page of the signed-in; once however often it is asked for."""
    _marks[mark.url_name] = mark


def marks_for(actor: Actor) -> tuple[tuple[Mark, CappedCount], ...]:
    """Every mark with what waits for the actor."""
    return tuple((mark, mark.count(actor)) for _, mark in sorted(_marks.items()))


def describe_actors_with(describer: Callable[[HttpRequest, Actor], Words | None]) -> None:
    """Say how the place and role of an actor are named in the head of a page, such as 海曙区 · 经办."""
    _describers[:] = [describer]


def description_of(request: HttpRequest, actor: Actor) -> Words | None:
    """The place and role to be shown, or None where nobody says."""
    return _describers[0](request, actor) if _describers else None
