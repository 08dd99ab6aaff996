"""How much a file may cost. A file that wants more is refused with that reason; docs/reading-files.md tells them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Per file. `memory_mebibytes`: the child's address space. `cells`: of the rectangle that a sheet spans."""

    memory_mebibytes: int = 6144
    staging_mebibytes: int = 1024
    seconds: int = 900
    unpacked_mebibytes: int = 4096
    ratio: int = 200
    ratio_from_mebibytes: int = 64
    members: int = 10_000
    cells: int = 60_000_000
    workers: int = 0  # files read at once; 0: one a processor
