"""Characters of names: folding, readings, shipped lists."""

from __future__ import annotations

from collections import Counter

import pytest

from guildhall.linkage.engine.persons.characters import (
    character_table,
    fold_character,
    loosen,
    read_character,
    read_list,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("國", "国"),
        ("陳", "陈"),
        ("末", "未"),
        ("𠮷", "吉"),
        ("喆", "哲"),
        ("堃", "坤"),
        ("萧", "肖"),
        ("蕭", "肖"),
        ("侯", "候"),
    ],
)
def test_variants_fold_to_one_character(one: str, other: str) -> None:
    assert fold_character(one) == fold_character(other)


@pytest.mark.parametrize(("one", "other"), [("王", "李"), ("强", "伟"), ("大", "太")])
def test_unlike_characters_stay_apart(one: str, other: str) -> None:
    assert fold_character(one) != fold_character(other)


def test_a_character_stands_in_one_class_only() -> None:
    counts = Counter(c for row in read_list("look_alikes.csv") for c in row["characters"])
    assert [c for c, n in counts.items() if n > 1] == []


def test_every_class_has_members_and_a_reason() -> None:
    rows = read_list("look_alikes.csv")
    assert all(len(row["characters"]) >= 2 for row in rows)
    assert {row["why"] for row in rows} == {"shape", "variant", "rare"}


@pytest.mark.parametrize(
    ("surname", "reading"), [("单", "shan"), ("曾", "zeng"), ("仇", "qiu"), ("区", "ou"), ("解", "xie")]
)
def test_surnames_have_their_own_reading(surname: str, reading: str) -> None:
    assert read_character(surname, as_surname=True) == reading
    assert read_character(surname) != reading


@pytest.mark.parametrize(
    ("syllable", "loose"),
    [("zhang", "zan"), ("shen", "sen"), ("sheng", "sen"), ("chen", "cen"), ("ying", "yin"), ("li", "li")],
)
def test_loosen_drops_what_southern_ears_confuse(syllable: str, loose: str) -> None:
    assert loosen(syllable) == loose


def test_table_has_one_row_a_distinct_character_in_order() -> None:
    table = character_table("王小王a國")
    assert table["character"].to_pylist() == sorted({"王", "小", "a", "國"})
    row = dict(zip(table["character"].to_pylist(), table["reading"].to_pylist(), strict=True))
    assert (row["a"], row["國"]) == ("a", "guo")


@pytest.mark.parametrize("status", ["active", "left", "retained", "retired", "died"])
def test_every_status_is_said_by_some_word(status: str) -> None:
    assert any(row["status"] == status for row in read_list("status_codes.csv"))


def test_no_word_of_a_column_means_two_things() -> None:
    counts = Counter((row["field"], row["value"]) for row in read_list("status_codes.csv"))
    assert [key for key, n in counts.items() if n > 1] == []
