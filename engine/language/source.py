"""A file's text before it is YAML: decoded, within size, and free of characters a reader would not see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from engine.problems import Place, Problem

MAX_BYTES: Final = 1 << 20
_MOST_CHARACTERS: Final = 20  # refused characters reported in one file
_SHOWN: Final = 60  # characters of a text that a message repeats

_BREAK = re.compile(r"\r\n?|\n")
_REFUSED = re.compile(  # tabs, controls, zero widths, line and direction marks, and what Unicode keeps for itself
    r"[^\n\r -~\xa0-\u200a\u200c\u200d\u2010-\u2027\u202f-\u205f\u2070-\ud7ff"
    r"\ue000-\ufefe\uff00-\ufff8\ufffc\ufffd\U00010000-\U0010ffff]"
)


def decoded(text: str | bytes, file: str) -> tuple[str | None, tuple[Problem, ...]]:
    """*text* as characters, and what is wrong with them; no characters where it is too large or not UTF-8.

    Problems without `None` mean characters to be made `blanked` before the text is parsed.
    """
    if len(text) > MAX_BYTES:
        return None, (Problem("syntax.too_large", Place(file), {"limit": MAX_BYTES}),)
    try:
        data = text.encode("utf-8") if isinstance(text, str) else text
        source = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeEncodeError as error:
        return None, (Problem("syntax.not_utf8", _place(file, error.object, error.start)),)
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8").removeprefix("\ufeff")
        return None, (Problem("syntax.not_utf8", _place(file, before, len(before))),)
    if len(data) > MAX_BYTES:
        return None, (Problem("syntax.too_large", Place(file), {"limit": MAX_BYTES}),)
    return source, tuple(_refused(source, file))


def blanked(source: str) -> str:
    """*source* with a blank in place of every refused character, so that all places stay."""
    return _REFUSED.sub(" ", source)


def shown(text: str) -> str:
    """*text* fit for a message: one line, not long, a blank for what cannot be seen."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: _SHOWN * 4]).split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def _refused(source: str, file: str) -> Iterator[Problem]:
    for found in islice(_REFUSED.finditer(source), _MOST_CHARACTERS):
        place = _place(file, source, found.start())
        if found[0] == "\t":
            yield Problem("syntax.tab", place)
        else:
            yield Problem("syntax.hidden_character", place, {"character": f"U+{ord(found[0]):04X}"})


def _place(file: str, source: str, index: int) -> Place:
    breaks = [found.end() for found in _BREAK.finditer(source, 0, index)]
    return Place(file, len(breaks) + 1, index - (breaks[-1] if breaks else 0) + 1)
