"""A kind of flow as a drawing: states from top to bottom, numbered ways between them, and what the numbers mean.

SVG 1.1 with title and description. On pages the style sheet gives its colours; alone it brings its own, light and dark.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from guildhall.base.flows.contracts import BACK, Act, By, FlowKind, Hand, State, Transition
from guildhall.kernel.errors import Language
from guildhall.kernel.words import Words

_BOX, _HIGH, _GAP, _LEFT, _TOP = 226, 48, 30, 14, 14
_LANE, _LINE = 18, 20
_STYLE: Final = (
    ".flow-map{font-family:system-ui,sans-serif;color:#1a2330;--paper:#faf8f3;--here:#b8301b;--faint:#626a74}"
    "@media (prefers-color-scheme:dark){.flow-map{color:#e8e4da;--paper:#12171f;--here:#f27a62;--faint:#989da4}}"
    ".map-paper{fill:var(--paper)}.map-box{fill:none;stroke:currentColor}.map-end{stroke-width:2.5}"
    ".map-name{font-size:14px;fill:currentColor}.map-who,.map-key{font-size:12px;fill:var(--faint)}"
    ".map-way{fill:none;stroke:currentColor}.map-back{stroke-dasharray:4 3}.map-tip{fill:currentColor}"
    ".map-number{font-size:11px;fill:currentColor}"
)
_TITLE: Final = Words("流程图", "Map of the flow")
_APPLICANT: Final = Words("申请人", "the applicant")
_PRODUCT: Final = Words("系统", "the product")
_HOLDER: Final = Words("承办人", "whoever it was handed to")
_ENDED: Final = Words("办结", "ended")
_HERE: Final = Words("在这里", "here now")
_DONE: Final = Words("已经过", "passed")


@dataclass(frozen=True, slots=True)
class _Way:
    """An arrow from one row to another; `number` is that of its transition."""

    number: int
    start: int
    end: int
    is_back: bool


def drawing(
    kind: FlowKind, language: Language | None = None, *, here: str = "", done: Collection[str] = (),
    has_style: bool = False,
) -> str:  # fmt: skip
    """The drawing of a kind as SVG. `language` None: both. `here`: where it is, `done`: what it came through."""
    rows = {state.code: row for row, state in enumerate(kind.states)}
    ways = list(_ways(kind, rows))
    # Ways of one transition to one state share a lane.
    lanes = list(dict.fromkeys((way.number, way.end) for way in ways if not _is_next(way)))
    width = _LEFT + _BOX + 24 + _LANE * len(lanes) + 10
    legend = [_legend(kind, number, one, language) for number, one in enumerate(kind.transitions, 1)]
    bottom = _TOP + len(rows) * (_HIGH + _GAP)
    width = max(width, 340)
    height = bottom + len(legend) * _LINE + 6
    name = f"{_said(_TITLE, language)} · {_said(kind.words, language)}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow-map" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="map-title map-description">',
        f'<title id="map-title">{escape(name)}</title>',
        f'<desc id="map-description">{escape("; ".join(_sentences(kind, legend, here, done, language)))}</desc>',
    ]
    if has_style:
        parts.append(f"<style>{_STYLE}</style>")
        parts.append(f'<rect class="map-paper" width="{width}" height="{height}"/>')
    for state in kind.states:
        parts += _box(kind, state, rows[state.code], here, done, language)
    for way in ways:
        parts += _straight(way) if _is_next(way) else _around(way, lanes.index((way.number, way.end)), ways)
    for line, text in enumerate(legend):
        parts.append(f'<text class="map-key" x="{_LEFT}" y="{bottom + line * _LINE + 12}">{escape(text)}</text>')
    return "\n".join((*parts, "</svg>\n"))


def _said(words: Words, language: Language | None) -> str:
    return f"{words.zh} {words.en}" if language is None else words.render(language)


def _ways(kind: FlowKind, rows: dict[str, int]) -> Iterator[_Way]:
    seen: set[tuple[int, int, int]] = set()
    for number, one in enumerate(kind.transitions, 1):
        for start in one.starts:
            for goal in _goals(kind, one, start):
                key = (number, rows[start], rows[goal])
                if key not in seen:
                    seen.add(key)
                    yield _Way(*key, is_back=rows[goal] <= rows[start])


def _goals(kind: FlowKind, one: Transition, start: str) -> Iterator[str]:
    if one.leads != BACK:
        yield one.leads
        return
    for other in kind.transitions:
        if other.act is Act.RETURN and other.leads == start:
            yield from other.starts


def _is_next(way: _Way) -> bool:
    return way.end == way.start + 1


def _top(row: int) -> int:
    return _TOP + row * (_HIGH + _GAP)


def _who(kind: FlowKind, state: State) -> Words:
    if state.hand is Hand.OFFICE:
        return kind.office(state.office).words
    return _APPLICANT if state.hand is Hand.APPLICANT else _ENDED


def _box(
    kind: FlowKind, state: State, row: int, here: str, done: Collection[str], language: Language | None
) -> Iterator[str]:
    y = _top(row)
    stands = "is-here" if state.code == here else "is-done" if state.code in done else "is-ahead" if here else ""
    ends = " map-end" if state.outcome is not None else ""
    shape = {"is-here": "◉ ", "is-done": "● ", "is-ahead": "○ "}.get(stands, "")
    yield f'<g class="map-state {stands}">'.replace(" >", ">").replace(' "', '"')
    round_ = 22 if state.outcome is not None or row == 0 else 3
    yield (
        f'<rect class="map-box{ends}" x="{_LEFT}" y="{y}" width="{_BOX}" height="{_HIGH}" rx="{round_}"/>'
        f'<text class="map-name" x="{_LEFT + 12}" y="{y + 20}">{escape(shape + _said(state.words, language))}</text>'
        f'<text class="map-who" x="{_LEFT + 12}" y="{y + 38}">{escape(_said(_who(kind, state), language))}</text></g>'
    )


def _straight(way: _Way) -> Iterator[str]:
    x, top, bottom = _LEFT + 40, _top(way.start) + _HIGH, _top(way.end)
    offset = (way.number % 4) * 44  # several ways between the same two stand beside each other
    x += offset
    yield f'<path class="map-way" d="M{x} {top}V{bottom - 5}"/>'
    yield f'<path class="map-tip" d="M{x - 4} {bottom - 7}L{x} {bottom}L{x + 4} {bottom - 7}Z"/>'
    yield f'<text class="map-number" x="{x + 6}" y="{bottom - 10}">{way.number}</text>'


def _around(way: _Way, lane: int, ways: list[_Way]) -> Iterator[str]:
    """Along a lane at the right; arrows into the same box arrive below each other."""
    right = _LEFT + _BOX
    x = right + 24 + lane * _LANE
    place = [other for other in ways if not _is_next(other) and way.start in (other.start, other.end)].index(way)
    entry = [other for other in ways if not _is_next(other) and way.end in (other.start, other.end)].index(way)
    top, bottom = _top(way.start) + 6 + place * 5 % 38, _top(way.end) + 6 + entry * 5 % 38
    back = " map-back" if way.is_back else ""
    yield f'<path class="map-way{back}" d="M{right} {top}H{x}V{bottom}H{right + 6}"/>'
    yield f'<path class="map-tip" d="M{right + 7} {bottom - 4}L{right} {bottom}L{right + 7} {bottom + 4}Z"/>'
    yield f'<text class="map-number" x="{x + 3}" y="{(top + bottom) // 2 + 4}">{way.number}</text>'


def _legend(kind: FlowKind, number: int, one: Transition, language: Language | None) -> str:
    by = {By.APPLICANT: _APPLICANT, By.PRODUCT: _PRODUCT, By.HOLDER: _HOLDER}.get(one.by)
    whose = [by] if by else list(dict.fromkeys(_who(kind, kind.state(code)) for code in one.starts))
    return f"{number} {_said(one.words, language)} · {', '.join(_said(words, language) for words in whose)}"


def _sentences(
    kind: FlowKind, legend: list[str], here: str, done: Collection[str], language: Language | None
) -> Iterator[str]:
    """The same in words, for those who hear the page."""
    for state in kind.states:
        note = _HERE if state.code == here else _DONE if state.code in done else None
        told = f" ({_said(note, language)})" if note else ""
        yield f"{_said(state.words, language)}, {_said(_who(kind, state), language)}{told}"
    for text, one in zip(legend, kind.transitions, strict=True):
        starts = ", ".join(_said(kind.state(code).words, language) for code in one.starts)
        goal = "↩" if one.leads == BACK else _said(kind.state(one.leads).words, language)
        yield f"{text}: {starts} → {goal}"
