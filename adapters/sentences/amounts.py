"""Numbers in words: amounts with their thousands apart, ratios in hundredths, each with its unit."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from engine.catalogue import catalogue


def number_words(value: Decimal | int | str, unit: str | None, language: str) -> str:
    """*value* with its *unit* in words of *language*; what is no number stays as it is."""
    known = catalogue(language)
    try:
        number = Decimal(value)
    except InvalidOperation:
        shown = str(value)
    else:
        if unit == "ratio":
            return f"{(number * 100).normalize():f}%"
        shown = f"{number:,f}" if unit == "CNY" else f"{number:f}"
    key = unit or "count"
    word = known.get(f"sentences.unit.{key}", known.get(f"verdict.unit.{key}", key))
    return known["sentences.number"].format(number=shown, unit=word).strip()
