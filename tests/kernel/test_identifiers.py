from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guildhall.kernel.identifiers import CheckResult, Facts, IdKind, Verdict, check, credit_code, phones, resident
from guildhall.kernel.identifiers.messages import CATALOGUE

ON = date(2023, 1, 31)


def checked(text: str, kind: IdKind | None = None) -> CheckResult:
    return check(text, on=ON, kind=kind)


def codes(result: CheckResult) -> list[str]:
    return [reason.code for reason in result.reasons]


@pytest.mark.parametrize(
    ("number", "kind", "facts"),
    [
        ("11010519491231002X", IdKind.RESIDENT_ID, Facts(date(1949, 12, 31), "2", "110105")),
        ("440524188001010014", IdKind.RESIDENT_ID, Facts(date(1880, 1, 1), "1", "440524")),
        ("810000199408230021", IdKind.HK_RESIDENCE_PERMIT, Facts(date(1994, 8, 23), "2", "810000", "810000")),
        ("830000199201300022", IdKind.TAIWAN_RESIDENCE_PERMIT, Facts(date(1992, 1, 30), "2", "830000", "830000")),
        ("911124198108030024", IdKind.FOREIGN_PERMANENT_ID, Facts(date(1981, 8, 3), "2", "", "11", "124")),
        ("933840198001010019", IdKind.FOREIGN_PERMANENT_ID, Facts(date(1980, 1, 1), "1", "", "33", "840")),
    ],
)
def test_valid_person_numbers(number: str, kind: IdKind, facts: Facts) -> None:
    result = checked(number)
    assert (result.kinds, result.kind, result.verdict, result.facts) == ((kind,), kind, Verdict.VALID, facts)
    assert codes(result) == ["ids.valid"]


def test_macau_permit() -> None:
    number = "82000019900101001"
    assert checked(number + resident.check_character(number)).kind is IdKind.MACAU_RESIDENCE_PERMIT


@pytest.mark.parametrize(
    ("code", "department", "category"),
    [
        ("91350100M000100Y43", "市场监管", "企业"),
        ("81330205MC1234566K", "工会", "基层工会"),
        ("51330200MJ88888833", "民政", "社会团体"),
        ("52330212MJ7777778D", "民政", "民办非企业单位（社会服务机构）"),
        ("53330000MJ6666662J", "民政", "基金会"),
        ("13330200MB1111116N", "机构编制", "编办直接管理机构编制的群众团体"),
    ],
)
def test_valid_credit_codes(code: str, department: str, category: str) -> None:
    result = checked(code)
    assert (result.kinds, result.verdict) == ((IdKind.CREDIT_CODE,), Verdict.VALID)
    assert (result.facts.department, result.facts.category) == (department, category)
    assert (result.facts.division_code, result.facts.organisation_code) == (code[2:8], code[8:17])


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("ABC123456789012", IdKind.FOREIGN_PERMANENT_CARD),
        ("H12345678", IdKind.HK_MACAU_TRAVEL_PERMIT),
        ("M1234567801", IdKind.HK_MACAU_TRAVEL_PERMIT),
        ("0123456789(B)", IdKind.TAIWAN_TRAVEL_PERMIT),
        ("E12345678", IdKind.PRC_PASSPORT),
        ("EA1234567", IdKind.PRC_PASSPORT),
        ("G12345678", IdKind.PRC_PASSPORT),
    ],
)
def test_documents_known_by_form_alone(number: str, kind: IdKind) -> None:
    result = checked(number)
    assert (result.kinds, result.kind, result.verdict) == ((kind,), kind, Verdict.VALID)
    assert codes(result) == ["ids.form_only"]


def test_digits_alone_have_the_form_of_a_document_with_a_warning_unless_one_is_asked_for() -> None:
    result = checked("20230225")
    assert (result.kind, result.verdict, codes(result)) == (
        IdKind.TAIWAN_TRAVEL_PERMIT,
        Verdict.VALID_WITH_WARNING,
        ["ids.form_only"],
    )
    assert checked("20230225", IdKind.TAIWAN_TRAVEL_PERMIT).verdict is Verdict.VALID


