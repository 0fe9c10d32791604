"""The search index: what each page is called, in a script that pages load from beside them."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from adapters.sentences.find import full_name
from adapters.sentences.said import Account, plain
from adapters.sentences.words import Words
from web.docs_pages.paths import Paths, anchor_of

FILE = "search.js"


def index(words: Words, paths: Paths, accounts: Iterable[Account]) -> bytes:
    """A script that holds for each account and each rule its title, name, sort and path."""
    entries = []
    for account in accounts:
        sort = words.text(f"sort.{account.ref.sort}")
        page = paths.page(account.ref)
        entries.append([account.title, full_name(account.ref), sort, page])
        if account.ref.sort == "policy":
            entries += _rules(words, account, page)
    return b"window.xinhengIndex = " + orjson.dumps(entries, option=orjson.OPT_INDENT_2) + b";\n"


def _rules(words: Words, account: Account, page: str) -> list[list[str]]:
    """The rules of a policy, each found by its own words."""
    sort = words.text("sort.rule")
    return [
        [one.name or plain(one.said), f"{account.title} {one.id}", sort, f"{page}#{anchor_of(f'{part.key}-{one.id}')}"]
        for part in account.parts
        for one in part.sentences
        if one.id
    ]
