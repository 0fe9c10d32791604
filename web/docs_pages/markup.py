"""Words as HTML: what leads somewhere is a link, what is Chinese among English says so."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from adapters.sentences.said import Citation, Said, Sentence
from adapters.sentences.words import Words
from web.docs_pages.paths import Paths

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


class Writing:
    """Writes HTML of *words* for the page *here*."""

    def __init__(self, words: Words, paths: Paths, here: str) -> None:
        self.words = words
        self.paths = paths
        self.here = here
        self._marks = words.language == "en"

    def said(self, told: Said) -> Markup:
        """*told* with its links."""
        parts = []
        for span in told:
            text = _written(span.text, span.tone, self._marks)
            parts.append(text if span.to is None else f'<a href="{self.paths.href(self.here, span.to)}">{text}</a>')
        return Markup("".join(parts))  # noqa: S704 - made of texts escaped and paths quoted

    def own(self, text: str) -> Markup:
        """A *text* of the base itself, marked with its language where the page has another."""
        chinese = bool(_CHINESE.search(text))
        if chinese is not self._marks or not text:
            return escape(text)
        return Markup('<span lang="{}">{}</span>').format("zh-CN" if chinese else "en", text)

    def cited(self, sentence: Sentence) -> Markup:
        """What *sentence* rests on."""
        return self.said(self.words.cited(sentence.basis))

    def citations(self, basis: tuple[Citation, ...]) -> Markup:
        """What *basis* cites, where a heading says already that it does."""
        return self.said(self.words.citations(basis))


@lru_cache(maxsize=1 << 16)
def _written(text: str, tone: str, mark: bool) -> str:
    """*text* escaped, in its *tone*; Chinese says that it is where *mark*."""
    told = str(escape(text))
    if mark and _CHINESE.search(text):
        told = f'<span lang="zh-CN">{told}</span>'
    return f'<span class="{tone}">{told}</span>' if tone else told
