"""The five stories of the newspaper page from which the product was conceived, with their figures as records give them.

No figure is typed in: each is an indicator's, live for those who may read it, a published snapshot for everybody else.
What no module declares yet is said to be not built.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from guildhall.base.figures.contracts import Indicator, PublicFigure
from guildhall.base.figures.indicators import find_indicator
from guildhall.base.figures.queries import own_total, public_totals
from guildhall.base.figures.rules.shown import figure_of
from guildhall.infra.pieces.figures import Basis, Headline
from guildhall.kernel.actor import Actor
from guildhall.kernel.words import Words


@dataclass(frozen=True, slots=True)
class StoryFigure:
    """Something that a story counts. `indicator`: its code, or "" where nobody has named one yet."""

    words: Words
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One story: where it happened, what it is about, what it counts."""

    name: str
    where: Words
    title: Words
    about: Words
    figures: tuple[StoryFigure, ...]


STORIES: Final = (
    Story(
        "platform",
        Words("杭州", "Hangzhou"),
        Words("平台企业里的工会", "Unions in platform companies"),
        Words(
            "头部平台的下属和关联企业建会；街道联合工会接纳没有固定单位的骑手、司机；驿站让他们歇脚，难处有人接手。",
            "Subsidiaries and affiliates of platform companies form unions; a street's joint union takes in riders and "
            "drivers without a fixed employer; stations give them rest, and their problems are taken up.",
        ),
        (
            StoryFigure(Words("平台企业的关联企业建会", "affiliates of platform companies with a union")),
            StoryFigure(Words("服务驿站", "service stations")),
            StoryFigure(Words("办结的诉求", "cases settled")),
        ),
    ),
    Story(
        "social_organisations",
        Words("宁波", "Ningbo"),
        Words("社会组织里的工会", "Unions in social organisations"),
        Words(
            "民政登记、社保参保、工会实名三本台账合成一张名册，看得出哪些社会组织该建会、哪些已经建了。",
            "Civil affairs, social insurance and the union roster become one, which shows where a union is due and "
            "where there is one.",
        ),
        (
            StoryFigure(
                Words("参保 25 人以上的社会组织建会率", "Coverage of social organisations with 25 or more insured"),
                "roster.social_org_coverage_25",
            ),
            StoryFigure(Words("登记的社会组织", "Social organisations registered"), "roster.social_organisations"),
            StoryFigure(Words("单独工会", "Unions of one organisation"), "roster.unions_single"),
            StoryFigure(Words("联合工会", "Joint unions"), "roster.unions_joint"),
            StoryFigure(Words("工会联合会", "Federations"), "roster.unions_federation"),
            StoryFigure(Words("网上入会申请", "Applications to join on line"), "members.online_applications"),
            StoryFigure(Words("重点联系的社会组织", "social organisations contacted regularly")),
            StoryFigure(Words("志愿服务队和志愿者", "volunteer teams and volunteers")),
            StoryFigure(Words("购买的服务：场次、资金、人次", "services bought: sessions, money, person-times")),
        ),
    ),
    Story(
        "skills",
        Words("嘉兴港", "Jiaxing port"),
        Words("企业自己评定技能等级", "Enterprises recognise skill levels themselves"),
        Words(
            "企业备案后自行评价员工的职业技能等级；期满评估，合格的续期；证书随人走，网上可查。",
            "Once filed, enterprises assess their workers' levels; a term-end evaluation extends the filing; "
            "certificates move with the worker and can be checked on line.",
        ),
        (
            StoryFigure(Words("期满评估合格的企业", "enterprises that passed the term-end evaluation")),
            StoryFigure(Words("备案续期的年数", "years of extension")),
            StoryFigure(Words("取得等级证书的员工", "workers certified")),
        ),
    ),
    Story(
        "trade",
        Words("台州", "Taizhou"),
        Words("以数字化做强贸易", "Strong trade through digital means"),
        Words(
            "三年行动计划的目标和进度；企业报表汇成数字贸易统计；云上展会牵线搭桥。",
            "Targets and progress of a three-year plan; trade statistics from enterprises' reports; an exhibition "
            "on line.",
        ),
        (
            StoryFigure(Words("数字贸易额", "digital trade")),
            StoryFigure(Words("跨境电商出口额及增长", "cross-border e-commerce exports and their growth")),
        ),
    ),
    Story(
        "paper",
        Words("本版", "This page"),
        Words("报纸与掌上的家", "The newspaper, and a home in the pocket"),
        Words(
            "消息和通知送到手机上；活动可以报名、候补、签到。",
            "News and notices reach the phone; for activities one signs up, waits and checks in.",
        ),
        (
            StoryFigure(Words("发布的消息", "news published")),
            StoryFigure(Words("活动报名家庭", "families signed up for activities")),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StoryShown:
    """A story as its reader sees it: figures to be read, those not published yet, those not built yet."""

    story: Story
    figures: tuple[Headline, ...]
    unpublished: tuple[Words, ...]
    unbuilt: tuple[Words, ...]


def shown(stories: Sequence[Story], actor: Actor | None) -> tuple[StoryShown, ...]:
    """The stories for a reader; None: a stranger. Two queries for all that is published, two for each live figure."""
    codes = {figure.indicator for story in stories for figure in story.figures if figure.indicator}
    public = public_totals(codes)
    return tuple(_story(story, actor, public) for story in stories)


def _story(story: Story, actor: Actor | None, public: Mapping[str, PublicFigure]) -> StoryShown:
    figures: list[Headline] = []
    unpublished: list[Words] = []
    unbuilt: list[Words] = []
    for figure in story.figures:
        indicator, published = find_indicator(figure.indicator), public.get(figure.indicator)
        if indicator is not None and actor is not None and actor.has(indicator.permission):
            figures.append(_live(figure, indicator, actor))
        elif published is not None:
            figures.append(_published(figure, published))
        else:
            (unbuilt if indicator is None else unpublished).append(figure.words)
    return StoryShown(story, tuple(figures), tuple(unpublished), tuple(unbuilt))


def _live(figure: StoryFigure, indicator: Indicator, actor: Actor) -> Headline:
    return Headline(
        figure.words, figure_of(own_total(actor, indicator, actor.on), indicator.unit), indicator.definition,
        as_of=actor.on, basis=Basis.LIVE, href=reverse("figures:detail", args=[indicator.code]),
    )  # fmt: skip


def _published(figure: StoryFigure, found: PublicFigure) -> Headline:
    definition = found.snapshot.definition
    return Headline(
        figure.words, figure_of(found.total.cell, Words(*definition["unit"])), Words(*definition["definition"]),
        as_of=found.snapshot.cut_off, basis=Basis.SNAPSHOT,
        href=reverse("figures:public_detail", args=[found.snapshot.indicator]),
    )  # fmt: skip
