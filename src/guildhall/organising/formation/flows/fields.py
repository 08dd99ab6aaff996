"""What is filled in on the way to a union, each with what it is needed for."""

from __future__ import annotations

from typing import Final

from guildhall.base.flows.contracts import Field, FieldType, Option, Paper
from guildhall.kernel.words import Words
from guildhall.organising.formation.flows import steps

UNION_NAME: Final = Field(
    "union_name",
    Words("工会名称", "name of the union"),
    hint=Words(
        "单位全称（或区域、行业名称）加“工会委员会”“联合工会委员会”“工会联合会”。",
        "The employer's full name, or the area's or trade's, and what kind of union it is.",
    ),
    most=100,
)
UNIT_CODE: Final = Field(
    "unit_code", Words("单位统一社会信用代码", "credit code of the employer"), FieldType.CREDIT_CODE,
    purpose=Words("找到单位的登记资料", "finds the employer's record"),
)  # fmt: skip
UNIT_NAME: Final = Field("unit_name", Words("单位名称", "name of the employer"), most=100)
EMPLOYEES: Final = Field(
    "employees", Words("职工人数", "employees"), FieldType.NUMBER, least=1, most=1_000_000,
    purpose=Words("200 人起可配专职主席", "from 200 on there may be a full-time chair"),
)  # fmt: skip
MEMBERS: Final = Field(
    "members", Words("愿意入会的人数", "who will join"), FieldType.NUMBER, least=1, most=1_000_000,
    purpose=Words("决定建会形式和委员人数", "decides on the form and on the seats"),
)  # fmt: skip
WOMEN: Final = Field(
    "women", Words("其中女职工", "women among them"), FieldType.NUMBER, least=0, most=1_000_000,
    purpose=Words("10 人起设女职工委员会", "from 10 on there is a women's committee"),
)  # fmt: skip
OWNERSHIP: Final = Field(
    "ownership", Words("单位性质", "ownership"), FieldType.CHOICE,
    options=(
        Option("non_public", Words("非公有制", "non-public")),
        Option("public", Words("公有制（含机关、事业单位）", "public, state organs and institutions included")),
    ),
    purpose=Words(
        "非公有制企业的主席可由上一级工会推荐非本单位人选",
        "the next-higher union may put up an outsider for chair in non-public enterprises",
    ),
)  # fmt: skip
UNITS: Final = Field(
    "units", Words("联合建会的单位", "employers of the joint union"), FieldType.LONG_TEXT, most=10_000,
    hint=Words(
        "一行一家：统一社会信用代码 单位名称 愿意入会的人数",
        "One a line: credit code, name, how many will join.",
    ),
)  # fmt: skip
UNIONS: Final = Field(
    "unions", Words("组成联合会的基层工会", "unions of the federation"), FieldType.LONG_TEXT, most=10_000,
    hint=Words("一行一个：工会全称", "One a line: the union's full name."),
)  # fmt: skip
WORKERS: Final = Field(
    "workers", Words("面向哪些劳动者", "for which workers"),
    hint=Words("如：外卖配送员、快递员、网约车司机", "Such as riders, couriers, ride-hailing drivers."),
)  # fmt: skip
PARTY: Final = Field(
    "party", Words("单位已建立党组织", "there is a party organisation"), FieldType.YES_NO,
    purpose=Words("候选人由同级党组织和上一级工会审查", "who examines the candidates"),
)  # fmt: skip
SIDE: Final = Field(
    "side", Words("由谁提出", "who applies"), FieldType.CHOICE,
    options=(
        Option("workers", Words("职工", "the workers")),
        Option("employer", Words("用人单位", "the employer")),
        Option("upper", Words("上级工会派员协助", "with people of the union above")),
    ),
)  # fmt: skip
CONTACT: Final = Field(
    "contact", Words("联系人", "contact"), FieldType.NAME, is_personal=True,
    purpose=Words("工会与您联系", "the union gets in touch"),
)  # fmt: skip
PHONE: Final = Field(
    "phone", Words("联系人手机", "mobile number"), FieldType.PHONE, is_personal=True, is_masked=True,
    purpose=Words("联系和查询进度", "for getting in touch, and to find the application again"),
)  # fmt: skip
CANDIDATES: Final = Field(
    "candidates", Words("候选人公示名单", "candidates as published"), FieldType.LONG_TEXT, is_personal=True,
    most=20_000, purpose=Words("向会员公示", "is published to the members"),
)  # fmt: skip
DOMICILE: Final = Field("domicile", Words("工会住所", "domicile of the union"), most=150)
FUNDS: Final = Field(
    "funds", Words("经费有保障", "its funds are assured"), FieldType.YES_NO,
    purpose=Words("法人登记的条件", "a condition of registration"),
)  # fmt: skip
SEAL_ON: Final = Field("seal_on", Words("刻章日期", "seals made on"), FieldType.DATE)
ACCOUNT_ON: Final = Field("account_on", Words("开户日期", "bank account opened on"), FieldType.DATE)
DUES_ON: Final = Field("dues_on", Words("经费登记日期", "registered for contributions on"), FieldType.DATE)
CERTIFICATE: Final = Field("certificate", Words("法人资格证书号", "number of the certificate"), most=40)
UNION_CODE: Final = Field(
    "union_code", Words("工会统一社会信用代码", "credit code of the union"), FieldType.CREDIT_CODE
)
REPLY: Final = Field(
    "reply", Words("批复意见", "words of the reply"), FieldType.LONG_TEXT, most=2000,
    hint=Words("写进批复正文的补充意见，可以不填。", "What the reply says beyond its usual wording; may stay empty."),
)  # fmt: skip

UNIT_PAPER: Final = Paper(
    "unit_certificate", Words("单位登记证书", "the employer's certificate"),
    hint=Words("登记资料里查不到单位时请附上。", "Attach it where the employer is in no register."),
)  # fmt: skip
PARTY_PAPER: Final = Paper("party_opinion", Words("同级党组织意见", "opinion of the party organisation"))
SIGN_IN_PAPER: Final = Paper(
    "sign_in", Words("签到表和监票报告", "sign-in sheet and scrutineers' report"), is_several=True
)
FUNDS_PAPER: Final = Paper("funds_proof", Words("经费、资产证明", "proof of funds and assets"), is_several=True)

#: In which states offices see what is only needed while the case runs.
OPEN: Final = frozenset({steps.APPLIED, steps.CHECKING, steps.RESULT_REPORTED, steps.LEGAL_PERSON, steps.ENTERING})
