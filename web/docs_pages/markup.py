"""Words as HTML: what leads somewhere is a link, what is Chinese among English says so."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

from adapters.sentences.said import Said, Sentence, Span
from adapters.sentences.words import Words
from web.docs_pages.paths import Paths

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


class Writing:
    """Writes HTML of *words* for the page *here*."""

    def __init__(self, words: Words, paths: Paths, here: str) -> None:
        self.words = words
        self.paths = paths
        self.here = here

    def said(self, told: Said) -> Markup:
        """*told* with its links."""
        return Markup("").join(self._span(span) for span in told)

    def own(self, text: str) -> Markup:
        """A *text* of the base itself, marked with its language where the page has another."""
        chinese = bool(_CHINESE.search(text))
        if chinese is (self.words.language == "zh_CN") or not text:
            return escape(text)
        return Markup('<span lang="{}">{}</span>').format("zh-CN" if chinese else "en", text)

    def cited(self, sentence: Sentence) -> Markup:
        """What *sentence* rests on."""
        return self.said(self.words.cited(sentence.basis))

    def _span(self, span: Span) -> Markup:
        text = self._text(span.text)
        if span.tone:
            text = Markup('<span class="{}">{}</span>').format(span.tone, text)
        if span.to is None:
            return text
        return Markup('<a href="{}">{}</a>').format(self.paths.href(self.here, span.to), text)

    def _text(self, text: str) -> Markup:
        if self.words.language == "en" and _CHINESE.search(text):
            return Markup('<span lang="zh-CN">{}</span>').format(text)
        return escape(text)
