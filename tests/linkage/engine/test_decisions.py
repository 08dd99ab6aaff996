"""Decisions as reviewers write them: words, the last line counts, contradictions are named, nothing is guessed."""

from pathlib import Path

import pytest

from guildhall.kernel.errors import Refused, UnreadableInput
from guildhall.linkage.contracts import Verdict
from guildhall.linkage.engine.decisions import Decision, read_decisions


def written(path: Path, *lines: str, encoding: str = "utf-8-sig") -> Path:
    file = path / "review.csv"
    file.write_text("\n".join(["kind,left_fingerprint,right_fingerprint,decision,note", *lines]), encoding=encoding)
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_chinese_and_english_words_are_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    file = written(tmp_path, "o,b,a,同一,甲", "o,c,d, Different ,乙", "o,e,f,,丙", encoding=encoding)
    assert read_decisions(file) == (Decision("a", "b", Verdict.SAME, 2), Decision("c", "d", Verdict.DIFFERENT, 3))


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators_and_lines_above_the_titles_are_read_and_rows_are_counted_as_excel_does(
    tmp_path: Path, separator: str
) -> None:
    lines = ["审核,一月", "", "left_fingerprint,right_fingerprint,decision", "", "a,b,same", "c,d,也许"]
    file = tmp_path / "decided.csv"
    file.write_text("\n".join(lines[:-1]).replace(",", separator), encoding="utf-8")
    assert read_decisions(file) == (Decision("a", "b", Verdict.SAME, 5),)
    file.write_text("\n".join(lines).replace(",", separator), encoding="utf-8")
    with pytest.raises(UnreadableInput) as refusal:
        read_decisions(file)
    assert refusal.value.messages[0].params["line"] == 6


def test_the_last_line_on_a_pair_counts_and_undo_forgets(tmp_path: Path) -> None:
    file = written(tmp_path, "o,a,b,same,", "o,b,a,不同,", "o,c,d,same,", "o,d,c,撤销,")
    assert read_decisions(file) == (Decision("a", "b", Verdict.DIFFERENT, 3),)


def test_a_later_file_counts_over_an_earlier_one_and_takes_back(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.mkdir()
    second.mkdir()
    earlier = written(first, "o,a,b,same,", "o,c,d,same,", "o,e,f,same,")
    later = written(second, "o,a,b,different,", "o,c,d,undo,")
    assert read_decisions(earlier, later) == (
        Decision("a", "b", Verdict.DIFFERENT, 2, "review.csv"),
        Decision("e", "f", Verdict.SAME, 4, "review.csv"),
    )


@pytest.mark.parametrize("word", ["同一", "不同", "撤销"])
def test_the_shortest_file_in_gbk_is_read_though_its_words_are_valid_utf_8(tmp_path: Path, word: str) -> None:
    file = tmp_path / "decided.csv"
    file.write_bytes(f"left_fingerprint,right_fingerprint,decision\na,b,{word}\n".encode("gb18030"))
    assert len(read_decisions(file)) == (word != "撤销")


def test_fingerprints_of_earlier_versions_are_read_as_those_of_now(tmp_path: Path) -> None:
    file = written(tmp_path, "o,f23456789abcdef0,i2345,same,", "o,0123456789012345,g000,same,")
    assert read_decisions(file) == (
        Decision("g000", "g123456789012345", Verdict.SAME, 3),
        Decision("i2345", "v23456789abcdef0", Verdict.SAME, 2),
    )


@pytest.mark.parametrize("figure", ["1.23457E+15", "1E+20"])
def test_a_fingerprint_that_excel_turned_into_a_figure_is_refused(tmp_path: Path, figure: str) -> None:
    with pytest.raises(UnreadableInput) as refusal:
        read_decisions(written(tmp_path, f"o,a,{figure},same,"))
    assert [(m.code, m.params["line"]) for m in refusal.value.messages] == [("decisions.spoiled", 2)]


def test_a_contradiction_is_refused_with_its_lines(tmp_path: Path) -> None:
    file = written(tmp_path, "o,a,b,same,", "o,x,y,same,", "o,b,c,same,", "o,a,c,different,")
    with pytest.raises(Refused) as refusal:
        read_decisions(file)
    [message] = refusal.value.messages
    assert message.code == "decisions.contradiction"
    assert (message.params["line"], message.params["same_lines"]) == ("5", "2, 4")


def test_two_decided_different_from_a_third_do_not_contradict(tmp_path: Path) -> None:
    file = written(tmp_path, "o,a,b,different,", "o,b,c,different,", "o,a,c,same,")
    assert len(read_decisions(file)) == 3


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("o,a,b,也许,", "decisions.word"),
        ("o,a,,same,", "decisions.incomplete"),
        ("o,a,a,same,", "decisions.incomplete"),
    ],
)
def test_what_cannot_be_meant_names_its_line(tmp_path: Path, line: str, code: str) -> None:
    with pytest.raises(UnreadableInput) as refusal:
        read_decisions(written(tmp_path, "o,c,d,same,", line))
    assert [(m.code, m.params["line"]) for m in refusal.value.messages] == [(code, 3)]


def test_missing_columns_and_files_are_said(tmp_path: Path) -> None:
    file = tmp_path / "review.csv"
    file.write_text("left_fingerprint,判断\n", encoding="utf-8")
    with pytest.raises(UnreadableInput) as refusal:
        read_decisions(file)
    assert refusal.value.messages[0].params["columns"] == "right_fingerprint, decision"
    with pytest.raises(UnreadableInput):
        read_decisions(tmp_path / "none.csv")
