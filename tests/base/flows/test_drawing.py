"""The drawing of a kind: well-formed, with every state and way in words, in one language or both."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from guildhall.base.flows.rules.drawing import drawing
from guildhall.kernel.errors import Language
from tests.base.flows.sample import SAMPLE

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("language", [None, *Language])
def test_every_state_and_way_stands_in_the_drawing_and_its_description(language: Language | None) -> None:
    root = ElementTree.fromstring(drawing(SAMPLE, language))
    shown = " ".join(text.text or "" for text in root.iter(f"{SVG}text"))
    described = root.findtext(f"{SVG}desc") or ""
    for said in (*(state.words for state in SAMPLE.states), *(one.words for one in SAMPLE.transitions)):
        words = said.zh if language is not Language.EN else said.en
        assert words in shown
        assert words in described
    assert root.findtext(f"{SVG}title")


def test_where_it_is_and_what_it_came_through_is_marked() -> None:
    root = ElementTree.fromstring(drawing(SAMPLE, Language.ZH, here="public", done={"draft", "applied"}))
    states = [group.get("class") for group in root.iter(f"{SVG}g")]
    assert (
        states
        == ["map-state is-done", "map-state is-done", "map-state is-ahead", "map-state is-here"]
        + ["map-state is-ahead"] * 4
    )


def test_boxes_lie_within_the_picture_and_below_each_other() -> None:
    root = ElementTree.fromstring(drawing(SAMPLE))
    _, _, width, height = map(int, root.attrib["viewBox"].split())
    tops = [int(box.attrib["y"]) for box in root.iter(f"{SVG}rect")]
    assert tops == sorted(set(tops))
    assert all(int(box.attrib["x"]) + int(box.attrib["width"]) < width for box in root.iter(f"{SVG}rect"))
    assert max(tops) < height
