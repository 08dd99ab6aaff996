from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from guildhall.kernel import parameters
from guildhall.kernel.errors import Refused, UnreadableInput
from guildhall.kernel.parameters import Confidence, Parameter, book, parameter
from guildhall.kernel.periods import Period

ON = date(2023, 1, 31)

ENTRY = """
    - value: {value}
      from: {start}
      until: {until}
      jurisdiction: "{place}"
      citation: 《某条例》第一条
      confidence: {confidence}
      last_verified: {verified}
"""


def file_of(*entries: str) -> str:
    return "limit:\n  title_zh: 上限\n  title_en: Limit\n  values:" + "".join(entries)


def entry(**changes: object) -> str:
    given = {"value": 1, "start": "2020-01-01", "until": "null", "place": "CN", "confidence": "official"}
    return ENTRY.format(**(given | {"verified": "2026-01-01"} | changes))


def faults(text: str) -> list[tuple[object, object]]:
    with pytest.raises(UnreadableInput) as caught:
        book.parse(text, "some.yaml")
    assert all(message.params["file"] == "some.yaml" for message in caught.value.messages)
    return [(message.params["key"], message.params["problem_en"]) for message in caught.value.messages]


def made(monkeypatch: pytest.MonkeyPatch, text: str, convert: Any = parameters.whole) -> Parameter[Any]:
    entries = book.parse(text, "some.yaml")
    monkeypatch.setattr(parameter, "_book", lambda package, file: entries)
    return Parameter("limit", convert, package="a.b", file="some.yaml")


@pytest.mark.parametrize("one", parameters.ALL, ids=lambda p: p.key)
def test_every_shipped_parameter_has_a_value_a_source_and_a_type(one: Parameter[Any]) -> None:
    assert one.at(ON, "330203") is not None
    source = one.source(ON, "330203")
    assert source.citation
    assert (source.last_verified is None) == (source.confidence is Confidence.UNCONFIRMED)
    for held in one.entries():
        start = held.source.period.start
        assert start is not None
        assert one.at(start, held.source.jurisdiction) == held.value


def test_every_name_in_the_files_is_declared() -> None:
    folder = Path(str(parameters.__file__)).parent
    held = {name for file in folder.glob("*.yaml") for name in parameter._book(parameters._HERE, file.name)}
    assert held == {one.key for one in parameters.ALL}


def test_the_laws_25_members_and_the_statistics_25_insured_are_two() -> None:
    assert parameters.COMMITTEE_MEMBERS.at(ON) == 25
    assert parameters.PROXY_INSURED.at(ON, "330200") == 25
    law, proxy = parameters.COMMITTEE_MEMBERS.source(ON), parameters.PROXY_INSURED.source(ON, "330203")
    assert "第十一条" in law.citation
    assert law.confidence is Confidence.OFFICIAL
    assert (proxy.jurisdiction, proxy.confidence) == ("330200", Confidence.SECONDARY)
    assert parameters.PROXY_INSURED.source(ON, "330100").confidence is Confidence.UNCONFIRMED


def test_trade_union_law_changes_on_1_january_2022() -> None:
    before = parameters.COMMITTEE_MEMBERS.source(date(2021, 12, 31))
    after = parameters.COMMITTEE_MEMBERS.source(date(2022, 1, 1))
    assert ("2001 年修正" in before.citation, "2021 年修正" in after.citation) == (True, True)
    with pytest.raises(Refused):
        parameters.COMMITTEE_MEMBERS.at(date(2001, 10, 26))


def test_the_most_exact_place_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = made(
        monkeypatch,
        file_of(
            entry(value=1),
            entry(value=2, place="330000"),
            entry(value=3, place="330200"),
            entry(value=4, place="330203", until="2022-01-01"),
        ),
    )
    assert [limit.at(ON, place) for place in ("", "CN", "110105", "330100", "330106", "330200", "330205")] == [
        1, 1, 1, 2, 2, 3, 3,
    ]  # fmt: skip
    assert limit.at(date(2021, 12, 31), "330203") == 4
    assert limit.at(date(2021, 12, 31), "330203102") == 4  # a township of that county
    assert limit.at(date(2022, 1, 1), "330203") == 3  # until: the first day on which it no longer holds
    assert limit.at(ON, "339901") == 2  # a county that nobody knows lies in its province


