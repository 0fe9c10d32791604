"""On a page in English, what is Chinese says so: names from the base and from records, wherever they stand."""

from __future__ import annotations

import re
from typing import Final

_HAN: Final = "\u4e00-\u9fff"
_WIDE: Final = "\u3001-\u303f\uff01-\uffef"
"""Punctuation and figures as wide as Chinese characters."""
_CHINESE: Final = re.compile(f"[{_WIDE}]*[{_HAN}](?:[0-9A-Za-z.%·—]*[{_WIDE}{_HAN}])*")
_PIECE: Final = re.compile(
    rf"<(script|style|textarea|pre|title|svg)\b.*?</\1>|(<[^<>]*>)([^<{_HAN}]*[{_HAN}][^<]*)", re.DOTALL
)
"""What is left alone or drawn, with all that is in it; else a tag and the text after it that has something Chinese."""
_DRAWN: Final = re.compile(
    rf"<(text|tspan|title)\b([^<>]*)>([^<{_HAN}]*[{_HAN}][^<]*)|(?<=</title>)([^<{_HAN}]*[{_HAN}][^<]*)(?=</text>)"
)
"""In a drawing: an element with the text in it, or the text after the title of what it stands in."""
_LATIN: Final = re.compile(r"[A-Za-z]{2}")


def marked(page: str) -> str:
    """*page*, HTML in English, with `lang` on what is Chinese in it and does not say so yet."""
    return _PIECE.sub(_piece, page)


def _piece(found: re.Match[str]) -> str:
    if found[1] == "svg":
        return _DRAWN.sub(_drawn, found[0])
    if found[1] or 'lang="zh' in found[2]:
        return found[0]
    tag, text = found[2], found[3]
    if tag.startswith("<option"):
        return f'{tag[:-1]} lang="zh-CN">{text}'
    told = _CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', text)
    # In one box, since the parts of a text that stands in a row of boxes would each be one.
    return f"{tag}<span>{told}</span>" if _CHINESE.sub("", text).strip() else f"{tag}{told}"


def _drawn(found: re.Match[str]) -> str:
    if _LATIN.search(_CHINESE.sub("", found[3] or found[4])) or "lang=" in (found[2] or ""):
        return found[0]
    if found[4]:
        return f'<tspan lang="zh-CN">{found[4]}</tspan>'
    return f'<{found[1]}{found[2]} lang="zh-CN">{found[3]}'
