"""Registers in, staged sheets out: one child process a file, several at once, every bad file named together."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from guildhall.kernel.errors import Message, MessageKind, UnreadableInput
from guildhall.linkage.contracts import Progress, Register, Shape, SheetCounts, StagedSheet
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.children import Children
from guildhall.linkage.readers.limits import Limits
from guildhall.linkage.readers.synonyms import Titles, read_titles, remember

READING: Final = MessageKind("reader.reading", "读取文件", "Reading files")
#: Registers of record count nobody by the month: a list that does is social insurance's, given under a wrong option.
_OF_RECORD: Final = frozenset({Register.CIVIL_AFFAIRS, Register.MARKET})
_INSURANCE_ONLY: Final = frozenset({"month", "insured_count"})
#: Arrow's own allocator reserves address space far ahead, which would count against the limit, and starts a thread.
ENVIRONMENT: Final = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MALLOC_ARENA_MAX": "2",
    "RUST_BACKTRACE": "0",
}
#: How .xlsx (a ZIP archive) and .xls (an OLE container) begin.
WORKBOOK_BEGINS: Final = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
#: Lines of a broken child's last words that are told.
_LAST_WORDS: Final = 200


@dataclass(frozen=True, slots=True)
class FileReading:
    """What the child told about one file, in the order in which files were given."""

    register: Register
    file: str
    path: Path
    sha256: str
    sheets: tuple[Mapping[str, Any], ...]
    notices: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    number: int
    register: Register
    file: str
    path: Path


def read_registers(
    inputs: Mapping[Register, Sequence[str]],
    work: Path,
    *,
    synonyms: Path | None = None,
    titles: Path | None = None,
    progress: Progress,
    limits: Limits | None = None,
) -> list[StagedSheet]:
    """Stage every sheet of every file below `work`, in the order of registers, files and sheets.

    Raises UnreadableInput with one message a problem, of all files, and UsageError for a bad synonyms file. `titles`:
    the file of those remembered; titles of `synonyms` that were used are added once everything could be read. None: a
    run knows nothing of others and leaves nothing to them.
    """
    readings = read_files(inputs, work, synonyms=synonyms, titles=titles, progress=progress, limits=limits or Limits())
    used: Titles = {}
    sheets = []
    seen: dict[str, str] = {}
    for reading in readings:
        for message in reading.notices:
            progress.notice(message)
        if reading.sha256 in seen:
            progress.notice(messages.SAME_CONTENT(file=reading.file, other=seen[reading.sha256]))
        seen.setdefault(reading.sha256, reading.file)
        for sheet in reading.sheets:
            sheets.append(staged_sheet(reading, sheet))
            if reading.register in _OF_RECORD and not _INSURANCE_ONLY.isdisjoint(sheet["mapping"]):
                progress.notice(messages.OTHER_REGISTER(source=sheet["source"]))
            for field, title in sheet["given"].items():
                used.setdefault(Shape(sheet["shape"]), {}).setdefault(field, []).append(title)
            if sheet["remembered"]:
                used_again = "、".join(sheet["remembered"].values())
                progress.notice(messages.REMEMBERED_USED(source=sheet["source"], titles=used_again, file=str(titles)))
    if used and titles is not None:
        new = remember(titles, used)
        if new:
            progress.notice(messages.REMEMBERED(count=new, file=str(titles)))
    return sheets


def staged_sheet(reading: FileReading, sheet: Mapping[str, Any]) -> StagedSheet:
    return StagedSheet(
        register=reading.register,
        shape=Shape(sheet["shape"]),
        source=sheet["source"],
        path=reading.path,
        sheet=sheet["name"],
        accepted=Path(sheet["accepted_file"]),
        rejected=Path(sheet["rejected_file"]) if sheet["rejected_file"] else None,
        counts=SheetCounts(sheet["rows_in"], sheet["accepted"], sheet["rejected"], sheet["skipped"]),
        mapping=dict(sheet["mapping"]),
        mapped_by={**dict.fromkeys(sheet["given"], "synonyms"), **dict.fromkeys(sheet["remembered"], "remembered")},
        warnings=tuple(revive(message) for message in sheet["warnings"]),
        sha256=reading.sha256,
    )


def revive(plain: Mapping[str, Any]) -> Message:
    return messages.CATALOGUE.message(plain["code"], plain["params"])


def read_files(
    inputs: Mapping[Register, Sequence[str]],
    work: Path,
    *,
    synonyms: Path | None,
    titles: Path | None,
    progress: Progress,
    limits: Limits,
    preview: bool = False,
) -> list[FileReading]:
    """As `read_registers`, but what the children told as it is. Nothing is remembered."""
    given = read_titles(synonyms) if synonyms else {}
    remembered = read_titles(titles) if titles is not None and titles.exists() else {}
    jobs, problems = _jobs(inputs)
    processors = len(os.sched_getaffinity(0))
    workers = limits.workers or processors
    answers: dict[int, FileReading] = {}
    failed: dict[int, tuple[Message, ...]] = {}
    with (
        progress.task(READING(), total=len(jobs)) as bar,
        Children(work.resolve(), os.environ | ENVIRONMENT) as children,
        ThreadPoolExecutor(workers) as pool,
    ):
        # The largest first: else the longest file starts last and one processor waits.
        order = sorted(jobs, key=lambda job: (-job.path.stat().st_size, job.number))
        common = {"given": _plain(given), "remembered": _plain(remembered), "preview": preview, "threads": processors}
        try:
            running = {pool.submit(_run, job, work, limits, common, children): job for job in order}
            for future in as_completed(running):
                job = running[future]
                try:
                    answers[job.number] = future.result()
                except UnreadableInput as refusal:
                    failed[job.number] = refusal.messages
                bar.advance()
        except BaseException:  # Ctrl-C above all: the pool would wait until every file is read
            children.stop()
            raise
    problems += [message for number in sorted(failed) for message in failed[number]]
    if problems:
        raise UnreadableInput(*problems)
    return [answers[job.number] for job in jobs]


def _jobs(inputs: Mapping[Register, Sequence[str]]) -> tuple[list[_Job], list[Message]]:
    jobs: list[_Job] = []
    problems: list[Message] = []
    seen: dict[tuple[int, int], str] = {}
    for register in Register:
        for file in inputs.get(register, ()):
            path = Path(file)
            try:
                stat = path.stat()
                if path.is_dir():
                    problems.append(messages.DIRECTORY(file=file))
                    continue
                if not path.is_file():  # a device or a pipe: it may never end
                    problems.append(messages.NOT_A_FILE(file=file))
                    continue
                with path.open("rb"):
                    pass
            except PermissionError:
                problems.append(messages.PERMISSION(file=file))
                continue
            except OSError:
                problems.append(messages.MISSING(file=file))
                continue
            same = (stat.st_dev, stat.st_ino)
            if same in seen:
                problems.append(messages.DUPLICATE(file=file, other=seen[same]))
                continue
            seen[same] = file
            jobs.append(_Job(len(jobs), register, file, path))
    return jobs, problems


def _plain(titles: Titles) -> dict[str, dict[str, list[str]]]:
    return {shape.value: fields for shape, fields in titles.items()}


def workbook_as_text(path: Path, text: Path, titles: Sequence[str], limits: Limits | None = None) -> bool:
    """Write the sheet with these titles to `text`, as CSV and row by row; False, and nothing, where it is no workbook.

    The file is opened by a child under limits. Raises UnreadableInput. `text` must lie in a folder of its own.
    """
    jobs, problems = _jobs({Register.UNION: [str(path)]})
    if problems:
        raise UnreadableInput(*problems)
    with path.open("rb") as stream:
        if not stream.read(8).startswith(WORKBOOK_BEGINS):
            return False
    order = {"titles": list(titles), "text": str(text.resolve())}
    out = text.parent / "reading"
    with Children(out.resolve(), os.environ | ENVIRONMENT) as children:
        _ask(jobs[0], out, limits or Limits(), order, children)
    return True


def _run(job: _Job, work: Path, limits: Limits, common: Mapping[str, Any], children: Children) -> FileReading:
    order = {**common, "register": job.register.value}
    told = _ask(job, work / f"file-{job.number:03d}", limits, order, children)
    notices = tuple(revive(message) for message in told["notices"])
    return FileReading(job.register, job.file, job.path, told["sha256"], tuple(told["sheets"]), notices)


def _ask(job: _Job, out: Path, limits: Limits, wanted: Mapping[str, Any], children: Children) -> Mapping[str, Any]:
    """What a child told that did the job, with a new folder `out` to itself. Raises UnreadableInput."""
    out.mkdir(parents=True, mode=0o700)
    order, answer = out / "job.json", out / "answer.json"
    order.write_text(
        json.dumps(
            {
                **wanted,
                "path": str(job.path.resolve()),
                "file": job.file,
                "out": str(out.resolve()),
                "answer": str(answer.resolve()),
                "limits": dataclasses.asdict(limits),
            },
            ensure_ascii=False,
        ),
        encoding="utf-8",
    )
    try:
        done = children.run(order.resolve(), out.resolve() / "said.txt", limits.seconds)
    except subprocess.TimeoutExpired as error:
        raise UnreadableInput(messages.TOO_LONG(file=job.file, seconds=limits.seconds)) from error
    if done.code or not answer.exists():
        raise UnreadableInput(ended_badly(job.file, done.code, done.said, limits))
    told: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    if told["errors"]:
        raise UnreadableInput(*(revive(message) for message in told["errors"]))
    return told


def ended_badly(file: str, code: int, last_words: str, limits: Limits) -> Message:
    """What became of a child that gave no answer."""
    if code == -signal.SIGXCPU:
        return messages.TOO_LONG(file=file, seconds=limits.seconds)
    memory = ("memory allocation", "MemoryError", "bad_alloc", "OutOfMemory", "Cannot allocate memory", "capacity")
    if code == -signal.SIGKILL or any(word in last_words for word in memory):
        return messages.MEMORY(file=file, mebibytes=limits.memory_mebibytes)
    lines = [line.strip() for line in last_words.splitlines() if line.strip()]
    return messages.CRASHED(file=file, detail=(lines[-1] if lines else f"exit {code}")[:_LAST_WORDS])
