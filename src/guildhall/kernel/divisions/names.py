"""The place that an address or a name speaks of.

The patterns and dictionaries are public so that SQL can do the same over a column (`linkage/columns.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from guildhall.kernel.divisions.table import (
    PROVINCE,
    Division,
    Level,
    by_code,
    cities,
    counties,
    current_code,
    former_divisions,
    townships_of,
)
from guildhall.kernel.text import organisation_name_key

#: Bare county names that are hardly ever anything else: they count without their city, at the beginning of a text.
#: The others (西湖, 江山, 长兴, 永康 …) are also words, shops or places elsewhere and count only after their city.
BARE_ALONE: Final = frozenset({
    "余杭", "萧山", "桐庐", "淳安", "海曙", "北仑", "镇海", "鄞州", "奉化", "象山", "宁海", "余姚", "慈溪", "瓯海",
    "苍南", "嘉善", "海盐", "桐乡", "柯桥", "上虞", "诸暨", "嵊州", "婺城", "磐安", "义乌",
    "衢江", "龙游", "嵊泗", "椒江", "温岭", "莲都", "缙云", "遂昌", "景宁",
})  # fmt: skip
#: County names that also arise by chance across two words (穿越城区): only at the beginning or after the city.
NOT_ANYWHERE: Final = frozenset({"上城区", "鹿城区", "越城区", "鄞县", "衢县"})
#: A text that begins with one of these speaks of another province.
OTHER_PROVINCES: Final = (
    "北京市|天津市|上海市|重庆市|河北省|山西省|辽宁省|吉林省|黑龙江省|江苏省|安徽省|福建省|江西省|山东省|河南省|湖北省|湖南省|"
    "广东省|海南省|四川省|贵州省|云南省|陕西省|甘肃省|青海省|台湾省|内蒙古|广西壮族|西藏自治|宁夏回族|新疆维吾尔|香港特别|澳门特别"
)
PROVINCE_PREFIX: Final = "浙江省?"


def bare(name: str) -> str:
    """`宁波市` → `宁波`, `景宁畲族自治县` → `景宁`, `鄞县` → `鄞县` (one character alone says nothing)."""
    short = re.sub("(畲族自治县|市|区|县)$", "", name)
    return short if len(short) >= 2 else name


@cache
def prefix_aliases() -> Mapping[str, str]:
    """What a text may begin with, after 浙江省 or 浙江 → code. Former names give the code of today."""
    county_list = (*counties(), *former_divisions())
    aliases: dict[str, str] = {}
    for city in cities():
        for city_name in (city.name, bare(city.name)):
            aliases[city_name] = city.code
            for county in county_list:
                if county.parent == city.code:
                    for county_name in (county.name, bare(county.name)):
                        aliases.setdefault(city_name + county_name, current_code(county.code))
    for county in county_list:
        aliases.setdefault(county.name, current_code(county.code))
        if bare(county.name) in BARE_ALONE:
            aliases.setdefault(bare(county.name), current_code(county.code))
    return MappingProxyType(aliases)


@cache
def anywhere_aliases() -> Mapping[str, str]:
    """Names in full, alone or county after city → code; sought anywhere in a text, the leftmost counts."""
    full = {division.name for division in (*cities(), *counties(), *former_divisions())} - NOT_ANYWHERE
    city_names = {city.name for city in cities()}
    return MappingProxyType(
        {
            alias: code
            for alias, code in prefix_aliases().items()
            if alias in full or any(alias.startswith(name) for name in city_names)
        }
    )


@cache
def bracket_aliases() -> Mapping[str, str]:
    """A place in brackets within a name, `(宁波)`, `(宁波慈溪)` → code; as at the beginning of a text."""
    return MappingProxyType({f"({alias})": code for alias, code in prefix_aliases().items()})


def _alternatives(aliases: Mapping[str, str]) -> str:
    """Longest first, so that the first alternative that matches is the most exact; no other operator is needed."""
    ordered = sorted(aliases, key=lambda alias: (-len(alias), alias))
    return "|".join(alias.replace("(", "\\(").replace(")", "\\)") for alias in ordered)


@cache
def prefix_pattern() -> str:
    """`杭州湾` is Ningbo's bay, not Hangzhou: it is an alternative of its own, without a code."""
    return f"^(?:{PROVINCE_PREFIX})?(杭州湾|{_alternatives(prefix_aliases())})"


@cache
def anywhere_pattern() -> str:
    return f"({_alternatives(anywhere_aliases())})"


@cache
def bracket_pattern() -> str:
    return f"({_alternatives(bracket_aliases())})"


CODE_PATTERN: Final = "^(33[0-9]{4})(?:[0-9]{3}|[0-9]{6})?(?:[^0-9]|$)"
OTHER_PATTERN: Final = f"^(?:{OTHER_PROVINCES})"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _extract(pattern: str, text: str) -> str:
    found = _compiled(pattern).search(text)
    return found.group(1) if found else ""


def find_in_text(text: str, *, deepest: Level = Level.COUNTY) -> str:
    """The code of the most exact place that an address, a district or an organisation's name speaks of, or "".

    Tried in this order: a code at the beginning; the beginning (`浙江省宁波市海曙区…`, `宁波海曙…`, `余姚市…`);
    a place in brackets; a full name anywhere. A text that begins with another province has no place here. Bare county
    names count after their city, or alone where they cannot be anything else. `deepest=Level.TOWNSHIP` goes on to
    the nine-digit code of a township named right after its county.
    """
    key = organisation_name_key(text)
    code = _find(key)
    division = by_code(code)
    if deepest is Level.TOWNSHIP and division is not None and division.level is Level.COUNTY:
        return _township(key, division) or code
    while deepest in (Level.CITY, Level.PROVINCE) and division is not None and division.level is not deepest:
        if not division.parent:
            break
        division = by_code(division.parent)
        code = division.code if division else ""
    return code


def _find(key: str) -> str:
    code = _extract(CODE_PATTERN, key)
    if code:
        return _known(code)
    if _compiled(OTHER_PATTERN).match(key):
        return ""
    begins = prefix_aliases().get(_extract(prefix_pattern(), key), "")
    if begins:
        return begins
    bracket = bracket_aliases().get(_extract(bracket_pattern(), key), "")
    if bracket:
        return bracket
    anywhere = anywhere_aliases().get(_extract(anywhere_pattern(), key), "")
    return anywhere or (PROVINCE if key.startswith("浙江") else "")


def _known(code: str) -> str:
    """The code of today, or of the city or province that an unknown county code lies in."""
    for candidate in (code, code[:4] + "00", PROVINCE):
        if by_code(candidate):
            return current_code(candidate)
    return ""


def _township(key: str, county: Division) -> str:
    code = re.match("[0-9]{9}", key)
    if code and by_code(code.group()):
        return code.group()
    for township in townships_of(county.code):
        if any(f"{name}{township.name}" in key for name in (county.name, bare(county.name))):
            return township.code
    return ""
