"""What is signed of a file and what a returned one is read as: any change of a signed cell is found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.infra.signing import KEY, holds, public_of, sign
from guildhall.kernel.errors import UnreadableInput
from guildhall.kernel.text import clean, neutralise
from guildhall.organising.roster.contracts import Answer, LineState, Register
from guildhall.organising.roster.rules.carrying import ASKED, Answered, Carried, carried
from guildhall.organising.roster.rules.disagreeing import line_filters, lines_asked, number_of
from guildhall.organising.roster.rules.lines import (
    FILLED,
    SIGNED,
    Line,
    cells_of,
    content_print,
    digest,
    line_id,
    returned,
    subject_print,
)
from guildhall.organising.roster.rules.returned import MOST_TOLD, NOTE, head_of, read_returned
from guildhall.organising.roster.rules.signed import Manifest, of_json, of_rows

SIGNATURE = "A" * 86 + "=="
FILE = "01890000-0000-7000-8000-000000000001"
MOMENT = datetime(2023, 2, 25, tzinfo=UTC)
TEXT = st.text(max_size=12)
CELLS = st.lists(TEXT, min_size=len(SIGNED) - 1, max_size=len(SIGNED) - 1)


def _line(number: int, **more: object) -> Line:
    held = Line(number, Register.INSURANCE, "differ.name", f"单位{number}", "社保.csv", 3, "=HYPERLINK(1)", "乙",
                Register.CIVIL_AFFAIRS, "民政.xlsx", 12)  # fmt: skip
    return held if not more else Line(**{**{name: getattr(held, name) for name in held.__slots__}, **more})


CELLS_OF = {line_id(Register.INSURANCE, n): cells_of(_line(n)) for n in (1, 2, 3)}
SENT = {name: digest(cells) for name, cells in CELLS_OF.items()}
HEAD = [["致：社会保险"], [f"签名 {FILE} {SIGNATURE}"]]
TITLES = [*SIGNED, *FILLED]


def _rows(*answers: tuple[str, str]) -> list[list[str]]:
    """The three lines as a program gives them back, with answers from the first on."""
    given_ = [*answers, *[("", "")] * (3 - len(answers))]
    lines = [[*map(neutralise, cells), *pair] for cells, pair in zip(CELLS_OF.values(), given_, strict=True)]
    return [*HEAD, TITLES, *lines]


def test_a_line_is_told_with_both_sides_and_where_they_stand() -> None:
    assert cells_of(_line(7, said_corrected=MOMENT.date())) == (
        "S00007", "单位名称与登记名称不同", "unit name differs from the registered one", "社保.csv", "3", "单位7",
        "=HYPERLINK(1)", "乙", "民政登记：民政.xlsx:12", "贵方 2023-02-25 答复已更正，仍不一致",
    )  # fmt: skip
    absent = _line(8, register=Register.MARKET, row=None, file="", other_register=None, other_file="", other_row=None)
    assert cells_of(absent)[0::4] == ("M00008", "", "")


@given(TEXT)
def test_a_cell_comes_back_as_it_was_written(text: str) -> None:
    assert clean(returned(neutralise(text))).value == clean(text).value


@given(CELLS, st.integers(0, len(SIGNED) - 2), TEXT)
def test_a_digest_changes_with_any_cell_and_with_nothing_else(cells: list[str], place: int, text: str) -> None:
    changed = [*cells[:place], text, *cells[place + 1 :]]
    assert (digest(changed) == digest(cells)) == (clean(text).value == clean(cells[place]).value)


def test_cells_that_move_into_each_other_are_not_the_same() -> None:
    assert digest(["ab", "c"]) != digest(["a", "bc"])
    assert content_print("union", "k", "ab", "c") != content_print("union", "k", "a", "bc")
    assert subject_print("union", "k", "f") != subject_print("market", "k", "f")


LINES = st.lists(st.tuples(st.from_regex(r"[CMSU][0-9]{5}", fullmatch=True), st.sampled_from([c * 64 for c in "abc"])),
                 min_size=1, max_size=4, unique_by=lambda one: one[0])  # fmt: skip


@given(LINES)
def test_a_manifest_survives_both_its_forms_and_does_not_depend_on_order(
    lines: list[tuple[str, str]],
) -> None:
    held = Manifest(FILE, "run", "insurance", "2023-01-31", "2023-02-25T09:30:00+08:00", tuple(lines))
    assert of_json(held.as_json("key", "signature")).manifest.content() == held.content()
    signed = of_rows(held.as_rows("key", "signature"))
    assert (signed.manifest.content(), signed.public_key, signed.signature) == (held.content(), "key", "signature")
    turned = Manifest(FILE, "run", "insurance", "2023-01-31", held.issued_at, tuple(reversed(lines)))
    assert turned.content() == held.content()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"lines": 1}', '{"lines": [["a"]]}', '{"lines": [], "format": "x"}'])
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(UnreadableInput):
        of_json(text)


@given(st.binary(min_size=KEY, max_size=KEY), st.binary(max_size=20), st.binary(max_size=20))
def test_a_signature_holds_for_its_content_and_key_alone(key: bytes, content: bytes, other: bytes) -> None:
    signature = sign(key, content)
    assert holds(public_of(key), signature, content)
    assert holds(public_of(key), signature, other) == (content == other)
    assert not holds(public_of(bytes(KEY) if key != bytes(KEY) else b"1" * KEY), signature, content)
    assert not holds("no key", signature, content)
    assert not holds(public_of(key), "no signature", content)


def test_the_head_names_file_and_signature() -> None:
    head = head_of(_rows())
    assert head is not None
    assert (head.file, head.signature) == (FILE, SIGNATURE)
    assert head_of([TITLES]) is None


def test_answers_are_read_by_the_ids_of_their_lines() -> None:
    read = read_returned(_rows(("已更正", " 已改 "), ("", ""), ("本方无误", "")), SENT, CELLS_OF)
    assert [(one.line, one.answer, one.note) for one in read.answers] == [
        ("S00001", Answer.CORRECTED, "已改"),
        ("S00003", Answer.RIGHT, ""),
    ]
    assert (read.wrong, read.lines) == ((), 3)


def test_order_of_rows_and_columns_and_missing_rows_do_not_matter() -> None:
    rows = _rows(("待核实", ""))
    turned = [list(reversed(row)) for row in [TITLES, *rows[5:2:-1]]]
    read = read_returned([*HEAD, *turned], SENT, CELLS_OF)
    assert [(one.line, one.answer) for one in read.answers] == [("S00001", Answer.CHECKING)]
    assert read_returned(rows[:4], SENT, CELLS_OF).lines == 1


@pytest.mark.parametrize("column", range(1, len(SIGNED)))
def test_a_signed_cell_that_was_altered_is_told_with_row_and_column(column: int) -> None:
    rows = _rows(("已更正", ""))
    rows[4][column] += "改"
    read = read_returned(rows, SENT, CELLS_OF)
    assert (read.answers, [message.code for message in read.wrong]) == ((), ["roster.answers_altered"])
    assert read.wrong[0].params == {"row": 5, "column": SIGNED[column]}


@pytest.mark.parametrize(
    ("change", "code", "params"),
    [
        ({0: "S00009"}, "roster.answers_unknown", {"row": 5, "column": "编号", "line": "S00009"}),
        ({0: ""}, "roster.answers_unknown", {"row": 5, "column": "编号", "line": "—"}),
        ({10: "好"}, "roster.answers_not_one", {"row": 5, "column": "答复", "value": "好"}),
        ({11: "在查"}, "roster.answers_note_alone", {"row": 5, "column": "说明"}),
        ({10: "已更正", 11: "字" * (NOTE + 1)}, "roster.answers_long", {"row": 5, "column": "说明", "most": NOTE}),
    ],
)
def test_what_cannot_be_taken_is_told_and_nothing_is(
    change: dict[int, str], code: str, params: dict[str, object]
) -> None:
    rows = _rows(("已更正", ""))
    for column, value in change.items():
        rows[4][column] = value
    read = read_returned(rows, SENT, CELLS_OF)
    assert (read.answers, [(message.code, dict(message.params)) for message in read.wrong]) == ((), [(code, params)])


def test_a_note_of_the_longest_length_is_taken() -> None:
    read = read_returned(_rows(("已更正", "字" * NOTE)), SENT, CELLS_OF)
    assert len(read.answers[0].note) == NOTE


def test_a_line_that_stands_twice_is_told() -> None:
    rows = _rows(("已更正", ""))
    read = read_returned([*rows, rows[3]], SENT, CELLS_OF)
    assert [(message.code, message.params["row"], message.params["other"]) for message in read.wrong] == [
        ("roster.answers_twice", 7, 4)
    ]


def test_a_file_without_titles_or_answers_is_refused() -> None:
    assert [m.code for m in read_returned(HEAD, SENT, CELLS_OF).wrong] == ["roster.answers_no_titles"]
    short = [*HEAD, TITLES[:-1], *_rows()[3:]]
    assert [(m.code, m.params["column"]) for m in read_returned(short, SENT, CELLS_OF).wrong] == [
        ("roster.answers_no_titles", "说明")
    ]
    assert [m.code for m in read_returned(_rows(), SENT, CELLS_OF).wrong] == ["roster.answers_nothing"]
    assert read_returned(_rows(), SENT, CELLS_OF, must_answer=False).wrong == ()


def test_of_many_problems_the_first_are_listed_and_the_others_counted() -> None:
    rows = [*HEAD, TITLES, *([f"X{n}"] for n in range(MOST_TOLD + 3))]
    wrong = read_returned(rows, SENT, CELLS_OF).wrong
    assert len(wrong) == MOST_TOLD + 1
    assert (wrong[-1].code, wrong[-1].params["count"]) == ("roster.answers_more", 3)


def _answered(number: int, answer: Answer, content: str = "same") -> Answered:
    return Answered(UUID(int=number), answer, content, MOMENT + timedelta(days=number))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], ASKED),
        ([_answered(1, Answer.RIGHT)], Carried(LineState.WITHDRAWN, UUID(int=1))),
        ([_answered(1, Answer.RIGHT, "other")], ASKED),
        ([_answered(1, Answer.CORRECTED, "other")], Carried(LineState.OPEN, UUID(int=1))),
        ([_answered(1, Answer.CHECKING)], ASKED),
        ([_answered(1, Answer.RIGHT), _answered(2, Answer.CORRECTED)], Carried(LineState.OPEN, UUID(int=2))),
        ([_answered(2, Answer.RIGHT), _answered(1, Answer.CORRECTED)], Carried(LineState.WITHDRAWN, UUID(int=2))),
        ([_answered(1, Answer.RIGHT), _answered(2, Answer.RIGHT, "other")], Carried(LineState.WITHDRAWN, UUID(int=1))),
    ],
)
def test_the_newest_answer_that_bears_on_a_line_counts(answers: list[Answered], expected: Carried) -> None:
    assert carried("same", answers) == expected


ONE = st.builds(_answered, st.integers(0, 50), st.sampled_from(Answer), st.sampled_from(["same", "other"]))
ANSWERS = st.lists(ONE,
                   max_size=5, unique_by=lambda one: one.id)  # fmt: skip


@given(ANSWERS)
def test_how_a_line_stands_does_not_depend_on_the_order_of_answers(answers: list[Answered]) -> None:
    met = carried("same", answers)
    assert carried("same", list(reversed(answers))) == met
    if met.state is LineState.WITHDRAWN:
        assert any(one.id == met.earlier and one.answer is Answer.RIGHT and one.content == "same" for one in answers)


def test_an_address_that_is_not_understood_asks_for_nothing() -> None:
    assert lines_asked(line_filters({"register": "x", "kind": "y", "state": "z", "marked": "2", "q": "  "})) == {}
    asked = {"register": "union", "kind": "differ.code", "state": "open", "marked": "1", "q": "甲"}
    assert lines_asked(line_filters(asked)) == asked
    assert [number_of(text) for text in ("12", "", "-1", "x", "１", "1234567890")] == [12, None, None, None, None, None]
