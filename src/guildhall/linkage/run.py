"""One run: read the registers, link them, write the result, put it in the old one's place."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import resource
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Final

from guildhall import __version__
from guildhall.kernel import parameters
from guildhall.kernel.clocks import Clock
from guildhall.kernel.errors import Message, MessageKind, UnreadableInput, UsageError
from guildhall.kernel.parameters import Entry
from guildhall.linkage.backends.duckdb import duckdb_backend
from guildhall.linkage.contracts import Progress, Register, RosterRequest, StagedSheet, Task
from guildhall.linkage.engine.decisions import NEEDED, DecisionFile, remembered_in, standing_decisions
from guildhall.linkage.engine.link import EngineResult, link
from guildhall.linkage.readers import Explanation, explain_registers, read_registers, workbook_as_text
from guildhall.linkage.results.parameters import used_parameters
from guildhall.linkage.results.report import Comparison, Rate
from guildhall.linkage.results.write import WRITTEN, ResultWriter, Written
from guildhall.linkage.workspace import (
    FORMAT,
    KEPT,
    MANIFEST,
    OUT_EDITED,
    Workspace,
    editable_files,
    is_earlier_result,
)

READING: Final = MessageKind("run.reading", "读取名单", "Reading the registers")
NO_REGISTER: Final = MessageKind(
    "run.no_register",
    "至少要给一份名单：--civil-affairs、--market、--insurance 或 --union。",
    "Name at least one register: --civil-affairs, --market, --insurance or --union.",
)
OUT_IS_INPUT: Final = MessageKind(
    "run.out_is_input",
    "输出文件夹“{out}”里有要读的文件“{file}”；请换一个输出文件夹。",
    "The output folder “{out}” holds the input “{file}”. Name another output folder.",
)
NO_TRUTH: Final = MessageKind(
    "run.no_truth",
    "“{folder}”里没有 facts.json；--truth 只用于合成数据的 truth 文件夹。",
    "There is no facts.json in “{folder}”; --truth is for the truth folder of synthetic data.",
)
REMEMBERED: Final = MessageKind(
    "run.remembered",
    "沿用以前的 {decisions} 条人工决定；要收回，在决定文件里填“撤销”。",
    "{decisions|decision of earlier runs applies|decisions of earlier runs apply}; to take one back, write undo "
    "in a file of decisions.",
)
MEMORY_SIZE: Final = MessageKind(
    "run.memory_size",
    "“{given}”不是可用的内存上限；请写成 4GB 这样，至少 {least}MB。",
    "“{given}” is no usable memory limit. Write it like 4GB, {least}MB at least.",
)
_SIZE: Final = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?) ?(?P<unit>[KMGT]i?B)", re.IGNORECASE)
_UNITS: Final = {
    f"{letter}{middle}B": base**power
    for power, letter in enumerate("KMGT", start=1)
    for middle, base in (("", 1000), ("I", 1024))
}
#: Bytes: a smaller limit fits no run and is a slip of the pen.
MEMORY_LEAST_GIVEN: Final = 200 * 10**6
#: Megabytes for the engine: at least, and for each million rows; the rest of the program comes on top.
MEMORY_LEAST: Final = 3_000
MEMORY_PER_MILLION: Final = 600
#: Rows up to which the engine's tables stand in memory; a larger run keeps them in a file (docs/adr/0010).
ROWS_IN_MEMORY: Final = 3_000_000
_LIBRARIES: Final = ("duckdb", "splink", "pyarrow", "pypinyin", "opencc")


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run hands back. `summary` is what `--json` prints."""

    out: Path
    as_of: date | None
    headline: Rate | None
    comparisons: tuple[Comparison, ...]
    sheets: tuple[StagedSheet, ...]
    notices: tuple[Message, ...]
    summary: Mapping[str, object]


