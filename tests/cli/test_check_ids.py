import gc
import io
import json
import os
import subprocess
import sys
import tracemalloc
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from guildhall.cli import lines
from guildhall.cli.main import entry
from guildhall.kernel.errors import UnreadableInput
from guildhall.kernel.identifiers import check

KEYS = ["line", "input", "kind", "kinds", "verdict", "reason", "message_zh", "message_en"]
AS_OF = ["--as-of", "2023-01-31"]


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(entry, ["check-ids", *arguments], input=stdin)


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout_bytes.decode().split("\n")[:-1]]


def checked(tmp_path: Path, content: bytes, *arguments: str) -> list[dict[str, Any]]:
    file = tmp_path / "ids.txt"
    file.write_bytes(content)
    result = run(str(file), *AS_OF, *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return answers(result)


def test_one_object_for_each_line_blank_ones_too(tmp_path: Path) -> None:
    found = checked(tmp_path, b"11010519491231002X\n\n330102198502290011\n51330200MJ88888833\n")
    assert [list(one) for one in found] == [KEYS] * 4
    assert [(one["line"], one["kind"], one["kinds"], one["verdict"], one["reason"]) for one in found] == [
        (1, "resident_id", ["resident_id"], "valid", "ids.valid"),
        (2, None, [], "invalid", "ids.empty"),
        (3, None, [], "invalid", "ids.date_impossible"),
        (4, "credit_code", ["credit_code"], "valid", "ids.valid"),
    ]
    assert [one["input"] for one in found] == ["11010519491231002X", "", "330102198502290011", "51330200MJ88888833"]
    assert "19850229" in found[2]["message_zh"]
    assert "19850229" in found[2]["message_en"]


def test_the_input_stands_as_it_came(tmp_path: Path) -> None:
    typed = " １１０１０５19491231\u200b002x\u3000"
    (one,) = checked(tmp_path, typed.encode())
    assert (one["input"], one["verdict"], one["kind"]) == (typed, "valid_with_warning", "resident_id")
    assert "全角字符" in one["message_zh"]
    assert "空格" in one["message_zh"]


def test_digits_that_pass_as_two_kinds_are_ambiguous_unless_one_is_asked_for(tmp_path: Path) -> None:
    number = next(
        f"81000019{n:06d}{m:03d}{c}"
        for n in range(900101, 900132)
        for m in range(1000)
        for c in "0123456789"
        if len(check(f"81000019{n:06d}{m:03d}{c}", on=date(2023, 1, 31)).kinds) == 2
    ).encode()
    (one,) = checked(tmp_path, number)
    assert (one["kind"], one["kinds"]) == ("ambiguous", ["hk_residence_permit", "credit_code"])
    assert (one["verdict"], one["reason"]) == ("valid_with_warning", "ids.ambiguous")
    (one,) = checked(tmp_path, number, "--kind", "credit_code")
    assert (one["kind"], one["kinds"]) == ("credit_code", ["credit_code"])
    (one,) = checked(tmp_path, number, "--kind", "resident_id")
    assert (one["kind"], one["kinds"], one["reason"]) == ("resident_id", [], "ids.not_this_kind")


@pytest.mark.parametrize(
    "content",
    ["张三\n11010519491231002Ｘ\n".encode(encoding) for encoding in ("utf-8", "utf-8-sig", "gb18030")],
    ids=["utf-8", "bom", "gb18030"],
)
def test_encodings_of_offices_from_a_file_and_from_standard_input(tmp_path: Path, content: bytes) -> None:
    from_file = checked(tmp_path, content)
    assert [one["input"] for one in from_file] == ["张三", "11010519491231002Ｘ"]
    assert [one["verdict"] for one in from_file] == ["invalid", "valid_with_warning"]
    assert answers(run("-", *AS_OF, stdin=content)) == from_file


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", []),
        (b"a", ["a"]),
        (b"a\n", ["a"]),
        (b"a\n\n", ["a", ""]),
        (b"\n", [""]),
        (b"a\r\nb\rc\nd", ["a", "b", "c", "d"]),
        (b"a\r", ["a"]),
        (b"a\r\r\n", ["a", ""]),
        ("a\u2028b\x0bc\x85d\n".encode(), ["a\u2028b\x0bc\x85d"]),
        ("\ufeffa\n\ufeffb".encode(), ["a", "\ufeffb"]),
    ],
)
def test_what_a_line_is(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    found = checked(tmp_path, content)
    assert [one["input"] for one in found] == expected
    assert [one["line"] for one in found] == list(range(1, len(expected) + 1))
    (tmp_path / "one.txt").write_bytes(content)
    output = run(str(tmp_path / "one.txt")).stdout_bytes.decode()
    assert len(output.splitlines()) == len(expected)  # no other program sees more lines than there are


class _Dribble(io.BytesIO):
    """A pipe that hands over a few bytes at a time."""

    def read1(self, size: int | None = -1) -> bytes:
        return super().read1(3)


@given(st.lists(st.text(alphabet="ab１\r", max_size=5), max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_lines_do_not_depend_on_how_the_bytes_arrive(texts: list[str], end: str) -> None:
    content = end.join(texts).encode()
    whole = [text for text, _ in lines.lines(io.BytesIO(content), "f", "utf-8")]
    assert [text for text, _ in lines.lines(_Dribble(content), "f")] == whole
    assert (
        whole
        == content.decode()
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .removesuffix("\n")
        .split("\n")[: None if content else 0]
    )


def test_exit_codes(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_bytes(b"11010519491231002x\n")
    bad.write_bytes(b"110105194912310021\n")
    assert [run(str(good), "--strict").exit_code, run(str(bad)).exit_code] == [0, 0]
    assert run(str(bad), "--strict").exit_code == 1
    assert run(str(good), "--kind", "nonsense").exit_code == 2
    assert run().exit_code == 2


def test_files_that_cannot_be_read_are_refused_before_any_answer(tmp_path: Path) -> None:
    book = tmp_path / "ids.xlsx"
    book.write_bytes(b"PK\x03\x04\x14\x00\x06\x00")
    mixed = tmp_path / "mixed.txt"
    mixed.write_bytes("11010519491231002X\n张三\n".encode() + b"\xff\xff\n")
    utf16 = tmp_path / "utf16.txt"
    utf16.write_bytes("330102".encode("utf-16"))
    for file, said in [
        (tmp_path / "absent.txt", "absent.txt"),
        (tmp_path, str(tmp_path)),
        (book, "CSV UTF-8"),
        (mixed, "第 3 行"),
        (utf16, "UTF-16"),
    ]:
        result = run(str(file))
        assert (result.exit_code, result.stdout) == (3, "")
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 2  # Chinese, English


def test_a_broken_pipe_of_text_is_refused_where_it_breaks() -> None:
    result = run("-", stdin=b"11010519491231002X\n\xff\xff\n")
    assert result.exit_code == 3
    assert len(answers(result)) == 1
    assert "第 2 行" in result.stderr
    assert run("-", stdin=b"\xff\xfe1\x00").exit_code == 3


def test_a_line_of_any_length_is_one_answer_in_little_memory() -> None:
    class Endless(io.RawIOBase):
        """200 MB without a line end, made as it is read."""

        left = 200_000_000

        def read(self, size: int = -1) -> bytes:
            piece = min(size, self.left)
            self.left -= piece
            return b"1" * piece

    gc.collect()
    tracemalloc.start()
    try:
        ((text, cut),) = lines.lines(Endless(), "f")  # type: ignore[arg-type]  # read() is all that is asked of it
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (len(text), cut) == (lines.LONGEST + 1, True)
    assert peak < 2_000_000


def test_a_long_line_is_invalid_and_cut(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        b"11010519491231002X"
        + b" " * 5000
        + b"\n11010519491231002X\n"
        + "１".encode() * 400
        + b"\n"
        + "张".encode() * 333,
    )
    assert [(one["verdict"], one["reason"]) for one in found] == [
        ("invalid", "ids.too_long"),
        ("valid", "ids.valid"),
        ("invalid", "ids.too_long"),
        ("invalid", "ids.unknown_form"),
    ]
    assert len(found[0]["input"]) == 1001


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_cut_within_a_character_does_not_spoil_the_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "long.txt"
    file.write_bytes(("1" + "张" * 600 + "\n三").encode(encoding))
    assert lines.encoding_of(file) == encoding
    with file.open("rb") as stream:
        assert [(text[:3], cut) for text, cut in lines.lines(stream, "f", encoding)] == [("1张张", True), ("三", False)]


def test_help_says_that_the_output_is_in_clear() -> None:
    said = run("--help").output
    assert "未遮盖" in said
    assert "in clear" in said


def test_through_a_real_pipe_whatever_the_locale() -> None:
    environment = {"PATH": os.environ["PATH"], "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [sys.executable, "-c", "from guildhall.cli.main import entry; entry()", "check-ids", "-"]
    done = subprocess.run(command, input="张三\n".encode(), capture_output=True, check=True, env=environment)
    assert json.loads(done.stdout)["input"] == "张三"


def test_the_day_of_the_check_is_handed_down(tmp_path: Path) -> None:
    file = tmp_path / "ids.txt"
    file.write_bytes(b"330102202301310011\n")
    first = answers(run(str(file), "--as-of", "2023-01-30"))[0]["reason"]
    assert first in ("ids.date_future", "ids.check_character")
    later = answers(run(str(file), "--as-of", "2023-01-31"))[0]["reason"]
    assert later != "ids.date_future"


def test_undecodable_line_is_named() -> None:
    with pytest.raises(UnreadableInput) as caught:
        list(lines.lines(io.BytesIO(b"a\n\xff\n"), "名单.txt"))
    assert caught.value.messages[0].params == {"file": "名单.txt", "line": 2}
