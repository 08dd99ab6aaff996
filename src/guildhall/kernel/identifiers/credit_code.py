"""Unified social credit codes: GB 32100-2015 with amendment 1 (2016); the organisation code inside: GB 11714-1997.

1 registering department + 1 category + 6 division + 9 organisation code + 1 check character.
"""

from __future__ import annotations

from itertools import product
from typing import Final

from guildhall.kernel.errors import Message
from guildhall.kernel.identifiers import messages
from guildhall.kernel.identifiers.contracts import KIND_NAMES, Facts, Finding, IdKind

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
#: 3^(i-1) mod 31
WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
#: GB 11714 counts on through the letters that the credit code leaves out.
ORGANISATION_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
LENGTH: Final = 18
FORBIDDEN_LETTERS: Final = "IOSVZ"
#: What was probably meant by a letter that the standard leaves out; offered, never applied.
LOOK_ALIKES: Final = {"I": "1L", "O": "0QD", "S": "5", "V": "UY", "Z": "2"}

DEPARTMENTS: Final = {
    "1": "机构编制", "3": "司法行政", "5": "民政", "7": "宗教", "8": "工会", "9": "市场监管",
    "A": "军队", "N": "农业农村", "Y": "其他",
}  # fmt: skip
#: First two characters → category. Base table of 2015 and amendment 1; 31, 7x, A1, Nx from secondary sources.
CATEGORIES: Final = {
    "11": "机关", "12": "事业单位", "13": "编办直接管理机构编制的群众团体", "19": "机构编制其他",
    "31": "律师执业机构",
    "51": "社会团体", "52": "民办非企业单位（社会服务机构）", "53": "基金会", "59": "民政其他",
    "71": "宗教活动场所", "72": "宗教院校", "79": "宗教其他",
    "81": "基层工会", "89": "工会其他",
    "91": "企业", "92": "个体工商户", "93": "农民专业合作社",
    "A1": "军队事业单位",
    "N1": "组级集体经济组织", "N2": "村级集体经济组织", "N3": "乡镇级集体经济组织",
    "Y1": "其他",
}  # fmt: skip
_VALUE: Final = {char: value for value, char in enumerate(ALPHABET)}
_ORGANISATION_VALUE: Final = {char: value for value, char in enumerate(ORGANISATION_ALPHABET)}


def check_character(first17: str) -> str:
    """The 18th character for 17 of the code's alphabet. Raises ValueError for other input."""
    if len(first17) != 17 or not all(char in _VALUE for char in first17):
        raise ValueError("17 characters of the credit code's alphabet are needed")
    return ALPHABET[-sum(_VALUE[char] * w for char, w in zip(first17, WEIGHTS, strict=True)) % 31]


def organisation_check(first8: str) -> str:
    """The ninth character of an organisation code (GB 11714): "0"–"9" or "X". Raises ValueError for other input."""
    if len(first8) != 8 or not all(char in _ORGANISATION_VALUE for char in first8):
        raise ValueError("8 digits or capital letters are needed")
    total = sum(_ORGANISATION_VALUE[char] * w for char, w in zip(first8, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def examine(code: str) -> Finding:
    """Check a cleaned code: the outer check character is an error, the inner one a warning."""
    kind_zh, kind_en = KIND_NAMES[IdKind.CREDIT_CODE]
    if len(code) != LENGTH:
        length = messages.LENGTH(length=len(code), expected=LENGTH, kind_zh=kind_zh, kind_en=kind_en)
        return Finding(IdKind.CREDIT_CODE, errors=(length,))
    wrong = _wrong_characters(code)
    if wrong:
        return Finding(IdKind.CREDIT_CODE, errors=wrong)
    expected = check_character(code[:17])
    if code[17] != expected:
        lost = code.isdigit() and code.endswith("000")
        error = messages.DIGITS_LOST() if lost else messages.CREDIT_CHECK(found=code[17], expected=expected)
        return Finding(IdKind.CREDIT_CODE, errors=(error,))
    warnings: list[Message] = []
    inner = organisation_check(code[8:16])
    if code[16] != inner:
        warnings.append(messages.CREDIT_INNER(found=code[16], expected=inner))
    if code[:2] not in CATEGORIES:
        warnings.append(messages.CREDIT_CATEGORY(prefix=code[:2]))
    facts = Facts(
        division_code=code[2:8],
        organisation_code=code[8:17],
        department=DEPARTMENTS.get(code[0], ""),
        category=CATEGORIES.get(code[:2], ""),
    )
    return Finding(IdKind.CREDIT_CODE, warnings=tuple(warnings), facts=facts)


def could_be(code: str) -> bool:
    """Whether a number of digits alone may be taken for a credit code without being asked to.

    One resident ID number in 31 passes the outer check by chance. Without a letter, the code must begin with a known
    category, or with 8: unions, whose own codes look like residence permits.
    """
    return not code.isdigit() or code[:2] in CATEGORIES or code.startswith("8")


def _wrong_characters(code: str) -> tuple[Message, ...]:
    kind_zh, kind_en = KIND_NAMES[IdKind.CREDIT_CODE]
    hint_zh, hint_en = _hint(code)
    wrong: list[Message] = []
    for position, char in enumerate(code, start=1):
        if char in _VALUE:
            continue
        if char in FORBIDDEN_LETTERS:
            wrong.append(messages.CREDIT_LETTER(position=position, character=char, hint_zh=hint_zh, hint_en=hint_en))
        else:
            wrong.append(
                messages.CHARACTER(
                    position=position,
                    character=char,
                    kind_zh=kind_zh,
                    kind_en=kind_en,
                    allowed="0–9、A–Z（I O S V Z 除外）",
                    hint_zh="",
                    hint_en="",
                )
            )
    return tuple(wrong)


def _hint(code: str) -> tuple[str, str]:
    """The only reading of forbidden letters whose check character holds, if there is exactly one."""
    options = [char if char in _VALUE else LOOK_ALIKES.get(char, "") for char in code]
    forbidden = sum(char in FORBIDDEN_LETTERS for char in code)
    if forbidden > 4 or not all(options):
        return "", ""
    readings = ["".join(reading) for reading in product(*options)]
    passing = [reading for reading in readings if check_character(reading[:17]) == reading[17]]
    if len(passing) != 1:
        return "", ""
    text = passing[0]
    return f"若为 {text} 则校验相符，请看证书确认。", f"Read as {text} the check would hold; look at the certificate."
