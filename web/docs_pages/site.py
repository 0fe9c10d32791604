"""The whole set of pages of a base, in every language, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.sentences.examples import Example, example
from adapters.sentences.find import account, things
from adapters.sentences.mentions import Mentions
from adapters.sentences.said import Account, Ref
from adapters.sentences.sectors import counted, overview, sectors
from adapters.sentences.words import Words
from engine.cases.read import CaseFile
from engine.catalogue import LANGUAGES, text
from engine.language.base import PolicyBase
from web.docs_pages.catalogues import catalogue_pages
from web.docs_pages.markup import Writing
from web.docs_pages.matrix import CELL, LEFT, TOP, matrix
from web.docs_pages.paths import Paths, anchor_of, link
from web.docs_pages.search import FILE, index
from web.docs_pages.timeline import Timeline, first_day, timeline

TEMPLATES: Final = Path(__file__).parents[1] / "templates" / "docs"
ASSETS: Final = ("style.css", "script.js")
ROOTS: Final[Mapping[str, str]] = {"zh_CN": "", "en": "en/"}
_HTML_LANGUAGES: Final[Mapping[str, str]] = {"zh_CN": "zh-CN", "en": "en"}


class Site:
    """The pages of *base* with its *cases*, as the law is on *day*."""

    def __init__(self, base: PolicyBase, cases: Iterable[CaseFile], day: date) -> None:
        self.base = base
        self.day = day
        self.things = tuple(ref for ref in things(base) if ref.sort != "sector")
        self._cases = {file.owner: file for file in cases}
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )

    def __len__(self) -> int:
        """About how many files there will be."""
        return len(LANGUAGES) * len(self.things)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file of the site: its path, its content."""
        for name in ASSETS:
            yield f"assets/{name}", (TEMPLATES / name).read_bytes()
        for language in LANGUAGES:
            yield from _Edition(self, language).files()

    def render(self, template: str, **values: Any) -> bytes:
        """The page that *template* makes of *values*."""
        return self._environment.get_template(template).render(**values).encode()

    def examples(self, words: Words, ref: Ref) -> tuple[Example, ...]:
        """The cases of the policy, linkage or overlay *ref*."""
        owner = f"linkage/{ref.name}" if ref.sort == "linkage" else ref.name
        if ref.sort not in ("policy", "linkage", "overlay") or owner not in self._cases:
            return ()
        return tuple(example(words, case.keys) for case in self._cases[owner].cases)


class _Edition:
    """The pages in one language."""

    def __init__(self, site: Site, language: str) -> None:
        self.site = site
        self.words = Words(site.base, language, site.day)
        self.mentions = Mentions(self.words)
        self.paths = Paths(self.mentions)

    def files(self) -> Iterator[tuple[str, bytes]]:
        root = ROOTS[self.words.language]
        told: dict[str, Account] = {}
        for ref in self.site.things:
            page = self.paths.page(ref)
            if page not in told:
                told[page] = account(self.words, ref, self.mentions)
                yield root + page, self._account(page, told[page])
        yield f"{root}index.html", self._index()
        for name, template, values in catalogue_pages(self.words, self.mentions):
            yield root + name, self.page(name, template, **values)
        drawn = {"matrix": matrix(self.words), "cell": CELL, "left": LEFT, "top": TOP}
        yield f"{root}matrix.html", self.page("matrix.html", "matrix.html", **drawn)
        yield root + FILE, index(self.words, self.paths, told.values())

    def _index(self) -> bytes:
        policies = self.site.base.policies
        counts = {
            sector: counted(self.words, (policies[name] for name in names))
            for sector, names in sectors(self.site.base).items()
        }
        return self.page("index.html", "index.html", told=overview(self.words), counts=counts)

    def _account(self, page: str, told: Account) -> bytes:
        lines: dict[str, Timeline] = {}
        if told.parameters:
            first = first_day(told.parameters)
            lines = {one.name: timeline(one, first, self.site.day) for one in told.parameters}
        examples = self.site.examples(self.words, told.ref)
        return self.page(page, "account.html", told=told, timelines=lines, examples=examples)

    def page(self, here: str, template: str, **values: Any) -> bytes:
        """The page at *here* (from the root of the language) that *template* makes."""
        language = self.words.language
        other = next(one for one in LANGUAGES if one != language)
        whole = ROOTS[language] + here
        return self.site.render(
            template,
            here=here,
            language=_HTML_LANGUAGES[language],
            other={"language": _HTML_LANGUAGES[other], "href": link(whole, ROOTS[other] + here)},
            assets=relpath("assets", dirname(whole) or "."),
            root=relpath(".", dirname(here) or "."),
            day=self.site.day.isoformat(),
            release=self.site.base.release,
            words=self.words,
            write=Writing(self.words, self.paths, here),
            t=lambda key, **given: text(f"pages.{key}", language, **given),
            href=lambda ref: self.paths.href(here, ref),
            to=lambda name, anchor="": link(here, name, anchor),
            anchor_of=anchor_of,
            ref=Ref,
            **values,
        )
