"""What is signed of a file of disagreements: which file of which run, which lines with which digests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from guildhall.kernel.clocks import CHINA
from guildhall.kernel.errors import MessageKind, UnreadableInput

FORMAT: Final = "guildhall-disagreements-1"
#: The sheet that carries the signature, and its titles.
SHEET: Final = "签名"
TITLES: Final = ("项目", "内容")
_FACTS: Final = ("file", "run", "register", "as_of", "issued_at")
_DIGEST: Final = 64
NO_MANIFEST: Final = MessageKind(
    "roster.no_manifest",
    "没有找到完整的签名：需要“签名”工作表或 .json 清单。",
    "There is no complete signature: the sheet “签名” or the .json manifest is needed.",
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`lines`: (id, digest) of every line. `as_of`, `issued_at`: ISO 8601; "" where a run has no cut-off."""

    file: str
    run: str
    register: str
    as_of: str
    issued_at: str
    lines: tuple[tuple[str, str], ...]

    def content(self) -> bytes:
        """What is signed: JSON with sorted keys, without spaces, lines in the order of their ids."""
        return json.dumps(self._plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    def as_json(self, public_key: str, signature: str) -> str:
        """The manifest that lies beside a file."""
        held = {**self._plain(), "public_key": public_key, "signature": signature}
        return json.dumps(held, ensure_ascii=False, sort_keys=True, indent=1) + "\n"

    def as_rows(self, public_key: str, signature: str) -> list[tuple[str, str]]:
        """The rows of the sheet that carries the signature."""
        facts = [(name, getattr(self, name)) for name in _FACTS]
        return [("format", FORMAT), *facts, ("public_key", public_key), ("signature", signature), *sorted(self.lines)]

    def _plain(self) -> dict[str, Any]:
        facts = {name: getattr(self, name) for name in _FACTS}
        return {"format": FORMAT, **facts, "lines": [list(line) for line in sorted(self.lines)]}


@dataclass(frozen=True, slots=True)
class Signed:
    """A manifest as it came, with its signature and the key that it names. Nothing of it is verified yet."""

    manifest: Manifest
    public_key: str
    signature: str


def file_name(register: str, at: datetime) -> str:
    """How a file is called, without its suffix."""
    return f"disagreements-{register}-{at.astimezone(CHINA):%Y-%m-%d}"


def of_json(text: str) -> Signed:
    """A manifest file. Raises UnreadableInput."""
    try:
        held = json.loads(text)
        lines = [(str(name), str(digest)) for name, digest in held["lines"]]
        facts = {str(name): str(value) for name, value in held.items() if name != "lines"}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput(NO_MANIFEST()) from error
    return _signed(facts, lines)


def of_rows(rows: Iterable[Sequence[str]]) -> Signed:
    """The sheet that carries the signature. Raises UnreadableInput."""
    facts: dict[str, str] = {}
    lines: list[tuple[str, str]] = []
    for name, value in ((row[0], row[1]) for row in rows if len(row) > 1 and row[0]):
        if len(value) == _DIGEST and name not in {*_FACTS, "format", "public_key", "signature"}:
            lines.append((name, value))
        else:
            facts[name] = value
    return _signed(facts, lines)


def _signed(facts: Mapping[str, str], lines: list[tuple[str, str]]) -> Signed:
    wanted = (*_FACTS, "format", "public_key", "signature")
    if facts.get("format") != FORMAT or any(name not in facts for name in wanted) or not lines:
        raise UnreadableInput(NO_MANIFEST())
    file, run, register, as_of, issued_at = (facts[name] for name in _FACTS)
    manifest = Manifest(file, run, register, as_of, issued_at, tuple(sorted(lines)))
    return Signed(manifest, facts["public_key"], facts["signature"])
