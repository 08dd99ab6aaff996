"""Errors and notices as codes with parameters; sentences in Chinese and English are made from them at the edge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from guildhall.kernel.plurals import filled

Param = str | int | float | bool | None


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class ExitCode:
    """Exit codes of the `guildhall` command (docs/formats.md)."""

    DONE = 0
    INTERNAL = 1
    USAGE = 2
    UNREADABLE = 3
    REFUSED = 4
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to say: a stable code, its parameters, and both sentences ready to fill."""

    kind: MessageKind
    params: Mapping[str, Param] = field(default_factory=lambda: MappingProxyType({}))

    def __hash__(self) -> int:
        return hash((self.kind, frozenset(self.params.items())))

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def zh(self) -> str:
        return filled(self.kind.zh, self.params)

    @property
    def en(self) -> str:
        return filled(self.kind.en, self.params)

    def render(self, language: Language) -> str:
        return self.zh if language is Language.ZH else self.en

    def as_dict(self) -> dict[str, object]:
        return {"code": self.code, "params": dict(self.params), "message_zh": self.zh, "message_en": self.en}


@dataclass(frozen=True, slots=True)
class MessageKind:
    """A code with its sentences; calling it with parameters gives a `Message`.

    `rule` names the article, standard or documented format that the sentence rests on, where one does.
    A parameter that is itself words comes twice, as `name_zh` and `name_en`, and each sentence uses its own.
    Counts bring their nouns and verbs along (`kernel.plurals`).
    """

    code: str
    zh: str
    en: str
    rule: str = ""

    def __call__(self, **params: Param) -> Message:
        return Message(self, MappingProxyType(params))


class Catalogue:
    """Message kinds by code, so that a stored code and its parameters can be shown again.

    Raises ValueError when one code is given twice.
    """

    def __init__(self, kinds: Iterable[MessageKind]) -> None:
        self._kinds: dict[str, MessageKind] = {}
        for kind in kinds:
            if kind.code in self._kinds:
                raise ValueError(f"message code given twice: {kind.code}")
            self._kinds[kind.code] = kind

    def __iter__(self) -> Iterator[MessageKind]:
        return iter(self._kinds.values())

    def message(self, code: str, params: Mapping[str, Param]) -> Message:
        return Message(self._kinds[code], params)


class GuildhallError(Exception):
    """A refusal that a person can act on: `exit_code` for the command line, `status` for the web (RFC 9110)."""

    exit_code: int = ExitCode.INTERNAL
    status: int = 500

    def __init__(self, *messages: Message) -> None:
        if not messages:
            raise ValueError("a refusal needs at least one message")
        self.messages = messages
        super().__init__("; ".join(f"[{m.code}] {m.en}" for m in messages))


class UsageError(GuildhallError):
    """The command was asked for something that it cannot mean."""

    exit_code = ExitCode.USAGE
    status = 400


class UnreadableInput(GuildhallError):
    """A file or a sheet cannot be read; nothing was written."""

    exit_code = ExitCode.UNREADABLE
    status = 422


class Refused(GuildhallError):
    """A guard or a rule refuses to go on; nothing was written."""

    exit_code = ExitCode.REFUSED
    status = 409


class Invalid(Refused):
    """What was filled in does not do. `fields`: field → what is wrong with it; "" for the whole."""

    status = 422

    def __init__(self, fields: Mapping[str, Iterable[Message]]) -> None:
        self.fields = MappingProxyType({name: tuple(messages) for name, messages in fields.items()})
        super().__init__(*(message for messages in self.fields.values() for message in messages))


class Absent(Refused):
    """There is no such thing, or none that the actor may know of: both look the same."""

    status = 404


class Forbidden(Refused):
    """None of the actor's roles includes this function."""

    status = 403


class Interrupted(GuildhallError):
    """The person stopped the run; nothing was written."""

    exit_code = ExitCode.INTERRUPTED
