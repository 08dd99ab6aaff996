"""Runs as their pages show them: words for what is stored, pieces made from views."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from guildhall.infra.jobs.contracts import JobView
from guildhall.infra.pieces.figures import Count
from guildhall.infra.pieces.marks import Progress, Step
from guildhall.infra.pieces.text import Text
from guildhall.kernel.words import Words
from guildhall.linkage.contracts import FIELDS, Shape
from guildhall.linkage.readers.titles import SHAPE_WORDS, plain_title
from guildhall.organising.roster.contracts import Covered, RunState, RunView

STEPS: Final = (
    Words("放入文件", "Files"),
    Words("开始", "Start"),
    Words("比对", "Comparison"),
    Words("结果", "Result"),
    Words("采纳", "Acceptance"),
)
STEP_OF: Final[Mapping[RunState, int]] = MappingProxyType(
    {
        RunState.DRAFT: 1,
        RunState.RUNNING: 3,
        RunState.FAILED: 3,
        RunState.CANCELLED: 3,
        RunState.PROPOSED: 4,
        RunState.DISCARDED: 4,
        RunState.ACCEPTING: 5,
        RunState.ACCEPTED: 5,
    }
)
#: What a run counted (tasks.running), in the order of telling.
COUNT_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "accepted_rows": Words("采用的行", "Rows used"),
        "rejected_rows": Words("未采用的行", "Rows rejected"),
        "organisations": Words("单位", "Organisations"),
        "organisations_new": Words("新增的单位", "New organisations"),
        "organisations_changed": Words("有变化的单位", "Changed organisations"),
        "organisations_outside": Words("不在本地的单位", "Organisations elsewhere"),
        "codes_disputed": Words("信用代码有争议", "Credit codes in dispute"),
        "unions": Words("工会", "Unions"),
        "unions_new": Words("新增的工会", "New unions"),
        "people": Words("人员", "People"),
        "people_new": Words("新增的人员", "New people"),
        "review": Words("待核对的疑似重复", "Doubtful pairs"),
    }
)
#: What changes in an organisation (models.Change.field).
CHANGE_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "new": Words("新增单位", "new organisation"),
        "closed": Words("注销", "closed"),
        "covered": Words("有了工会", "has a union now"),
        "uncovered": Words("不再有工会", "has no union any more"),
        "merged": Words("几条记录并为一条", "records made one"),
        "name": Words("名称", "name"),
        "kind": Words("类型", "kind"),
        "credit_code": Words("统一社会信用代码", "credit code"),
        "place_id": Words("所在地", "place"),
        "industry": Words("行业门类", "industry"),
        "address": Words("地址", "address"),
        "legal_representative": Words("法定代表人", "legal representative"),
        "phone": Words("电话", "telephone"),
        "insured": Words("参保人数", "insured"),
        "closed_on": Words("注销日期", "closed on"),
    }
)
COVERED_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        Covered.OWN.value: Words("单独建会", "a union of its own"),
        Covered.JOINT.value: Words("联合工会覆盖", "a joint union"),
        Covered.NONE.value: Words("没有工会", "no union"),
    }
)
#: Below the folder of jobs: whose job it was, and where in it the file lay (tasks.scratch).
_WORKED_IN: Final = r"[0-9a-f-]{36}/(?:in/)?(?:\d{2}/)?"


def told(message: Mapping[str, Any]) -> Words:
    """A stored message, with files named as they came and not by the folder in which a job read them."""
    folder = re.escape(f"{settings.GUILDHALL_DATA}/work/") + _WORKED_IN
    return Words(*(re.sub(folder, "", str(message[f"message_{language}"])) for language in ("zh", "en")))


def all_told(messages: Iterable[Mapping[str, Any]]) -> tuple[Words, ...]:
    return tuple(map(told, messages))


def field_words(shape: Shape, field: str) -> Words:
    """A field of a list: its usual title, and its name in the formats' documents."""
    return Words(plain_title(shape, field), field.replace("_", " "))


def shape_words(shape: Shape) -> Words:
    return Words(*SHAPE_WORDS[shape])


def fields_of(shape: Shape) -> tuple[tuple[str, Words], ...]:
    """Every field of a list as an option: (`shape.field`, words)."""
    return tuple((f"{shape.value}.{field}", field_words(shape, field)) for field in FIELDS[shape])


def counts_of(run: RunView) -> tuple[tuple[Words, Count], ...]:
    """What a run counted, as a table's rows."""
    return tuple((words, Count(run.counts[name])) for name, words in COUNT_WORDS.items() if name in run.counts)


def change_words(field: str) -> Text:
    return CHANGE_WORDS.get(field, field)


def change_value(field: str, value: str) -> Text:
    """A value of a change as it is shown."""
    return COVERED_WORDS.get(value, value) if field in {"covered", "uncovered"} else value


def progress_of(run: RunView, job: JobView | None) -> Progress | None:
    """The job of a run at work or ended without effect."""
    if job is None:
        return None
    accepting = run.state in {RunState.ACCEPTING, RunState.ACCEPTED}
    return Progress(
        Words("采纳", "Acceptance") if accepting else Words("比对", "Comparison"),
        Step(job.state.value),
        job.done,
        job.total,
        told(job.note) if job.note else "",
        poll_url=reverse("roster:run_progress", args=[run.id]),
        cancel_url=reverse("roster:run_cancel", args=[run.id]),
        messages=all_told(job.messages),
        is_cancelling=job.cancel_asked,
    )


def review_href() -> str:
    """The queue of doubtful pairs, "" where this installation has none."""
    try:
        return reverse("roster:review")
    except NoReverseMatch:
        return ""
