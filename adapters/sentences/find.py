"""What a name stands for, and the account of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from adapters.sentences.carriers import linkage_account, overlay_account
from adapters.sentences.measures import measure_account
from adapters.sentences.policies import policy_account
from adapters.sentences.said import Account, Ref, Sort
from adapters.sentences.sectors import overview, sector_account, sectors
from adapters.sentences.words import Words
from engine.language.base import PolicyBase

_ACCOUNTS: Final[Mapping[Sort, Callable[[Words, str], Account]]] = {
    "sector": sector_account,
    "policy": policy_account,
    "linkage": linkage_account,
    "overlay": overlay_account,
    "measure": measure_account,
}
_PREFIXED: Final[Mapping[Sort, str]] = {"linkage": "linkage/", "measure": "measure/"}


def names(base: PolicyBase) -> dict[str, Ref]:
    """Everything of *base* that can be asked for, by each name it has; what several share is the first's."""
    every: Mapping[Sort, Iterable[str]] = {
        "sector": sectors(base),
        "policy": base.policies,
        "linkage": base.linkages,
        "overlay": base.overlays,
        "measure": base.measures,
    }
    refs = [Ref(sort, name) for sort, things in every.items() for name in things]
    found = {full_name(ref): ref for ref in refs}
    for ref in refs:
        found.setdefault(ref.name.removeprefix("regions/"), ref)
    return found


def full_name(ref: Ref) -> str:
    """The name by which *ref* alone is asked for."""
    return _PREFIXED.get(ref.sort, "") + ref.name


def account(words: Words, ref: Ref | None) -> Account:
    """The account of what *ref* is, or of all there is."""
    return overview(words) if ref is None else _ACCOUNTS[ref.sort](words, ref.name)
