"""Tables whose every cell says what its column is called, so that rows can be read without their head."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

_HEAD: Final = re.compile(r"<thead\b.*?</thead>", re.DOTALL)
_COLUMN: Final = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)
_ROW: Final = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL: Final = re.compile(r"<t([dh])(?=[\s>])")


def labelled(table: Markup) -> Markup:
    """*table*, of one head and no merged cells, with `data-label` in each cell: the head of its column."""
    text = str(table)
    head = _HEAD.search(text)
    if head is None:
        return table
    labels = [Markup(one).striptags() for one in _COLUMN.findall(head[0])]  # noqa: S704 - of our template
    rows = _ROW.sub(lambda row: _labelled(row[0], labels), text[head.end() :])
    return Markup(text[: head.end()] + rows)  # noqa: S704 - markup as it came, the labels escaped


def _labelled(row: str, labels: list[str]) -> str:
    columns = iter(labels)

    def cell(found: re.Match[str]) -> str:
        label = next(columns, "")
        return f'{found[0]} data-label="{escape(label)}"' if label and found[1] == "d" else found[0]

    return _CELL.sub(cell, row)