def test_a_foreign_passport_is_what_is_left_over_and_said_with_a_warning() -> None:
    result = checked("C01X00T47")
    assert (result.kind, result.verdict, codes(result)) == (
        IdKind.FOREIGN_PASSPORT,
        Verdict.VALID_WITH_WARNING,
        ["ids.form_only"],
    )
    assert checked("AB123456789012345", IdKind.FOREIGN_PASSPORT).verdict is Verdict.VALID
    assert checked("ABCDE").verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("330102198502290011", ["ids.date_impossible"]),  # the check digit is right
        ("330102900307001", ["ids.obsolete_15"]),
        ("33010219900307001", ["ids.length"]),
        ("3301021990030700199", ["ids.length"]),
        ("330102199003070017", ["ids.check_character"]),
        ("330102199013010011", ["ids.date_impossible", "ids.check_character"]),
        ("3.30102E+17", ["ids.excel_float"]),
        ("3.30102199003070e+17", ["ids.excel_float"]),
        ("330102199003070000.0", ["ids.excel_float"]),
        ("330102199103070000", ["ids.digits_lost"]),
        ("33010219900307O019", ["ids.character"]),
        ("X30102199003070019", ["ids.character"]),
        ("13812345678", ["ids.looks_like_phone"]),
        ("张三", ["ids.unknown_form"]),
        ("٣٣٠١٠٢١٩٩٠٠٣٠٧٠٠١٩", ["ids.unknown_form"]),
        ("", ["ids.empty"]),
        (" \u3000\u200b", ["ids.empty"]),
        ("51330200MJ88888834", ["ids.credit_check"]),
        ("5133020MJ88888833", ["ids.length"]),
        ("5I330200MJ88888833", ["ids.credit_letter"]),
        ("51330200MJ8888883V", ["ids.credit_letter"]),
        ("51330200MJ888-8833", ["ids.character"]),
    ],
)
def test_refusals_say_why(number: str, expected: list[str]) -> None:
    result = checked(number)
    assert (result.verdict, result.kinds, result.kind) == (Verdict.INVALID, (), None)
    assert codes(result) == expected


def test_the_expected_check_character_is_told() -> None:
    (reason,) = checked("330102199003070017").reasons
    assert reason.params == {"found": "7", "expected": "9"}
    assert "应为 9" in reason.zh
    assert "call for 9" in reason.en
    assert reason.kind.rule == "GB 11643-1999, ISO 7064 MOD 11-2"


def test_a_likely_reading_is_offered_never_applied() -> None:
    result = checked("5I330200MJ88888833")
    assert "51330200MJ88888833" in result.reasons[0].zh
    assert result.value == "5I330200MJ88888833"
    assert "33010219900307001" not in checked("33010219900307001O").reasons[0].zh  # 0 would not fit: no hint
    assert "330102199003070019" in checked("33010219900307OO19").reasons[0].en
    cyrillic = checked("11010519491231002Х")  # the Cyrillic letter is the case tested
    assert "11010519491231002X" in cyrillic.reasons[0].zh


def test_000_at_the_end_with_a_check_that_holds_is_a_warning() -> None:
    result = checked("330102199003070000")
    assert (result.verdict, codes(result)) == (Verdict.VALID_WITH_WARNING, ["ids.digits_maybe_lost"])


def test_a_birth_date_counts_up_to_the_day_of_the_check() -> None:
    first17 = "33010220230131001"
    number = first17 + resident.check_character(first17)
    assert check(number, on=date(2023, 1, 31)).verdict is Verdict.VALID
    assert codes(check(number, on=date(2023, 1, 30))) == ["ids.date_future"]


@pytest.mark.parametrize("division", ["330204", "330103", "339901", "999999", "000000", "710000", "123456"])
def test_unknown_and_abolished_divisions_are_never_refused(division: str) -> None:
    first17 = division + "19900307001"
    assert checked(first17 + resident.check_character(first17)).verdict is not Verdict.INVALID
    body = "51" + division + "MJ888888"
    body += credit_code.organisation_check(body[8:])
    assert checked(body + credit_code.check_character(body)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X",
        "\ufeff11010519491231002X",
        "'11010519491231002X",
    ],
)
def test_ways_of_typing_are_tidied_and_said(typed: str) -> None:
    result = checked(typed)
    assert (result.value, result.kind, result.verdict) == (
        "11010519491231002X",
        IdKind.RESIDENT_ID,
        Verdict.VALID_WITH_WARNING,
    )
    assert codes(result) == ["ids.mended"]
    assert result.text == typed


