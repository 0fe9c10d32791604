"""A base in one language as the law is on one day: what each page of it shows, wherever the pages stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from threading import Lock
from typing import Any, Final

from adapters.sentences.examples import Example, example
from adapters.sentences.find import account, things
from adapters.sentences.mentions import Mentions
from adapters.sentences.said import Account, Ref, Sort
from adapters.sentences.sectors import counted, overview, sectors
from adapters.sentences.shortly import shortly
from adapters.sentences.words import Words
from engine.cases.read import PolicyCase
from engine.catalogue import text
from web.docs_pages import catalogues
from web.docs_pages.markup import Writing
from web.docs_pages.matrix import ALL, CELL, LEFT, TOP, Only, matrix
from web.docs_pages.paths import Places, anchor_of
from web.docs_pages.search import Entry, entries
from web.docs_pages.timeline import first_day, timeline

_BY_THEMSELVES: Final = frozenset[Sort]({"sector", "policy", "linkage", "overlay", "measure"})
"""What is told without looking for who speaks of it."""


def owner_of(ref: Ref) -> str | None:
    """What has cases of its own and a file of its own: the path of the policy, linkage or overlay *ref*, no suffix."""
    match ref.sort:
        case "policy" | "overlay":
            return ref.name
        case "linkage":
            return f"linkage/{ref.name}"
    return None


class Edition:
    """The pages that *words* have of their base."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.mentions = Mentions(words)
        self._reading = Lock()
        self.catalogue = cache(self._catalogue)

    def gone_through(self) -> Mentions:
        """Who speaks of what, once every sentence was gone through: that takes seconds, and is done by one alone."""
        with self._reading:
            self.mentions.of, self.mentions.citing  # noqa: B018 - kept from then on
        return self.mentions

    @property
    def things(self) -> tuple[Ref, ...]:
        """Everything that has a page of its own; a document once, by the first of its names."""
        first = self.mentions.document_of
        every = (ref for ref in things(self.words.base) if ref.sort != "sector")
        return tuple(one for one in every if one.sort != "document" or first.get(one.name) == one.name)

    @cached_property
    def _every(self) -> frozenset[Ref]:
        return frozenset(things(self.words.base))

    def has(self, ref: Ref) -> bool:
        """Whether the base has *ref*."""
        return ref in self._every

    def around(self, places: Places, here: str) -> dict[str, Any]:
        """What every page shows and writes with, at *here* among *places*."""
        words = self.words
        return {
            "day": words.day.isoformat(),
            "release": words.base.release,
            "words": words,
            "write": Writing(words, places, here),
            "t": lambda key, **given: text(f"pages.{key}", words.language, **given),
            "href": lambda ref: places.href(here, ref),
            "anchor_of": anchor_of,
            "ref": Ref,
        }

    def account(self, ref: Ref) -> Account:
        """All there is to say of *ref*."""
        return account(self.words, ref, self.mentions if ref.sort in _BY_THEMSELVES else self.gone_through())

    def told(self, ref: Ref, cases: Iterable[PolicyCase]) -> dict[str, Any]:
        """What the page of *ref* shows: its sentences, its parameters on a time line, its *cases* as examples."""
        told = self.account(ref)
        lines = {}
        if told.parameters:
            first = first_day(told.parameters)
            lines = {one.name: timeline(one, first, self.words.day) for one in told.parameters}
        return {"told": told, "timelines": lines, "examples": tuple(map(self._example, cases))}

    def _example(self, case: PolicyCase) -> Example:
        return replace(example(self.words, case.keys), short=shortly(self.words, case.owner, case.keys))

    def index(self) -> dict[str, Any]:
        """What the page of all sectors shows."""
        policies = self.words.base.policies
        counts = {
            sector: counted(self.words, (policies[name] for name in names))
            for sector, names in sectors(self.words.base).items()
        }
        return {"told": overview(self.words), "counts": counts}

    def _catalogue(self, name: str) -> Mapping[str, Any]:
        """What the page of the catalogue *name* shows."""
        return catalogues.catalogue(self.words, self.gone_through(), name)

    def matrix(self, only: Only = ALL) -> dict[str, Any]:
        """What the page of the linkage matrix shows of *only* that."""
        return {"matrix": matrix(self.words, only), "cell": CELL, "left": LEFT, "top": TOP}

    def entries(self, claims: Mapping[Ref, Sequence[str]]) -> Iterator[Entry]:
        """What is found by searching; *claims* are those of the cases of each policy, linkage and overlay."""
        return entries((self.account(ref) for ref in self.things), claims)
