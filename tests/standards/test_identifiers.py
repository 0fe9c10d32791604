import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc

from adapters.standards import identifiers
from adapters.standards.raw import Refused

CODES = [
    "91110000600037341L",
    "91230500MA1B3N1N2M",
    "91320105780688132K",
    "91140100MA0TET105K",
    "91140200MA0ABCD28J",
    "5114040050000012XX",
    "12140000000000019W",
    "93141100MA0L3P4Q9M",
    "A1140000000000027H",
    "N2140700MA0XYY128X",
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", CODES)
def test_a_code_of_the_standards_page_and_the_organisation_code_within_it_pass(code: str) -> None:
    assert identifiers.uscc(code) == code
    assert identifiers.organisation_code(identifiers.organisation_code_within(code)) == code[8:17]


@pytest.mark.parametrize("code", CODES)
def test_the_check_character_is_the_one_that_the_standard_computes(code: str) -> None:
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(code[:17]))
    assert identifiers.uscc_check_character(code[:17]) == code[17] == ALPHABET[-total % 31]


@pytest.mark.parametrize("code", ["A1140000000000027H", "N2140700MA0XYY128X"])
def test_a_letter_in_the_first_places_that_stdnum_refuses_is_accepted(code: str) -> None:
    assert not stdnum_uscc.is_valid(code)
    assert identifiers.uscc(code) == code


@pytest.mark.parametrize(
    "written",
    ["91140100ma0tet105k", " 91140100 MA0TET105K ", "9114-0100-MA0TET105K", "９１１４０１００ＭＡ０ＴＥＴ１０５Ｋ"],
)
def test_case_separators_and_wide_characters_do_not_matter(written: str) -> None:
    assert identifiers.uscc(written) == "91140100MA0TET105K"


@pytest.mark.parametrize(
    ("written", "code", "values"),
    [
        ("91140100MA0TET105", "uscc_length", {"value": "91140100MA0TET105", "length": 17}),
        ("91140100MA0TET1O5K", "uscc_characters", {"value": "91140100MA0TET1O5K"}),
        ("9114A100MA0TET105K", "uscc_characters", {"value": "9114A100MA0TET105K"}),
        ("91140100MA0TET105L", "uscc_check", {"value": "91140100MA0TET105L", "expected": "K", "found": "L"}),
        ("00000000000000000X", "uscc_check", {"value": "00000000000000000X", "expected": "0", "found": "X"}),
        ("9.1140100E+17", "number_form", {"value": "9.1140100E+17"}),
    ],
)
def test_a_wrong_code_says_what_is_wrong_with_it(written: str, code: str, values: dict[str, object]) -> None:
    with pytest.raises(Refused) as caught:
        identifiers.uscc(written)
    assert (caught.value.code, caught.value.values) == (f"exchange.{code}", values)


@given(st.sampled_from(CODES), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_no_single_wrong_character_passes(code: str, place: int, character: str) -> None:
    wrong = code[:place] + character + code[place + 1 :]
    if wrong == code:
        assert identifiers.uscc(wrong) == code
    else:
        with pytest.raises(Refused):
            identifiers.uscc(wrong)


@pytest.mark.parametrize(
    ("code", "kind", "region"),
    [
        ("91140100MA0TET105K", "enterprise", "140100"),
        ("92140100MA0TET105K", "individual_business", "140100"),
        ("93141100MA0L3P4Q9M", "collective", "141100"),
        ("11140000000000019W", "government", "140000"),
        ("12140000000000019W", "public_institution", "140000"),
        ("13140000000000019W", "social_organisation", "140000"),
        ("19140000000000019W", "public_institution", "140000"),
        ("5114040050000012XX", "social_organisation", "140400"),
        ("31140000000000019W", "social_organisation", "140000"),
        ("A1140000000000027H", "public_institution", "140000"),
        ("N2140700MA0XYY128X", "collective", "140700"),
        ("Y1140000000000019W", "enterprise", "140000"),
    ],
)
def test_the_first_places_name_the_kind_and_the_next_the_region(code: str, kind: str, region: str) -> None:
    assert (identifiers.kind(code), identifiers.region(code)) == (kind, region)


@pytest.mark.parametrize(("written", "code"), [("60003734-1", "600037341"), ("ma0tet105", "MA0TET105")])
def test_an_organisation_code_is_read_with_and_without_its_hyphen(written: str, code: str) -> None:
    assert identifiers.organisation_code(written) == code


@pytest.mark.parametrize(
    ("first", "check"), [("00000000", "0"), ("50000012", "X"), ("00000001", "9"), ("60003734", "1")]
)
def test_the_check_of_an_organisation_code_may_be_ten_or_eleven(first: str, check: str) -> None:
    assert identifiers.organisation_check_character(first) == check


@pytest.mark.parametrize(
    ("written", "code"), [("60003734-2", "organisation_code_check"), ("6000373-1", "organisation_code_form")]
)
def test_a_wrong_organisation_code_is_refused(written: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        identifiers.organisation_code(written)
    assert caught.value.code == f"exchange.{code}"


def test_an_identity_number_of_fifteen_places_is_upgraded() -> None:
    assert identifiers.identity_number("140100700101001") == "140100197001010015"
    assert identifiers.identity_number("140100197001010015") == "140100197001010015"


def test_an_identity_number_may_end_in_a_small_x() -> None:
    assert identifiers.identity_number("14010019700101004x") == "14010019700101004X"


def test_the_region_of_an_identity_number_may_have_ceased_long_ago() -> None:
    number = identifiers.upgraded("142401850101001")
    assert identifiers.identity_number(number) == number


@given(st.integers(10**16, 10**17 - 1).map(str))
def test_the_check_of_an_identity_number_is_the_one_that_the_standard_computes(first: str) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    assert identifiers.identity_check_character(first) == "10X98765432"[total % 11]
    assert identifiers.identity_check_character(first) == ric.calc_check_digit(first + "0")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("140100197001010018", "identity_check"),
        ("14010019700101001", "identity_form"),
        ("14010019700101001Y", "identity_form"),
        ("140100********0015", "identity_masked"),
        ("1.40105197001010E+17", "number_form"),
    ],
)
def test_a_wrong_identity_number_is_refused_and_never_repeated_in_full(written: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        identifiers.identity_number(written)
    assert caught.value.code == f"exchange.{code}"
    assert "19700101001" not in str(caught.value.values)


@pytest.mark.parametrize("born", ["19700230", "17000101", "19701301"])
def test_an_identity_number_without_a_date_of_birth_is_refused(born: str) -> None:
    first = f"140100{born}001"
    with pytest.raises(Refused) as caught:
        identifiers.identity_number(first + identifiers.identity_check_character(first))
    assert caught.value.code == "exchange.identity_birth"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("140100197001010015", "1401**********0015"), ("12345678", "****"), ("123456789", "1234*6789")],
)
def test_a_masked_number_shows_only_its_ends(number: str, shown: str) -> None:
    assert identifiers.masked(number) == shown
