"""A named value from law or statistical practice, typed, with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Generic, TypeVar

from guildhall.kernel.divisions import path_name
from guildhall.kernel.errors import MessageKind, Refused, UnreadableInput
from guildhall.kernel.parameters.book import BROKEN, NATION, Entry, Source, as_decimal, parse, places_of

T = TypeVar("T")

NOT_IN_FORCE = MessageKind(
    "parameters.not_in_force",
    "没有“{key}”在 {on}、{place_zh} 有效的值，无法计算；请换一个日期，或请维护人员在 {file} 中补上该值及出处。",
    "There is no value of “{key}” in force on {on} in {place_en}, so this cannot be computed. Choose another date, "
    "or have it added with its source to {file}.",
)


@cache
def _book(package: str, file: str) -> Mapping[str, tuple[Entry, ...]]:
    text = files(package).joinpath(file).read_text(encoding="utf-8")
    return parse(text, f"{package.replace('.', '/')}/{file}")


class Parameter(Generic[T]):
    """`at` gives the value in force, `source` where it comes from; both refuse where nothing is in force.

    The file is read at the first question, not at import.
    """

    def __init__(self, key: str, convert: Callable[[object], T], *, package: str, file: str) -> None:
        self.key = key
        self._convert = convert
        self._package = package
        self._file = file

    @property
    def file(self) -> str:
        """The file to fill, as a path below the package's root."""
        return f"{self._package.replace('.', '/')}/{self._file}"

    def at(self, on: date, place: str = "") -> T:
        """The value in force on that day in that place (GB/T 2260 code; "": the nation); the most exact place wins.

        Raises Refused if none is in force, UnreadableInput if the file or the value's type is wrong.
        """
        entry = self.entry(on, place)
        try:
            return self._convert(entry.value)
        except (TypeError, ValueError) as error:
            problem = str(error)
            raise UnreadableInput(
                BROKEN(file=self.file, key=self.key, problem_zh=problem, problem_en=problem)
            ) from error

    def source(self, on: date, place: str = "") -> Source:
        """Citation and confidence of the value that `at` gives. Raises as `at` does."""
        return self.entry(on, place).source

    def entries(self) -> tuple[Entry, ...]:
        """Every value of the file, in its order; for documents and manifests."""
        return _book(self._package, self._file).get(self.key, ())

    def entry(self, on: date, place: str = "") -> Entry:
        """The value that `at` gives, as the file has it, with its source. Raises Refused if none is in force."""
        entries = self.entries()
        for jurisdiction in places_of(place):
            for entry in entries:
                if entry.source.jurisdiction == jurisdiction and on in entry.source.period:
                    return entry
        name = path_name(place)
        raise Refused(
            NOT_IN_FORCE(
                key=self.key,
                on=on.isoformat(),
                place_zh=name or (place if place and place != NATION else "全国"),
                place_en=name or (place if place and place != NATION else "the nation"),
                file=self.file,
            )
        )


def whole(value: object) -> int:
    """A whole number; `true` is none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"a whole number is needed, not {value!r}")
    return value


def truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"true or false is needed, not {value!r}")
    return value


def words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is needed, not {value!r}")
    return value


def texts(value: object) -> tuple[str, ...]:
    """A list of texts."""
    if not isinstance(value, tuple):
        raise TypeError(f"a list is needed, not {value!r}")
    return tuple(map(words, value))


def wholes(value: object) -> tuple[int, ...]:
    """Whole numbers: those that one may choose from, or a least and a most."""
    if not isinstance(value, list | tuple):
        raise TypeError(f"a list of whole numbers is needed, not {value!r}")
    return tuple(map(whole, value))


def bands(value: object) -> tuple[tuple[int, int, int], ...]:
    """Rising steps, each `[from so many, at least, at most]`."""
    if not isinstance(value, list | tuple):
        raise TypeError(f"a list of steps is needed, not {value!r}")
    steps = [wholes(step) for step in value]
    if not steps or any(len(step) != 3 for step in steps) or steps != sorted(steps):
        raise ValueError(f"rising steps of three numbers are needed, not {value!r}")
    return tuple((step[0], step[1], step[2]) for step in steps)


def band_of(steps: Iterable[tuple[int, int, int]], number: int) -> tuple[int, int] | None:
    """At least and at most for so many, by the step of `bands` that they have reached; None below the first."""
    reached = [(least, most) for start, least, most in steps if number >= start]
    return reached[-1] if reached else None


decimal = as_decimal
