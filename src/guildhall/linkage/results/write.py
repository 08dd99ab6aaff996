"""A run's result folder, file by file, from the tables that the engine filled."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from guildhall import __version__
from guildhall.kernel.errors import Message, MessageKind
from guildhall.kernel.rates import rate_text
from guildhall.linkage.backends import Backend
from guildhall.linkage.beside import Beside
from guildhall.linkage.contracts import Progress, Register, RosterRequest, Shape, StagedSheet
from guildhall.linkage.engine import limits as organisation_limits
from guildhall.linkage.engine.decisions import write_decisions
from guildhall.linkage.engine.entity_ids import write_ids
from guildhall.linkage.engine.persons import limits as person_limits
from guildhall.linkage.results import front_page
from guildhall.linkage.results.books import (
    name_tables,
    write_people_books,
    write_roster_book,
    write_worklist,
)
from guildhall.linkage.results.coverage import (
    CoverageRow,
    UnitCounts,
    headline,
    jurisdiction_of,
    member_rows,
    read_units,
    threshold_at,
    unit_rows,
    write_coverage,
)
from guildhall.linkage.results.disagreements import ask_about_units, write_disagreements
from guildhall.linkage.results.elsewhere import Elsewhere
from guildhall.linkage.results.keeping import write_kept
from guildhall.linkage.results.links import write_evidence, write_links, write_roster, write_unions
from guildhall.linkage.results.people import write_transfers
from guildhall.linkage.results.rejected import write_rejected
from guildhall.linkage.results.report import Bilingual, Comparison, Disagreement, Rate, ReportData, render_report
from guildhall.linkage.results.review import review_cards, write_review
from guildhall.linkage.results.worklist import worklist
from guildhall.linkage.rules.coverage import SOCIAL_ORG_COVERAGE
from guildhall.linkage.workspace import KEPT

TABLES = MessageKind("results.tables", "写名册和关联", "Writing roster and links")
RATES = MessageKind("results.rates", "计算覆盖率和走访名单", "Counting coverage and visits")
BOOKS = MessageKind("results.books", "写工作簿", "Writing workbooks")
PEOPLE = MessageKind("results.people", "写转会和不一致清单", "Writing transfers and disagreements")
PAGE = MessageKind("results.page", "写报告", "Writing the report")
NO_INSURANCE = MessageKind(
    "results.no_insurance",
    "没有社会保险名单，算不出覆盖率；名册照常生成。",
    "No insurance register was given, so there is no coverage; the roster is made all the same.",
)
NO_HEADCOUNTS = MessageKind(
    "results.no_month",
    "社会保险名单里没有读到月份，算不出截止日的参保人数；可用 --as-of 指明。",
    "The insurance register has no month, so there are no headcounts at a cut-off; name one with --as-of.",
)
_THRESHOLDS = (
    front_page.Thresholds(organisation_limits.LINK_WEIGHT, organisation_limits.REVIEW_WEIGHT),
    front_page.Thresholds(person_limits.LINK_WEIGHT, person_limits.REVIEW_WEIGHT),
)
OLD_HEADCOUNTS = MessageKind(
    "results.old_headcounts",
    "单位参保人数是 {month} 的，比截止日 {cut_off} 早：没有更新的单位名单。",
    "The headcounts of units are of {month}, earlier than the cut-off {cut_off}: there is no newer list of units.",
)
#: Paths of the files that a result may hold (docs/formats.md); manifest.json and run.json are the run's own.
WRITTEN = re.compile(
    r"(manifest|run|coverage)\.json|report\.html|(coverage|decisions|review)\.csv"
    r"|(links|roster|evidence|ids|aliases|unions|union_units|memberships)\.parquet"
    r"|(roster|worklist|transfer-candidates)\.xlsx"
    rf"|disagreements/({'|'.join(Register)})\.(xlsx|csv)"
    rf"|rejected/([0-9]+-({'|'.join(Register)})-({'|'.join(Shape)})\.(csv|xlsx)|README\.txt)"
    r"|(naming|headcounts)\.parquet|pairs\.jsonl|automatic\.json"
    rf"|{KEPT}/.+"
    r"|persons/([0-9]{6}-\w+|\w*地方不明)\.xlsx"
)
WORK_SHOWN = 12
CARDS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Written:
    """What the result holds, for the screen and for manifest.json."""

    headline: Rate | None
    comparisons: tuple[Comparison, ...]
    counts: Mapping[str, int]
    jurisdiction: str | None = None  # whose rates were counted; None: none were
    notices: tuple[Message, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Units:
    """Units by place, industry and standing, as reviewed and without decisions, and the rates that they alone give."""

    reviewed: UnitCounts
    automatic: UnitCounts
    rows: list[CoverageRow]


class ResultWriter:
    """Writes everything but manifest.json and run.json: `begin` once organisations are linked, `finish` at the end.

    Use as a context. What needs organisations alone is written beside the linking of people, and what Python counts
    beside the long tables that the engine writes. `work` holds what is gone after the run.
    """

    def __init__(
        self, backend: Backend, folder: Path, work: Path, request: RosterRequest, sheets: Sequence[StagedSheet]
    ) -> None:
        self._backend, self._folder, self._work = backend, folder, work
        self._request, self._sheets = request, sheets
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._beside = self._open.enter_context(Beside(self._backend))
        self._elsewhere = self._open.enter_context(Elsewhere(self._work))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.__exit__(kind, error, trace)

    def begin(self, as_of: date | None) -> None:
        """`as_of` None: there is no insurance month."""
        self._as_of = as_of
        self._organisations = self._beside.begin(self._about_organisations)

    def finish(self, progress: Progress) -> Written:
        notices = list(_notices(self._backend, self._sheets, self._as_of))
        for notice in notices:
            progress.notice(notice)
        counts: dict[str, int] = {}
        people = self._beside.begin(self._about_people)
        page = self._beside.begin(lambda backend: self._page(backend, notices, *people.result()))
        with progress.task(TABLES()):
            self._tables(counts)
        with progress.task(PEOPLE()):
            people.result()
        with progress.task(RATES()):
            data = page.result()
        if self._organisations.result() is not None:
            counts["worklist"] = data.worklist_total
        with progress.task(BOOKS()):
            self._elsewhere.wait()
        with progress.task(PAGE()):
            (self._folder / "report.html").write_text(render_report(data), encoding="utf-8")
        counted = self._organisations.result()
        place = jurisdiction_of(counted.reviewed) if counted is not None and data.headline is not None else None
        return Written(data.headline, data.comparisons, counts, place, tuple(notices))

    def _tables(self, counts: dict[str, int]) -> None:
        backend, folder, unmask = self._backend, self._folder, self._request.unmask
        counts["links"] = write_links(backend, folder)
        counts["entities"] = write_roster(backend, folder, unmask=unmask)
        counts["pairs"] = write_evidence(backend, folder)
        write_unions(backend, folder)
        write_ids(backend, folder)
        write_decisions(backend, folder)
        counts["rejected"] = write_rejected(folder, self._sheets)
        counts["organisations"] = int(backend.value("SELECT count(*) FROM organisations"))
        counts["persons"] = int(backend.value("SELECT count(*) FROM persons"))
        counts["review"] = write_review(backend, folder, unmask=unmask)

    def _about_organisations(self, backend: Backend) -> _Units | None:
        name_tables(backend)
        write_roster_book(backend, self._folder, self._elsewhere)
        ask_about_units(backend, unmask=self._request.unmask)
        if self._as_of is None or not _insured(self._sheets):
            return None
        units = read_units(backend)
        decided = backend.value("SELECT count(*) FROM decisions")
        return _Units(units, read_units(backend, "_auto") if decided else units, unit_rows(units, self._as_of))

    def _about_people(self, backend: Backend) -> tuple[Mapping[str, int], tuple[Disagreement, ...]]:
        self._organisations.result()
        moved = write_transfers(backend, self._folder, self._elsewhere, as_of=self._as_of, unmask=self._request.unmask)
        disagreements = write_disagreements(backend, self._folder, keep=self._request.keep)
        if self._request.persons_xlsx:
            write_people_books(backend, self._folder, unmask=self._request.unmask)
        return moved, disagreements

    def _page(
        self,
        backend: Backend,
        notices: Sequence[Message],
        moved: Mapping[str, int],
        disagreements: tuple[Disagreement, ...],
    ) -> ReportData:
        page = _Page(backend, self._request, self._sheets, tuple(notices), moved, disagreements)
        units = self._organisations.result()
        if self._as_of is None or units is None:
            write_coverage(self._folder, [], self._as_of)
            if self._request.keep:
                write_kept(backend, self._folder, None, self._as_of)
            return page.without_coverage(self._as_of)
        return page.with_coverage(self._folder, self._as_of, units)


def _insured(sheets: Sequence[StagedSheet]) -> bool:
    return any(sheet.register is Register.INSURANCE for sheet in sheets)


def _notices(backend: Backend, sheets: Sequence[StagedSheet], as_of: date | None) -> list[Message]:
    if not _insured(sheets):
        return [NO_INSURANCE()]
    if as_of is None:
        return [NO_HEADCOUNTS()]
    wanted = as_of.strftime("%Y-%m")
    month = backend.value("SELECT max(month) FROM rows_units WHERE register = 'insurance' AND month <= ?", [wanted])
    late = month is not None and str(month) < wanted
    return [OLD_HEADCOUNTS(month=str(month), cut_off=as_of.isoformat())] if late else []


class _Page:
    """Gathers the values of the report."""

    def __init__(
        self,
        backend: Backend,
        request: RosterRequest,
        sheets: Sequence[StagedSheet],
        notices: tuple[Message, ...],
        moved: Mapping[str, int],
        disagreements: tuple[Disagreement, ...],
    ) -> None:
        self.backend, self.request, self.sheets = backend, request, sheets
        self.moved, self.disagreements = moved, disagreements
        self.notices = tuple(Bilingual(notice.zh, notice.en) for notice in notices)

    def without_coverage(self, as_of: date | None) -> ReportData:
        return ReportData(
            as_of=as_of,
            version=__version__,
            headline=None,
            headline_rule=Bilingual("", ""),
            headline_source=Bilingual("", ""),
            registered=front_page.registered(self.backend, as_of),
            union_kinds=front_page.union_kinds(self.backend),
            sources=front_page.source_counts(self.sheets),
            people=front_page.people(self.backend, self.moved),
            review_total=self._reviews(),
            review_share=self._review_share(),
            cards=review_cards(self.backend, CARDS_SHOWN),
            disagreements=self.disagreements,
            files=front_page.FILES,
            method=front_page.method(*_THRESHOLDS),
            notices=self.notices,
            synthetic=self.request.truth is not None,
        )

    def with_coverage(self, folder: Path, as_of: date, counted: _Units) -> ReportData:
        units, automatic = counted.reviewed, counted.automatic
        decisions = int(self.backend.value("SELECT count(*) FROM decisions"))
        place = jurisdiction_of(units)
        threshold = threshold_at(as_of, place)
        rows = [*counted.rows, *member_rows(self.backend, as_of)]
        write_coverage(folder, rows, as_of)
        if self.request.keep:
            write_kept(self.backend, folder, automatic, as_of)
        visits = worklist(self.backend, as_of, place)
        write_worklist(folder, visits, threshold, unmask=self.request.unmask)
        own, joint = front_page.own_and_joint(units, as_of)
        return ReportData(
            as_of=as_of,
            version=__version__,
            headline=front_page.rate(*headline(units, as_of)),
            headline_rule=Bilingual(f"{SOCIAL_ORG_COVERAGE.rule_zh}。", f"{SOCIAL_ORG_COVERAGE.rule}."),
            headline_source=front_page.headline_source(as_of, place),
            comparisons=front_page.comparisons(
                headline(automatic, as_of), headline(units, as_of), decisions, self.request.truth
            ),
            own=own,
            joint=joint,
            registered=front_page.registered(self.backend, as_of),
            union_kinds=front_page.union_kinds(self.backend),
            sources=front_page.source_counts(self.sheets),
            counties=front_page.county_rates(rows),
            kinds=front_page.kind_rates(rows),
            industries=front_page.industry_rates(rows),
            sizes=front_page.size_classes(units, as_of, threshold),
            threshold=threshold,
            worklist=front_page.work_items(visits, WORK_SHOWN),
            worklist_total=len(visits),
            people=front_page.people(self.backend, self.moved),
            review_total=self._reviews(),
            review_share=self._review_share(),
            cards=review_cards(self.backend, CARDS_SHOWN),
            disagreements=self.disagreements,
            files=front_page.FILES,
            method=front_page.method(*_THRESHOLDS),
            values=front_page.law_values(as_of, place),
            notices=self.notices,
            synthetic=self.request.truth is not None,
        )

    def _reviews(self) -> int:
        return int(self.backend.value("SELECT count(*) FROM pairs WHERE outcome = 'review'"))

    def _review_share(self) -> str:
        accepted = sum(sheet.counts.accepted for sheet in self.sheets)
        return rate_text(self._reviews(), accepted)
