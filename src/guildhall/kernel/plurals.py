"""English tells one from several; Chinese does not. Sentences say both, the count decides when they are filled."""

from __future__ import annotations

from collections.abc import Mapping


def filled(sentence: str, params: Mapping[str, object]) -> str:
    """A sentence with its parameters. A missing one is a dash: it must not hide the error that is being reported.

    `{name|row|rows}` is a count with what is counted, `{name?is|are}` the word alone that goes with a count.
    """
    return sentence.format_map(_Gentle(params))


def one_or_several(count: object, one: str, several: str) -> str:
    """The word that goes with a count, written out or not; `several` for what is no number."""
    return one if str(count) == "1" else several


class _Gentle(dict[str, object]):
    """Looks parameters up, with the words that follow their name."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__({name: "—" if value is None else value for name, value in params.items()})

    def __missing__(self, key: str) -> str:
        for mark in "|?":
            name, _, words = key.partition(mark)
            one, bar, several = words.partition("|")
            if bar and name in self:
                chosen = one_or_several(self[name], one, several)
                return f"{self[name]} {chosen}" if mark == "|" else chosen
        return "—"
