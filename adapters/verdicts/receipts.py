"""Receipts: what the ledger keeps of a verdict, in the shape of OPA's decision log, and what is told of it later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any, Final

import orjson

from adapters.ledger.chain import Said
from adapters.records.dossiers import OnRecord

VERDICT: Final = "verdict"
"""What entries of the ledger are that are receipts."""
_VERSION: Final = version("xinheng")


@dataclass(frozen=True)
class Dates:
    """The three dates of a verdict, and by when its facts were stored; *rule* is the day whose live release it is."""

    fact: str
    knowledge: str
    stored_by: str
    rule: str


@dataclass(frozen=True)
class Context:
    """Who asked, at which address, what for, in which request and batch, and whether they may know of *persons*."""

    actor: str
    path: str
    purpose: str | None = None
    request: str = ""
    batch: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    persons: bool = True


@dataclass(frozen=True, slots=True)
class Basis:
    """What a verdict rested on, as its receipt tells it: the hash of the facts.

    Of a stored *subject* also *input*: JSON of the numbers its records are kept by.
    """

    facts_hash: str
    subject: str | None = None
    input: bytes | None = None


def basis_of(about: OnRecord | Mapping[str, Any]) -> Basis:
    """The basis of a verdict on a stored subject, or on a question with its facts: of these only hashes are kept."""
    if isinstance(about, OnRecord):
        return Basis(hash_of(about), about.subject["id"], orjson.dumps(about.referred()))
    return Basis(hash_of(about))


def digest_of(verdict: bytes) -> str:
    """What receipts call *verdict* by."""
    return hashlib.sha256(verdict).hexdigest()


def receipt_of(id_: str, release: str, digest: str | None, basis: Basis, dates: Dates, context: Context) -> Said:
    """The receipt *id_* of a verdict by *release*; without *digest*: the engine failed.

    What a verdict on a stored subject says is kept beside, by its digest (`adapters.verdicts.keeping`).
    """
    content = {
        "decision_id": id_,
        "labels": {"app": "xinheng", "version": _VERSION},
        "path": context.path,
        "bundles": {"policies": {"revision": release}},
        "rules_hash": release,
        "engine_version": _VERSION,
        "as_of": dates,
        "input": None if basis.input is None else orjson.Fragment(basis.input),
        "facts_hash": basis.facts_hash,
        "result": None,
        "verdict_hash": digest,
        "requested_by": context.actor,
        "purpose": context.purpose,
        "req_id": context.request,
        "batch_decision_id": context.batch,
        **context.more,
    }
    return Said(id_, VERDICT, context.actor, orjson.dumps(content), basis.subject)


def hash_of(about: OnRecord | Mapping[str, Any]) -> str:
    """The hash of the facts a verdict is about."""
    written = about.written() if isinstance(about, OnRecord) else about
    return hashlib.sha256(orjson.dumps(written, option=orjson.OPT_SORT_KEYS)).hexdigest()


def told(content: Mapping[str, Any]) -> dict[str, Any]:
    """The receipt *content* with what its result tells: the outcome, rules hit and missed, articles, needs."""
    result = content.get("result")
    if result is None:
        return dict(content)
    return {
        **content,
        "verdict": result["outcome"],
        "rules_hit": sorted({f"{policy}#{rule}" for policy, rule in _hit(result)}),
        "rules_missed": sorted({f"{one['policy']}#{one['rule']}" for one in result["near"]}),
        "citations": sorted({_cited(one) for one in _articles(result)}),
        "needs": sorted({need for one in result["undecided"] for need in one["needs"]}),
    }


def _hit(result: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in result["lists"]:
        for spell in one["spells"]:
            yield from ((one["policy"], ground["rule"]) for ground in spell["grounds"])
        yield from ((one["policy"], proposal["rule"]) for proposal in one["proposals"])
    for measure in result["measures"]:
        yield from ((measure["policy"], rule) for rule in measure["rules"])


def _articles(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every article that *value* cites, however deep."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("articles", "statute"):
                yield from inner
            else:
                yield from _articles(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _articles(inner)


def _cited(article: Mapping[str, Any]) -> str:
    parts = (article["title"], article["number"], article["article"])
    return " ".join(one for one in parts if one)