def build_roster(
    request: RosterRequest,
    *,
    clock: Clock,
    progress: Progress,
    threads: int | None = None,
    memory_limit: str | None = None,
) -> RunResult:
    """Do what `guildhall roster build` was asked.

    `threads`, `memory_limit`: as DuckDB takes them; None: all cores, and memory by the number of rows.

    Raises UsageError, UnreadableInput or Refused; then, and when stopped, an earlier result stands untouched.
    """
    _check(request)
    if request.as_of is not None:
        place = "" if request.inputs.get(Register.INSURANCE) else None
        list(used_parameters(request.as_of, place, found_cut_off=False))  # refused now and not when all is linked
    if memory_limit is not None:
        _check_memory(memory_limit)
    steps = _Steps(progress, clock)
    started, moment = clock.elapsed(), clock.now()
    with Workspace(request.out, WRITTEN) as space:
        work = space.folder / ".work"  # holds people's data: as private as the result, gone before it is shown
        staging = work / "staged"
        staging.mkdir(parents=True)
        with steps.task(READING()):
            sheets = read_registers(
                request.inputs, staging, synonyms=request.synonyms, titles=request.titles, progress=steps
            )
        with (
            duckdb_backend(
                work, threads=threads, memory_limit=memory_limit or memory_for(sheets), in_file=wants_file(sheets)
            ) as backend,
            ResultWriter(backend, space.folder, work, request, sheets) as results,
        ):
            linked = link(
                backend,
                sheets,
                decisions=_decisions(request, work, steps),
                previous=request.previous,
                as_of=request.as_of,
                progress=steps,
                organisations_linked=results.begin,
            )
            written = results.finish(steps)
        files = editable_files(space.folder)
        edited = space.keep_edited()
        if edited:
            steps.notice(OUT_EDITED(folder=str(request.out / KEPT), files="、".join(edited)))
        manifest = _manifest(request, sheets, linked, written, tuple(steps.said.values()))
        _write_json(space.folder / MANIFEST, manifest | {"files": files})
        run = {
            "started": moment.isoformat(),
            "seconds": round(clock.elapsed() - started, 3),
            "steps": [asdict(step) for step in steps.taken],
            "host": platform.node(),
            "system": platform.platform(),
            "python": platform.python_version(),
            "threads": threads,
            "peak_memory_mebibytes": _peak_memory(),
        }
        _write_json(space.folder / "run.json", run)
        shutil.rmtree(work)
        space.commit()
    return RunResult(
        out=request.out,
        as_of=linked.as_of,
        headline=written.headline,
        comparisons=written.comparisons,
        sheets=tuple(sheets),
        notices=tuple(steps.said.values()),
        summary=_summary(request, linked, written, sheets, tuple(steps.said.values())),
    )


def explain(request: RosterRequest, *, progress: Progress) -> Explanation:
    """How each file was understood, with a preview; nothing is written that stays."""
    _check(request)
    with tempfile.TemporaryDirectory(prefix="guildhall-") as scratch:
        return explain_registers(
            request.inputs, Path(scratch), synonyms=request.synonyms, titles=request.titles, progress=progress
        )


def memory_for(sheets: Sequence[StagedSheet]) -> str:
    """What the engine may hold in memory before it goes to the disk, as DuckDB writes it: it grows with the rows."""
    return f"{max(MEMORY_LEAST, round(_accepted(sheets) / 1_000_000 * MEMORY_PER_MILLION))}MB"


def wants_file(sheets: Sequence[StagedSheet]) -> bool:
    """Whether the engine's tables would crowd the memory: then they stand in a file."""
    return _accepted(sheets) > ROWS_IN_MEMORY


def _accepted(sheets: Sequence[StagedSheet]) -> int:
    return sum(sheet.counts.accepted for sheet in sheets)


def _decisions(request: RosterRequest, work: Path, progress: Progress) -> list[DecisionFile]:
    """Files of decisions, the later counting: of the previous run, of the result to be replaced, then those given."""
    earlier = [folder for folder in (request.previous, request.out) if folder is not None and is_earlier_result(folder)]
    given = [path.resolve() for path in request.decisions]
    remembered = [
        path
        for path in dict.fromkeys(path.resolve() for folder in earlier for path in remembered_in(folder))
        if path not in given
    ]
    files = [
        _as_text(path, work / f"decisions-{number:03d}")
        for number, path in enumerate((*remembered, *request.decisions))
    ]
    count = len(standing_decisions(*files[: len(remembered)]))
    if count:
        progress.notice(REMEMBERED(decisions=count))
    return files


def _as_text(path: Path, folder: Path) -> DecisionFile:
    """A list of decisions as it is, or what a child read from it where it was saved as a workbook."""
    folder.mkdir()
    text = folder / "decisions.csv"
    return DecisionFile(text if workbook_as_text(path, text, NEEDED) else path, path)


