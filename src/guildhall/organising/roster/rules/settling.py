"""What records must be parted and joined so that they are one exactly where something in force says so.

An alias stands for a decision or for something else: a run, an officer. Which records an alias names depends on which
were heads when it was written; what it stands for does not. So undoing a decision looks at what all others say.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

#: An alias in force: a record, and the one that it was merged into.
Link = tuple[UUID, UUID]


@dataclass(frozen=True, slots=True)
class Same:
    """A decision in force that two records are one, in order of time. `made`: the alias that it wrote, if any."""

    decision_id: UUID
    left: UUID
    right: UUID
    made: Link | None


@dataclass(frozen=True, slots=True)
class Settlement:
    """`part`: records whose alias ends. `join`: decisions that must unite their records anew, in this order."""

    part: tuple[UUID, ...]
    join: tuple[UUID, ...]


class Classes:
    """What is one with what."""

    def __init__(self, ties: Iterable[Link] = ()) -> None:
        self._above: dict[UUID, UUID] = {}
        for one, other in ties:
            self.tie(one, other)

    def of(self, one: UUID) -> UUID:
        """The same for all that are one."""
        while one in self._above:
            one = self._above[one]
        return one

    def tie(self, one: UUID, other: UUID) -> bool:
        """Make two one; false where they were."""
        one, other = self.of(one), self.of(other)
        if one != other:
            self._above[max(one, other)] = min(one, other)
        return one != other


def settlement(links: Sequence[Link], sames: Sequence[Same], cut: Collection[Link] = ()) -> Settlement:
    """What to do so that records are one where an alias of another origin or a decision says so.

    `links`: all aliases in force. `cut`: those that must end whatever they stand for. `sames`: decisions of which both
    records were one.
    """
    made = {same.made for same in sames if same.made}
    foreign = [link for link in links if link not in made and link not in cut]
    wanted = Classes([*foreign, *((same.left, same.right) for same in sames)])
    ending = [link for link in links if link in cut or (link in made and wanted.of(link[0]) != wanted.of(link[1]))]
    left = Classes([link for link in links if link not in ending])
    again = tuple(same.decision_id for same in sames if left.tie(same.left, same.right))
    return Settlement(tuple(own for own, _ in ending), again)


def links_to_cut(links: Sequence[Link], sames: Sequence[Same], one: UUID, other: UUID) -> tuple[Link, ...]:
    """Aliases of another origin than decisions that must end for two records to be two, youngest first on each way.

    `links`: all aliases in force, the oldest first. Empty where the two are not one, or one by decisions alone.
    """
    made = {same.made for same in sames if same.made}
    foreign = [link for link in links if link not in made]
    said = [(same.left, same.right) for same in sames]
    cut: list[Link] = []
    while way := _way([*foreign, *said], one, other):
        between = [link for link in foreign if link in way or link[::-1] in way]
        if not between:
            return ()
        cut.append(between[-1])
        foreign.remove(between[-1])
    return tuple(cut)


def _way(ties: Iterable[Link], start: UUID, end: UUID) -> set[Link]:
    """The steps of a shortest way from one to the other; empty where there is none."""
    near: dict[UUID, list[UUID]] = {}
    for left, right in ties:
        near.setdefault(left, []).append(right)
        near.setdefault(right, []).append(left)
    came = {start: start}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        for step in near.get(here, ()):
            if step not in came:
                came[step] = here
                waiting.append(step)
    way: set[Link] = set()
    while end in came and came[end] != end:
        way.add((came[end], end))
        end = came[end]
    return way
