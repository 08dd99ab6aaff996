"""The tokens: every pair of colours that text stands in can be read (WCAG 2.2 AA), in both themes."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.house.source import PACKAGE

STYLES = PACKAGE / "portal" / "static" / "guildhall"
TOKENS = (STYLES / "tokens.css").read_text(encoding="utf-8")
TONES = ("good", "caution", "stop")
#: Text on what it stands on: 4.5 to 1 (WCAG 1.4.3).
READ = [
    *((text, on) for text in ("text", "text-muted", "text-faint") for on in ("surface", "surface-sunken")),
    *((text, on) for text in ("text", "text-muted", "link", "accent") for on in ("surface", "surface-raised")),
    *((text, "surface-sunken") for text in ("link", "accent", *TONES)),
    *((tone, on) for tone in TONES for on in ("surface", "surface-raised", f"{tone}-surface")),
    *((text, f"{tone}-surface") for tone in TONES for text in ("text", "text-muted", "link")),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("surface", "text"),
    ("text", "mark-surface"),
    *(("on-level-low", f"level-{n}") for n in (0, 1, 2)),
    *(("on-level-high", f"level-{n}") for n in (3, 4)),
]
#: What shows where something is or that it is in use: 3 to 1 (WCAG 1.4.11).
SEEN = [
    *((edge, on) for edge in ("control-edge", "focus", "bar") for on in ("surface", "surface-raised")),
    ("accent", "surface"),
    ("rule-strong", "surface"),
]


def _block(selector: str) -> dict[str, str]:
    body = TOKENS.split(selector + " {", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", body))


LIGHT = _block("\n:root")
DARK = _block('\n:root[data-theme="dark"]')
BY_DEVICE = _block('  :root[data-theme="auto"]')
THEMES = {"light": LIGHT, "dark": DARK}


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white_is_the_greatest_there_is() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21
    assert contrast("#777777", "#777777") == 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("least", "pairs"), [(4.5, READ), (3.0, SEEN)], ids=["read", "seen"])
def test_pairs_of_colours_can_be_told_apart(theme: str, least: float, pairs: list[tuple[str, str]]) -> None:
    tokens = THEMES[theme]
    measured = {f"{a} on {b}": round(contrast(tokens[a], tokens[b]), 2) for a, b in pairs}
    assert {pair: ratio for pair, ratio in measured.items() if ratio < least} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_steps_of_the_map_rise(theme: str) -> None:
    bright = [_luminance(THEMES[theme][f"level-{n}"]) for n in range(5)]
    rising = [b > a for a, b in pairwise(bright)]
    assert rising == [theme == "dark"] * 4


def test_both_ways_to_the_dark_lead_to_the_same_and_leave_no_colour_light() -> None:
    assert BY_DEVICE == DARK
    assert set(LIGHT) - set(DARK) == set()


def test_colours_stand_in_the_tokens_alone() -> None:
    # What is printed and the white that a QR code needs are no matter of theme.
    found = {
        path.name: re.findall(r"#[0-9a-f]{3,6}\b", path.read_text(encoding="utf-8"))
        for path in sorted(STYLES.glob("*.css"))
        if path.name not in {"tokens.css", "print.css"}
    }
    assert {name: colours for name, colours in found.items() if colours} == {"shell.css": ["#fff"]}


def test_every_token_that_is_used_is_there() -> None:
    given = set(re.findall(r"--([a-z0-9-]+):", TOKENS))
    used = {
        name for path in STYLES.glob("*.css") for name in re.findall(r"var\(--([a-z0-9-]+)", path.read_text("utf-8"))
    }
    assert used - given == set()
