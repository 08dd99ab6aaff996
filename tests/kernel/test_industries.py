import pytest

from guildhall.kernel import industries


def test_sections_and_divisions_follow_each_other_without_a_gap() -> None:
    assert "".join(section.letter for section in industries.SECTIONS) == "ABCDEFGHIJKLMNOPQRST"
    assert industries.SECTIONS[0].first == 1
    assert industries.SECTIONS[-1].last == 97
    for one, following in zip(industries.SECTIONS, industries.SECTIONS[1:], strict=False):
        assert following.first == one.last + 1


@pytest.mark.parametrize(
    ("letter", "first", "last"),
    [("C", 13, 43), ("G", 53, 60), ("J", 66, 69), ("K", 70, 70), ("P", 83, 83), ("R", 86, 90), ("S", 91, 96)],
)
def test_ranges_of_gbt_4754_2017(letter: str, first: int, last: int) -> None:
    section = industries.BY_LETTER[letter]
    assert (section.first, section.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "letter"),
    [
        ("P", "P"), ("p", "P"), ("83", "P"), ("8333", "P"),
        ("P8333", "P"), ("P83教育", "P"), ("教育", "P"), ("教育业", "P"),
        ("医药制造业", "C"), ("批发零售业", "F"), ("批发和零售业", "F"), ("C制造业", "C"),
        ("制造业", "C"), ("社会团体", "S"), ("信息传输、软件和信息技术服务业", "I"),
        ("居民服务、修理和其他服务业", "O"),
        ("农、林、牧、渔业", "A"), ("卫生和社会工作", "Q"), ("06", "B"), ("Ｐ", "P"),
        ("A83", ""), ("98", ""), ("00", ""), ("8", ""),
        ("83333", ""), ("哈哈", ""), ("", ""), ("U", ""),
        ("关于教育的协会", ""),
    ],
)  # fmt: skip
def test_section_of(text: str, letter: str) -> None:
    assert industries.section_of(text) == letter


def test_numbers_of_2002_are_a_table_of_their_own() -> None:
    numbers = industries.SECTION_OF_2002_NUMBER
    assert (numbers["06"], numbers["07"], numbers["08"], numbers["09"]) == ("G", "I", "F", "H")
    assert sorted(numbers.values()) == list("ABCDEFGHIJKLMNOPQRST")
