"""Makes a province: true world, clerks' lists, files, truth; into a new folder that appears at once or not at all."""

from __future__ import annotations

import gc
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from guildhall.kernel.errors import MessageKind, UsageError
from guildhall.province.build_people import PeopleBuilder
from guildhall.province.build_unions import UnionBuilder
from guildhall.province.build_units import UnitBuilder
from guildhall.province.large_workbooks import to_workbooks
from guildhall.province.lists_of_people import insurance_persons, union_members
from guildhall.province.lists_of_unions import union_covered, union_orgs
from guildhall.province.lists_of_units import civil_affairs, insurance_units, market
from guildhall.province.offices import write_offices
from guildhall.province.parts import Joiner, Lists, Part, store_part, write_truth
from guildhall.province.people_alike import PeopleAlike
from guildhall.province.scale import Scale
from guildhall.province.truth import facts, spoiled, write_facts

FOREIGN_FOLDER = MessageKind(
    "province.out_in_use",
    "文件夹 {path} 里已有别的内容，没有改动它。请换一个新的文件夹名。",
    "The folder {path} already holds something else; nothing in it was changed. Name a new folder.",
)
MIXED_TOO_LARGE = MessageKind(
    "province.mixed_too_large",
    "大小 {size} 不能用 mixed 格式。请用 parquet、csv 或 xlsx。",
    "Size {size} cannot be written in mixed formats. Use parquet, csv or xlsx.",
)
Task = tuple[Scale, int, int, Path]
MARKER: Final = "README.txt"
_README: Final = (
    "工家 合成省份：全部数据由程序生成，不对应任何真实的人或单位。\n"
    "身份证号和统一社会信用代码使用从未分配的区划代码 3399xx，居住证和外国人证件的"
    "出生年份早于 1900 年，手机号使用未分配的 154 号段。\n"
    "Guildhall synthetic province: every record was made by a program and belongs to no person or organisation.\n"
    "Seed {seed}, size {size}. truth/ holds the right answers.\n"
)


def build_lists(seed: int, scale: Scale, shard: int, *, real_dates: bool) -> Lists:
    """Return one shard.

    The same seed, scale and shard give the same on every machine. `real_dates`: some dates are a workbook's own.
    """
    scope = (scale.name, shard)
    builder = UnitBuilder(seed, scale, shard)
    units = builder.build()
    unions = UnionBuilder(seed, builder).build(units)
    people = PeopleBuilder(seed, builder).build(units, unions)
    alike = [*units.alike, *PeopleAlike(seed, builder).among(people)]
    mint = builder.mint
    files = [
        civil_affairs(seed, scope, units, mint, real_dates=real_dates),
        [market(seed, scope, units, mint, real_dates=real_dates)],
        [insurance_units(seed, scope, units, mint, real_dates=real_dates)],
        [insurance_persons(seed, scope, people, mint, real_dates=real_dates)],
        [union_orgs(seed, scope, unions, real_dates=real_dates)],
        [union_covered(seed, scope, unions)],
        [union_members(seed, scope, people, mint, real_dates=real_dates)],
    ]
    figures = facts(units, unions, people)
    figures.update(spoiled(sheet for sheets in files for sheet in sheets))
    figures.update(f"alike:{pair.kind}" for pair in alike)
    return Lists(files, figures, alike)


def make_province(scale: Scale, seed: int, out: Path, file_format: str, said: Callable[[int], object] = int) -> None:
    """Write the province into `out`, which must be new, empty or an earlier province.

    `said` is told of every finished shard.

    Raises UsageError if `out` holds anything else.
    """
    if out.exists() and not _is_ours(out):
        raise UsageError(FOREIGN_FOLDER(path=str(out)))
    part = out.with_name(f".{out.name}.part")
    if part.exists():
        shutil.rmtree(part)
    (part / "truth").mkdir(parents=True)
    try:
        _write(scale, seed, part, file_format, said)
        if out.exists():
            shutil.rmtree(out)
        part.rename(out)
    finally:
        if part.exists():
            shutil.rmtree(part)


def _is_ours(out: Path) -> bool:
    return out.is_dir() and (not any(out.iterdir()) or ((out / MARKER).exists() and (out / "truth").is_dir()))


def _write(scale: Scale, seed: int, folder: Path, file_format: str, said: Callable[[int], object]) -> None:
    if file_format == "mixed":
        _write_mixed(scale, seed, folder)
        return
    if file_format == "xlsx":
        plain = folder / "plain"
        (plain / "truth").mkdir(parents=True)
        figures = _write_plain(scale, seed, plain, "parquet", said)
        to_workbooks(plain, folder)
        shutil.rmtree(plain)
    else:
        figures = _write_plain(scale, seed, folder, file_format, said)
    _write_about(scale, seed, folder, figures)


def _write_plain(
    scale: Scale, seed: int, folder: Path, file_format: str, said: Callable[[int], object]
) -> Counter[str]:
    """Write the lists and truth of all shards as Parquet or CSV; returns the true figures."""
    parts = folder / "parts"
    parts.mkdir()
    tasks = [(scale, seed, shard, parts) for shard in range(scale.shards)]
    with Joiner(folder, file_format) as joiner:
        for part in _parts(tasks):
            joiner.append(part)
            part.remove()
            said(1)
    parts.rmdir()
    return joiner.figures


def _write_mixed(scale: Scale, seed: int, folder: Path) -> None:
    """Write a province of one shard as seven offices would."""
    if scale.shards > 1:
        raise UsageError(MIXED_TOO_LARGE(size=scale.name))
    lists = build_lists(seed, scale, 0, real_dates=True)
    placed = write_offices(folder, lists.files)
    write_truth(folder / "truth", placed, lists.alike)
    _write_about(scale, seed, folder, lists.figures)


def _write_about(scale: Scale, seed: int, folder: Path, figures: Counter[str]) -> None:
    write_facts(folder / "truth" / "facts.json", seed, scale.name, figures)
    (folder / MARKER).write_text(_README.format(seed=seed, size=scale.name), encoding="utf-8")


def _parts(tasks: Sequence[Task]) -> Iterator[Part]:
    """Yield the shards in order, made by as many processes as there are cores."""
    if len(tasks) == 1:
        yield _make_part(tasks[0])
        return
    # Not forked: Arrow's threads do not survive a fork.
    with get_context("spawn").Pool(min(len(tasks), os.cpu_count() or 1)) as pool:
        yield from pool.imap(_make_part, tasks)


def _make_part(task: Task) -> Part:
    scale, seed, shard, folder = task
    gc.disable()  # a shard lives until it is written, and nothing in it is cyclic garbage
    try:
        return store_part(folder, shard, build_lists(seed, scale, shard, real_dates=False))
    finally:
        gc.enable()
