"""What a policy said beside what it says: sentences kept, taken out, put in, and the words that differ in one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from engine.catalogue import LANGUAGES
from engine.population.impact import Wording

_ALIKE: Final = 0.5
"""How much of two sentences must be the same for them to be one sentence changed."""
_NUMBER: Final = r"[0-9]+(?:[-:.,][0-9]+)*"
_UNIT: Final = (
    r"个?(?:工作日|自然日|月)|[万亿]?元|[年日天倍次分项户人级]|%| (?:years?|months?|(?:working )?days?|yuan)\b"
)
PIECES: Final = re.compile(rf"(?:{_NUMBER}(?:{_UNIT})?)+|[A-Za-z_’]+|\s+|.", re.DOTALL)
"""What of a sentence is the same or not as a whole: a number with its unit, a day, a word, else a character."""

Mark = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence in pieces, or the *count* of sentences that did not change and are not shown."""

    sort: Literal["same", "removed", "added", "changed"]
    pieces: tuple[tuple[Mark, str], ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """The lines of one policy in one *language*; it is *new*, *ended*, or there before and after."""

    policy: str
    title: str
    language: str
    new: bool
    ended: bool
    lines: tuple[Line, ...]


def compared(wordings: Iterable[Wording]) -> dict[str, tuple[Compared, ...]]:
    """*wordings* compared, by language; a policy told in one language only stands in both."""
    told: dict[str, dict[str, Wording]] = {}
    for one in wordings:
        told.setdefault(one.policy, {})[one.language] = one
    return {
        language: tuple(_compared(by.get(language) or next(iter(by.values()))) for by in told.values())
        for language in LANGUAGES
    }


def _compared(one: Wording) -> Compared:
    lines = tuple(_lines(one.before, one.after))
    return Compared(one.policy, one.title, one.language, not one.before, not one.after, lines)


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield Line("same", count=j - i)
        else:
            yield from _replaced(before[i:j], after[k:m])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """*old* sentences against the *new* ones in their place: each new one beside the first old one it resembles."""
    left = list(old)
    for sentence in new:
        like = next((place for place, one in enumerate(left) if _alike(one, sentence)), None)
        if like is None:
            yield Line("added", (("added", sentence),))
            continue
        yield from (Line("removed", (("removed", one),)) for one in left[:like])
        yield Line("changed", tuple(_pieces(left[like], sentence)))
        left = left[like + 1 :]
    yield from (Line("removed", (("removed", one),)) for one in left)


def _alike(old: str, new: str) -> bool:
    return SequenceMatcher(None, PIECES.findall(old), PIECES.findall(new), autojunk=False).ratio() > _ALIKE


def _pieces(old: str, new: str) -> Iterator[tuple[Mark, str]]:
    before, after = PIECES.findall(old), PIECES.findall(new)
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(before[i:j])
            continue
        if j > i:
            yield "removed", "".join(before[i:j])
        if m > k:
            yield "added", "".join(after[k:m])
