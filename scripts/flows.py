"""Write docs/flows/*.svg, a drawing of every kind of flow that the product declares: python -m scripts.flows."""

from __future__ import annotations

import os
from pathlib import Path

import django

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "flows"


def drawings() -> dict[str, str]:
    """File name → drawing, of every declared kind. Apps must be ready."""
    from guildhall.base.flows.contracts import KINDS
    from guildhall.base.flows.rules.drawing import drawing

    return {f"{kind.code}.svg": drawing(kind, has_style=True) for kind in KINDS.all()}


def write() -> None:
    """The folder as it must be: every drawing, and no other."""
    FOLDER.mkdir(exist_ok=True)
    wanted = drawings()
    for path in FOLDER.glob("*.svg"):
        if path.name not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guildhall.config.settings")
    django.setup()
    write()
