"""Column titles that a person gave: a YAML file, and what is remembered of it for the next run.

    units:
      name: [机构全称]
      phone: [办公室电话]

Remembered titles lie in `$GUILDHALL_HOME/titles.yaml`, else `$XDG_CONFIG_HOME/guildhall/titles.yaml`, else
`~/.config/guildhall/titles.yaml`. Titles only: never a value from a register.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from guildhall.kernel.errors import UsageError
from guildhall.linkage.contracts import FIELDS, Shape
from guildhall.linkage.readers import messages
from guildhall.linkage.readers.titles import title_key

Titles = dict[Shape, dict[str, list[str]]]


def remembered_file() -> Path:
    """Where titles are remembered for this user."""
    home = os.environ.get("GUILDHALL_HOME")
    if home:
        return Path(home) / "titles.yaml"
    config = os.environ.get("XDG_CONFIG_HOME")
    return (Path(config) if config else Path.home() / ".config") / "guildhall" / "titles.yaml"


def read_titles(path: Path) -> Titles:
    """Raises UsageError, with what is wrong, where the file does not say titles by shape and field."""
    file = str(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        detail = " ".join(str(error).split())[:200]
        raise UsageError(messages.SYNONYMS_UNREADABLE(file=file, detail=detail)) from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise UsageError(messages.SYNONYMS_UNREADABLE(file=file, detail="shape: {field: [title]}"))
    found: Titles = {}
    for name, fields in content.items():
        if name not in set(Shape):
            raise UsageError(messages.SYNONYMS_FIELD(file=file, name=str(name), known=", ".join(Shape)))
        shape = Shape(name)
        found[shape] = _fields(file, shape, fields)
    return found


def _fields(file: str, shape: Shape, fields: object) -> dict[str, list[str]]:
    if not isinstance(fields, dict):
        raise UsageError(messages.SYNONYMS_UNREADABLE(file=file, detail=f"{shape.value}: {{field: [title]}}"))
    found: dict[str, list[str]] = {}
    taken: dict[str, str] = {}
    for field, titles in fields.items():
        if field not in FIELDS[shape]:
            known = ", ".join(FIELDS[shape])
            raise UsageError(messages.SYNONYMS_FIELD(file=file, name=f"{shape.value}.{field}", known=known))
        listed = [titles] if isinstance(titles, str) else titles
        if not isinstance(listed, list) or not all(isinstance(title, str) and title.strip() for title in listed):
            raise UsageError(messages.SYNONYMS_UNREADABLE(file=file, detail=f"{shape.value}.{field}: [title]"))
        for title in listed:
            other = taken.setdefault(title_key(title), field)
            if other != field:
                raise UsageError(
                    messages.SYNONYMS_TWICE(file=file, shape=shape.value, title=title, field=field, other=other)
                )
        found[field] = list(listed)
    return found


def remember(path: Path, used: Mapping[Shape, Mapping[str, Sequence[str]]]) -> int:
    """Add titles that a run used to those remembered; a title now said of another field moves there. Returns how
    many were new. The file is replaced as a whole.
    """
    known = read_titles(path) if path.exists() else {}
    new = 0
    for shape, fields in used.items():
        for field, titles in fields.items():
            for title in titles:
                if title in known.get(shape, {}).get(field, []):
                    continue
                for other in known.get(shape, {}).values():
                    other[:] = [t for t in other if title_key(t) != title_key(title)]
                known.setdefault(shape, {}).setdefault(field, []).append(title)
                new += 1
    if new:
        plain = {shape.value: {f: t for f, t in fields.items() if t} for shape, fields in known.items()}
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        beside.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=True), encoding="utf-8")
        beside.replace(path)
    return new
