"""Every sentence that the product can say: in Chinese and English, with the same facts, under its own code."""

from __future__ import annotations

import ast
import json
import re
import string
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

from guildhall.kernel.errors import MessageKind
from tests.house.source import PACKAGE, modules, place, tree

CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
HAN = re.compile(r"[\u4e00-\u9fff]")

#: All kinds that exist once every module is imported, wherever they are held; in a process of its own, so that kinds
#: made by other tests are not among them.
_COLLECT = """
import gc, json
from guildhall.kernel.errors import MessageKind
from tests.house.source import modules
modules()
kinds = [kind for kind in gc.get_objects() if type(kind) is MessageKind]
print(json.dumps([[kind.code, kind.zh, kind.en] for kind in kinds]))
"""


class Sentence(NamedTuple):
    code: str
    zh: str
    en: str


@cache
def sentences() -> tuple[Sentence, ...]:
    done = subprocess.run([sys.executable, "-c", _COLLECT], capture_output=True, text=True, check=True)
    return tuple(sorted(Sentence(*row) for row in json.loads(done.stdout)))


def fields(sentence: str) -> set[str]:
    return {re.split(r"[.\[|?]", name)[0] for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_codes_are_unique_and_of_the_form_area_name() -> None:
    assert [code for code, count in Counter(s.code for s in sentences()).items() if count > 1] == []
    assert [s.code for s in sentences() if not CODE.fullmatch(s.code)] == []


def test_every_sentence_stands_in_both_languages() -> None:
    assert [s.code for s in sentences() if not HAN.search(s.zh)] == []
    assert [s.code for s in sentences() if not re.search(r"[A-Za-z]{2}", s.en)] == []


def facts(sentence: str, language: str) -> set[str]:
    """A fact that is itself words comes as `name_zh` and `name_en`; each sentence uses its own."""
    return {name.removesuffix(f"_{language}") for name in fields(sentence)}


def test_both_languages_tell_the_same_facts() -> None:
    told = {s.code: (facts(s.zh, "zh"), facts(s.en, "en")) for s in sentences()}
    assert {code: both for code, both in told.items() if both[0] != both[1]} == {}


#: A count of what may be one. Not before "of" or "more", which say no number.
COUNTED = re.compile(
    r"\{(?:count|n|rows|blocks|decisions|phones|addresses|keys|numbers|batches|sealed|organisations)\}"
    r" (?!of\b|more\b|insured\b)(?:[a-z]+ )?[a-z]+s\b"
)
#: Two at least.
SEVERAL = {"accounts.several_places"}


def test_english_tells_one_from_several() -> None:
    assert [s.code for s in sentences() if COUNTED.search(s.en) and s.code not in SEVERAL] == []
    templates = PACKAGE.rglob("*.html")
    assert [path.name for path in templates if COUNTED.search(path.read_text(encoding="utf-8"))] == []


def test_no_sentence_shouts() -> None:
    assert [s.code for s in sentences() if re.search("[!！]", s.zh + s.en)] == []


def test_every_call_gives_all_the_facts_that_the_sentence_names() -> None:
    lacking = []
    for module in modules():
        path = Path(str(module.__file__))
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or any(keyword.arg is None for keyword in node.keywords):
                continue
            kind = _resolve(node.func, vars(module))
            if isinstance(kind, MessageKind):
                missing = (fields(kind.zh) | fields(kind.en)) - {str(keyword.arg) for keyword in node.keywords}
                lacking += [f"{place(path, node)} {kind.code}: {name}" for name in sorted(missing)]
    assert lacking == []


def _resolve(function: ast.expr, names: dict[str, object]) -> object:
    """What a called name stands for in its module: `KIND(...)` or `messages.KIND(...)`; None if neither."""
    if isinstance(function, ast.Name):
        return names.get(function.id)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return getattr(names.get(function.value.id), function.attr, None)
    return None
