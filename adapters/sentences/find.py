"""What a name stands for, and the account of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from adapters.sentences.catalogues import clause_account, department_account, document_account, fact_type_with_uses
from adapters.sentences.mentions import Mentions
from adapters.sentences.said import Account, Ref, Sort
from adapters.sentences.sectors import overview, sector_account, sectors
from adapters.sentences.words import Words, source_of
from engine.catalogue import LANGUAGES, Phrase, catalogue
from engine.language.base import PolicyBase
from engine.problems import nearest

_AMONG_OTHERS: Final[Mapping[Sort, Callable[[Mentions, str], Account]]] = {
    "department": department_account,
    "document": document_account,
    "fact_type": fact_type_with_uses,
    "clause": clause_account,
}
_PREFIXED: Final[Mapping[Sort, str]] = {
    "linkage": "linkage/",
    "measure": "measure/",
    "department": "department/",
    "document": "document/",
    "fact_type": "fact/",
    "clause": "plan/",
}

_MOST_NEAR: Final = 6


def things(base: PolicyBase) -> tuple[Ref, ...]:
    """Everything of *base* that has an account, sort by sort."""
    every: Mapping[Sort, Iterable[str]] = {
        "sector": sectors(base),
        "policy": base.policies,
        "linkage": base.linkages,
        "overlay": base.overlays,
        "measure": base.measures,
        "fact_type": base.fact_types,
        "department": base.departments,
        "document": dict.fromkeys(key for one in (base.cited, *base.sources.values()) for key in one),
        "clause": base.plan.clauses if base.plan is not None else (),
    }
    return tuple(Ref(sort, name) for sort, named in every.items() for name in named)


def names(base: PolicyBase) -> dict[str, Ref]:
    """Everything of *base* that can be asked for, by each name and title it has; what several share is the first's."""
    refs = things(base)
    found = {full_name(ref): ref for ref in refs}
    for ref in refs:
        found.setdefault(ref.name.removeprefix("regions/"), ref)
    for ref in refs:
        for title in _titles(base, ref):
            found.setdefault(title, ref)
    return found


def _titles(base: PolicyBase, ref: Ref) -> tuple[str, ...]:
    """What *ref* is called for people."""
    match ref.sort:
        case "sector":
            key = f"sentences.sector_name.{ref.name}"
            return tuple(catalogue(language)[key] for language in LANGUAGES if key in catalogue(language))
        case "clause":
            return ()
    if ref.sort == "document":
        return (known.title,) if (known := source_of(base, ref.name)) is not None else ()
    titled: Mapping[str, Any] = {
        "policy": base.policies,
        "linkage": base.linkages,
        "overlay": base.overlays,
        "measure": base.measures,
        "department": base.departments,
        "fact_type": base.fact_types,
    }[ref.sort]
    return (titled[ref.name].title,)


def near(name: str, known: Mapping[str, Ref]) -> str | Phrase:
    """What to suggest for an unknown *name*: the few things that have it in their names, else the nearest."""
    containing: dict[Ref, str] = {}
    for one in sorted((one for one in known if name in one), key=lambda one: (len(one), one)):
        containing.setdefault(known[one], one)
    if 0 < len(containing) <= _MOST_NEAR:
        return ", ".join(f"`{one}`" for one in containing.values())
    return nearest(name, containing.values() or known)


def full_name(ref: Ref) -> str:
    """The name by which *ref* alone is asked for."""
    return _PREFIXED.get(ref.sort, "") + ref.name


def account(words: Words, ref: Ref | None, mentions: Mentions | None = None) -> Account:
    """The account of what *ref* is, or of all there is; *mentions* in the base, if they are known already."""
    if ref is None:
        return overview(words)
    if ref.sort == "sector":
        return sector_account(words, ref.name)
    known = mentions or Mentions(words)
    return _AMONG_OTHERS[ref.sort](known, ref.name) if ref.sort in _AMONG_OTHERS else known.account(ref)
