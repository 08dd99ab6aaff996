"""Reads the word lists in data/."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import yaml


def load(name: str) -> dict[str, str]:
    """Return the lists of a file by name, each as one text."""
    text = (files("guildhall.province") / "data" / name).read_text(encoding="utf-8")
    return {str(key): str(value) for key, value in yaml.safe_load(text).items()}


def characters(lists: Mapping[str, str], key: str) -> str:
    """Return a list of single characters as one string without doubles, in order."""
    return "".join(dict.fromkeys("".join(lists[key].split())))


def entries(lists: Mapping[str, str], key: str) -> tuple[tuple[str, ...], ...]:
    """Return a list of entries whose parts are separated by slashes."""
    return tuple(tuple(entry.split("/")) for entry in lists[key].split())
