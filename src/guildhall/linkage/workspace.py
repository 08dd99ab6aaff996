"""A result folder that is replaced as a whole: at every instant the old result or the new one stands at its place.

Everything is written into a hidden sibling and then exchanged with the result by one system call. A run that was killed
leaves such a sibling behind; the next run on the same folder clears it. Every run's sibling has a name of its own, so
that nothing that a killed run left at work can write into the next one. A lock keeps two runs off one folder.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from guildhall.kernel.errors import Catalogue, MessageKind, UsageError

MANIFEST: Final = "manifest.json"
FORMAT: Final = "guildhall-roster"

OUT_FOREIGN: Final = MessageKind(
    "output.foreign",
    "“{path}”里有别的东西，不是以前的结果，不会覆盖。请换一个新文件夹，或先把它移走。",
    "“{path}” holds other things and is not an earlier result: it stays as it is. Name a new folder, or move it.",
)
OUT_NOT_FOLDER: Final = MessageKind(
    "output.not_folder",
    "“{path}”是一个文件，不是文件夹。请换一个文件夹名。",
    "“{path}” is a file and not a folder. Name a folder.",
)
OUT_BUSY: Final = MessageKind(
    "output.busy",
    "另一次运行正在写“{path}”。等它结束再来，或换一个文件夹。",
    "Another run is writing “{path}”. Wait until it has ended, or name another folder.",
)
OUT_NOT_WRITABLE: Final = MessageKind(
    "output.not_writable",
    "不能在“{path}”里写：{reason}。请换一个有写权限、有空间的地方。",
    "Cannot write in “{path}”: {reason}. Choose a place with permission and room.",
)
OUT_ADDED: Final = MessageKind(
    "output.added",
    "“{path}”里有不是本程序写的文件：{files}。换掉整个文件夹会丢失它们，请先移走。",
    "“{path}” holds files that no run wrote: {files}. They would be lost with the old result; move them first.",
)
OUT_MOUNT: Final = MessageKind(
    "output.mount",
    "“{path}”是一个盘或挂载点，不能整个换掉。请在它里面另起一个文件夹名。",
    "“{path}” is a drive or a mount point and cannot be exchanged as a whole. Name a folder within it.",
)
OUT_EDITED: Final = MessageKind(
    "output.edited",
    "以前的结果里有人改过的文件留在“{folder}”里，没有丢：{files}。",
    "Files of the earlier result that somebody had changed are kept in “{folder}”: {files}.",
)
MESSAGES: Final = Catalogue([OUT_FOREIGN, OUT_NOT_FOLDER, OUT_BUSY, OUT_NOT_WRITABLE, OUT_ADDED, OUT_MOUNT, OUT_EDITED])
#: The folder of a result that holds what people had changed in those before it.
KEPT: Final = "kept"
#: What officers open, add columns to and save; the others are for programs.
_EDITABLE: Final = frozenset({".csv", ".xlsx"})
#: What desktops leave in any folder that is looked at.
_LEFT_BY_DESKTOPS: Final = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|~\$.*|\.~lock\..*#", re.IGNORECASE)
#: Names that one sentence tells.
_TOLD: Final = 5
#: What a disk says when nothing more can be written to it.
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG})


def is_earlier_result(folder: Path) -> bool:
    """Whether a folder's manifest says that this program wrote it."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get("format") == FORMAT


