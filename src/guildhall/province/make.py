"""Makes a province: true world, clerks' lists, files, truth; into a new folder that appears at once or not at all."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from guildhall.kernel.errors import MessageKind, UsageError
from guildhall.province.build_people import PeopleBuilder
from guildhall.province.build_unions import UnionBuilder
from guildhall.province.build_units import UnitBuilder
from guildhall.province.files_out import Placed, write_csv, write_parquet
from guildhall.province.lists_of_people import insurance_persons, union_members
from guildhall.province.lists_of_unions import union_covered, union_orgs
from guildhall.province.lists_of_units import civil_affairs, insurance_units, market
from guildhall.province.scale import Scale
from guildhall.province.sheets import Sheet
from guildhall.province.truth import facts, write_errors, write_facts, write_links

FOREIGN_FOLDER = MessageKind(
    "province.out_in_use",
    "文件夹 {path} 里已有别的内容，没有改动它。请换一个新的文件夹名。",
    "The folder {path} already holds something else; nothing in it was changed. Name a new folder.",
)
MARKER: Final = "README.txt"
_README: Final = (
    "工家 合成省份：全部数据由程序生成，不对应任何真实的人或单位。\n"
    "身份证号和统一社会信用代码使用从未分配的区划代码 3399xx，居住证和外国人证件的"
    "出生年份早于 1900 年，手机号使用未分配的 154 号段。\n"
    "Guildhall synthetic province: every record was made by a program and belongs to no person or organisation.\n"
    "Seed {seed}, size {size}. truth/ holds the right answers.\n"
)


@dataclass(frozen=True, slots=True)
class Shard:
    sheets: list[list[Sheet]]  # by file
    figures: Counter[str]


def make_shard(seed: int, scale: Scale, shard: int, *, real_dates: bool) -> Shard:
    """Return one shard's lists and true figures; the same seed, scale and shard give the same on every machine."""
    scope = (scale.name, shard)
    builder = UnitBuilder(seed, scale, shard)
    units = builder.build()
    unions = UnionBuilder(seed, builder).build(units)
    people = PeopleBuilder(seed, builder).build(units, unions)
    mint = builder.mint
    sheets = [
        civil_affairs(seed, scope, units, mint, real_dates=real_dates),
        [market(seed, scope, units, mint, real_dates=real_dates)],
        [insurance_units(seed, scope, units, mint, real_dates=real_dates)],
        [insurance_persons(seed, scope, people, mint, real_dates=real_dates)],
        [union_orgs(seed, scope, unions, real_dates=real_dates)],
        [union_covered(seed, scope, unions)],
        [union_members(seed, scope, people, mint, real_dates=real_dates)],
    ]
    return Shard(sheets, facts(units, unions, people))


def make_province(scale: Scale, seed: int, out: Path, file_format: str) -> None:
    """Write the province into `out`, which must be new, empty or an earlier province.

    Raises UsageError if `out` holds anything else.
    """
    if out.exists() and not _is_ours(out):
        raise UsageError(FOREIGN_FOLDER(path=str(out)))
    part = out.with_name(f".{out.name}.part")
    if part.exists():
        shutil.rmtree(part)
    (part / "truth").mkdir(parents=True)
    try:
        _write(scale, seed, part, file_format)
        if out.exists():
            shutil.rmtree(out)
        part.rename(out)
    finally:
        if part.exists():
            shutil.rmtree(part)


def _is_ours(out: Path) -> bool:
    return out.is_dir() and (not any(out.iterdir()) or ((out / MARKER).exists() and (out / "truth").is_dir()))


def _write(scale: Scale, seed: int, folder: Path, file_format: str) -> None:
    figures: Counter[str] = Counter()
    shards = [make_shard(seed, scale, n, real_dates=False) for n in range(scale.shards)]
    placed: list[Placed] = []
    write: Callable[[Path, Sequence[Sheet]], list[Placed]] = write_parquet if file_format == "parquet" else write_csv
    for at in range(len(shards[0].sheets)):
        sheets = [s for shard in shards for s in shard.sheets[at]]
        placed.extend(write(folder / f"{sheets[0].stem}.{file_format}", sheets))
    for shard in shards:
        figures.update(shard.figures)
    write_links(folder / "truth" / "links.parquet", placed)
    write_errors(folder / "truth" / "errors.csv", placed)
    write_facts(folder / "truth" / "facts.json", seed, scale.name, figures)
    (folder / MARKER).write_text(_README.format(seed=seed, size=scale.name), encoding="utf-8")
