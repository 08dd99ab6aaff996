"""The frame around every page, filled by modules above: sections of the navigation, the place and role of who is in.

A module registers in `AppConfig.ready`; the frame shows to each actor only what their grants include.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import reverse

from guildhall.kernel.actor import Actor, Permission
from guildhall.kernel.counts import CappedCount
from guildhall.kernel.words import Words


@cache
def address_of(url_name: str) -> str:
    """Where a page without an id lies: the same for as long as a process runs."""
    return reverse(url_name)


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the navigation. `permission` None: for everyone signed in. Lower `order` stands first.

    `about`: what one does there, in one line, for the home page.
    """

    words: Words
    url_name: str
    order: int
    permission: Permission | None = None
    about: Words | None = None

    @property
    def href(self) -> str:
        return address_of(self.url_name)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Matters that wait for somebody: `count` says how many for an actor, in one query; `words` what they are.

    `url_name` leads to them. `permission` None: for everyone signed in. Lower `order` stands first.
    """

    words: Words
    url_name: str
    order: int
    count: Callable[[Actor], CappedCount]
    permission: Permission | None = None

    @property
    def href(self) -> str:
        return address_of(self.url_name)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in the head that waits for the reader, with how much of it: one query a page at most."""

    words: Words
    url_name: str
    count: Callable[[Actor], CappedCount]

    @property
    def href(self) -> str:
        return address_of(self.url_name)


@dataclass(frozen=True, slots=True)
class Shell:
    """What the frame of a page shows of the one who is in; empty for strangers. `account`: how they are called."""

    sections: tuple[Section, ...] = ()
    description: Words | None = None
    account: str = ""
    marks: tuple[tuple[Mark, CappedCount], ...] = ()


_sections: dict[str, Section] = {}
_marks: dict[str, Mark] = {}
_waiting: dict[str, Waiting] = {}
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


def add_waiting(waiting: Waiting) -> None:
    """Put something that can wait onto the home page; once for each address, however often it is asked for."""
    _waiting[waiting.url_name] = waiting


def waiting_for(actor: Actor) -> tuple[tuple[Waiting, CappedCount], ...]:
    """What waits for an actor and how much of it, in order; nothing of what none of their roles includes."""
    permitted = (w for w in _waiting.values() if w.permission is None or actor.has(w.permission))
    return tuple((w, w.count(actor)) for w in sorted(permitted, key=lambda w: (w.order, w.url_name)))


def describe_actors_with(describer: Callable[[HttpRequest, Actor], Words | None]) -> None:
    """Say how the place and role of an actor are named in the head of a page, such as 海曙区 · 经办."""
    _describers[:] = [describer]


def description_of(request: HttpRequest, actor: Actor) -> Words | None:
    """The place and role to be shown, or None where nobody says."""
    return _describers[0](request, actor) if _describers else None
