"""From the tables and rates of a run to the values that the report shows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from guildhall.kernel import industries
from guildhall.kernel.parameters import COMMITTEE_MEMBERS, PROXY_INSURED, RETAINED_COUNTED, Parameter
from guildhall.kernel.rates import rate_text
from guildhall.linkage.backends import Backend
from guildhall.linkage.contracts import StagedSheet
from guildhall.linkage.results.coverage import ALL, SOCIAL_ORGANISATION, CoverageRow, UnitCounts, headline_parts
from guildhall.linkage.results.report.contracts import (
    Bilingual,
    Comparison,
    FileNote,
    MethodValue,
    Rate,
    RateRow,
    SizeClass,
    SourceCount,
    UnionKindCount,
    WorkItem,
)
from guildhall.linkage.results.words import ELSEWHERE, KINDS, REGISTERS, SHAPES, UNION_TYPES
from guildhall.linkage.results.worklist import Visit
from guildhall.linkage.rules.coverage import (
    SOCIAL,
    SOCIAL_ORG_COVERAGE,
    Coverage,
    OrgKind,
    UnionType,
    coverage_of,
    is_open,
)

#: Bounds of the size classes; the threshold of the statistics is always one of them.
_SIZES: Final = (1, 10, 50, 100, 200)
_INDUSTRIES: Final = {section.letter: Bilingual(section.name, section.en) for section in industries.SECTIONS}


def rate(numerator: int, denominator: int) -> Rate:
    return Rate(numerator, denominator, rate_text(numerator, denominator))


def comparisons(
    automatic: tuple[int, int], reviewed: tuple[int, int], decisions: int, truth: Path | None
) -> tuple[Comparison, ...]:
    """The headline three ways; the second only where there are decisions, the third only for synthetic data."""
    found = [
        Comparison(
            Bilingual("自动", "automatic"),
            rate(*automatic),
            Bilingual("没有人工决定", "without any person's decision"),
        )
    ]
    if decisions:
        found.append(
            Comparison(
                Bilingual("核对后", "reviewed"),
                rate(*reviewed),
                Bilingual(f"加上{decisions}条人工决定", f"with {decisions} decisions of reviewers"),
            )
        )
    if truth is not None:
        facts = json.loads((truth / "facts.json").read_text(encoding="utf-8"))
        found.append(
            Comparison(
                Bilingual("真值", "true"),
                rate(int(facts["covered"]), int(facts["eligible"])),
                Bilingual("合成数据自带的答案", "the answer that synthetic data comes with"),
            )
        )
    return tuple(found)


def union_kinds(backend: Backend) -> tuple[UnionKindCount, ...]:
    """Active unions of social organisations by type; for joint ones the units that they cover.

    A union is one of social organisations where these are more than half of the units that are its own or that it
    covers; one without such units, as a federation, where its name says so: the seat where it is hosted says nothing.
    Where civil affairs' register was given, only organisations that stand in it count, as in the figure beside it.
    """
    social = ", ".join(f"'{kind}'" for kind in sorted(SOCIAL))
    counts = {
        UnionType(kind): (int(unions), int(units))
        for kind, unions, units in backend.rows(
            f"""
            WITH listed AS (
                SELECT DISTINCT e.entity_id FROM rows_units r
                JOIN org_rows x ON x.row_id = r.row_id AND x.role = 'subject' JOIN org_entities e USING (mention_id)
                WHERE r.register = 'civil_affairs'
            ), under AS (
                SELECT DISTINCT r.union_id, r.unit_id, r.relation, o.org_kind IN ({social})
                       AND (o.entity_id IN (SELECT entity_id FROM listed) OR NOT EXISTS (FROM listed)) AS social
                FROM union_units r JOIN organisations o ON o.entity_id = r.unit_id
                WHERE r.relation <> 'host'
            ), standing AS (
                SELECT union_id, count(DISTINCT unit_id) FILTER (relation = 'covered') AS covered,
                       2 * count(DISTINCT unit_id) FILTER (social) > count(DISTINCT unit_id) AS social
                FROM under GROUP BY union_id
            )
            SELECT u.union_type, count(*), sum(coalesce(s.covered, 0))
            FROM unions u JOIN organisations n USING (entity_id) LEFT JOIN standing s ON s.union_id = u.entity_id
            WHERE u.active AND u.union_type IS NOT NULL AND coalesce(s.social, n.name LIKE '%社会组织%')
            GROUP BY u.union_type
            """
        )
    }
    return tuple(
        UnionKindCount(UNION_TYPES[kind], counts[kind][0], counts[kind][1] if kind is UnionType.JOINT else None)
        for kind in UnionType
        if kind in counts
    )


def registered(backend: Backend, as_of: date | None) -> int:
    """Organisations that stand in civil affairs' register at the cut-off, each counted once."""
    return int(
        backend.value(
            """
            SELECT count(DISTINCT e.entity_id) FROM rows_units r
            JOIN org_rows x ON x.row_id = r.row_id AND x.role = 'subject' JOIN org_entities e USING (mention_id)
            JOIN organisations o USING (entity_id)
            WHERE r.register = 'civil_affairs' AND (o.closed_on IS NULL OR o.closed_on > ?)
            """,
            [as_of or date.max],
        )
    )


