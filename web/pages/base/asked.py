"""Which release, and the law of which day, a page of the policy base is about: the live one and today, if not said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from flask import request
from pydantic import ValidationError

from adapters.clock import today
from adapters.sentences.words import Words
from engine.calendar import parse_day
from web.api.access import actor, parts
from web.api.policies_told import Which
from web.api.problems import Refusal, of_model
from web.api.which import Law, law_asked
from web.docs_pages.edition import Edition
from web.pages.asking import ask
from web.pages.base.addresses import CATALOGUES, INDEX, MATRIX, Addresses
from web.pages.frame import render
from web.pages.language import spoken

_MOST_RELEASES: Final = 20
_KEPT: Final = 6
"""Editions that are kept: the live release of a day in both languages, and two others."""


@dataclass(frozen=True)
class Asked:
    """The *law* asked for, the pages of it in the language spoken, and *chosen*: what the address says of it."""

    law: Law
    edition: Edition
    chosen: Mapping[str, str]
    addresses: Addresses

    def page(self, template: str, here: str, **values: Any) -> str:
        """The page that *template* makes, at *here*."""
        around = self.edition.around(self.addresses, here)
        nav = {"index": INDEX, **CATALOGUES, "matrix": MATRIX}
        return render(
            template, **around, here_at=here, nav={name: (path, self.addresses.to(path)) for name, path in nav.items()},
            chosen=self.chosen, to=self.addresses.to, releases=_releases(), chosen_hash=self.law.release, **values,
        )  # fmt: skip


def asked() -> Asked:
    """What the address of the page asks for; raises `Refusal` where that is nothing."""
    given = {name: value for name in Which.model_fields if (value := request.args.get(name))}
    try:
        query = Which.model_validate(given)
        law = law_asked(query)
    except ValidationError as error:
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY, "request", of_model(error, "query", Which.model_fields)
        ) from None
    if "as_of" in given and parse_day(given["as_of"]) == today(parts().clock):
        del given["as_of"]
    found = edition_of(law.words(spoken()))
    return Asked(law, found, given, Addresses(found.mentions, given))


@lru_cache(maxsize=_KEPT)
def edition_of(words: Words) -> Edition:
    """The pages that *words* have: put together once for as long as release, language and day stay the same."""
    return Edition(words)


def _releases() -> tuple[Mapping[str, Any], ...]:
    """The releases one may choose from, each law once, for who may."""
    if not actor().may("releases:read"):
        return ()
    told = ask("GET", "/v1/releases", query={"limit": _MOST_RELEASES})["releases"]
    return tuple({one["hash"]: one for one in reversed(told)}.values())[::-1]
