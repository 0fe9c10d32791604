"""Texts in both languages at once, side by side in the page, one of them shown; or in one alone where one is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

from adapters.impact.words import held, trait_value, word
from adapters.impact.words import step as step_words
from adapters.releases import SHIPPED
from adapters.simulations.question import PREPARED
from engine.catalogue import LANGUAGES, catalogue
from engine.population.impact import Affected, Axis, Figure, Population, Trait
from web.impact_report.scale import breadth, cut

CLASSES: Final[Mapping[str, str]] = {"zh_CN": "zh", "en": "en"}
"""The class of what is in a language."""
_HTML: Final[Mapping[str, str]] = {"zh_CN": "zh-CN", "en": "en"}
_ALONE: ContextVar[str | None] = ContextVar("alone", default=None)


@contextmanager
def alone(language: str) -> Iterator[None]:
    """Have texts that are written meanwhile be written in *language* alone."""
    before = _ALONE.set(language)
    try:
        yield
    finally:
        _ALONE.reset(before)


@dataclass(frozen=True, slots=True)
class Both:
    """One text in each language of the catalogue, escaped, in the order of `LANGUAGES`."""

    texts: tuple[Markup, ...]

    def __html__(self) -> str:
        return self._in("span", " ")  # told apart where no style hides one

    @property
    def drawn(self) -> Markup:
        """As content of a `text` of SVG."""
        return Markup(self._in("tspan", ""))  # noqa: S704 - made of texts escaped

    @property
    def line(self) -> Markup:
        """Both, one after the other, for titles and labels that no style reaches."""
        return Markup(" / ").join(dict.fromkeys(self._written()))

    def of(self, language: str) -> Markup:
        """The one of *language*."""
        return self.texts[LANGUAGES.index(language)]

    def short(self, size: float, room: float) -> Both:
        """Each cut to the *room* it has in letters of *size*."""
        return both(lambda language: cut(self.of(language).unescape(), size, room))

    def breadth(self, size: float) -> float:
        """About how broad the broader of them is in letters of *size*."""
        return max(breadth(text.unescape(), size) for text in self.texts)

    def _written(self) -> tuple[Markup, ...]:
        language = _ALONE.get()
        return self.texts if language is None else (self.of(language),)

    def _in(self, tag: str, between: str) -> str:
        written = self._written()
        if len(set(written)) == 1:
            return str(written[0])
        return between.join(
            f'<{tag} class="{CLASSES[language]}" lang="{_HTML[language]}">{text}</{tag}>'
            for language, text in zip(LANGUAGES, self.texts, strict=True)
        )


def both(make: Callable[[str], str]) -> Both:
    """What *make* makes of each language."""
    return Both(tuple(escape(make(language)) for language in LANGUAGES))


def plain(text: str) -> Both:
    """*text*, the same in all languages."""
    return both(lambda _: text)


def said(key: str, /, **values: object) -> Both:
    """The text `impact.<key>` with *values* put in; a value in both languages gives each its own."""

    def one(language: str) -> Markup:
        given = {name: value.of(language) if isinstance(value, Both) else value for name, value in values.items()}
        return escape(catalogue(language)[f"impact.{key}"]).format(**given)

    return both(one)


def called(sort: str, value: str) -> Both:
    """What *value*, one of a *sort*, is called."""
    return both(lambda language: word(sort, value, language))


def release(name: str) -> Both:
    """The *name* of a release; in words that of the one the program came with."""
    return said("by_name.shipped") if name == SHIPPED else plain(name)


def population(one: Population) -> Both:
    """The name of who was evaluated; in words where the service chose it."""
    if one.name != PREPARED:
        return plain(one.name)
    return said("by_name.synthetic" if one.synthetic else "by_name.stored")


def trait(by: Trait, value: str) -> Both:
    """What the *value* of the trait *by* is called."""
    return both(lambda language: trait_value(by, value, language))


def step(axis: Axis, place: int) -> Both:
    """The value at *place* of *axis*."""
    return both(lambda language: step_words(axis, place, language))


def holding(one: Affected, value: str) -> Both:
    """What the subject of *one* had or has."""
    return both(lambda language: held(one.change, value, language))


def grouped(count: int, *, sign: bool = False) -> str:
    """*count* with its thousands told apart; with *sign*, a plus where there is more."""
    return f"{count:+,}".replace("-", "−") if sign and count else f"{count:,}".replace("-", "−")


def figure(one: Figure) -> Both:
    """*one* with its bounds where it has any."""
    if one.low is None or one.high is None:
        return plain(grouped(one.count))
    bounds = said("interval", low=grouped(one.low), high=grouped(one.high))
    count = grouped(one.count)
    return both(lambda language: Markup('{}<small class="bounds">{}</small>').format(count, bounds.of(language)))