def source_counts(sheets: Sequence[StagedSheet]) -> tuple[SourceCount, ...]:
    return tuple(
        SourceCount(
            REGISTERS[sheet.register],
            sheet.source,
            SHAPES[sheet.shape],
            sheet.counts.rows_in,
            sheet.counts.accepted,
            sheet.counts.rejected,
            sheet.counts.skipped,
        )
        for sheet in sheets
    )


def county_rates(rows: Sequence[CoverageRow]) -> tuple[RateRow, ...]:
    """The headline by county; last, units of which no county is known, so that the lines add up to the whole."""
    wanted = [r for r in rows if r.indicator == SOCIAL_ORG_COVERAGE.code and r.org_kind == r.industry == ALL]
    counties = [row for row in wanted if row.level == "county"]
    found = [
        RateRow(r.place, Bilingual(r.place_name, r.place_name), rate(r.numerator, r.denominator)) for r in counties
    ]
    whole = next((row for row in wanted if row.place == ALL), None)
    if whole is not None:
        above = whole.numerator - sum(row.numerator for row in counties)
        below = whole.denominator - sum(row.denominator for row in counties)
        if below:
            found.append(RateRow("", ELSEWHERE, rate(above, below)))
    return tuple(found)


def kind_rates(rows: Sequence[CoverageRow]) -> tuple[RateRow, ...]:
    """Every kind of unit by the same rule: units that reach the threshold."""
    return tuple(
        RateRow(row.org_kind, KINDS[OrgKind(row.org_kind)], rate(row.numerator, row.denominator))
        for row in rows
        if row.indicator == "unit_coverage_25" and row.place == ALL and row.org_kind not in (ALL, SOCIAL_ORGANISATION)
    )


def industry_rates(rows: Sequence[CoverageRow]) -> tuple[RateRow, ...]:
    unknown = Bilingual("行业不明", "industry not known")
    return tuple(
        RateRow(row.industry, _INDUSTRIES.get(row.industry, unknown), rate(row.numerator, row.denominator))
        for row in rows
        if row.indicator == SOCIAL_ORG_COVERAGE.code and row.place == ALL and row.industry != ALL
    )


def size_classes(units: UnitCounts, as_of: date, threshold: int) -> tuple[SizeClass, ...]:
    """Social organisations that are open and insure somebody, by headcount."""
    bounds = sorted({*_SIZES, threshold})
    counts = [[0, 0] for _ in bounds]
    for (_, _, unit), count in units.items():
        if unit.kind in SOCIAL and unit.insured and is_open(unit, as_of):
            place = sum(unit.insured >= bound for bound in bounds) - 1
            counts[place][coverage_of(unit.standings) is Coverage.NONE] += count
    ends = [*(bound - 1 for bound in bounds[1:]), None]
    return tuple(
        SizeClass(first, last, covered, uncovered)
        for first, last, (covered, uncovered) in zip(bounds, ends, counts, strict=True)
    )


def work_items(visits: Sequence[Visit], limit: int) -> tuple[WorkItem, ...]:
    return tuple(
        WorkItem(
            visit.rank,
            visit.name,
            visit.place_name,
            KINDS[visit.kind],
            visit.insured,
            tuple(Bilingual(reason.zh, reason.en) for reason in visit.reasons),
        )
        for visit in visits[:limit]
    )


def own_and_joint(units: UnitCounts, as_of: date) -> tuple[int, int]:
    parts = headline_parts(units, as_of)
    return parts[Coverage.OWN], parts[Coverage.JOINT]


def headline_source(as_of: date, place: str) -> Bilingual:
    """Where the threshold of the place comes from, and that the law counts something else."""
    proxy, law = PROXY_INSURED.source(as_of, place), COMMITTEE_MEMBERS.source(as_of)
    insured, members = PROXY_INSURED.at(as_of, place), COMMITTEE_MEMBERS.at(as_of)
    return Bilingual(
        f"参保{insured}人是统计口径（{proxy.citation}）；法律按会员{members}人计（{law.citation}），是另一个数。",
        f"{insured} insured is the statistics' measure ({proxy.citation}); the law counts {members} members "
        f"({law.citation}), which is another number.",
    )


