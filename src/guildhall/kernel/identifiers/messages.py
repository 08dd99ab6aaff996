"""Sentences of the identifier checks. Codes are stable; see docs/identifiers.md."""

from __future__ import annotations

from typing import Final

from guildhall.kernel.errors import Catalogue, MessageKind

GB11643: Final = "GB 11643-1999"
GB32100: Final = "GB 32100-2015, amendment 1 (2016)"
ISO7064: Final = "ISO 7064 MOD 11-2"

VALID = MessageKind("ids.valid", "符合{kind_zh}的规则。", "Passes the checks of a {kind_en}.")
FORM_ONLY = MessageKind(
    "ids.form_only",
    "符合{kind_zh}的格式；这类号码没有校验位，请看证件原件核对。",
    "Has the form of a {kind_en}; such numbers carry no check digit, so compare with the document itself.",
)
AMBIGUOUS = MessageKind(
    "ids.ambiguous",
    "{kinds_zh}的规则都符合，光看号码分不出是哪一种；请用 --kind 指明，或看证件名称。",
    "Passes as {kinds_en}; the number alone cannot tell which. Say it with --kind, or look at the document.",
)
EMPTY = MessageKind("ids.empty", "这一行是空的，没有号码。", "The line is empty: there is no number.")
MENDED = MessageKind(
    "ids.mended",
    "已整理写法（{what_zh}）后核对，号码为 {value}。",
    "Checked after tidying ({what_en}); the number reads {value}.",
)
LENGTH = MessageKind(
    "ids.length",
    "有 {length} 位；{kind_zh}应为 {expected} 位。请查有没有多打或漏打。",
    "Has {length} characters; a {kind_en} has {expected}. Look for one too many or one left out.",
)
OBSOLETE_15 = MessageKind(
    "ids.obsolete_15",
    "是 15 位旧身份证号，2013 年起已停用；请填 18 位号码。",
    "Is an old 15-digit number, out of use since 2013; ask for the 18-digit one.",
    "Law on Resident Identity Cards (2011 decision): first-generation cards void from 2013-01-01",
)
CHARACTER = MessageKind(
    "ids.character",
    "第 {position} 位是“{character}”，{kind_zh}的这一位只能是 {allowed}。{hint_zh}",
    "Character {position} is “{character}”; a {kind_en} has {allowed} there. {hint_en}",
    GB11643,
)
DATE_IMPOSSIBLE = MessageKind(
    "ids.date_impossible",
    "第 7–14 位 {digits} 不是真实的日期。",
    "Characters 7–14, {digits}, are not a date of the calendar.",
    GB11643,
)
DATE_FUTURE = MessageKind(
    "ids.date_future",
    "出生日期 {birth} 晚于核对日 {on}。",
    "The birth date {birth} lies after the day of the check, {on}.",
    GB11643,
)
CHECK_CHARACTER = MessageKind(
    "ids.check_character",
    "最后一位校验码是 {found}，按前 17 位算应为 {expected}；至少有一位写错，请看证件核对。",
    "The last character is {found}, the first 17 call for {expected}: at least one is wrong. See the document.",
    f"{GB11643}, {ISO7064}",
)
LEADING_ZERO = MessageKind(
    "ids.leading_zero",
    "前两位 {prefix} 不是任何省份的代码，请核对；未因此判错。",
    "No province's code begins with {prefix}; please compare. It is not refused for that.",
    "GB/T 2260",
)
NOT_THIS_KIND = MessageKind(
    "ids.not_this_kind",
    "以 {prefix} 开头，不是{kind_zh}。",
    "Begins with {prefix}, so it is not a {kind_en}.",
)
EXCEL_FLOAT = MessageKind(
    "ids.excel_float",
    "“{text}”是 Excel 把号码变成数字后的样子，末尾几位已丢失，无法还原；请把该列设为“文本”后重新填写或导出。",
    "“{text}” is what Excel makes of a number: its last digits are gone and cannot be restored. "
    "Format the column as text and fill in or export again.",
    "IEEE 754 double: 15 significant decimal digits",
)
DIGITS_LOST = MessageKind(
    "ids.digits_lost",
    "以 000 结尾且校验码不符，多半是 Excel 把末三位变成了 0；请找原始资料重填。",
    "Ends in 000 and fails its check: most likely Excel made the last three digits zeros. Go back to the source.",
    "IEEE 754 double: 15 significant decimal digits",
)
DIGITS_MAYBE_LOST = MessageKind(
    "ids.digits_maybe_lost",
    "以 000 结尾，校验码碰巧相符；可能是 Excel 把末三位变成了 0，请看证件核对。",
    "Ends in 000, and its check holds; Excel may still have made the last three digits zeros. See the document.",
    "IEEE 754 double: 15 significant decimal digits",
)
CREDIT_LETTER = MessageKind(
    "ids.credit_letter",
    "第 {position} 位是“{character}”，信用代码不用 I、O、S、V、Z 这几个字母。{hint_zh}",
    "Character {position} is “{character}”; credit codes never use the letters I, O, S, V, Z. {hint_en}",
    GB32100,
)
CREDIT_CHECK = MessageKind(
    "ids.credit_check",
    "最后一位校验码是 {found}，按前 17 位算应为 {expected}；至少有一位写错，请看登记证书核对。",
    "The last character is {found}, the first 17 call for {expected}: at least one is wrong. See the certificate.",
    GB32100,
)
CREDIT_INNER = MessageKind(
    "ids.credit_inner",
    "第 9–17 位组织机构代码的校验位是 {found}，应为 {expected}；总校验码相符，只提醒、不判错。",
    "The organisation code in characters 9–17 ends in {found} where {expected} is due; the code's own check holds, "
    "so this is a warning only.",
    "GB 11714-1997",
)
CREDIT_CATEGORY = MessageKind(
    "ids.credit_category",
    "开头两位 {prefix} 不在已知的登记部门和机构类别表中，请核对；未因此判错。",
    "The first two characters, {prefix}, are in no known table of registering departments; not refused for that.",
    GB32100,
)
LOOKS_LIKE_PHONE = MessageKind(
    "ids.looks_like_phone",
    "是手机号码的样子，不是证件号码或信用代码；请查是否填错列。",
    "Looks like a mobile phone number, not an identifier; look whether the columns were mixed up.",
)
UNKNOWN_FORM = MessageKind(
    "ids.unknown_form",
    "不像任何已知的证件号码或信用代码（{length} 个字符）；请核对是否填错列。",
    "Has the form of no known document or credit code ({length} characters); look whether the columns were mixed up.",
)
WRONG_FORM = MessageKind(
    "ids.wrong_form",
    "不符合{kind_zh}的格式：应为{form_zh}。",
    "Does not have the form of a {kind_en}: {form_en}.",
)
PHONE_FORM = MessageKind(
    "ids.phone_form",
    "不是可拨打的国内电话号码：手机为 1 开头 11 位，座机为区号加 7–8 位。",
    "Is no telephone number of mainland China: a mobile has 11 digits from 1, a landline an area code and 7–8.",
)

CATALOGUE: Final = Catalogue(kind for kind in list(globals().values()) if isinstance(kind, MessageKind))
