"""The child process: opens one file under limits, stages its sheets or takes their cells, and writes JSON.

`python -m guildhall.linkage.readers.child PARENT`: for each line of its input, `[JOB, SAID]`, it forks a child and then
prints how that ended. JOB is a JSON file that `read.py` wrote, SAID takes the child's error stream.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import importlib
import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from guildhall.kernel.errors import Message, UnreadableInput
from guildhall.linkage.contracts import Register, Shape
from guildhall.linkage.readers.children import end_with_parent
from guildhall.linkage.readers.limits import Limits

#: What takes long to import and starts no thread: a process with several must not fork.
_LIBRARIES: Final = (
    "guildhall.linkage.readers.parquet_files",
    "guildhall.linkage.readers.sniff",
    "guildhall.linkage.readers.stage",
    "guildhall.linkage.readers.text_files",
    "guildhall.linkage.readers.titles",
    "guildhall.linkage.readers.workbooks",
)


def limit(limits: Limits) -> None:
    """No core file, no more memory and processor time than allowed."""
    memory = limits.memory_mebibytes << 20
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds + 5))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def work(job: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Read the file of a job; the answer holds `errors` and, where a register was read, `sheets`, `notices`, `sha256`.

    A job with `titles` has no register: the sheet with these titles goes to `text`, as CSV.
    """
    if "titles" in job:
        return _as_text(job, limits)
    # Imported here, where no process before this one has.
    import duckdb
    import pyarrow as pa

    from guildhall.linkage.readers import messages
    from guildhall.linkage.readers.stage import Stager, connect
    from guildhall.linkage.readers.titles import REGISTER_WORDS, TitleBook

    path, file, register = Path(job["path"]), str(job["file"]), Register(job["register"])
    book = TitleBook(_overrides(job["given"]), _overrides(job["remembered"]))
    out = Path(job["out"])
    errors: list[Message] = []
    notices: list[Message] = []
    staged: list[dict[str, Any]] = []
    titles: list[str] = []
    try:
        with connect(out, threads=int(job["threads"]), memory_mebibytes=limits.staging_mebibytes) as connection:
            opened = _open(path, out, file, register, book, limits, notices, titles)
            for number, sheet in enumerate(opened):
                stager = Stager(connection, sheet)
                accepted, rejected = out / f"accepted-{number}.parquet", out / f"rejected-{number}.parquet"
                found = stager.run(accepted, rejected, preview=bool(job["preview"]))
                done = {field.name: getattr(found, field.name) for field in dataclasses.fields(found)}
                staged.append(done | {"warnings": [_plain(message) for message in found.warnings]})
    except UnreadableInput as refusal:
        errors += refusal.messages
    except (MemoryError, duckdb.OutOfMemoryException, pa.ArrowMemoryError):
        errors.append(messages.MEMORY(file=file, mebibytes=limits.memory_mebibytes))
    if not errors and not staged:
        zh, en = REGISTER_WORDS[register]
        seen = "、".join(title[:24] for title in titles[:30]) or "—"
        errors.append(messages.NO_SHEET(file=file, register_zh=zh, register_en=en, titles=seen))
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return {
        "sheets": staged,
        "notices": [_plain(message) for message in notices],
        "errors": [_plain(message) for message in errors],
        "sha256": digest,
    }


def _open(
    path: Path,
    out: Path,
    file: str,
    register: Register,
    book: Any,
    limits: Limits,
    notices: list[Message],
    titles: list[str],
) -> Iterator[Any]:
    from guildhall.linkage.readers.parquet_files import open_parquet
    from guildhall.linkage.readers.sniff import Kind, sniff
    from guildhall.linkage.readers.text_files import TextTable
    from guildhall.linkage.readers.workbooks import Workbook

    kind = sniff(path, file, limits)
    if kind in (Kind.XLSX, Kind.XLS, Kind.XLSB):
        # The parser goes by the name: a name that says what the file is.
        named = out / f"workbook.{kind.value}"
        named.symlink_to(path)
        workbook = Workbook(named, file, kind, limits)
        yield from workbook.sheets(register, book)
        notices += workbook.notices
        titles += workbook.titles
        return
    if kind is Kind.PARQUET:
        sheet, seen = open_parquet(path, file, register, book)
    else:
        sheet, seen = TextTable(path, file).open(register, book)
    titles += seen
    if sheet is not None:
        yield sheet


