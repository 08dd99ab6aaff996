"""The documents say what stands: values, links that lead somewhere, terms in both languages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from guildhall.kernel import parameters
from guildhall.linkage.contracts import Method, Register, Role
from guildhall.linkage.engine import limits
from guildhall.linkage.tables import TABLES
from scripts.parameters import PAGE as PARAMETERS_PAGE
from scripts.parameters import page as parameters_page
from tests.house.source import DOCS, PACKAGE, REPOSITORY

PAGES = sorted([*REPOSITORY.glob("*.md"), *DOCS.rglob("*.md")])
FORMATS = (DOCS / "formats.md").read_text(encoding="utf-8")
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_formats_names_every_value_of_links() -> None:
    values = [*Role, *Method]
    assert [value for value in values if f"`{value}`" not in FORMATS] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    local = [target.partition("#") for target in targets if "://" not in target]
    broken = [target for target, _, _ in local if target and not (page.parent / target).exists()]
    assert broken == []
    headings = {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.M)}
    assert [anchor for target, _, anchor in local if not target and anchor not in headings] == []


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _glossary() -> list[tuple[str, str]]:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (DOCS / "glossary.md").read_text("utf-8"), re.M)
    return [(english, chinese) for english, chinese in rows if english != "English" and set(english) != {"-"}]


def test_glossary_pairs_english_with_official_chinese() -> None:
    terms = _glossary()
    assert [english for english, _ in terms if HAN.search(english)] == []
    assert [english for english, chinese in terms if not HAN.search(chinese)] == []
    assert [english for english, count in Counter(english for english, _ in terms).items() if count > 1] == []


def test_glossary_holds_the_values_that_the_program_uses() -> None:
    named = set(re.findall(r"`([^`]+)`", " ".join(english for english, _ in _glossary())))
    wanted = {*Register, Role.EMPLOYER, Role.COVERED_EMPLOYER, *Method}
    assert wanted - named == set()


def test_architecture_names_every_table_that_steps_hand_on() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert [table for table in TABLES if f"`{table}`" not in text and not table.startswith("rows_")] == []


def test_make_targets_in_the_documents_exist() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    used = {target for page in PAGES for target in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8"))}
    assert {"demo", "test"} <= used
    assert used - targets == set()


def test_every_decision_record_is_numbered_once_and_listed() -> None:
    records = sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (DOCS / "adr" / "README.md").read_text(encoding="utf-8"))
    assert listed == records
    assert [number for number, count in Counter(name[:4] for name in records).items() if count > 1] == []


def test_the_page_of_linkage_tells_the_limits_that_hold() -> None:
    told = (DOCS / "linkage.md").read_text(encoding="utf-8")
    wanted = [
        f"beside {limits.KEY_NAMES} names",
        f"of more than {limits.PHONE_NAMES} different names",
        f"more than {limits.BLOCK_PAIRS} comparisons",
        f"{limits.CLUSTER_MENTIONS} mentions in one organisation",
    ]
    assert [words for words in wanted if words not in told] == []


def test_every_parameter_decides_something_or_says_who_will_ask_it() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted(PACKAGE.rglob("*.py"))
        if "kernel/parameters" not in path.as_posix()
    )
    names = {name: value for name, value in vars(parameters).items() if isinstance(value, parameters.Parameter)}
    idle = {name for name in names if not re.search(rf"\b{name}\b", code)}
    assert idle == {name for name, value in names.items() if value in [one for one, *_ in parameters.AWAITED]}
    assert set(names.values()) == set(parameters.ALL)


def test_the_page_of_parameters_is_current() -> None:
    assert PARAMETERS_PAGE.read_text(encoding="utf-8") == parameters_page(), "run: python -m scripts.parameters"
