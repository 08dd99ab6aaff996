"""What the gallery shows: every piece in every state, with the ugliest data that is likely to come.

People and organisations here are made up so that they cannot exist.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from django import forms

from guildhall.infra.forms import refuse
from guildhall.infra.language import says
from guildhall.infra.pieces.evidence import Compared, Evidence, Field, Side, Sides, Told, Verdict
from guildhall.infra.pieces.figures import (
    Amount,
    Bar,
    Bars,
    Basis,
    Change,
    Count,
    Headline,
    Rate,
    Suppressed,
    Tile,
    TileMap,
)
from guildhall.infra.pieces.lists import Act, Column, Filter, Pager, Row, Sort, View, WorkList
from guildhall.infra.pieces.marks import (
    At,
    Blank,
    Clock,
    Instead,
    Notice,
    Option,
    Person,
    Progress,
    Station,
    Step,
    Tone,
)
from guildhall.kernel.errors import Invalid, MessageKind
from guildhall.kernel.words import Words

DAY: Final = date(2023, 2, 25)
HERE: Final = "/gallery"
LONG: Final = "宁波市海曙区鼓楼街道新就业形态劳动者及社会组织工作人员综合服务促进与权益保障联合会"
TAKEN: Final = MessageKind(
    "gallery.taken",
    "统一社会信用代码的校验位不对，应为 {expected}。",
    "The check digit of the credit code is wrong; it should be {expected}.",
    "GB 32100-2015",
)
HOMES: Final = Words("家", "organisations", "organisation")

HEADLINES: Final = (
    Headline(
        Words("25 人以上社会组织建会率", "Social organisations of 25 or more with a union"),
        Rate(317, 412),
        Words(
            "参保 25 人以上的社会组织中，已单独建会或被联合工会覆盖的比例。",
            "Social organisations with 25 or more insured that have a union of their own or a joint one.",
        ),
        as_of=DAY,
        basis=Basis.SNAPSHOT,
        change=Change(Decimal("1.2"), date(2022, 12, 31)),
        href=HERE,
        withheld=12,
    ),
    Headline(
        Words("登记在册的社会组织", "Social organisations registered"),
        Count(1_000_000, HOMES),
        Words("民政登记的社会组织，注销的不算。", "Registered with civil affairs; those struck off do not count."),
        as_of=DAY,
    ),
    Headline(
        Words("数字贸易额", "Digital trade"),
        Amount(Decimal(14_263_000_000)),
        Words("企业填报的全年数字贸易额合计。", "All digital trade of the year as enterprises report it."),
        as_of=DAY,
        basis=Basis.PROVISIONAL,
        change=Change(Decimal(0), date(2021, 12, 31)),
    ),
    Headline(
        Words("超期未办的申请", "Applications overdue"),
        Count(7, Words("件", "matters", "matter")),
        Words("过了法定时限还没有办结的申请。", "Past their legal time and not settled."),
        as_of=DAY,
        href=HERE,
        urgent=True,
    ),
    Headline(
        Words("覆盖率，没有分母", "Coverage of nothing"),
        Rate(0, 0),
        Words("没有这样的单位，不算比例。", "There are none, so there is no rate."),
    ),
    Headline(
        Words("超过百分之百的比例", "A rate over the whole"),
        Rate(431, 412),
        Words("分子比分母多，说明有重复。", "More than the whole: something is counted twice."),
        change=Change(Decimal("-3.4"), date(2022, 12, 31)),
    ),
    Headline(
        Words("人数太少，不公开", "Too few to publish"),
        Suppressed(),
        Words("少于 5 的格子不公开。", "Cells under five are not published."),
    ),
    Headline(Words("还不知道", "Not known"), Count(None, HOMES), Words("登记册没有这一栏。", "No register has it.")),
)

_COUNTIES: Final = (
    ("余姚市", 2, 1, 61, 92),
    ("慈溪市", 1, 2, 88, 101),
    ("镇海区", 2, 4, 40, 45),
    ("江北区", 2, 3, 30, 58),
    ("海曙区", 3, 3, 44, 71),
    ("鄞州区", 3, 4, 52, 52),
    ("北仑区", 3, 5, 0, 33),
    ("奉化区", 4, 3, 19, 0),
    ("宁海县", 5, 3, 27, 40),
    ("象山县", 5, 4, 12, 25),
)
NINGBO: Final = TileMap(
    Words("宁波各区（县、市）建会率", "Ningbo by county: organisations with a union"),
    tuple(Tile(n, r, c, Rate(a, b), HERE, is_selected=n == "海曙区") for n, r, c, a, b in _COUNTIES),
    denominator=Words(
        "分母：民政登记、参保 25 人以上的社会组织", "Of organisations registered and with 25 or more insured"
    ),
    download=HERE,
)
#: As many tiles as the province has counties, on its widest map.
PROVINCE: Final = TileMap(
    Words("全省 90 个县（市、区）", "All 90 counties"),
    tuple(
        Tile(f"第{i + 1}县" if i % 9 else LONG, i // 12 + 1, i % 12 + 1, Count(i * i * 37 if i % 11 else None), HERE)
        for i in range(90)
    ),
    steps=(1000, 10_000, 50_000, 150_000),
)
BARS: Final = Bars(
    Words("各类型建会率", "With a union, by kind"),
    (
        Bar(Words("社会团体", "Associations"), Rate(120, 140), HERE),
        Bar(Words("民办非企业单位", "Private non-enterprise units"), Rate(190, 260), HERE),
        Bar(Words("基金会", "Foundations"), Rate(0, 7)),
        Bar(LONG, Rate(431, 412)),
        Bar(Words("无数据", "Not known"), Rate(None, None)),
    ),
    Words("分母：参保 25 人以上的单位", "Of units with 25 or more insured"),
    download=HERE,
)
SERIES: Final = Bars(
    Words("会员人数", "Members"),
    (
        Bar("2019", Count(812_345)),
        Bar("2020", Count(0)),
        Bar(Words("2021 年起改按实名制统计", "From 2021 by real name"), Count(None), is_break=True),
        Bar("2021", Count(1_000_000)),
        Bar("2022", Count(37)),
    ),
)
CLOCKS: Final = (
    Clock(11, date(2023, 3, 12), "工会法 第十二条"),
    Clock(2, date(2023, 3, 1), "工会法 第十二条"),
    Clock(0, DAY, "工会法 第十二条"),
    Clock(-5, date(2023, 2, 18), "工会法 第十二条"),
    Clock(8, date(2023, 3, 9), "工会法 第十二条", is_paused=True),
    Clock(240, date(2028, 2, 25), "社会组织评估管理办法 第二十六条", is_provisional=True),
)
FLOW: Final = (
    Station(Words("申请", "Application"), At.DONE, "阿不都热依木·买买提", date(2023, 2, 1)),
    Station(Words("退回补正", "Returned"), At.RETURNED, "鼓楼街道总工会", date(2023, 2, 3), "缺少会员名单"),
    Station(
        Words("区总工会审批", "County approval"),
        At.HERE,
        "海曙区总工会 组织部",
        date(2023, 2, 20),
        clock=CLOCKS[1],
    ),
    Station(Words("建档并公布", "Filed and published"), At.AHEAD),
)
EVIDENCE: Final = Evidence(
    Words("这两条记录是同一家单位吗", "Are these two records one organisation?"),
    Words("民政登记 · 第 1,204 行", "Civil affairs · row 1,204"),
    Words("社会保险 · 第 88,310 行", "Social insurance · row 88,310"),
    (
        Compared(Words("名称", "Name"), "宁波市海曙区阳光社会工作服务中心", "宁波海曙阳光社工服务中心", Verdict.CLOSE),
        Compared(
            Words("统一社会信用代码", "Credit code"),
            "52330203MJ8999999X",
            "52330203MJ8999989X",
            why=Words("相差一个字符，后者校验位不对", "One character apart; the second fails its check digit"),
        ),
        Compared(Words("负责人", "Head"), "阿不都热依木·买买提", "阿不都热依木·买买提"),
        Compared(Words("电话", "Telephone"), "1**********", None),
        Compared(Words("地址", "Address"), LONG + "三楼", "鼓楼街道公园路 1 号", Verdict.DIFFERS),
    ),
    score=Words("引擎判断：很可能是（0.93）", "The engine thinks: very likely (0.93)"),
    reasons=(Words("信用代码只差一处", "The credit codes differ by one slip"),),
    left_href=HERE,
)
SIDES: Final = Sides(
    Words("各本名册怎么说", "What the registers say"),
    (
        Side(Words("民政登记", "Civil affairs"), Words("民政登记.xlsx 第 12 行", "civil-affairs.xlsx row 12")),
        Side(Words("社会保险", "Social insurance")),
    ),
    (
        Field(
            Words("名称", "Name"),
            LONG,
            (Told(LONG), Told("海曙阳光社工", differs=True)),
            Words("民政", "civil affairs"),
        ),
        Field(Words("电话", "Telephone"), None, (None, Told("1**********"))),
    ),
)
PURPOSES: Final = (
    Option("verify", Words("核对身份", "Check identity")),
    Option("contact", Words("联系本人", "Contact the person")),
)
PEOPLE: Final = (
    Person("王*", "3399**********123X", HERE, HERE, PURPOSES),
    Person("阿不都热依木·买**", "3399**********0019"),
    Person("欧阳***", "", HERE),
    Person("王小工", "339901199001011234", is_unmasked=True),
    Person(""),
)
JOBS: Final = (
    Progress(Words("导入民政登记册", "Importing civil affairs"), Step.QUEUED, cancel_url=HERE),
    Progress(
        Words("连接三本登记册", "Linking three registers"),
        Step.RUNNING,
        412_000,
        1_000_000,
        Words("比较单位", "comparing organisations"),
        cancel_url=HERE,
    ),
    Progress(Words("读取工作簿", "Reading a workbook"), Step.RUNNING, is_cancelling=True),
    Progress(Words("生成名册", "Making the roster"), Step.DONE, 10_348, 10_348, result_href=HERE),
    Progress(
        Words("读取工作簿", "Reading a workbook"),
        Step.FAILED,
        3,
        9,
        messages=(Words("第 4 张表没有表头，请补上再导入。", "Sheet 4 has no heading; add one and import again."),),
    ),
    Progress(Words("生成名册", "Making the roster"), Step.CANCELLED),
)
NOTICES: Final = (
    Notice(Words("名册每晚更新。", "The roster is renewed every night.")),
    Notice(Words("已接受 317 家。", "317 were accepted."), Tone.GOOD, href=HERE, act=Words("看这些单位", "See them")),
    Notice(Words("两本登记册的截止日相差 14 个月。", "The registers are 14 months apart."), Tone.CAUTION),
    Notice(
        Words(
            "上一级工会尚未批准，不能登记会员。", "The union above has not approved it, so members cannot be entered."
        ),
        Tone.STOP,
        rule="工会法 第十二条",
    ),
)
INSTEAD: Final = (
    Instead(
        Blank.EMPTY,
        Words("没有待办的单位", "Nothing waits"),
        Words("换个条件，或等下一次导入。", "Change the filters, or wait for the next import."),
        HERE,
        Words("清除条件", "Clear filters"),
    ),
    Instead(Blank.LOADING, Words("正在取数", "Fetching")),
    Instead(
        Blank.ERROR,
        Words("没有取到", "It could not be fetched"),
        Words("数据没有变。请再试一次。", "Nothing changed. Please try again."),
        HERE,
        Words("再试", "Try again"),
    ),
    Instead(
        Blank.READ_ONLY,
        Words("只能查看", "To be read only"),
        Words("这一批已封存，改动要在新的一批里做。", "This batch is sealed; changes go into a new one."),
    ),
)
_COLUMNS: Final = (
    Column(Words("单位", "Organisation"), sort_href=HERE, sorted=Sort.RISING),
    Column(Words("街道", "Street")),
    Column(Words("参保", "Insured"), is_figure=True, sort_href=HERE),
    Column(Words("入会率", "Members"), is_figure=True),
    Column(Words("负责人", "Head")),
    Column(Words("时限", "Time")),
)
_ROWS: Final = (
    Row("1", (LONG, "鼓楼街道", Count(1_000_000), Rate(317, 412), PEOPLE[1], CLOCKS[3]), LONG, HERE),
    Row("2", ("阳光社工", "白云街道", Count(0), Rate(0, 0), PEOPLE[2], CLOCKS[0]), "阳光社工", HERE, is_chosen=True),
    Row("3", ("x" * 40, "", Count(None), Rate(431, 412), None, None), "x" * 40, HERE),
    Row("4", ("读书会", "西门街道", Suppressed(), Rate(3, 9), PEOPLE[1], CLOCKS[5]), "读书会", HERE),
)
_VIEWS: Final = (
    View(Words("全部", "All"), HERE, is_current=True, count=Count(10_000, capped=True)),
    View(Words("超期的", "Overdue"), HERE, count=Count(7)),
    View(Words("我存的：鼓楼街道", "Mine: Gulou"), HERE),
)
_FILTERS: Final = (
    Filter(
        "street",
        Words("街道", "Street"),
        (Option("", Words("全部", "All")), Option("gulou", "鼓楼街道", 412, is_chosen=True), Option("baiyun", LONG, 0)),
    ),
    Filter("q", Words("名称", "Name"), value="阳光"),
)
_TITLES: Final = {
    "usual": Words("待建会单位", "Organisations without a union"),
    "read-only": Words("已封存的一批", "A sealed batch"),
    "empty": Words("超期的单位", "Overdue organisations"),
}


def work_list(*, read_only: bool = False, empty: bool = False) -> WorkList:
    """The list in its usual, read-only and empty states."""
    total = Count(0, HOMES) if empty else Count(10_000, HOMES, capped=True)
    return WorkList(
        _TITLES["empty" if empty else "read-only" if read_only else "usual"],
        _COLUMNS,
        () if empty else _ROWS,
        Pager(total) if empty else Pager(total, 51, 54, f"{HERE}?page=1", f"{HERE}?page=3"),
        filters=() if read_only else _FILTERS,
        views=() if read_only else _VIEWS,
        acts=()
        if read_only
        else (
            Act("assign", Words("交办到街道", "Hand to a street"), is_first=True),
            Act("export", Words("导出", "Export")),
        ),
        act_url="" if read_only else HERE,
        save_url="" if read_only else HERE,
        clear_href="" if read_only else HERE,
        download=HERE,
        instead=INSTEAD[0] if empty else None,
        notice=None,
        id="list-empty" if empty else "list-read-only" if read_only else "list",
    )


class SampleForm(forms.Form):
    """Every kind of field."""

    name = forms.CharField(label=says("单位名称", "Name of the organisation"), max_length=40)
    code = forms.CharField(
        label=says("统一社会信用代码", "Credit code"),
        help_text=says("18 位，在登记证右上角", "18 characters, at the top right"),
    )
    street = forms.ChoiceField(
        label=says("街道", "Street"), choices=[("gulou", "鼓楼街道"), ("baiyun", LONG)], required=False
    )
    kind = forms.ChoiceField(
        label=says("建会形式", "Kind of union"),
        choices=[("single", says("单独建会", "A union of its own")), ("joint", says("联合工会", "A joint union"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=says("说明", "Remarks"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label=says("已征得职工同意", "The workers agree"), required=True)


def wrong_form() -> SampleForm:
    """A form sent in with mistakes of both origins: its own, and refused by an operation."""
    form = SampleForm(
        {"name": LONG, "code": "52330203MJ8999999Y", "street": "gulou", "reason": "x"}, auto_id="wrong_%s"
    )
    form.is_valid()
    refuse(form, Invalid({"code": [TAKEN(expected="X")]}))
    return form


def context(*, read_only: bool) -> dict[str, object]:
    """What the gallery's template is given."""
    return {
        "headlines": HEADLINES,
        "maps": (NINGBO, PROVINCE),
        "bars": (BARS, SERIES),
        "clocks": CLOCKS,
        "stations": FLOW,
        "evidence": EVIDENCE,
        "sides": SIDES,
        "people": PEOPLE,
        "jobs": JOBS,
        "notices": NOTICES,
        "instead": INSTEAD,
        "work_list": work_list(read_only=read_only),
        "work_list_read_only": work_list(read_only=True),
        "work_list_empty": work_list(empty=True),
        "step_names": (Words("单位", "Organisation"), Words("职工", "Workers"), Words("确认", "Confirm")),
        "form": SampleForm(auto_id="right_%s"),
        "wrong_form": wrong_form(),
        "today": DAY,
    }
