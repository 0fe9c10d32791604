"""Reads a report as XML: its text, its drawings and how they lie in their frames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from engine.population.impact import Impact
from web.impact_report.page import page
from web.impact_report.scale import breadth

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_STEP = re.compile(r"([MLHVChvlZ])([^MLHVChvlZ]*)")


@cache
def read(impact: Impact) -> Element:
    """The report on *impact*, which has to be well-formed."""
    return parsed(page(impact))


def parsed(content: bytes) -> Element:
    """The page that *content* is."""
    root: Element = fromstring(content)
    return root


def text(element: Element) -> str:
    """All text in *element*, scripts and styles left out, blanks folded."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if element.tag in ("script", "style"):
        return
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def of_class(element: Element, name: str) -> list[Element]:
    """Everything in *element* that has the class *name*."""
    return [one for one in element.iter() if name in one.get("class", "").split()]


def outside(svg: Element) -> list[str]:
    """What of *svg* lies outside its frame."""
    *_, width, height = (float(one) for one in svg.get("viewBox", "").split())
    return [
        f"<{one.tag} {one.attrib}>"
        for one in svg.iter()
        for x, y in _places(one)
        if not (-1 <= x <= width + 1 and -1 <= y <= height + 1)
    ]


def _places(one: Element) -> Iterator[tuple[float, float]]:
    if one.tag == "rect":
        x, y, width, height = (float(one.get(name, "nan")) for name in ("x", "y", "width", "height"))
        assert width >= 0 <= height, one.attrib
        if one.get("class") != "pointed":
            yield from ((x, y), (x + width, y + height))
    if one.tag == "text":
        yield from _label(one)
    if one.tag == "circle":
        yield float(one.get("cx", "nan")), float(one.get("cy", "nan"))
    if one.tag == "path":
        yield from _stops(one.get("d", ""))


def _label(one: Element) -> Iterator[tuple[float, float]]:
    """Both ends of a label, each of its languages by itself."""
    x, y = float(one.get("x", "nan")), float(one.get("y", "nan"))
    names = set(one.get("class", "").split())
    before = 1.0 if names & {"mark", "end", "count"} else 0.5 if names & {"year", "at"} else 0.0
    languages = [text(part) for part in one if part.get("lang")] or [text(one)]
    for told in languages if names else []:
        yield x - breadth(told, 10) * before, y
        yield x + breadth(told, 10) * (1 - before), y
    yield x, y


def _stops(d: str) -> Iterator[tuple[float, float]]:
    """Where a path stops: enough to see that it does not leave its frame."""
    x = y = 0.0
    for step, rest in _STEP.findall(d):
        numbers = [float(one) for one in _NUMBER.findall(rest)]
        if step in "MLC":
            x, y = numbers[-2:]
        elif step in "HV":
            x, y = (numbers[0], y) if step == "H" else (x, numbers[0])
        elif step in "hvl":
            x += numbers[0] if step != "v" else 0
            y += numbers[-1] if step != "h" else 0
        yield x, y
