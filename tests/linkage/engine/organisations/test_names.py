"""Names taken apart, as they really are written."""

from pathlib import Path

import pytest

from guildhall.linkage.backends.duckdb import duckdb_backend
from guildhall.linkage.engine.organisations.names import prepare_names

PARTS = {
    # name: (place, town, skeleton, form, markers)
    "宁波市海曙区月湖街道残疾人联谊会": ("330203", "月湖街道", "残疾人联谊会", "association", ""),
    "浙江省宁波市海曙区月湖街道残疾人联谊会": ("330203", "月湖街道", "残疾人联谊会", "association", ""),
    "海曙区月湖街道残疾人联谊会": ("330203", "月湖街道", "残疾人联谊会", "association", ""),
    "宁波市鄞州区蓝明社会工作服务中心": ("330212", "", "蓝明社工中心", "social_service", ""),
    "鄞州蓝明社工服务中心": ("", "", "鄞州蓝明社工中心", "social_service", ""),
    "蓝明社工中心": ("", "", "蓝明社工中心", "social_service", ""),
    "新远（宁波）机械有限公司": ("330200", "", "新远机械", "enterprise", ""),
    "新远(宁波）机械有限责任公司": ("330200", "", "新远机械", "enterprise", ""),
    "新远宁波机械有限公司": ("", "", "新远机械", "enterprise", ""),
    "宁波市新远机械有限公司第一分公司": ("330200", "", "新远机械第一分公司", "enterprise", "分公司|第一"),
    "余姚市第二实验学校": ("330281", "", "第二实验学校", "social_service", "第二"),
    "宁波市温州商会": ("330200", "", "温州商会", "association", ""),
    "慈溪市天童教育发展基金会": ("330282", "", "天童教育基金会", "foundation", ""),
    "宁波市模具行业协会": ("330200", "", "模具协会", "association", ""),
}


def parts(tmp_path: Path, names: list[str], *, is_union: bool = False) -> dict[str, dict[str, object]]:
    columns = ("place", "town", "skeleton", "form", "markers", "pinyin", "union_tail", "flat")
    with duckdb_backend(tmp_path) as backend:
        backend.execute("CREATE TABLE given (name VARCHAR, is_union BOOLEAN)")
        for name in names:
            backend.execute("INSERT INTO given VALUES (?, ?)", [name, is_union])
        prepare_names(backend, "given")
        rows = backend.rows(f"SELECT name, {', '.join(columns)} FROM o_spellings JOIN o_names USING (name_id)")
    return {name: dict(zip(columns, values, strict=True)) for name, *values in rows}


def test_names_fall_into_place_township_own_name_form_and_branch(tmp_path: Path) -> None:
    found = parts(tmp_path, list(PARTS))
    told = {name: tuple(p[c] for c in ("place", "town", "skeleton", "form", "markers")) for name, p in found.items()}
    expected = dict(PARTS)
    expected["鄞州蓝明社工服务中心"] = ("330212", "", "蓝明社工中心", "social_service", "")
    assert told == expected


@pytest.mark.parametrize(
    ("name", "host", "tail"),
    [
        ("宁波市百丰幼儿园工会委员会", "宁波市百丰幼儿园", "工会委员会"),
        ("宁波市百丰幼儿园工会", "宁波市百丰幼儿园", "工会"),
        ("宁波市鄞州区百丈街道社会组织联合工会", "宁波市鄞州区百丈街道社会组织", "联合工会"),
        ("宁波市鄞州区社会组织工会联合会", "宁波市鄞州区社会组织", "工会联合会"),
    ],
)
def test_a_unions_name_holds_its_hosts(tmp_path: Path, name: str, host: str, tail: str) -> None:
    found = parts(tmp_path, [name], is_union=True)[name]
    assert (found["flat"], found["union_tail"]) == (host, tail)


def test_homophones_sound_the_same_and_others_do_not(tmp_path: Path) -> None:
    found = parts(tmp_path, ["宁波市辈慧幼儿园", "宁波市贝慧幼儿园", "宁波市百慧幼儿园"])
    sounds = [found[name]["pinyin"] for name in ("宁波市辈慧幼儿园", "宁波市贝慧幼儿园", "宁波市百慧幼儿园")]
    assert sounds[0] == sounds[1] != sounds[2]
