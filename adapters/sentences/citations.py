"""Numbers of articles as laws are cited: `13-1(2)` is article 13, paragraph 1, item 2."""

from __future__ import annotations

import re
from collections.abc import Callable

_ARTICLE = re.compile(r"(\d+[A-Za-z]?)(?:-(\d+))?(?:\((\d+)\))?")


def article_words(say: Callable[..., str], number: str | None) -> str:
    """The *number* of an article in words that *say* finds (`article.article`, …); nothing where there is none."""
    if not number:
        return ""
    found = _ARTICLE.fullmatch(number)
    if found is None:
        return say("article.other", article=number)
    told = say("article.article", article=found[1])
    told += say("article.paragraph", paragraph=found[2]) if found[2] else ""
    return told + (say("article.item", item=found[3]) if found[3] else "")


def in_order(article: str) -> tuple[tuple[int, int, str], ...]:
    """What sorts the numbers of articles: 2 before 10, the whole document first."""
    found = re.findall(r"\d+|\D+", article)
    return tuple((0, int(one), "") if one.isdigit() else (1, 0, one) for one in found)