def _check_memory(limit: str) -> None:
    found = _SIZE.fullmatch(limit)
    if not found or float(found["number"]) * _UNITS[found["unit"].upper()] < MEMORY_LEAST_GIVEN:
        raise UsageError(MEMORY_SIZE(given=limit, least=MEMORY_LEAST_GIVEN // 10**6))


def _check(request: RosterRequest) -> None:
    files = [Path(file) for listed in request.inputs.values() for file in listed]
    if not files:
        raise UsageError(NO_REGISTER())
    out = request.out.absolute()
    inside = [file for file in files if out in file.absolute().parents]
    if inside:
        raise UsageError(*(OUT_IS_INPUT(out=str(request.out), file=str(file)) for file in inside))
    if request.truth is not None and not (request.truth / "facts.json").is_file():
        raise UnreadableInput(NO_TRUTH(folder=str(request.truth)))


@dataclass(frozen=True, slots=True)
class Step:
    step: str
    seconds: float


@dataclass(slots=True)
class _Steps:
    """Progress that also keeps how long each outermost step took."""

    progress: Progress
    clock: Clock
    taken: list[Step] = field(default_factory=list)
    said: dict[str, Message] = field(default_factory=dict)
    _depth: int = 0

    def task(self, message: Message, total: int | None = None) -> AbstractContextManager[Task]:
        return self._timed(message, total)

    @contextmanager
    def _timed(self, message: Message, total: int | None) -> Iterator[Task]:
        self._depth += 1
        start = self.clock.elapsed()
        try:
            with self.progress.task(message, total) as task:
                yield task
        finally:
            self._depth -= 1
            if not self._depth:
                self.taken.append(Step(message.code, round(self.clock.elapsed() - start, 3)))

    def notice(self, message: Message) -> None:
        self.said.setdefault(message.en, message)
        self.progress.notice(message)


def _manifest(
    request: RosterRequest,
    sheets: Sequence[StagedSheet],
    linked: EngineResult,
    written: Written,
    notices: Sequence[Message],
) -> dict[str, object]:
    """What is needed to repeat and to audit the run; no clock, no host, so equal runs give equal manifests."""
    on = linked.as_of
    return {
        "format": FORMAT,
        "format_version": 1,
        "guildhall": __version__,
        "libraries": {name: version(name) for name in _LIBRARIES},
        "as_of": on.isoformat() if on else None,
        "unmasked": request.unmask,
        "inputs": [
            {
                "register": sheet.register.value,
                "shape": sheet.shape.value,
                "source": sheet.source,
                "sha256": sheet.sha256,
                **asdict(sheet.counts),
                "columns": dict(sheet.mapping),
                "columns_by": dict(sheet.mapped_by),
                "warnings": [warning.as_dict() for warning in sheet.warnings],
            }
            for sheet in sheets
        ],
        "decisions": [_hash(path) for path in request.decisions],
        "previous": _hash(request.previous / MANIFEST) if request.previous else None,
        "next_ids": dict(linked.next_ids),
        "engine_parameters": dict(linked.parameters),
        "parameters": [
            {
                "name": parameter.key,
                "values": [_value(entry) for entry in parameter.entries()],
            }
            for parameter in parameters.ALL
        ],
        "parameters_used": [
            {
                "name": used.name,
                "used_for": used.purpose,
                "on": used.on.isoformat() if used.on else None,
                "place": used.place,
                **_value(used.entry),
            }
            for used in used_parameters(on, written.jurisdiction, found_cut_off=request.as_of is None)
        ],
        "counts": dict(written.counts),
        "notices": [notice.as_dict() for notice in notices],
    }


def _value(entry: Entry) -> dict[str, str | None]:
    source = entry.source
    days = {"from": source.period.start, "until": source.period.end, "last_verified": source.last_verified}
    return {
        "value": str(entry.value),
        "jurisdiction": source.jurisdiction,
        **{name: day.isoformat() if day else None for name, day in days.items()},
        "citation": source.citation,
        "confidence": source.confidence.value,
    }


def _summary(
    request: RosterRequest,
    linked: EngineResult,
    written: Written,
    sheets: Sequence[StagedSheet],
    notices: Sequence[Message],
) -> dict[str, object]:
    headline = written.headline
    return {
        "out": str(request.out),
        "report": str(request.out / "report.html"),
        "as_of": linked.as_of.isoformat() if linked.as_of else None,
        "coverage": None
        if headline is None
        else {
            "indicator": "social_org_coverage_25",
            "numerator": headline.numerator,
            "denominator": headline.denominator,
            "rate_text": headline.text,
        },
        "comparisons": [
            {"name": row.name.en, "numerator": row.rate.numerator, "denominator": row.rate.denominator}
            for row in written.comparisons
        ],
        "sources": [{"source": sheet.source, **asdict(sheet.counts)} for sheet in sheets],
        "notices": [notice.as_dict() for notice in notices],
        **written.counts,
    }


def _hash(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    with path.open("rb") as file:
        return {"file": path.name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _write_json(path: Path, document: Mapping[str, object]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _peak_memory() -> int:
    """Of this process, in MiB; the readers' children have their own limits."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 // (1024 if sys.platform == "darwin" else 1)
