"""How a value goes wrong under a clerk's hands: pure functions from the right value to a wrong one."""

from __future__ import annotations

import random
from functools import cache
from typing import Final

from pypinyin import lazy_pinyin

from guildhall.province import people_words
from guildhall.province.numbers import CODE_ALPHABET
from guildhall.province.world import Organisation, OrgKind

_FULL_WIDTH: Final = str.maketrans(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
)
_SEPARATORS: Final = ("•", ".", "．", " ", "・", "-", "")
_SHORTER_TAILS: Final = (
    ("社会工作服务中心", "社工服务中心"),
    ("居家养老服务中心", "居家养老中心"),
    ("养老服务中心", "养老中心"),
    ("职业技能培训中心", "职业培训中心"),
    ("职业培训学校", "职业技能培训学校"),
    ("教育发展基金会", "教育基金会"),
    ("行业协会", "协会"),
    ("残疾人托养中心", "残疾人托养服务中心"),
    ("科技创新服务中心", "科创服务中心"),
)


@cache
def homophones() -> dict[str, str]:
    """Return common characters by character: those that an input method offers for the same sound."""
    level_one = [
        bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)
    ]
    by_sound: dict[str, list[str]] = {}
    for char in filter(None, level_one):
        by_sound.setdefault(lazy_pinyin(char)[0], []).append(char)
    return {c: "".join(o for o in group if o != c) for group in by_sound.values() if len(group) > 1 for c in group}


def full_width(text: str) -> str:
    return text.translate(_FULL_WIDTH)


def homophone(rng: random.Random, name: str) -> str | None:
    """Return the name with a given character, seldom the family name, written as another one of the same sound."""
    if len(name) < 2 or not name.isalpha() or name.isascii():
        return None
    at = rng.randrange(1, len(name)) if rng.random() < 0.9 else 0
    others = homophones().get(name[at])
    return name[:at] + rng.choice(others) + name[at + 1 :] if others else None


def look_alike(rng: random.Random, name: str) -> str | None:
    places = [n for n, c in enumerate(name) if c in people_words.LOOK_ALIKE]
    if not places:
        return None
    at = rng.choice(places)
    return name[:at] + people_words.LOOK_ALIKE[name[at]] + name[at + 1 :]


def traditional(rng: random.Random, name: str) -> str | None:
    """Return the name in traditional characters, where it has any."""
    written = "".join(people_words.TRADITIONAL.get(c, c) for c in name)
    if rng.random() < 0.3 and len(name) > 1:  # only the family name: the rest came from another list
        written = written[0] + name[1:]
    return written if written != name else None


def rare_lost(rng: random.Random, name: str) -> str | None:
    """Return the name with its rare character lost: a question mark, pinyin, or nothing."""
    for at, char in enumerate(name):
        if at and char in people_words.RARE:
            return name[:at] + rng.choice(("?", "？", "*", lazy_pinyin(char)[0].upper())) + name[at + 1 :]
    return None


def separator(rng: random.Random, name: str) -> str | None:
    return name.replace("·", rng.choice(_SEPARATORS)) if "·" in name else None


def spaced(rng: random.Random, name: str) -> str:
    """Return the name with spaces: between two characters as in print, or before or after."""
    how = rng.random()
    if len(name) == 2 and how < 0.6:
        return name[0] + rng.choice((" ", "　", "  ")) + name[1]
    return name + rng.choice((" ", "　")) if how < 0.8 else " " + name


def swapped(rng: random.Random, number: str) -> str | None:
    """Return the number with two different neighbouring digits swapped."""
    for _ in range(8):
        at = rng.randrange(6, len(number) - 2)
        if number[at] != number[at + 1]:
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    return None


def one_off(rng: random.Random, number: str) -> str:
    """Return the number with one digit wrong."""
    at = rng.randrange(0, len(number) - 1)
    return number[:at] + str((int(number[at]) + rng.randrange(1, 10)) % 10) + number[at + 1 :]


def fifteen(number: str) -> str:
    """Return the 15-digit number of before 1999: two-digit year, no check character."""
    return number[:6] + number[8:17]


def grouped(rng: random.Random, number: str) -> str:
    """Return the number in groups as on the card, or with a space behind it."""
    return f"{number[:6]} {number[6:14]} {number[14:]}" if rng.random() < 0.5 else number + " "


def wrong_code(rng: random.Random, code: str) -> str:
    """Return the credit code with one character of the organisation part wrong or two swapped: its check fails."""
    if rng.random() < 0.35:
        for at in range(9, 16):
            if code[at] != code[at + 1]:
                return code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if rng.random() < 0.2:
        return code[:-1]  # the last character cut off
    at = rng.randrange(8, 17)
    digits = "0123456789" if code[at].isdigit() else CODE_ALPHABET[10:]
    return code[:at] + rng.choice([c for c in digits if c != code[at]]) + code[at + 1 :]


def other_brackets(rng: random.Random, name: str) -> str:
    """Return the name with other brackets, or none."""
    left, right = rng.choice((("(", ")"), ("(", ")"), ("(", "）"), ("", ""), ("【", "】")))
    return name.replace("（", left).replace("）", right)


def place_dropped(rng: random.Random, unit: Organisation) -> str | None:
    """Return the name without its city, or with the bare name of the county."""
    part = unit.place_part
    city = unit.city_name
    if part.startswith(city) and len(part) > len(city):
        rest = part[len(city) :]
        if rng.random() < 0.4 and rest == unit.county_name and len(rest) > 2:
            rest = rest[:-1]
        return rest + unit.core + unit.tail
    if part == city:
        return city.removesuffix("市") + unit.core + unit.tail
    if unit.kind is not OrgKind.ASSOCIATION and part and part == city.removesuffix("市"):
        return unit.core + unit.tail
    return None


def form_changed(unit: Organisation) -> str | None:
    """Return the name with its legal form or the end of it written another way."""
    tail = unit.tail
    if "股份有限公司" in tail:
        return unit.place_part + unit.core + tail.replace("股份有限公司", "股份公司")
    if "有限责任公司" in tail:
        return unit.place_part + unit.core + tail.replace("有限责任公司", "有限公司")
    if "有限公司" in tail:
        return unit.place_part + unit.core + tail.replace("有限公司", "有限责任公司")
    for long, short in _SHORTER_TAILS:
        if tail.endswith(long):
            return unit.place_part + unit.core + tail.removesuffix(long) + short
    return None


def short(unit: Organisation) -> str | None:
    """Return the short name: of a company without its form, of an institution without its place."""
    if unit.kind is OrgKind.ENTERPRISE and "分公司" not in unit.tail and "有限" in unit.tail:
        bare = unit.tail.replace("股份有限公司", "").replace("有限责任公司", "").replace("有限公司", "")
        return unit.place_part + unit.core + bare
    if unit.kind in (OrgKind.SOCIAL_SERVICE, OrgKind.FOUNDATION):
        return unit.core + unit.tail
    return None


def wrong_character(rng: random.Random, unit: Organisation) -> str | None:
    """Return the name with one character of its own part replaced by one of the same sound."""
    if len(unit.core) < 2:
        return None
    at = rng.randrange(len(unit.core))
    others = homophones().get(unit.core[at])
    if not others:
        return None
    core = unit.core[:at] + rng.choice(others) + unit.core[at + 1 :]
    return unit.place_part + core + unit.tail
