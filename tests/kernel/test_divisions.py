import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel import divisions
from guildhall.kernel.divisions import Division, Level, find_in_text
from guildhall.kernel.divisions.names import BARE_ALONE, anywhere_aliases, bare, prefix_aliases


def test_the_table_is_whole() -> None:
    levels = [divisions.level_of(code) for code in divisions.all_codes()]
    assert [levels.count(level) for level in Level] == [1, 11, 90, 1387]
    assert len(set(divisions.all_codes())) == 1489
    assert all(divisions.ancestors(code)[0].code == "330000" for code in divisions.all_codes()[1:])
    assert all(code.startswith(divisions.ancestors(code)[-1].code[:2]) for code in divisions.all_codes()[1:])


def test_look_up() -> None:
    assert divisions.by_code("330203") == Division("330203", "海曙区", Level.COUNTY, "330200")
    assert divisions.by_code("339901") is None
    assert [division.name for division in divisions.ancestors("330203102")] == ["浙江省", "宁波市", "海曙区"]
    assert divisions.path_name("330203102") == "浙江省宁波市海曙区集士港镇"
    assert divisions.county_of("330203102") == "330203"
    assert divisions.county_of("330200") == ""
    assert (divisions.name_of(""), divisions.level_of("x"), divisions.ancestors("x")) == ("", None, ())
    assert [c.code for c in divisions.counties("330200")] == [
        "330203", "330205", "330206", "330211", "330212", "330213", "330225", "330226", "330281", "330282",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "year"),
    [("330204", "330212", 2016), ("330103", "330105", 2021), ("330104", "330102", 2021), ("330621", "330603", 2013)],
)
def test_former_codes_have_dated_successors(old: str, new: str, year: int) -> None:
    division = divisions.by_code(old)
    assert division is not None
    assert division.former
    assert old not in divisions.all_codes()
    assert divisions.current_code(old) == new
    assert divisions.successors(old)[0].year == year


def test_a_division_that_gave_up_a_part_stands() -> None:
    assert divisions.current_code("330110") == "330110"
    (part,) = divisions.successors("330110")
    assert (part.code, part.year, part.whole) == ("330113", 2021, False)
    assert divisions.current_code("339901") == "339901"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("浙江省宁波市海曙区集士港镇1号", "330203"),
        ("浙江宁波海曙集士港镇1号", "330203"),
        ("海曙区中山路", "330203"),
        ("余姚市阳明街道", "330281"),
        ("浙江省余姚市阳明街道", "330281"),
        ("宁波某某有限公司", "330200"),
        ("宁波市某某协会", "330200"),
        ("慈溪某某厂", "330282"),
        ("宁波 海曙 甲协会", "330203"),
        ("宁波杭州湾新区滨海四路", "330200"),
        ("杭州湾新区滨海四路", ""),
        ("上海市普陀区", ""),
        ("江苏省南京市江北区", ""),
        ("西湖区文三路", "330106"),
        ("西湖牙膏厂", ""),  # a lake, a brand: only with its city
        ("杭州西湖牙膏厂", "330106"),
        ("江山如画公司", ""),
        ("永康药房", ""),
        ("浙江某某集团", "330000"),
        ("浙江省绍兴县柯桥镇", "330603"),
        ("绿城（宁波）有限公司", "330200"),
        ("绿城（慈溪）有限公司", "330282"),
        ("绿城（宁波慈溪）有限公司", "330282"),
        ("绿城（西湖）有限公司", ""),
        ("中国银行宁波市分行", "330200"),
        ("某某公司余姚市分公司", "330281"),
        ("江东区百丈路", "330212"),
        ("宁波江东百丈路", "330212"),
        ("330204", "330212"),
        ("330299", "330200"),
        ("330203001", "330203"),
        ("330203 海曙区", "330203"),
        ("33020300100", ""),
        ("宁波市温州商会", "330200"),
        ("美丽水乡", ""),
        ("宁波市拱墅区", "330200"),
        ("宁波市奉化市溪口镇", "330213"),
        ("景宁县", "331127"),
        ("穿越城区俱乐部", ""),
        ("台州玉环县", "331083"),
        ("", ""),
        ("110105", ""),
    ],
)
def test_find_in_text(text: str, code: str) -> None:
    assert find_in_text(text) == code


def test_find_as_deep_as_asked() -> None:
    text = "宁波市海曙区集士港镇1号"
    assert find_in_text(text, deepest=Level.TOWNSHIP) == "330203102"
    assert find_in_text(text, deepest=Level.CITY) == "330200"
    assert find_in_text(text, deepest=Level.PROVINCE) == "330000"
    assert find_in_text("330203102", deepest=Level.TOWNSHIP) == "330203102"
    assert find_in_text("海曙区中山路", deepest=Level.TOWNSHIP) == "330203"
    assert find_in_text("宁波市", deepest=Level.TOWNSHIP) == "330200"


@pytest.mark.parametrize("code", [code for code in divisions.all_codes() if len(code) == 6])
def test_every_place_is_found_by_its_full_path_and_by_its_own_name(code: str) -> None:
    assert find_in_text(divisions.path_name(code) + "某路1号") == code
    if divisions.level_of(code) is not Level.PROVINCE:
        city = divisions.ancestors(code)[-1].name if divisions.level_of(code) is Level.COUNTY else ""
        assert find_in_text(bare(city) + bare(divisions.name_of(code)) + "某协会") == code
        assert find_in_text(divisions.name_of(code) + "某协会") == code


def test_aliases_name_places_that_stand() -> None:
    current = set(divisions.all_codes())
    assert set(prefix_aliases().values()) <= current
    assert set(anywhere_aliases().values()) <= current
    assert {bare(county.name) for county in divisions.counties()} >= BARE_ALONE


@given(st.text(max_size=20))
def test_any_text_gives_a_known_code_or_none(text: str) -> None:
    code = find_in_text(text)
    assert code == "" or divisions.by_code(code) is not None


@pytest.mark.parametrize(
    ("text", "code"), [("镇海桐泽公益服务中心", "330211"), ("宁海兰苗书画院", "330226"), ("象山安恩学校", "330225")]
)
def test_short_names_of_counties_that_are_hardly_anything_else_stand_alone(text: str, code: str) -> None:
    assert find_in_text(text) == code


def test_every_change_is_dated_and_says_how_sure_it_is() -> None:
    steps = [(code, step) for code in divisions.divided() for step in divisions.successors(code)]
    assert {step.confidence for _, step in steps} == {"secondary", "unconfirmed"}
    assert [code for code, step in steps if step.confidence == "secondary" and not step.basis] == []
    assert [code for code, step in steps if step.year != step.on.year] == []
    assert [step.code for _, step in steps if step.code not in divisions.all_codes()] == []
    # All of a former place's area went somewhere on one day.
    for division in divisions.former_divisions():
        found = divisions.successors(division.code)
        assert len({step.on for step in found}) == 1
        assert found[0].whole == (len(found) == 1)
