"""A report with ugly values: long names, `·`, zeros, a million, nothing at all."""

from __future__ import annotations

from datetime import date

from guildhall.linkage.results.report import (
    Bilingual,
    Card,
    CardLine,
    Comparison,
    Disagreement,
    FileNote,
    MethodValue,
    Rate,
    RateRow,
    ReportData,
    SizeClass,
    SourceCount,
    UnionKindCount,
    WorkItem,
)
from guildhall.linkage.results.report.charts import county_tiles


def rate(numerator: int, denominator: int) -> Rate:
    text = f"{100 * numerator / denominator:.1f}%" if denominator else "—"
    return Rate(numerator, denominator, text)


def sample() -> ReportData:
    counties = [
        RateRow(code, Bilingual(name + "区", name), rate(position * 7 % 41, 41 if position % 5 else 0))
        for position, (code, name, _, _) in enumerate(county_tiles())
    ]
    long_name = "宁波市海曙区望春街道新就业形态劳动者与社会组织从业人员综合服务和公益发展促进中心（有限合伙）"
    association = Bilingual("社会团体", "association")
    return ReportData(
        as_of=date(2023, 1, 31),
        version="0.1.0",
        headline=rate(317, 412),
        headline_rule=Bilingual(
            "分母：截至当日未注销、参保人数不少于25人的社会组织；分子：其中单独建会或被联合工会覆盖的。",
            "Denominator: social organisations not closed on that day with at least 25 insured; numerator: those with "
            "a union of their own or covered by a joint one.",
        ),
        headline_source=Bilingual(
            "《工会法》第十一条按会员25人计；参保人数是统计上的替代。",
            "Trade Union Law, art. 11, counts 25 members; the number insured stands in for it in the statistics.",
        ),
        comparisons=(
            Comparison(Bilingual("自动", "Automatic"), rate(315, 411), Bilingual("没有人工决定", "no decisions")),
            Comparison(Bilingual("核对后", "Reviewed"), rate(317, 412), Bilingual("加上37条决定", "with 37 decisions")),
            Comparison(Bilingual("真值", "True"), rate(317, 412), Bilingual("仅合成数据有", "synthetic data only")),
        ),
        own=203,
        joint=114,
        registered=10_348,
        union_kinds=(
            UnionKindCount(Bilingual("单独工会", "single-unit unions"), 203, None),
            UnionKindCount(Bilingual("联合工会", "joint unions"), 28, 367),
            UnionKindCount(Bilingual("工会联合会", "federations"), 10, None),
        ),
        sources=(
            SourceCount(
                Bilingual("民政", "Civil affairs"),
                "/一个/很长的/路径/民政登记名单（最终版）（2）最新.xlsx#社会团体",
                Bilingual("单位", "units"),
                1_000_003,
                999_990,
                10,
                3,
            ),
        ),
        counties=tuple(counties),
        kinds=(
            RateRow("association", association, rate(90, 120)),
            RateRow("foundation", Bilingual("基金会", "foundation"), rate(0, 0)),
            RateRow("social_service", Bilingual("社会服务机构", "social service institution"), rate(227, 292)),
        ),
        industries=(
            RateRow("P", Bilingual("教育", "education"), rate(130, 150)),
            RateRow("Q", Bilingual("卫生和社会工作", "health and social work"), rate(80, 60)),
        ),
        sizes=(SizeClass(0, 9, 4, 8_000), SizeClass(10, 24, 60, 1_200), SizeClass(25, None, 317, 95)),
        worklist=(
            WorkItem(
                1,
                long_name,
                "宁波市海曙区",
                Bilingual("社会服务机构", "social service institution"),
                386,
                (
                    Bilingual("参保386人，尚无工会", "386 insured, no union"),
                    Bilingual("有会员在别家", "members elsewhere"),
                ),
            ),
            WorkItem(2, "=SUM(A1)<script>alert(1)</script>", "", association, 25, ()),
        ),
        worklist_total=95,
        people=((Bilingual("疑似转会", "transfer candidates"), 3_120, "transfer-candidates.xlsx"),),
        review_total=212,
        review_share="0.4%",
        cards=(
            Card(
                Bilingual("阿依古丽·买买提江 是不是同一个人", "The same person?"),
                "参保人员 第1204行",
                "会员 第88行",
                0.83,
                (
                    CardLine(
                        Bilingual("姓名", "Name"),
                        "阿依古丽·买买提",
                        "阿依古丽买买提",
                        "close",
                        Bilingual("只差间隔号", "dot only"),
                    ),
                    CardLine(
                        Bilingual("手机", "Phone"), "154****1234", "154****1234", "agree", Bilingual("相同", "equal")
                    ),
                    CardLine(
                        Bilingual("出生", "Birth"),
                        "1890-01-02",
                        "1890-02-01",
                        "differ",
                        Bilingual("日月颠倒", "swapped"),
                    ),
                    CardLine(
                        Bilingual("证件", "ID"), "", "330***********001X", "missing", Bilingual("一边没有", "absent")
                    ),
                ),
                Bilingual("决定后，一人两会少一人", "one person fewer in two unions"),
            ),
        ),
        disagreements=(
            Disagreement(
                Bilingual("工会", "Union"), Bilingual("信用代码不对", "wrong code"), 57, "disagreements/union.xlsx"
            ),
        ),
        method=(Bilingual("先按有效的号码对，再按概率对。", "Valid numbers first, then likelihood."),),
        values=(
            MethodValue(
                Bilingual("参保人数门槛", "threshold of insured"),
                "25",
                Bilingual("项目默认", "project default"),
                "unconfirmed",
            ),
        ),
        files=(FileNote("coverage.csv", Bilingual("覆盖率表", "coverage table")),),
        notices=(Bilingual("市场主体名单没有给。", "No market register was given."),),
        synthetic=True,
    )


def empty() -> ReportData:
    nothing = Bilingual("", "")
    return ReportData(as_of=None, version="0.1.0", headline=None, headline_rule=nothing, headline_source=nothing)