def test_nothing_in_force_names_the_file_to_fill(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = made(monkeypatch, file_of(entry(place="330200")))
    for on, place, name in [
        (ON, "330100", "浙江省杭州市"),
        (date(2019, 12, 31), "330200", "浙江省宁波市"),
        (ON, "", "全国"),
    ]:
        with pytest.raises(Refused) as caught:
            limit.at(on, place)
        (message,) = caught.value.messages
        assert message.code == "parameters.not_in_force"
        assert message.params["file"] == "a/b/some.yaml"
        assert name in message.zh
        with pytest.raises(Refused):
            limit.source(on, place)


def test_overlapping_periods_are_refused_where_the_place_is_the_same() -> None:
    assert faults(file_of(entry(until="2023-01-02"), entry(start="2023-01-01"))) == [
        ("limit", "two values for CN hold at once from 2023-01-01; end the earlier one with until")
    ]
    assert faults(file_of(entry(), entry(start="2030-01-01")))[0][0] == "limit"
    assert len(book.parse(file_of(entry(until="2023-01-01"), entry(start="2023-01-01")), "f")["limit"]) == 2
    assert len(book.parse(file_of(entry(), entry(place="330000")), "f")["limit"]) == 2


@pytest.mark.parametrize(
    ("changes", "key", "problem"),
    [
        ({"start": "soon"}, "limit.values[1].from", "must be a date"),
        ({"start": "2020-01-01 10:00:00"}, "limit.values[1].from", "must be a date"),
        ({"until": "2020-01-01"}, "limit.values[1].until", "after from"),
        ({"until": "never"}, "limit.values[1].until", "must be a date"),
        ({"place": "宁波"}, "limit.values[1].jurisdiction", "six-digit"),
        ({"confidence": "sure"}, "limit.values[1].confidence", "official, secondary, unconfirmed"),
        ({"verified": "null"}, "limit.values[1].last_verified", "is needed"),
        ({"value": 0.5}, "limit.values[1].value", "decimal in quotes"),
        ({"value": "null"}, "limit.values[1].value", "whole number"),
        ({"value": "[1, 0.5]"}, "limit.values[1].value[2]", "whole number"),
        ({"value": "1\n      colour: red"}, "limit.values[1].colour", "no known key"),
        ({"value": "1\n      value: 2"}, "—", "key given twice: value"),
    ],
)
def test_faults_name_file_and_key(changes: dict[str, object], key: str, problem: str) -> None:
    ((where, what),) = faults(file_of(entry(**changes)))
    assert where == key
    assert problem in str(what)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("- 1", "—"),
        ("a: [", "—"),
        ("", "—"),
        ("limit: 1", "limit"),
        ("limit:\n  title_zh: 上限\n  title_en: Limit\n  values: []", "limit"),
        ("limit:\n  title_zh: 上限\n  title_en: Limit\n  values: [1]", "limit.values[1]"),
        (file_of(entry()).replace("  title_en: Limit\n", ""), "limit.title_en"),
        (file_of(entry()).replace("  title_en: Limit\n", "  title_en: Limit\n  titel: x\n"), "limit.titel"),
        (file_of(entry()).replace("      citation: 《某条例》第一条\n", ""), "limit.values[1].citation"),
        (file_of(entry()).replace("《某条例》第一条", "''"), "limit.values[1].citation"),
        ("limit: {}\nlimit: {}", "—"),
    ],
)
def test_broken_files_are_refused(text: str, key: str) -> None:
    assert [where for where, _ in faults(text)] == [key]


def test_all_faults_are_told_at_once() -> None:
    assert len(faults(file_of(entry(start="x"), entry(place="y"), entry(confidence="z")))) == 3


def test_a_value_of_another_type_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, convert in [
        ("'25'", parameters.whole),
        ("true", parameters.whole),
        ("1", parameters.truth),
        ("3", parameters.wholes),
        ("[3, a]", parameters.wholes),
        ("3", parameters.bands),
        ("[[1, 3]]", parameters.bands),
        ("[[25, 3, 7], [1, 1, 5]]", parameters.bands),
        ("1", parameters.words),
        ("abc", parameters.decimal),
    ]:
        with pytest.raises(UnreadableInput) as caught:
            made(monkeypatch, file_of(entry(value=value)), convert).at(ON)
        assert caught.value.messages[0].params["key"] == "limit"
    assert made(monkeypatch, file_of(entry(value="'0.005'")), parameters.decimal).at(ON) == Decimal("0.005")
    assert made(monkeypatch, file_of(entry(value="[3, 5]")), parameters.wholes).at(ON) == (3, 5)
    steps = file_of(entry(value="[[1, 1, 5], [25, 3, 7]]"))
    assert made(monkeypatch, steps, parameters.bands).at(ON) == ((1, 1, 5), (25, 3, 7))


def test_kinds_of_values_and_periods() -> None:
    (held,) = book.parse(file_of(entry(value="[a, 2020-01-01, true]", until="2021-01-01")), "f")["limit"]
    assert held.value == ("a", date(2020, 1, 1), True)
    assert held.source.period == Period(date(2020, 1, 1), date(2021, 1, 1))


def test_a_missing_file_is_not_hidden() -> None:
    assert isinstance(parameters, ModuleType)
    with pytest.raises(FileNotFoundError):
        Parameter("x", parameters.whole, package=parameters._HERE, file="nothing.yaml").at(ON)
