"""Write docs/parameters.md from the parameter files of the package: python -m scripts.parameters."""

from __future__ import annotations

from pathlib import Path

import yaml

from guildhall.kernel.parameters import AWAITED
from guildhall.kernel.parameters.book import Entry, parse

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "guildhall"
PAGE = PACKAGE.parents[1] / "docs" / "parameters.md"
HEAD = """# Parameters 参数

Numbers, lists and thresholds from law and statistical practice: with the place and the time for which they hold, where
they come from, and how sure that is. `official`: read in the rule's text; `secondary`: read in a source that quotes or
describes it; `unconfirmed`: this project's default, until somebody confirms it. The files are the truth; this page is
written from them by `python -m scripts.parameters`.
"""


def page() -> str:
    """The whole page, files and parameters in their own order."""
    parts = [HEAD]
    for path in sorted(PACKAGE.rglob("parameters/*.yaml")):
        name = path.relative_to(PACKAGE.parent).as_posix()
        text = path.read_text(encoding="utf-8")
        bodies = yaml.safe_load(text)
        parts.append(f"## {name}\n")
        for key, entries in parse(text, name).items():
            body = bodies[key]
            unit = f" ({body['unit']})" if "unit" in body else ""
            parts.append(f"### `{key}`\n\n{body['title_en']}{unit}. {body['title_zh']}。{_awaited(key)}\n")
            parts.append("| value | place | from | until | source | confidence | last verified |")
            parts.append("|---|---|---|---|---|---|---|")
            parts += [_row(entry) for entry in entries]
            parts.append("")
    return "\n".join(parts)


def _awaited(key: str) -> str:
    """Who will ask a parameter that nothing asks yet."""
    found = [f" Nothing decides by it yet: it is for {en} ({zh})." for one, zh, en in AWAITED if one.key == key]
    return "".join(found)


def _row(entry: Entry) -> str:
    source = entry.source
    citation = f"{source.citation}（{source.note}）" if source.note else source.citation
    value = "、".join(map(str, entry.value)) if isinstance(entry.value, tuple) else entry.value
    cells = (
        value,
        source.jurisdiction,
        source.period.start or "",
        source.period.end or "",
        citation,
        source.confidence,
        source.last_verified or "—",
    )
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
