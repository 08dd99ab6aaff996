"""Looking at a file that came in: whose list it is, how each sheet is understood, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from guildhall.infra.jobs.running import Running
from guildhall.kernel.errors import GuildhallError, Message, MessageKind
from guildhall.linkage.contracts import Register, Shape
from guildhall.linkage.readers import explain_registers
from guildhall.organising.roster.models import RunInput
from guildhall.organising.roster.rules.whose import Read, register_of
from guildhall.organising.roster.tasks.scratch import Reporting, scratch, synonyms_in, unpack

#: As which a file of unknown origin is read (rules.whose).
_TRIED: Final = (Register.UNION, Register.INSURANCE)
UNCLEAR: Final = MessageKind(
    "roster.unclear",
    "从“{file}”的列名看不出是哪一类名单，请选择。",
    "The titles in “{file}” do not tell whose list it is. Choose its register.",
)


def recognise(job: Running) -> None:
    """Read a run's file in the readers' child process and keep what they made of it, or what they refused."""
    held = RunInput.objects.filter(pk=UUID(job.payload["input"])).first()
    if held is None:
        return  # taken out again meanwhile
    with scratch(job.id) as work:
        looking = _Looking(job, work, unpack(held.file_id, work / "in" / held.name), held.titles)
        register = Register(held.register) if held.register else looking.whose()
        found = looking.explained(register) if register else None
        problems = looking.problems(register)
    with job.finishing():
        RunInput.objects.filter(pk=held.pk).update(
            register=register.value if register else "", recognition=found, problems=problems
        )


class _Looking:
    """One file, read as one register's or another's, each at most once."""

    def __init__(self, job: Running, work: Path, path: Path, titles: Mapping[str, str]) -> None:
        self._job, self._work, self._path, self._titles = job, work, path, titles
        self._found: dict[Register, dict[str, Any]] = {}
        self._refused: dict[Register, tuple[Message, ...]] = {}

    def explained(self, register: Register) -> dict[str, Any] | None:
        """How the file reads as the register's; None where it cannot be read so."""
        if register not in self._found and register not in self._refused:
            self._read(register)
        return self._found.get(register)

    def whose(self) -> Register | None:
        """The one register that the file clearly belongs to."""
        return register_of(lambda register: _sheets(self.explained(register)))

    def problems(self, register: Register | None) -> list[dict[str, Any]]:
        """Why the file cannot be read. Where nobody said whose it is: what is wrong with the file whoever sent it."""
        if register is not None:
            return self._plain(self._refused.get(register, ()))
        refusals = [self._refused.get(one, ()) for one in _TRIED]
        alike = len({tuple(message.code for message in messages) for messages in refusals}) == 1
        if alike and refusals[0] and _is_about_the_file(refusals[0]):
            return self._plain(refusals[0])
        return self._plain([UNCLEAR(file=self._path.name)])

    def _read(self, register: Register) -> None:
        folder = self._work / register.value
        folder.mkdir(mode=0o700)
        try:
            explained = explain_registers(
                {register: [str(self._path)]},
                folder,
                synonyms=synonyms_in(folder, [self._titles]),
                progress=Reporting(self._job),
            )
            self._found[register] = self._without_folder(explained.as_dict())
        except GuildhallError as refusal:
            self._job.check()  # a job that was stopped says so, not the file
            self._refused[register] = refusal.messages

    def _plain(self, messages: Iterable[Message]) -> list[dict[str, Any]]:
        return [self._without_folder(message.as_dict()) for message in messages]

    def _without_folder(self, value: Any) -> Any:
        """The same, with files named as they came and not by where they lay for a moment."""
        if isinstance(value, str):
            return value.replace(f"{self._path.parent}/", "")
        if isinstance(value, Mapping):
            return {key: self._without_folder(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._without_folder(one) for one in value]
        return value


def _is_about_the_file(messages: Sequence[Message]) -> bool:
    """Whether the file itself is at fault (damaged, a password) and not its titles."""
    return not any("titles" in message.params for message in messages)


def _sheets(found: Mapping[str, Any] | None) -> list[Read]:
    return [
        Read(
            Shape(sheet["shape"]),
            frozenset(column["field"] for column in sheet["mapping"]),
            " ".join([sheet["source"], *(column["title"] for column in sheet["mapping"]), *sheet["unmapped"]]),
        )
        for sheet in (found["sheets"] if found else ())
    ]
