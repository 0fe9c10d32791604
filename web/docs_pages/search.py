"""The search index: what each thing of the base is called, found by all it is asked for; also as a script for pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import orjson

from adapters.sentences.find import full_name
from adapters.sentences.said import Account, Ref, plain
from adapters.sentences.words import Words
from web.docs_pages.paths import Paths, anchor_at

FILE: Final = "search.js"
RULE: Final = "rule"
PARAMETER: Final = "parameter"
CASE: Final = "case"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is found: its *title*, its *name*, of which *sort* it is, and where it stands."""

    title: str
    name: str
    sort: str
    ref: Ref


def entries(accounts: Iterable[Account], claims: Mapping[Ref, Sequence[str]]) -> Iterator[Entry]:
    """Every one of *accounts*, with the rules, parameters and cases (by their *claims*) of policies."""
    for account in accounts:
        yield Entry(account.title, full_name(account.ref), account.ref.sort, account.ref)
        if account.ref.sort == "policy":
            yield from _within(account)
        for number, claim in enumerate(claims.get(account.ref, ()), 1):
            yield Entry(claim, account.title, CASE, Ref(account.ref.sort, account.ref.name, f"case-{number}"))


def _within(account: Account) -> Iterator[Entry]:
    """The rules and parameters of a policy, each found by its own words."""
    sort, name = account.ref.sort, account.ref.name
    for part in account.parts:
        for one in part.sentences:
            if one.id:
                place = Ref(sort, name, f"{part.key}-{one.id}")
                yield Entry(one.name or plain(one.said), f"{account.title} {one.id}", RULE, place)
    for value in account.parameters:
        place = Ref(sort, name, f"parameters-{value.name}")
        yield Entry(value.label, f"{account.title} {value.name}", PARAMETER, place)


def as_script(words: Words, paths: Paths, found: Iterable[Entry]) -> bytes:
    """A script that holds of each entry the title, name, sort and path."""
    told = [[one.title, one.name, words.text(f"sort.{one.sort}"), _path(paths, one.ref)] for one in found]
    return b"window.xinhengIndex = " + orjson.dumps(told, option=orjson.OPT_INDENT_2) + b";\n"


def _path(paths: Paths, ref: Ref) -> str:
    anchor = anchor_at(ref)
    return f"{paths.page(ref)}#{anchor}" if anchor else paths.page(ref)


class Index:
    """Finds *entries* by what they are called."""

    def __init__(self, found: Iterable[Entry]) -> None:
        self._entries = [(one, f"{one.title} {one.name}".lower(), one.title.lower()) for one in found]

    def find(self, asked: str) -> list[Entry]:
        """Those that have every word *asked* for, the nearest first: those called so, then those that speak of it."""
        words = asked.lower().split()
        if not words:
            return []
        ranked = [
            (_rank(entry, title, words[0]), number, entry)
            for number, (entry, text, title) in enumerate(self._entries)
            if all(word in text for word in words)
        ]
        return [entry for _, _, entry in sorted(ranked, key=lambda one: one[:2])]


def _rank(entry: Entry, title: str, word: str) -> tuple[int, bool, int]:
    """How near *entry* is: whole things before parts, those that begin so first, policies, short titles before long."""
    place = title.find(word)
    begins = 0 if place == 0 else 1 if place > 0 else 2
    return begins + (3 if entry.ref.part else 0), entry.ref.sort != "policy", len(title)
