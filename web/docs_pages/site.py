"""The whole set of pages of a base as files, in every language, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from posixpath import dirname, relpath
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adapters.sentences.find import things
from adapters.sentences.said import Ref
from adapters.sentences.words import Words
from engine.cases.read import CaseFile, PolicyCase
from engine.catalogue import LANGUAGES
from engine.language.base import PolicyBase
from web.docs_pages.catalogues import CATALOGUES
from web.docs_pages.edition import Edition, owner_of
from web.docs_pages.paths import Paths, link
from web.docs_pages.search import FILE, as_script

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
            yield from _Pages(self, language).files()

    def render(self, template: str, **values: Any) -> bytes:
        """The page that *template* makes of *values*."""
        return self._environment.get_template(template).render(**values).encode()

    def cases(self, ref: Ref) -> tuple[PolicyCase, ...]:
        """The cases of the policy, linkage or overlay *ref*; nothing else has any."""
        known = self._cases.get(owner_of(ref) or "")
        return () if known is None else known.cases


class _Pages:
    """The pages in one language."""

    def __init__(self, site: Site, language: str) -> None:
        self.site = site
        self.language = language
        self.edition = Edition(Words(site.base, language, site.day))
        self.paths = Paths(self.edition.mentions)

    def files(self) -> Iterator[tuple[str, bytes]]:
        root, edition = ROOTS[self.language], self.edition
        for ref in edition.things:
            page = self.paths.page(ref)
            yield root + page, self.page(page, "account.html", **edition.told(ref, self.site.cases(ref)))
        yield f"{root}index.html", self.page("index.html", "index.html", **edition.index())
        for name in CATALOGUES:
            page = f"{name}/index.html"
            yield root + page, self.page(page, "list.html", **edition.catalogue(name))
        yield f"{root}matrix.html", self.page("matrix.html", "matrix.html", **edition.matrix())
        claims = {ref: [case.name for case in self.site.cases(ref)] for ref in edition.things}
        yield root + FILE, as_script(edition.words, self.paths, edition.entries(claims))

    def page(self, here: str, template: str, **values: Any) -> bytes:
        """The page at *here* (from the root of the language) that *template* makes."""
        other = next(one for one in LANGUAGES if one != self.language)
        whole = ROOTS[self.language] + here
        return self.site.render(
            template,
            here=here,
            language=_HTML_LANGUAGES[self.language],
            other={"language": _HTML_LANGUAGES[other], "href": link(whole, ROOTS[other] + here)},
            assets=relpath("assets", dirname(whole) or "."),
            root=relpath(".", dirname(here) or "."),
            to=lambda name, anchor="": link(here, name, anchor),
            **self.edition.around(self.paths, here),
            **values,
        )
