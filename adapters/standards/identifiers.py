"""Codes of organisations and people: 统一社会信用代码, 组织机构代码 and 公民身份号码, with their check characters."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final

from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import ValidationError

from adapters.standards.raw import Refused, shown

NO_CODE: Final = "00000000000000000X"
"""What the exchange format writes where a subject has no 统一社会信用代码."""

_ENDS: Final = 4  # characters of a number shown at either end of a masked one
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015: without I, O, S, V, Z
_SHAPE = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_ORGANISATION_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_NUMBER_FORM = re.compile(r"[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+")
_SEPARATORS = re.compile(r"[\s-]+")


@lru_cache(maxsize=4096)  # departments come back in every row
def uscc(text: str) -> str:
    """The 统一社会信用代码 in *text*, checked by its last character; raises `Refused`.

    python-stdnum computes that character but accepts only digits in the first eight places; the standard allows
    letters in the first two (`A1…`, `N2…`), so the form is judged here.
    """
    code = _compact(text)
    if len(code) != len(NO_CODE):
        raise Refused("uscc_length", value=shown(text), length=len(code))
    if not _SHAPE.fullmatch(code):
        raise Refused("uscc_characters", value=shown(text))
    expected = uscc_check_character(code[:17])
    if code[17] != expected:
        raise Refused("uscc_check", value=code, expected=expected, found=code[17])
    return code


def uscc_check_character(first: str) -> str:
    """The eighteenth character for the *first* seventeen of a 统一社会信用代码."""
    return stdnum_uscc.calc_check_digit(first)


def organisation_code(text: str) -> str:
    """The 组织机构代码 in *text* without its hyphen, checked by its last character; raises `Refused`."""
    code = _compact(text)
    if not _ORGANISATION_SHAPE.fullmatch(code):
        raise Refused("organisation_code_form", value=shown(text))
    expected = organisation_check_character(code[:8])
    if code[8] != expected:
        raise Refused("organisation_code_check", value=code, expected=expected, found=code[8])
    return code


def organisation_check_character(first: str) -> str:
    """The ninth character for the *first* eight of a 组织机构代码 (GB 11714)."""
    total = sum(int(character, 36) * weight for character, weight in zip(first, _ORGANISATION_WEIGHTS, strict=True))
    return "0X987654321"[total % 11]


def organisation_code_within(code: str) -> str:
    """The 组织机构代码 that places 9 to 17 of a 统一社会信用代码 hold: the key to records from before it."""
    return code[8:17]


def identity_number(text: str) -> str:
    """The 公民身份号码 in *text* in eighteen places, upgraded from fifteen if need be; raises `Refused`.

    The region is not looked up: it is the one of first registration and may have ceased long ago.
    """
    number = _compact(text)
    if "*" in number:
        raise Refused("identity_masked", value=number)
    if re.fullmatch(r"[0-9]{15}", number):
        number = upgraded(number)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise Refused("identity_form", value=masked(number))
    expected = identity_check_character(number[:17])
    if number[17] != expected:
        raise Refused("identity_check", value=masked(number))
    _refuse_bad_birth(number)
    return number


def identity_check_character(first: str) -> str:
    """The eighteenth character for the *first* seventeen of a 公民身份号码."""
    return ric.calc_check_digit(first + "0")


def upgraded(number: str) -> str:
    """The eighteen-place form of a fifteen-place 公民身份号码: century put in, check character put after."""
    first = f"{number[:6]}19{number[6:]}"
    return first + identity_check_character(first)


def masked(number: str) -> str:
    """*number* as it may be shown: the ends only."""
    hidden = len(number) - 2 * _ENDS
    return f"{number[:_ENDS]}{'*' * hidden}{number[-_ENDS:]}" if hidden > 0 else "*" * _ENDS


def region(code: str) -> str:
    """The 行政区划代码 of the body that registered the holder of a 统一社会信用代码."""
    return code[2:8]


def kind(code: str) -> str:
    """The kind of subject that the first two places of a 统一社会信用代码 name.

    Cooperatives (`93`) and rural collective organisations (`N`) are both collectives. Beyond `1`, `5` and `9` the
    standard's table is known less surely: such codes count as organisations of society, except `Y` and unknown
    ones, which count as enterprises.
    """
    if code[0] == "1":
        return {"1": "government", "3": "social_organisation"}.get(code[1], "public_institution")
    if code[0] == "9":
        return {"2": "individual_business", "3": "collective"}.get(code[1], "enterprise")
    if code[0] == "N":
        return "collective"
    if code[0] == "A":
        return "public_institution"
    return "social_organisation" if code[0] in "2345678" else "enterprise"


def _compact(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    if _NUMBER_FORM.fullmatch(plain):
        raise Refused("number_form", value=shown(plain))
    return _SEPARATORS.sub("", plain).upper()


def _refuse_bad_birth(number: str) -> None:
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        raise Refused("identity_birth", value=masked(number)) from None
    if born < date(1850, 1, 1):
        raise Refused("identity_birth", value=masked(number))
