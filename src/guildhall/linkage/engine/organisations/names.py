"""Names of organisations taken apart: place, township, own name, legal form, branch, the union's host.

Works on distinct names in columns: `o_names` holds one row a spelling. The parts answer what two clerks leave out or
write differently about one organisation (place, brackets, form, 社会工作/社工) and what never may be left out (a
branch, an ordinal, a township's association beside its district's).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pyarrow as pa
from pypinyin import Style, pinyin

from guildhall.kernel.divisions import cities, counties, names, townships_of
from guildhall.linkage import columns
from guildhall.linkage.backends import Backend
from guildhall.linkage.columns import literal

#: A union names itself after its host: 某某幼儿园工会委员会.
UNION_TAIL: Final = "(基层工会委员会|联合工会委员会|工会联合会|联合工会|工会委员会|总工会|工会)$"
#: Legal forms of companies, longest first, and a branch after them.
COMPANY: Final = (
    "^(.{2,}?)(股份有限责任公司|股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|集团公司|公司)"
    "(.{0,8}?(?:分公司|分店|分厂|办事处))?$"
)
ASSOCIATION: Final = "(协会|商会|学会|研究会|联合会|促进会|联谊会|总会|公会|同学会|校友会)(.{1,6}分会)?$"
FOUNDATION: Final = "基金会$"
SOCIAL_SERVICE: Final = (
    "(幼儿园|小学|中学|学校|学院|研究院|书画院|中心|养老院|敬老院|福利院|护理院|医院|门诊部|诊所|俱乐部|社工站|服务站|"
    "博物馆|图书馆|美术馆|托儿所|研究所|事务所|工作室)$"
)
#: What must never be dropped: ordinals, numbers, branches.
MARKERS: Final = "第[0-9一二三四五六七八九十百]+|[0-9]+|分公司|分会|分校|分院|分店|分厂|分部|分园|办事处|支部"
#: Long and short ways to write the same thing at the end of a name, or within it.
ABBREVIATIONS: Final[tuple[tuple[str, str], ...]] = (
    ("社会工作", "社工"),
    ("志愿服务", "志愿"),
    ("科技创新", "科创"),
    ("职业技能培训", "职业培训"),
    ("发展基金会", "基金会"),
    ("行业协会", "协会"),
    ("服务中心", "中心"),
    ("居家养老服务", "居家养老"),
    ("科学研究院", "研究院"),
    ("科学技术", "科技"),
    ("计算机", "电脑"),
)
_BARE_CITIES: Final = "|".join(names.bare(city.name) for city in cities())


def township_pattern() -> str:
    """Every township of the province at the beginning of a text, longest first."""
    found = {t.name for county in counties() for t in townships_of(county.code)}
    return "^(" + "|".join(sorted(found, key=lambda name: (-len(name), name))) + ")"


def _skeleton(core: str) -> str:
    for long, short in ABBREVIATIONS:
        core = f"replace({core}, {literal(long)}, {literal(short)})"
    return core


def prepare_names(backend: Backend, source: str) -> None:
    """Make `o_spellings` and `o_names` from `source` (name VARCHAR, is_union BOOLEAN), distinct.

    `o_spellings` (name, is_union, name_id): the spellings that say something; those of one key have one name_id.
    `o_names`, one row a (key, is_union): name_id, key (as `kernel.text.organisation_name_key`), flat (key without
    brackets), place (code that the name speaks of, ''), town, core (own name with what it does, without place and legal
    form), skeleton (core with abbreviations made one), pinyin (skeleton with one character standing for each sound),
    form (association | social_service | foundation | enterprise | NULL), markers, union_tail, union_kind (NULL: a
    unit's name).
    """
    _keys(backend, source)
    _parts(backend)
    _cores(backend)
    _sounds(backend)
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_names AS
        SELECT p.* EXCLUDE (rest), c.core, c.form, c.skeleton, s.pinyin
        FROM o_parts p JOIN o_cores c USING (rest) JOIN o_sounds s USING (skeleton)
        """
    )


def _keys(backend: Backend, source: str) -> None:
    """`o_spellings`, and `o_keys` (name_id, key, is_union)."""
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_spelt AS
        SELECT name, is_union, {columns.organisation_name_key("name")} AS key FROM {source} WHERE name IS NOT NULL
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_keys AS
        SELECT row_number() OVER () AS name_id, key, is_union FROM o_spelt WHERE key IS NOT NULL GROUP BY key, is_union
        """
    )
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_spellings AS
        SELECT name, is_union, name_id FROM o_spelt JOIN o_keys USING (key, is_union)
        """
    )


