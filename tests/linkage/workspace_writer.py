"""Writes results over and over into one folder, to be killed at any instant. Arguments: folder, number of files."""

import json
import sys
from pathlib import Path

from guildhall.linkage import workspace


def write(out: Path, generation: int, files: int) -> None:
    with workspace.Workspace(out) as space:
        for number in range(files):
            (space.folder / f"{number}.txt").write_text(f"{generation}\n" * 500, encoding="utf-8")
        manifest = {"format": workspace.FORMAT, "generation": generation, "files": files}
        (space.folder / workspace.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        space.commit()


if __name__ == "__main__":
    if "--without-exchange" in sys.argv:
        workspace._exchange = lambda one, other: False
    generation = 0
    while True:
        generation += 1
        write(Path(sys.argv[1]), generation, int(sys.argv[2]))
        sys.stdout.write(f"{generation}\n")
        sys.stdout.flush()