def _both(prefix: str) -> str:
    """A number of digits that passes as `prefix`'s person document and as a credit code."""
    day = date(1960, 1, 1)
    for step in range(40_000):
        first17 = f"{prefix}{day + timedelta(days=step % 20000):%Y%m%d}{step // 20000:03d}"
        if resident.check_character(first17) == credit_code.check_character(first17):
            return first17 + resident.check_character(first17)
    raise AssertionError(prefix)


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("810000", IdKind.HK_RESIDENCE_PERMIT),
        ("820000", IdKind.MACAU_RESIDENCE_PERMIT),
        ("830000", IdKind.TAIWAN_RESIDENCE_PERMIT),
        ("510105", IdKind.RESIDENT_ID),
        ("911124", IdKind.FOREIGN_PERMANENT_ID),
    ],
)
def test_digits_that_pass_as_two_kinds_are_not_guessed(prefix: str, kind: IdKind) -> None:
    number = _both(prefix)
    result = checked(number)
    assert result.kinds == (kind, IdKind.CREDIT_CODE)
    assert result.ambiguous
    assert (result.kind, result.verdict, result.facts) == (None, Verdict.VALID_WITH_WARNING, Facts())
    assert codes(result)[0] == "ids.ambiguous"
    assert checked(number, kind).kind is kind
    assert checked(number, IdKind.CREDIT_CODE).kind is IdKind.CREDIT_CODE


def test_a_zhejiang_number_is_not_taken_for_a_credit_code_of_no_known_category() -> None:
    assert checked(_both("330102")).kinds == (IdKind.RESIDENT_ID,)


def test_the_inner_check_is_a_warning() -> None:
    first17 = "51330200MJ8888880"
    assert credit_code.organisation_check(first17[8:16]) != "0"
    result = checked(first17 + credit_code.check_character(first17))
    assert (result.kind, result.verdict, codes(result)) == (
        IdKind.CREDIT_CODE,
        Verdict.VALID_WITH_WARNING,
        ["ids.credit_inner"],
    )


def test_an_unknown_category_is_a_warning() -> None:
    first17 = "61330200MJ888888" + credit_code.organisation_check("MJ888888")
    assert codes(checked(first17 + credit_code.check_character(first17))) == ["ids.credit_category"]


@pytest.mark.parametrize(
    ("number", "kind", "expected"),
    [
        ("810000199408230021", IdKind.RESIDENT_ID, "ids.not_this_kind"),
        ("11010519491231002X", IdKind.HK_RESIDENCE_PERMIT, "ids.not_this_kind"),
        ("11010519491231002X", IdKind.FOREIGN_PERMANENT_ID, "ids.not_this_kind"),
        ("911124198108030024", IdKind.RESIDENT_ID, "ids.not_this_kind"),
        ("11010519491231002X", IdKind.CREDIT_CODE, "ids.credit_check"),
        ("11010519491231002X", IdKind.PRC_PASSPORT, "ids.wrong_form"),
        ("E1234567", IdKind.PRC_PASSPORT, "ids.wrong_form"),
    ],
)
def test_a_kind_that_was_asked_for_is_held_to_its_own_rules(number: str, kind: IdKind, expected: str) -> None:
    result = checked(number, kind)
    assert (result.verdict, result.kind, result.kinds) == (Verdict.INVALID, kind, ())
    assert expected in codes(result)


_BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=ON)


@st.composite
def resident_numbers(draw: st.DrawFn) -> str:
    division = draw(st.integers(110000, 659999))
    first17 = f"{division}{draw(_BIRTHS):%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + resident.check_character(first17)


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from(sorted(credit_code.CATEGORIES))) + f"{draw(st.integers(110000, 659999))}"
    body += draw(st.text(alphabet=credit_code.ALPHABET, min_size=8, max_size=8))
    body += draw(st.sampled_from("0123456789X"))
    return body + credit_code.check_character(body)


@given(resident_numbers())
def test_every_number_that_follows_the_rules_passes(number: str) -> None:
    result = checked(number, IdKind.RESIDENT_ID)
    assert result.kind is IdKind.RESIDENT_ID
    assert result.verdict is not Verdict.INVALID
    assert result.facts.birth_date == resident.birth_date(number)
    assert result.facts.sex == ("1" if int(number[16]) % 2 else "2")