def law_values(as_of: date, place: str) -> tuple[MethodValue, ...]:
    named: tuple[tuple[Parameter[int] | Parameter[bool], Bilingual, str], ...] = (
        (PROXY_INSURED, Bilingual("参保人数门槛（统计）", "threshold of insured (statistics)"), place),
        (COMMITTEE_MEMBERS, Bilingual("应建委员会的会员人数（法律）", "members for a committee (law)"), ""),
        (RETAINED_COUNTED, Bilingual("保留会籍计入会员", "retained members counted"), ""),
    )
    found = []
    for parameter, name, where in named:
        value, source = parameter.at(as_of, where), parameter.source(as_of, where)
        shown = {True: "是 yes", False: "否 no"}[value] if isinstance(value, bool) else str(value)
        found.append(MethodValue(name, shown, Bilingual(source.citation, source.citation), source.confidence.value))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which evidence on records are linked and shown, in bits (log2 of the odds)."""

    link: float
    review: float

    def say(self, what: Bilingual) -> Bilingual:
        """As odds, which a reader can picture: 7 bits are 128 to 1."""
        link, review = _odds(self.link), _odds(self.review)
        return Bilingual(
            f"{what.zh}可能性达到约{link[0]}的连上，达到约{review[0]}的交给人看",
            f"{what.en} are linked from odds of about {link[1]}, and shown to a person from about {review[1]}",
        )


def _odds(bits: float) -> tuple[str, str]:
    for_, against = (round(2**bits), 1) if bits >= 0 else (1, round(2**-bits))
    return f"{for_}比{against}", f"{for_} to {against}"


def method(organisations: Thresholds, persons: Thresholds) -> tuple[Bilingual, ...]:
    """How the run linked, told plainly."""
    units = organisations.say(Bilingual("单位", "organisations"))
    people = persons.say(Bilingual("人员", "people"))
    return (
        Bilingual(
            "先清理文字：全角、空格、看不见的字符、日期的几种写法。清理过的都有计数，没有一行悄悄丢掉。",
            "First the text is cleaned: full width, spaces, invisible characters, the ways of writing a date. What was "
            "mended is counted, and no row is dropped silently.",
        ),
        Bilingual(
            "再按号码：信用代码、证件号码通过校验、名称又对得上的，认作同一个。号码相同而名称对不上的，交给人看。",
            "Then by number: records with the same valid credit code or identity number and names that fit are one. "
            "The same number under names that do not fit goes to a person.",
        ),
        Bilingual(
            "余下的按概率：名称、同音形近字、地址、法定代表人、电话、出生日期、所在单位各有分量，越少见的相同分量越重"
            f"（Splink，Fellegi–Sunter）。{units.zh}；{people.zh}。",
            "The rest by likelihood: name, homophones and look-alikes, address, legal representative, phone, birth "
            "date and employer each weigh, rare agreement more (Splink, Fellegi–Sunter). "
            f"{units.en[:1].upper()}{units.en[1:]}; {people.en}.",
        ),
        Bilingual(
            "两个不同的有效号码，没有人的决定不会合成一个；最像的两个候选分不出高下时不连；一个电话很多人用、一个地址很多单位用的，"
            "不算证据。人的决定优先于一切，记住并可撤销。",
            "Two different valid numbers are made one by nobody but a person; where the two best candidates are level, "
            "neither is linked; a phone or an address of many is no evidence. A person's decision goes before "
            "everything, is remembered and can be undone.",
        ),
    )


def people(backend: Backend, moved: Mapping[str, int]) -> tuple[tuple[Bilingual, int, str], ...]:
    """Counts of people; `moved`: the sheets of transfer-candidates.xlsx with their people."""
    insured, members = backend.rows(
        """
        SELECT count(*) FILTER (insured_month = (SELECT max(insured_month) FROM persons)),
               count(*) FILTER (active_memberships > 0) FROM persons
        """
    )[0]
    book = "transfer-candidates.xlsx"
    found = [(Bilingual("参保人员", "persons insured"), int(insured), "")]
    found.append((Bilingual("有效会员", "active members"), int(members), ""))
    names = {
        "疑似转会": Bilingual("疑似转会", "transfer candidates"),
        "一人多会": Bilingual("一人多会", "in two unions"),
        "停保会员": Bilingual("停保会员", "members insured no more"),
    }
    return (*found, *((names[title], count, book) for title, count in moved.items() if count))


FILES: Final = (
    FileNote("coverage.csv", Bilingual("各地、各类、各行业的每一个率", "every rate by place, kind and industry")),
    FileNote("roster.xlsx", Bilingual("单位和工会名册", "the roster of organisations and unions")),
    FileNote("worklist.xlsx", Bilingual("走访名单", "whom to visit")),
    FileNote(
        "transfer-candidates.xlsx",
        Bilingual("疑似转会、一人多会、停保会员", "transfers, two unions, no longer insured"),
    ),
    FileNote("review.csv", Bilingual("请人决定的记录对", "pairs for a person to decide")),
    FileNote("disagreements/", Bilingual("各名单对不上的地方，可退回", "where registers disagree, to send back")),
    FileNote("manifest.json", Bilingual("输入文件、参数、版本和计数", "inputs, parameters, versions and counts")),
)
