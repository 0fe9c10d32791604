"""Words as HTML: what leads somewhere is a link, what is Chinese among English says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from adapters.sentences.said import Citation, Said, Sentence, State
from adapters.sentences.words import Words
from web.docs_pages.paths import Places, anchor_of

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")


class Writing:
    """Writes HTML of *words* for the page *here*."""

    def __init__(self, words: Words, places: Places, here: str) -> None:
        self.words = words
        self.places = places
        self.here = here
        self._marks = words.language == "en"

    def said(self, told: Said) -> Markup:
        """*told* with its links."""
        parts = []
        for span in told:
            text = _written(span.text, span.tone, self._marks)
            parts.append(text if span.to is None else f'<a href="{self.places.href(self.here, span.to)}">{text}</a>')
        return Markup("".join(parts))  # noqa: S704 - made of texts escaped and paths quoted

    def lines(self, sentences: Iterable[Sentence], key: str = "") -> Markup:
        """*sentences* as a list; those of the part *key* that have an id can be led to."""
        items = (self._item(one, anchor_of(f"{key}-{one.id}") if key and one.id else "") for one in sentences)
        return Markup(f'<ul class="sentences">\n{"".join(items)}</ul>\n')  # noqa: S704 - as in `said`

    def _item(self, sentence: Sentence, anchor: str) -> str:
        """*sentence* as an item of a list, with what it rests on and what is below it."""
        place = f' id="{escape(anchor)}"' if anchor else ""
        past = "" if sentence.state == "now" else f' class="{sentence.state}"'
        basis = f'<p class="basis">{self.cited(sentence)}</p>\n' if sentence.basis else ""
        below = "".join(self._item(member, "") for member in sentence.members)
        below = f"<ul>\n{below}</ul>\n" if below else ""
        return (
            f"<li{place}{past}>\n<p>{self.state(sentence.state)}{self.said(sentence.said)}</p>\n{basis}{below}</li>\n"
        )

    def state(self, state: State) -> Markup:
        """The mark of what is not law now."""
        if state == "now":
            return Markup()
        return Markup('<span class="state {}">{}</span> ').format(state, self.words.text(f"state.{state}"))

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
