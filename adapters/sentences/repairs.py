"""The way off a list before its end: when one may apply, what is required, what bars, who decides."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.sentences.conditions import conditions
from adapters.sentences.durations import grouped
from adapters.sentences.rules import Owner, label_of, law_first
from adapters.sentences.said import Sentence
from engine.language.policy import NoneProvided, Policy, RepairVariant


def repairs(owner: Owner, policy: Policy) -> tuple[Sentence, ...]:
    """The ways off the list *policy*: those of the whole list, then those that single rules have instead."""
    words = owner.words
    own = [
        (label_of(name, rule), repair(owner, variant, rule.on))
        for name, rule in policy.listings.items()
        for variant in rule.repair or ()
    ]
    types = tuple(dict.fromkeys(type_ for rule in policy.listings.values() for type_ in rule.on))
    whole = law_first(repair(owner, variant, types) for variant in policy.repair or ())
    return (*whole, *grouped(words, own, of_all=False))


def repair(owner: Owner, keys: RepairVariant, types: tuple[str, ...]) -> Sentence:
    """One way off; *types* are those of the facts that list."""
    words = owner.words
    if isinstance(keys, NoneProvided):
        return owner.sentence(words.say("repair.none"), keys.none_provided, keys.in_force)
    head = words.say("repair.decided" if keys.decision == "required" else "repair.at_once")
    told = owner.sentence(head, keys.basis, keys.in_force)
    telling = owner.telling(keys.in_force)

    def members() -> Iterator[Sentence]:
        if keys.after is not None:
            waited = telling.term(keys.after.period)
            yield Sentence(words.say("repair.after", period=waited, anchor=words.text(f"wait.{keys.after.from_}")))
        if keys.requires:
            yield Sentence(words.say("repair.requires"), members=tuple(conditions(telling, keys.requires, types)))
        if keys.bars:
            yield Sentence(words.say("repair.bars"), members=tuple(conditions(telling, keys.bars, types)))
        yield Sentence(words.say(f"repair.resume_{keys.resume}"))

    return told.below(members())
