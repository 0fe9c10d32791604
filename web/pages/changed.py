"""Sentences that went beside those that came in their place, with the words that differ set off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from web.impact_report.wordings import PIECES

_ALIKE: Final = 0.6
"""How alike two sentences must be, from 0 to 1, for the one to be taken for what became of the other."""
_MOST: Final = 60
"""Sentences on a side up to which each is held against each."""
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """Some *text* of a sentence, and whether the other sentence has it not."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """What a sentence was, and what it is; nothing of one of them where it only went, or only came."""

    was: tuple[Words, ...]
    now: tuple[Words, ...]


def pairs(gone: Sequence[str], new: Sequence[str]) -> Iterator[Pair]:
    """Each of *gone* with what of *new* it became, then those of *new* that are nothing's."""
    left = list(new)
    for text in gone:
        other = _became(text, left) if max(len(gone), len(new)) <= _MOST else None
        if other is None:
            yield Pair((Words(text, differs=False),), ())
        else:
            left.remove(other)
            yield _marked(text, other)
    yield from (Pair((), (Words(text, differs=False),)) for text in left)


def _became(text: str, candidates: Sequence[str]) -> str | None:
    near = [(SequenceMatcher(None, text, one, autojunk=False).quick_ratio(), one) for one in candidates]
    best = max(near, default=(0.0, ""))
    return best[1] if best[0] >= _ALIKE else None


def _marked(was: str, now: str) -> Pair:
    if len(was) + len(now) > _LONGEST:
        return Pair((Words(was, differs=False),), (Words(now, differs=False),))
    old, new = PIECES.findall(was), PIECES.findall(now)
    before, after = [], []
    for tag, start, end, from_, to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if start < end:
            before.append(Words("".join(old[start:end]), tag != "equal"))
        if from_ < to:
            after.append(Words("".join(new[from_:to]), tag != "equal"))
    return Pair(tuple(before), tuple(after))
