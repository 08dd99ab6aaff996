import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel import text
from guildhall.kernel.text import Mend


@pytest.mark.parametrize(
    ("given_text", "value", "mended"),
    [
        ("宁波市养老协会", "宁波市养老协会", ()),
        ("  宁波\u3000市\t协会 \n", "宁波 市 协会", (Mend.SPACES,)),
        ("宁波\u200b市\ufeff", "宁波市", (Mend.INVISIBLE,)),
        ("ＡＢＣ１２３", "ABC123", (Mend.WIDTH,)),
        ("宁波（集团）有限公司", "宁波（集团）有限公司", ()),
        ("宁波⼀⼆", "宁波一二", (Mend.RADICAL,)),
        ("領", "領", ()),  # a compatibility ideograph: someone's name, left as written
        ("①㎡㈱", "①㎡㈱", ()),
        ("a\u00a0b", "a b", (Mend.SPACES,)),
        ("\u202e12\u202c", "12", (Mend.INVISIBLE,)),
        ("", "", ()),
    ],
)
def test_clean(given_text: str, value: str, mended: tuple[Mend, ...]) -> None:
    assert text.clean(given_text) == text.Cleaned(value, mended)


@pytest.mark.parametrize(
    ("given_text", "value", "mended"),
    [
        ("33010219900307001x", "33010219900307001X", (Mend.CASE,)),
        ("３３０１０２", "330102", (Mend.WIDTH,)),
        ("'330102", "330102", (Mend.APOSTROPHE,)),
        (" 3301 0219 ", "33010219", (Mend.SPACES,)),
        ("3301\u200b02", "330102", (Mend.INVISIBLE,)),
        ("３３01\u200b02 1x", "3301021X", (Mend.WIDTH, Mend.INVISIBLE, Mend.SPACES, Mend.CASE)),
        ("３３010219900307001ｘ", "33010219900307001X", (Mend.WIDTH, Mend.CASE)),
        ("٣٣", "٣٣", ()),  # Arabic digits are not what the card shows: left for the check to name
    ],
)
def test_clean_code(given_text: str, value: str, mended: tuple[Mend, ...]) -> None:
    assert text.clean_code(given_text) == text.Cleaned(value, mended)


@pytest.mark.parametrize(
    ("given_text", "value"),
    [
        ("张　三", "张三"),
        ("买 买 提", "买买提"),
        ("阿卜杜拉.买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉．买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉 • 买买提", "阿卜杜拉·买买提"),
        ("阿卜杜拉・买‧买･提", "阿卜杜拉·买·买·提"),
        ("买.买.提", "买·买·提"),
        ("阿卜杜拉。买买提", "阿卜杜拉·买买提"),
        ("J. Smith", "J. Smith"),
        ("李(小)", "李(小)"),
    ],
)
def test_clean_person_name(given_text: str, value: str) -> None:
    assert text.clean_person_name(given_text).value == value


def test_person_name_key_holds_ways_of_typing_together() -> None:
    ways = [
        "阿卜杜拉·买买提",
        "阿卜杜拉买买提",
        "阿卜杜拉•买买提",
        "阿卜杜拉.买买提",
        "阿卜杜拉 买买提",
        "阿卜杜拉．买买提\u200b",
    ]
    assert {text.person_name_key(way) for way in ways} == {"阿卜杜拉买买提"}
    assert text.person_name_key("John  SMITH") == "johnsmith"
    assert text.person_name_key("\uf9b4") == "領"  # canonically equal to U+9818
    assert text.person_name_key("张三") != text.person_name_key("张叁")


