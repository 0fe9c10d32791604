from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.standards import values
from adapters.standards.raw import Refused


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("100.000000", "1000000.00"),
        ("0.000001", "0.01"),
        ("1.2", "12000.00"),
        ("0", "0.00"),
        ("12", "120000.00"),
        ("１．５", "15000.00"),
        ("0.1", "1000.00"),
        ("123456789012.345678", "1234567890123456.78"),
    ],
)
def test_an_amount_in_wan_becomes_yuan_exactly(written: str, yuan: str) -> None:
    assert values.yuan(written) == yuan


@given(st.integers(0, 10**18 - 1), st.integers(0, 6))
def test_every_amount_of_up_to_six_decimals_becomes_yuan_and_back(units: int, decimals: int) -> None:
    written = f"{Decimal(units).scaleb(-6):.6f}"
    if decimals < 6 and units % 10 ** (6 - decimals) == 0:
        written = f"{Decimal(units).scaleb(-6):.{decimals}f}"
    yuan = values.yuan(written)
    assert Decimal(yuan) == Decimal(written) * 10_000
    assert Decimal(values.wan(yuan)) == Decimal(written)
    assert values.yuan(values.wan(yuan)) == yuan


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("-1", "amount_negative"),
        ("-0.5", "amount_negative"),
        ("1.0000001", "amount_decimals"),
        ("1.0000000", "amount_decimals"),
        ("1,000", "bad_amount"),
        ("1e3", "bad_amount"),
        ("2万元", "bad_amount"),
        (".5", "bad_amount"),
        ("5.", "bad_amount"),
        ("NaN", "bad_amount"),
        ("١٢", "bad_amount"),
        ("1234567890123", "amount_too_large"),
    ],
)
def test_what_is_no_exact_amount_is_refused(written: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        values.yuan(written)
    assert caught.value.code == f"exchange.{code}"


@pytest.mark.parametrize(
    "written",
    [
        "2024-03-05",
        "2024/3/5",
        "2024/03/05",
        "2024.3.5",
        "20240305",
        "2024年3月5日",
        "2024年03月05日",
        "2024-03-05 00:00:00",
        "2024/3/5 0:00",
        "2024-03-05T10:20:30.5",
        "２０２４－０３－０５",
    ],
)
def test_a_day_is_read_in_its_usual_spellings(written: str) -> None:
    assert values.day(written) == "2024-03-05"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("2024-02-30", "no_such_day"),
        ("20241301", "no_such_day"),
        ("2023年2月29日", "no_such_day"),
        ("24-03-05", "bad_day"),
        ("03/05/2024", "bad_day"),
        ("2024-03/05", "bad_day"),
        ("2024-03", "bad_day"),
        ("1948-12-31", "bad_day"),
        ("2100-01-01", "bad_day"),
        ("45356", "day_serial"),
        ("45356.5", "day_serial"),
        ("长期", "bad_day"),
    ],
)
def test_what_is_no_single_day_is_refused(written: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        values.day(written)
    assert caught.value.code == f"exchange.{code}"


@given(st.dates(min_value=date(1949, 1, 1), max_value=values.PERMANENT))
def test_every_day_is_read_in_every_spelling(day: date) -> None:
    spellings = (f"{day:%Y-%m-%d}", f"{day.year}/{day.month}/{day.day}", f"{day:%Y%m%d}", f"{day:%Y年%m月%d日}")
    assert {values.day(spelling) for spelling in spellings} == {day.isoformat()}


@pytest.mark.parametrize("written", ["2099/12/31", "2099-12-31", "20991231", "长期", "永久"])
def test_the_last_day_of_what_is_permanent_is_none(written: str) -> None:
    assert values.last_day(written) is None


def test_the_day_before_permanent_is_a_day() -> None:
    assert values.last_day("2099/12/30") == "2099-12-30"


@pytest.mark.parametrize("written", ["", " ", "/", "无", "-", "——", "NULL", "\t", "\u3000"])
def test_the_signs_for_nothing_are_nothing(written: str) -> None:
    assert values.cleaned(written) == ""


def test_space_around_a_cell_is_left_out_and_within_it_kept() -> None:
    assert values.cleaned("\t 示例\n公司\u3000") == "示例\n公司"


@pytest.mark.parametrize(
    ("written", "code"),
    [("a\x00b", "hidden_character"), ("\ud800", "hidden_character"), ("#REF!", "sheet_error"),
     ("长" * 32_768, "cell_too_long")],
)  # fmt: skip
def test_a_cell_that_cannot_be_meant_is_refused(written: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        values.cleaned(written)
    assert caught.value.code == f"exchange.{code}"
