"""Reads files of dated, cited values and answers what is in force on a day in a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

import yaml

from guildhall.kernel.divisions import county_of
from guildhall.kernel.errors import Message, MessageKind, UnreadableInput
from guildhall.kernel.periods import Period

NATION: Final = "CN"
BROKEN = MessageKind(
    "parameters.broken",
    "参数文件 {file}，{key}：{problem_zh}。请改正后重试。",
    "Parameter file {file}, {key}: {problem_en}. Correct it and try again.",
)
_KEYS: Final = {"value", "from", "until", "jurisdiction", "citation", "confidence", "last_verified", "note"}
_REQUIRED: Final = {"value", "from", "jurisdiction", "citation", "confidence", "last_verified"}


class Confidence(StrEnum):
    OFFICIAL = "official"  # read in the text of the rule
    SECONDARY = "secondary"  # read in a source that quotes or describes the rule
    UNCONFIRMED = "unconfirmed"  # this project's default, until somebody confirms it


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from, for showing beside it."""

    citation: str
    jurisdiction: str  # GB/T 2260 code, or CN
    period: Period
    confidence: Confidence
    last_verified: date | None
    note: str
    file: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One value with its period and place."""

    value: object
    source: Source


class _Loader(yaml.SafeLoader):
    """YAML in which a key given twice is an error instead of the last one winning."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[object, object]:
    result: dict[object, object] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"key given twice: {key}", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


class _Faults:
    """Collects everything that is wrong with a file, so that it can be put right in one go."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Message] = []

    def add(self, key: str, problem_zh: str, problem_en: str) -> None:
        self.found.append(BROKEN(file=self.file, key=key, problem_zh=problem_zh, problem_en=problem_en))


def places_of(place: str) -> Iterator[str]:
    """Jurisdictions from the most exact to the nation: county, city, province, CN; "" and unknown texts: CN."""
    if len(place) >= 6 and place.isdigit():
        county = county_of(place) or place[:6]
        yield from dict.fromkeys((county, county[:4] + "00", county[:2] + "0000"))
    yield NATION


def parse(text: str, file: str) -> Mapping[str, tuple[Entry, ...]]:
    """Entries by parameter name.

    The file: name → {title_zh, title_en, unit?, values: [{value, from, until?, jurisdiction, citation, confidence,
    last_verified, note?}]}. Periods are half-open: `until` is the first day on which the value no longer holds.
    Raises UnreadableInput with every fault found.
    """
    faults = _Faults(file)
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506  # a SafeLoader that also refuses doubled keys
    except yaml.YAMLError as error:
        problem = " ".join(str(error).split())
        faults.add("—", f"不是有效的 YAML（{problem}）", f"is not valid YAML ({problem})")
        raise UnreadableInput(*faults.found) from error
    if not isinstance(data, dict):
        faults.add("—", "应为“参数名: 内容”的形式", "must be a mapping of names to values")
        raise UnreadableInput(*faults.found)
    result = {str(name): _entries(str(name), body, faults) for name, body in data.items()}
    if faults.found:
        raise UnreadableInput(*faults.found)
    return result


def _entries(name: str, body: Any, faults: _Faults) -> tuple[Entry, ...]:
    if not isinstance(body, dict) or not isinstance(body.get("values"), list) or not body["values"]:
        faults.add(name, "缺少 values 列表", "has no list of values")
        return ()
    for key in ("title_zh", "title_en"):
        if not isinstance(body.get(key), str):
            faults.add(f"{name}.{key}", "缺少名称", "is missing: a title is needed")
    for key in sorted(set(map(str, body)) - {"title_zh", "title_en", "unit", "values"}):
        faults.add(f"{name}.{key}", "未知的键", "is no known key")
    entries = []
    for number, raw in enumerate(body["values"], start=1):
        entry = _entry(f"{name}.values[{number}]", raw, faults)
        if entry is not None:
            entries.append(entry)
    _refuse_overlaps(name, entries, faults)
    return tuple(entries)


def _entry(where: str, raw: Any, faults: _Faults) -> Entry | None:
    if not isinstance(raw, dict):
        faults.add(where, "应为“键: 值”的形式", "must be a mapping")
        return None
    before = len(faults.found)
    for key in sorted(set(map(str, raw)) - _KEYS):
        faults.add(f"{where}.{key}", "未知的键", "is no known key")
    for key in sorted(_REQUIRED - set(map(str, raw))):
        faults.add(f"{where}.{key}", "缺少", "is missing")
    if len(faults.found) > before:
        return None
    start = _date(f"{where}.from", raw["from"], faults)
    end = _date(f"{where}.until", raw["until"], faults) if raw.get("until") is not None else None
    if start is not None and end is not None and start >= end:
        faults.add(f"{where}.until", "应晚于 from", "must lie after from")
    confidence = str(raw["confidence"])
    if confidence not in list(Confidence):
        allowed = ", ".join(Confidence)
        faults.add(f"{where}.confidence", f"只能是 {allowed}", f"must be one of {allowed}")
    verified = raw["last_verified"]
    if verified is not None:
        verified = _date(f"{where}.last_verified", verified, faults)
    elif confidence != Confidence.UNCONFIRMED:
        faults.add(f"{where}.last_verified", "核实过的值须写核实日期", "is needed for a value that was verified")
    jurisdiction = str(raw["jurisdiction"])
    if jurisdiction != NATION and not (len(jurisdiction) == 6 and jurisdiction.isdigit()):
        faults.add(
            f"{where}.jurisdiction", "应为 CN 或带引号的六位区划代码", "must be CN or a six-digit code in quotes"
        )
    if not isinstance(raw["citation"], str) or not raw["citation"].strip():
        faults.add(f"{where}.citation", "须写明出处", "must name the source")
    value = _value(f"{where}.value", raw["value"], faults)
    if len(faults.found) > before:
        return None
    period = Period(start, end)
    note = str(raw.get("note") or "")
    source = Source(raw["citation"], jurisdiction, period, Confidence(confidence), verified, note, faults.file)
    return Entry(value, source)


def _date(where: str, raw: object, faults: _Faults) -> date | None:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    faults.add(where, "应为日期，如 2022-01-01", "must be a date such as 2022-01-01")
    return None


def _value(where: str, raw: Any, faults: _Faults) -> object:
    """Whole numbers, truth values, texts, dates and lists of them; a decimal fraction is written in quotes."""
    if isinstance(raw, bool | int | str) or (isinstance(raw, date) and not isinstance(raw, datetime)):
        return raw
    if isinstance(raw, list):
        return tuple(_value(f"{where}[{number}]", item, faults) for number, item in enumerate(raw, start=1))
    faults.add(
        where,
        "应为整数、是非、文字、日期或其列表；小数请加引号",
        "must be a whole number, true or false, a text, a date or a list of them; write a decimal in quotes",
    )
    return None


def _refuse_overlaps(name: str, entries: Sequence[Entry], faults: _Faults) -> None:
    for i, one in enumerate(entries):
        for other in entries[i + 1 :]:
            both = one.source.period.intersection(other.source.period)
            place = one.source.jurisdiction
            if place == other.source.jurisdiction and both is not None:
                faults.add(
                    name,
                    f"{place} 的两个值自 {both.start} 起同时有效，请用 until 结束前一个",
                    f"two values for {place} hold at once from {both.start}; end the earlier one with until",
                )


def as_decimal(value: object) -> Decimal:
    """A decimal from a quoted text or a whole number. Raises ValueError otherwise."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"not a decimal: {value!r}")
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise ValueError(f"not a decimal: {value!r}") from error
