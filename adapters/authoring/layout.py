"""A text laid out anew: spaces, blank lines and the end of the file; what it says, and its comments, stay the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

import yaml

from engine.language.syntax import read_yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPENS: Final = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_CLOSES: Final = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_BLANK: Final = re.compile(r"\n{3,}")
_TRAILING: Final = re.compile(r"[ \t]+(?=\n|\Z)")
_SILENT: Final = (yaml.KeyToken, yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockEndToken)
_BESIDE_COMMENT: Final = re.compile(r"(?<=\S)[ \t]+#")


def laid_out(text: str) -> str:
    """*text* with its spaces in order; as it is where it cannot be read, or would say something else."""
    before, wrong = read_yaml(text, "text")
    if before is None or wrong:
        return text
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    made = _spaced(plain)
    made = _BLANK.sub("\n\n", _outside_blocks(made)).strip("\n") + "\n"
    after, _ = read_yaml(made, "text")
    return made if after is not None and after.data == before.data else text


def _spaced(text: str) -> str:
    """*text* with the gaps between two tokens of one line as they should be."""
    found: list[str] = []
    at = 0
    for start, end, gap in _gaps(text):
        found += [text[at:start], gap]
        at = end
    return "".join([*found, text[at:]])


def _gaps(text: str) -> Iterator[tuple[int, int, str]]:
    tokens = [one for one in yaml.scan(text, Loader=_Loader) if not isinstance(one, _SILENT)]
    for one, other in pairwise(tokens):
        start, end = one.end_mark.index, other.start_mark.index
        between = text[start:end]
        if start < end and not between.strip(" ") and "\n" not in between:
            yield start, end, _gap(one, other)
        elif start == end and isinstance(one, yaml.FlowEntryToken):
            yield start, end, " "


def _gap(one: yaml.Token, other: yaml.Token) -> str:
    tight = isinstance(one, _OPENS) or isinstance(other, (*_CLOSES, yaml.FlowEntryToken, yaml.ValueToken))
    return "" if tight else " "


def _outside_blocks(text: str) -> str:
    """*text* without blanks at the ends of lines."""
    return _TRAILING.sub("", text)