def test_organisation_name_key_holds_ways_of_typing_together() -> None:
    ways = [
        "宁波甲（集团）有限公司",
        "宁波甲(集团)有限公司",
        "宁波甲【集团】有限公司",
        " 宁波 甲〔集团〕有限公司",
        "“宁波甲”（集团）有限公司",
    ]
    assert {text.organisation_name_key(way) for way in ways} == {"宁波甲(集团)有限公司"}
    assert text.organisation_name_key("ＡＢＣ—甲") == "abc-甲"
    assert text.organisation_name_key("茶・道社") == text.organisation_name_key("茶·道社")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(given_text: str) -> None:
    for function in (text.clean, text.clean_person_name, text.clean_code):
        once = function(given_text).value
        assert function(once) == text.Cleaned(once, ())
    for key in (text.person_name_key, text.organisation_name_key):
        assert key(key(given_text)) == key(given_text)


@given(st.text(alphabet="张三㐂鿿Az09（）", max_size=8), st.sampled_from(["\u200b", "\ufeff"]))
def test_plain_text_is_left_as_the_whole_of_the_rules_leave_it(plain: str, invisible: str) -> None:
    # An invisible character takes the text past the look at whether it is plain.
    for function in (text.clean, text.clean_person_name):
        assert function(plain) == text.Cleaned(function(plain + invisible).value)
    for key in (text.person_name_key, text.organisation_name_key):
        assert key(plain) == key(plain + invisible)


@given(st.text())
def test_a_mend_is_named_if_and_only_if_the_text_changed(given_text: str) -> None:
    for function in (text.clean, text.clean_person_name, text.clean_code):
        cleaned = function(given_text)
        assert (cleaned.value != given_text) == bool(cleaned.mended)


@pytest.mark.parametrize("start", list("=+-@\t\r\n＝＋－＠"))
def test_formulas_are_neutralised(start: str) -> None:
    assert text.neutralise(start + "HYPERLINK(1)") == "'" + start + "HYPERLINK(1)"


@pytest.mark.parametrize("harmless", ["", "宁波", "'quoted'", "1-2", "a=b", "'"])
def test_other_text_is_left_alone(harmless: str) -> None:
    assert text.neutralise(harmless) == harmless


@given(st.text(alphabet="'=+-@\t1甲", max_size=6))
def test_neutralised_text_comes_back_whole(given_text: str) -> None:
    safe = text.neutralise(given_text)
    assert not safe or safe[0] not in text.FORMULA_STARTS
    assert text.restore(safe) == given_text


@pytest.mark.parametrize(
    ("function", "given_text", "masked"),
    [
        (text.mask_number, "330102199003070017", "330***********0017"),
        (text.mask_number, "330102900307001", "330********7001"),
        (text.mask_number, "E12345678", "E1*****78"),
        (text.mask_number, "1234567", "1******"),
        (text.mask_number, "1", "*"),
        (text.mask_number, "", ""),
        (text.mask_phone, "13812341234", "138****1234"),
        (text.mask_phone, "0574-87654321", "057******4321"),
        (text.mask_phone, "87654321", "87****21"),
        (text.mask_phone, "12351", "*****"),
        (text.mask_name, "张三", "张*"),
        (text.mask_name, "王小明", "王*明"),
        (text.mask_name, "张", "*"),
        (text.mask_name, "", ""),
    ],
)
def test_masks(function, given_text: str, masked: str) -> None:  # type: ignore[no-untyped-def]  # table of functions
    assert function(given_text) == masked


@given(st.text(alphabet="0123456789X", max_size=30))
def test_masks_keep_the_length_and_hide_at_least_half_of_a_long_number(number: str) -> None:
    masked = text.mask_number(number)
    assert len(masked) == len(number)
    assert masked.count("*") * 2 >= len(number)


def test_character_tables_do_not_overlap() -> None:
    invisible = {chr(p) for a, b in text.INVISIBLE_RANGES for p in range(a, b + 1)}
    assert invisible.isdisjoint(text.SPACES)
    assert len(text.RADICALS) == len(text.RADICAL_MEANINGS) == 216
    assert len(text.FULL_WIDTH) == len(text.HALF_WIDTH) == 94