@given(resident_numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_wrong_character_of_a_resident_id_is_detected(number: str, position: int, other: str) -> None:
    assume(other != number[position])
    assert checked(number[:position] + other + number[position + 1 :], IdKind.RESIDENT_ID).verdict is Verdict.INVALID


@given(resident_numbers(), st.integers(0, 16))
def test_any_adjacent_swap_in_a_resident_id_is_detected(number: str, position: int) -> None:
    assume(number[position] != number[position + 1])
    swapped = number[:position] + number[position + 1] + number[position] + number[position + 2 :]
    assert checked(swapped, IdKind.RESIDENT_ID).verdict is Verdict.INVALID


@given(credit_codes(), st.integers(0, 17), st.sampled_from(credit_code.ALPHABET))
def test_any_single_wrong_character_of_a_credit_code_is_detected(code: str, position: int, other: str) -> None:
    assert checked(code, IdKind.CREDIT_CODE).verdict is not Verdict.INVALID
    assume(other != code[position])
    wrong = code[:position] + other + code[position + 1 :]
    assert checked(wrong, IdKind.CREDIT_CODE).verdict is Verdict.INVALID


@given(credit_codes(), st.integers(0, 16))
def test_any_adjacent_swap_in_a_credit_code_is_detected(code: str, position: int) -> None:
    assume(code[position] != code[position + 1])
    swapped = code[:position] + code[position + 1] + code[position] + code[position + 2 :]
    assert checked(swapped, IdKind.CREDIT_CODE).verdict is Verdict.INVALID


@given(st.text(max_size=30), st.sampled_from([None, *IdKind]))
def test_any_text_gets_a_verdict_with_a_reason(text: str, kind: IdKind | None) -> None:
    result = checked(text, kind)
    assert result.reasons
    assert all(reason.zh and reason.en and "—" not in reason.zh for reason in result.reasons) or "—" in text
    assert (result.verdict is Verdict.INVALID) == (not result.kinds)
    assert all(reason.code in {kind.code for kind in CATALOGUE} for reason in result.reasons)


@pytest.mark.parametrize("wrong", ["", "1" * 16, "1" * 18, "1" * 16 + "X", "１" * 17])
def test_check_character_wants_17_digits(wrong: str) -> None:
    with pytest.raises(ValueError, match="17 digits"):
        resident.check_character(wrong)


@pytest.mark.parametrize("wrong", ["", "1" * 16, "I" * 17])
def test_credit_check_character_wants_its_alphabet(wrong: str) -> None:
    with pytest.raises(ValueError, match="alphabet"):
        credit_code.check_character(wrong)


def test_organisation_check() -> None:
    assert credit_code.organisation_check("M000100Y") == "4"  # GB 32100 specimen
    assert credit_code.organisation_check("MC123456") == "6"
    with pytest.raises(ValueError, match="8 digits"):
        credit_code.organisation_check("M00010")


def test_core15_is_what_the_old_card_showed() -> None:
    assert resident.core15("11010519491231002X") == "110105491231002"


@pytest.mark.parametrize(
    ("typed", "value", "kind"),
    [
        ("13812341234", "13812341234", phones.PhoneKind.MOBILE),
        ("+86 138 1234 1234", "13812341234", phones.PhoneKind.MOBILE),
        ("138-1234-1234", "13812341234", phones.PhoneKind.MOBILE),
        ("008613812341234", "13812341234", phones.PhoneKind.MOBILE),
        ("０５７４－８７６５４３２１", "0574-87654321", phones.PhoneKind.LANDLINE),
        ("(0574)87654321", "0574-87654321", phones.PhoneKind.LANDLINE),
        ("057487654321-801", "057487654321-801", phones.PhoneKind.LANDLINE),
        ("4001234567", "4001234567", phones.PhoneKind.SERVICE),
        ("12351", "12351", phones.PhoneKind.SERVICE),
        ("12812341234", "12812341234", None),
        ("1381234123", "1381234123", None),
        ("87654321", "87654321", None),
        ("", "", None),
    ],
)
def test_phones(typed: str, value: str, kind: phones.PhoneKind | None) -> None:
    result = phones.check(typed)
    assert (result.value, result.kind) == (value, kind)
    assert (result.reason is None) == (kind is not None)


def test_the_document_names_every_kind_and_every_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "identifiers.md").read_text(encoding="utf-8")
    assert [kind for kind in IdKind if f"`{kind}`" not in page] == []
    assert [kind.code for kind in CATALOGUE if f"`{kind.code}`" not in page and kind.code != "ids.phone_form"] == []