def editable_files(folder: Path) -> dict[str, str]:
    """Path below a result → SHA-256 of the files that people may change, for the manifest's `files`."""
    return {
        path.relative_to(folder).as_posix(): _digest(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in _EDITABLE and path.is_file() and folder / KEPT not in path.parents
    }


class Workspace:
    """Use as a context: write into `folder`, then `commit()`. Leaving without it removes everything that was written.

    The new result must hold a manifest with `"format": "guildhall-roster"`, else the next run would not replace it.
    `holds`: paths of files that a result has; whatever else lies in it is somebody's own. None: anything may.
    Raises UsageError where `out` is something else than new, empty or an earlier result, or another run holds it, and
    where its disk has no room for what is written.
    """

    def __init__(self, out: Path, holds: re.Pattern[str] | None = None) -> None:
        self._holds = holds
        self.out = out.resolve()  # a link keeps pointing where it did; what it points to is exchanged
        self._hidden = f".{self.out.name}."
        self.folder = self.out.parent / f"{self._hidden}partial"  # gets its own name on entering
        self._partial = re.compile(re.escape(f"{self._hidden}partial-") + r"[a-z0-9_]+")
        self._former = self.out.parent / f"{self._hidden}former"
        self._lock_path = self.out.parent / f"{self._hidden}lock"
        self._lock: int | None = None

    def __enter__(self) -> Self:
        try:
            self.out.parent.mkdir(parents=True, exist_ok=True)
            self._take_lock()
        except OSError as error:
            raise UsageError(OUT_NOT_WRITABLE(path=str(self.out.parent), reason=error.strerror)) from error
        try:
            self._recover()
            self._check()
            # mkdtemp: mode 0700
            self.folder = Path(tempfile.mkdtemp(prefix=f"{self._hidden}partial-", dir=self.out.parent))
        except BaseException:
            self._release_lock()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self._release_lock()
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise UsageError(OUT_NOT_WRITABLE(path=str(self.out.parent), reason=error.strerror)) from error

    def keep_edited(self) -> list[str]:
        """Take over what people had changed in the earlier result, and what is kept there already, into `kept`.

        Returns the paths below the result of those that are new there. An earlier result whose manifest does not tell
        the hashes of its files gives nothing new.
        """
        if not is_earlier_result(self.out):
            return []
        if (self.out / KEPT).is_dir():
            shutil.copytree(self.out / KEPT, self.folder / KEPT)
        manifest = json.loads((self.out / MANIFEST).read_text(encoding="utf-8"))
        kept = []
        for name, digest in manifest.get("files", {}).items():
            edited = self.out / name
            if edited.is_file() and _digest(edited) != digest:
                target = _free(self.folder / KEPT / name, edited)
                if not target.exists():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(edited, target)
                    kept.append(target.relative_to(self.folder).as_posix())
        return kept

    def commit(self) -> None:
        """Put the new result in the old one's place, durably, in one step."""
        for path in sorted(self.folder.rglob("*")):
            _sync(path)
        _sync(self.folder)
        if self.out.exists() and not _exchange(self.folder, self.out):
            # Without an exchange there is an instant with no result; the next run puts the former one back.
            self.out.rename(self._former)
            self.folder.rename(self.out)
            shutil.rmtree(self._former)
        elif self.folder.exists() and not self.out.exists():
            self.folder.rename(self.out)
        _sync(self.out.parent)

    def _check(self) -> None:
        if not self.out.exists():
            return
        if not self.out.is_dir():
            raise UsageError(OUT_NOT_FOLDER(path=str(self.out)))
        if self.out.is_mount():
            raise UsageError(OUT_MOUNT(path=str(self.out)))
        if any(self.out.iterdir()) and not is_earlier_result(self.out):
            raise UsageError(OUT_FOREIGN(path=str(self.out)))
        added = sorted(
            path.relative_to(self.out).as_posix()
            for path in self.out.rglob("*")
            if not path.is_dir() and not self._expected(path)
        )
        if added:
            raise UsageError(OUT_ADDED(path=str(self.out), files="、".join(added[:_TOLD])))

    def _expected(self, path: Path) -> bool:
        if self._holds is None or _LEFT_BY_DESKTOPS.fullmatch(path.name):
            return True
        return self._holds.fullmatch(path.relative_to(self.out).as_posix()) is not None

    def _recover(self) -> None:
        """Tidy after a run that was killed. Only the holder of the lock may."""
        if self._former.exists():
            if self.out.exists():
                shutil.rmtree(self._former)
            else:
                self._former.rename(self.out)
        for left in self.out.parent.iterdir():
            if self._partial.fullmatch(left.name):
                shutil.rmtree(left, ignore_errors=True)

    def _take_lock(self) -> None:
        while True:
            descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                os.close(descriptor)
                raise UsageError(OUT_BUSY(path=str(self.out))) from error
            # The former holder removes the file as it leaves: a lock on a removed file is no lock.
            try:
                held = self._lock_path.stat().st_ino == os.fstat(descriptor).st_ino
            except FileNotFoundError:
                held = False
            if held:
                self._lock = descriptor
                return
            os.close(descriptor)

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock_path.unlink(missing_ok=True)
            os.close(self._lock)
            self._lock = None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _free(wanted: Path, edited: Path) -> Path:
    """Where a file can be kept: under its name, else with a number; a file of the same bytes is its own place."""
    target, number = wanted, 1
    while target.exists() and _digest(target) != _digest(edited):
        number += 1
        target = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    return target


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two folders' names in one step where the system can; False where it cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        answer = libc.renamex_np(first, second, ctypes.c_uint(2))  # RENAME_SWAP
    elif hasattr(libc, "renameat2"):
        at_current = ctypes.c_int(-100)
        answer = libc.renameat2(at_current, first, at_current, second, ctypes.c_uint(2))  # RENAME_EXCHANGE
    else:
        return False
    if answer == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))
