"""The drawings of flows in the documents are those of the kinds that the product declares."""

from __future__ import annotations

from scripts.flows import FOLDER, drawings


def test_the_drawings_of_flows_are_current() -> None:
    held = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")}
    declared = {name: text for name, text in drawings().items() if not name.startswith("tests.")}
    assert held == declared, "run: python -m scripts.flows"
