"""The accounts of departments, documents of law, and clauses of the plan: what in the base hangs on them."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.sentences.citations import in_order
from adapters.sentences.effects import strength
from adapters.sentences.mentions import Mention, Mentions, mention_part, told
from adapters.sentences.rules import law_first
from adapters.sentences.said import Account, Part, Ref, Sentence
from adapters.sentences.words import Words
from engine.language.policy import Policy


def department_account(mentions: Mentions, name: str) -> Account:
    """All that the department *name* keeps, carries out and sends; `KeyError` where there is none."""
    words = mentions.words
    title = words.base.departments[name].title
    base = words.base
    kept = tuple(
        Sentence(words.policy(policy)) for policy, one in sorted(base.policies.items()) if one.authority == name
    )
    sent = tuple(
        Sentence(words.fact_type(key))
        for key, one in sorted(base.fact_types.items())
        if name in {source.department for source in one.sources}
    )
    parts = (
        Part("keeps", words.text("part.keeps"), kept),
        Part("carries_out", words.text("part.carries_out"), law_first(_carried_out(mentions, name))),
        Part("sends", words.text("part.sends"), sent),
    )
    known = tuple(part for part in parts if part.sentences)
    idle = Part("about", words.text("part.about"), (Sentence(words.say("department_idle")),))
    return Account(Ref("department", name), title, known or (idle,))


def _carried_out(mentions: Mentions, department: str) -> Iterator[Sentence]:
    words, ref = mentions.words, Ref("department", department)
    by = {id(one) for one in mentions.of.get(ref, ()) if any(span.to == ref for span in one.sentence.said)}
    for name, keys in sorted(words.base.measures.items()):
        lines = [one for one in mentions.of.get(Ref("measure", name), ()) if id(one) in by]
        if department not in keys.executors and not lines:
            continue
        strong = strength(words, name, keys.strength)
        said = words.say("measure.short", strength=strong, measure=words.measure(name))
        yield Sentence(said, members=told(words, tuple(lines)), state=words.state(keys.in_force))


def document_account(mentions: Mentions, key: str) -> Account:
    """Who cites which article of the document that *key* means; `KeyError` where there is none."""
    words = mentions.words
    keys = mentions.documents[mentions.document_of[key]]
    sources = [source for source in map(words.source, keys) if source is not None]
    number = mentions.number_of(keys)
    about = [Sentence(words.say("document.number", number=number))] if number else []
    for one, source in zip(keys, sources, strict=True):
        days = words.days(source.in_force)
        sure = words.text(f"confidence.{source.confidence}")
        line = Sentence(words.say("document.key", key=one, confidence=sure, days=days))
        about.append(line.below([Sentence(words.say("note", note=source.note))] if source.note else ()))
    cited: dict[str, tuple[Mention, ...]] = {}
    for one in keys:
        for article, found in mentions.citing.get(one, {}).items():
            cited[article] = tuple(dict.fromkeys((*cited.get(article, ()), *found)))
    lines = tuple(
        Sentence(
            words.say("document.article", article=words.article(article) or words.text("document.whole")),
            members=told(words, cited[article]),
            id=article or "whole",
        )
        for article in sorted(cited, key=in_order)
    )
    parts = (
        Part("about", words.text("part.about"), tuple(about)),
        Part("cited", words.text("part.cited"), lines),
    )
    return Account(Ref("document", keys[0]), sources[0].title, tuple(part for part in parts if part.sentences))


def fact_type_with_uses(mentions: Mentions, name: str) -> Account:
    """The account of a fact type with the rules that look at it; `KeyError` where there is none."""
    ref = Ref("fact_type", name)
    account = mentions.accounts[ref]
    used = mention_part(mentions.words, "used_by", mentions.of.get(ref, ()))
    return Account(ref, account.title, (*account.parts, used) if used.sentences else account.parts)


def clause_account(mentions: Mentions, name: str) -> Account:
    """What carries the clause *name* of the plan; `KeyError` where there is none."""
    words = mentions.words
    clauses = words.base.plan.clauses if words.base.plan is not None else {}
    keys = clauses[name]
    sector = words.word("sector_name", keys.sector)
    kind, tier = words.text(f"clause_kind.{keys.kind}"), words.text(f"tier.{keys.tier}")
    about = [Sentence(words.say("clause_is.what", sector=sector, kind=kind, tier=tier))]
    if keys.no_rule is not None:
        about.append(Sentence(words.say("clause_is.no_rule", reason=keys.no_rule)))
    parts = (
        Part("about", words.text("part.about"), tuple(about)),
        Part("carried_by", words.text("part.carried_by"), tuple(_carriers(words, name, keys.carried_by))),
    )
    return Account(Ref("clause", name), keys.says, tuple(part for part in parts if part.sentences))


def _carriers(words: Words, clause: str, files: tuple[str, ...]) -> Iterator[Sentence]:
    for name, policy in sorted(words.base.policies.items()):
        rules = [rule.label or key for key, rule in policy.listings.items() if clause in rule.plan]
        if clause in policy.plan or rules:
            yield (
                Sentence(words.policy(name))
                .below(Sentence(words.say("quoted", text=rule)) for rule in rules)
                .below(_draft(words, policy))
            )
    for name, linkage in sorted(words.base.linkages.items()):
        if clause in linkage.plan:
            yield Sentence(words.say("title", title=words.ref("linkage", name, linkage.title)))
    for file in files:
        yield Sentence(words.say("clause_is.file", file=file))


def _draft(words: Words, policy: Policy) -> tuple[Sentence, ...]:
    return (Sentence(words.say("about.draft")),) if policy.status == "draft" else ()