def _as_text(job: dict[str, Any], limits: Limits) -> dict[str, Any]:
    from guildhall.linkage.readers import messages
    from guildhall.linkage.readers.sniff import Kind, sniff
    from guildhall.linkage.readers.workbooks import Workbook

    path, file = Path(job["path"]), str(job["file"])
    try:
        kind = sniff(path, file, limits)
        if kind not in (Kind.XLSX, Kind.XLS, Kind.XLSB):
            raise UnreadableInput(messages.FORMAT(file=file, kind_zh="别的文件", kind_en="another file"))
        named = Path(job["out"]) / f"workbook.{kind.value}"
        named.symlink_to(path)
        with Path(job["text"]).open("w", encoding="utf-8-sig", newline="") as text:
            csv.writer(text).writerows(Workbook(named, file, kind, limits).cells_below(job["titles"]))
    except UnreadableInput as refusal:
        return {"errors": [_plain(message) for message in refusal.messages]}
    except MemoryError:
        return {"errors": [_plain(messages.MEMORY(file=file, mebibytes=limits.memory_mebibytes))]}
    return {"errors": []}


def cells(job: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Every sheet of the file of a job as text, whatever list it is; the answer holds `sheets` and `errors`."""
    import pyarrow as pa

    from guildhall.linkage.readers import messages
    from guildhall.linkage.readers.sniff import Kind, sniff
    from guildhall.linkage.readers.text_files import TextTable
    from guildhall.linkage.readers.workbooks import Workbook

    path, file, out = Path(job["path"]), str(job["file"]), Path(job["out"])
    try:
        kind = sniff(path, file, limits)
        if kind is Kind.PARQUET:
            raise UnreadableInput(messages.FORMAT(file=file, kind_zh="Parquet 文件", kind_en="a Parquet file"))
        if kind is Kind.TEXT:
            return {"sheets": [["", TextTable(path, file).cells()]], "errors": []}
        named = out / f"workbook.{kind.value}"
        named.symlink_to(path)
        return {"sheets": list(Workbook(named, file, kind, limits).cells()), "errors": []}
    except UnreadableInput as refusal:
        return {"sheets": [], "errors": [_plain(message) for message in refusal.messages]}
    except (MemoryError, pa.ArrowMemoryError):
        return {"sheets": [], "errors": [_plain(messages.MEMORY(file=file, mebibytes=limits.memory_mebibytes))]}


def _overrides(plain: dict[str, dict[str, list[str]]]) -> dict[Shape, dict[str, list[str]]]:
    return {Shape(shape): fields for shape, fields in plain.items()}


def _plain(message: Message) -> dict[str, Any]:
    return {"code": message.code, "params": dict(message.params)}


def read(job_file: Path) -> None:
    job = json.loads(job_file.read_text(encoding="utf-8"))
    limits = Limits(**job["limits"])
    limit(limits)
    answer = cells(job, limits) if job.get("cells") else work(job, limits)
    Path(job["answer"]).write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")


def _fork(job: Path, said: Path) -> int:
    """The code with which a child ended that did the job."""
    parent = os.getpid()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)
    end_with_parent(parent)
    with said.open("wb") as stream, Path(os.devnull).open("r+b") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(nothing.fileno(), 1)
        os.dup2(stream.fileno(), 2)
    read(job)
    sys.exit(0)


def main() -> int:
    end_with_parent(int(sys.argv[1]))
    if sys.platform == "linux":
        for module in _LIBRARIES:
            importlib.import_module(module)
    for line in sys.stdin:
        job, said = map(Path, json.loads(line))
        if sys.platform != "linux":
            # Forking is unsafe or not to be had: the process is the child, and the next job gets a new one.
            read(job)
            return 0
        sys.stdout.write(f"{_fork(job, said)}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