def _parts(backend: Backend) -> None:
    """`o_parts`: `o_keys` with union_tail, union_kind, flat, place, town, markers, and `rest`, what stands after them.

    Where a text holds no bracket the slow `translate` is spared.
    """
    place = _look_up("prefix", names.prefix_aliases())
    bracket_place = _look_up("bracket", names.bracket_aliases())
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_parts AS
        WITH tails AS (
            SELECT *, CASE WHEN is_union THEN regexp_extract(key, {literal(UNION_TAIL)}) ELSE '' END AS union_tail,
                   regexp_extract(key, {literal(names.bracket_pattern())}, 1) AS bracket FROM o_keys
        ), hosts AS (
            SELECT *, left(key, length(key) - length(union_tail)) AS host FROM tails
        ), bare AS (
            SELECT *, {_without_brackets("host")} AS flat, {_without_brackets("replace(host, bracket, '')")} AS bare
            FROM hosts
        ), placed AS (
            SELECT *, regexp_extract(bare, {literal(names.prefix_pattern())}, 1) AS prefix FROM bare
        ), towns AS (
            SELECT *, coalesce({place}, {bracket_place}, '') AS place,
                   substr(bare, strpos(bare, prefix) + length(prefix)) AS without_place FROM placed
        ), own AS (
            SELECT *, regexp_extract(without_place, {literal(township_pattern())}, 1) AS town FROM towns
        )
        SELECT name_id, is_union, key, union_tail, flat, place, town,
               CASE WHEN is_union THEN
                    CASE WHEN union_tail = '工会联合会' THEN 'federation' WHEN union_tail LIKE '联合%' THEN 'joint'
                         WHEN union_tail = '总工会' THEN 'general' ELSE 'single' END END AS union_kind,
               array_to_string(list_sort(regexp_extract_all(flat, {literal(MARKERS)})), '|') AS markers,
               CASE WHEN length(without_place) - length(town) < 2 THEN flat
                    ELSE substr(without_place, length(town) + 1) END AS rest
        FROM own
        """
    )


def _without_brackets(text: str) -> str:
    return f"CASE WHEN contains(host, '(') OR contains(host, ')') THEN translate({text}, '()', '') ELSE host END"


def _cores(backend: Backend) -> None:
    """`o_cores` (rest, form, core, skeleton): what is left of many names is the same."""
    backend.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE o_cores AS
        WITH formed AS (
            SELECT rest, regexp_extract(rest, {literal(COMPANY)}, ['own', 'form', 'branch']) AS company
            FROM o_parts GROUP BY rest
        ), cores AS (
            SELECT rest,
                   CASE WHEN company.form <> '' OR regexp_matches(rest, '(厂|店|合作社|商行|经营部)$') THEN 'enterprise'
                        WHEN regexp_matches(rest, {literal(FOUNDATION)}) THEN 'foundation'
                        WHEN regexp_matches(rest, {literal(ASSOCIATION)}) THEN 'association'
                        WHEN regexp_matches(rest, {literal(SOCIAL_SERVICE)}) THEN 'social_service' END AS form,
                   CASE WHEN company.form = '' THEN rest
                        ELSE regexp_replace(company.own, '^(.{{2,}})(?:{_BARE_CITIES})市?(.{{2,}})$', '\\1\\2')
                             || company.branch END AS core
            FROM formed
        )
        SELECT *, {_skeleton("core")} AS skeleton FROM cores
        """
    )


def _look_up(column: str, table: Mapping[str, str]) -> str:
    pairs = ", ".join(f"{literal(key)}: {literal(value)}" for key, value in table.items())
    return f"MAP {{{pairs}}}[{column}]"


def _sounds(backend: Backend) -> None:
    """`o_sounds` (skeleton, pinyin): every character replaced by the first one that is read the same, without tone."""
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_characters AS
        SELECT skeleton, position, character FROM (
            SELECT skeleton, unnest(string_split(skeleton, '')) AS character,
                   generate_subscripts(string_split(skeleton, ''), 1) AS position
            FROM (SELECT DISTINCT skeleton FROM o_cores)
        )
        """
    )
    characters = [row[0] for row in backend.rows("SELECT DISTINCT character FROM o_characters ORDER BY 1")]
    standing: dict[str, str] = {}
    sounds = []
    for character in characters:
        syllable: str = pinyin(character, style=Style.NORMAL, errors="default")[0][0] if character else ""
        sounds.append(standing.setdefault(syllable, character))
    table = pa.table({"character": pa.array(characters, pa.string()), "sound": pa.array(sounds, pa.string())})
    backend.create_from_arrow("o_readings", table)
    backend.execute(
        """
        CREATE OR REPLACE TEMP TABLE o_sounds AS
        SELECT skeleton, string_agg(sound, '' ORDER BY position) AS pinyin
        FROM o_characters JOIN o_readings USING (character) GROUP BY skeleton
        """
    )
