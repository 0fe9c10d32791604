"""What follows: measures with their departments and strength, by article; whom a listing reaches besides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from adapters.sentences.conditions import flat
from adapters.sentences.rules import Owner, label_of, law_first
from adapters.sentences.said import Said, Sentence
from adapters.sentences.words import Words
from engine.language.policy import ExtendsTo, Listing, PolicyMeasure

_FORBIDDING: Final = ("bar_from_", "ban_from_")
"""How the names of measures begin that forbid."""


def strength(words: Words, measure: str, strong: str) -> str:
    """The word of the law for how *strong* a measure is."""
    forbids = strong == "shall" and measure.startswith(_FORBIDDING)
    return words.text("strength.forbid" if forbids else f"strength.{strong}")


def measures(
    owner: Owner, carried: tuple[PolicyMeasure, ...], rules: Mapping[str, Listing] | None = None
) -> tuple[Sentence, ...]:
    """What follows of *carried*; *rules* are those whose degrees choose among them."""
    return law_first(measure(owner, one, rules or {}) for one in carried)


def measure(owner: Owner, keys: PolicyMeasure, rules: Mapping[str, Listing]) -> Sentence:
    """One measure carried: how strong, what, by whom, and when only."""
    words = owner.words
    said = words.say(
        "measure.line",
        strength=strength(words, keys.measure, keys.strength),
        measure=words.measure(keys.measure),
        departments=words.departments(keys.by),
    )
    told = owner.sentence(said, keys.basis, keys.in_force)
    return told.below(_limits(owner, keys, rules))


def _limits(owner: Owner, keys: PolicyMeasure, rules: Mapping[str, Listing]) -> Iterator[Sentence]:
    words = owner.words
    if keys.grades:
        yield Sentence(words.say("measure.grades", grades=words.joined(map(words.grade, keys.grades))))
    if keys.degrees:
        named = [label_of(name, rule) for name, rule in rules.items() if rule.degree in keys.degrees]
        labels: Said = words.joined((words.say("quoted", text=label) for label in named or keys.degrees), "rules")
        yield Sentence(words.say("measure.degrees", rules=labels))
    if keys.when is not None:
        types = tuple(dict.fromkeys(type_ for rule in rules.values() for type_ in rule.on))
        telling = owner.telling(keys.in_force)
        yield Sentence(words.say("measure.when"), members=tuple(flat(telling, keys.when, types)))
    if keys.period is not None:
        yield Sentence(words.say(f"measure.period_{keys.counts_from}", period=words.period(keys.period)))
    if keys.gates:
        yield Sentence(words.say("measure.gates", gates=words.listed("gate", keys.gates)))
    if keys.note is not None:
        yield Sentence(words.say("note", note=keys.note))


def reaches(owner: Owner, extended: tuple[ExtendsTo, ...]) -> tuple[Sentence, ...]:
    """To whom a listing extends."""
    return law_first(_reach(owner, one) for one in extended)


def _reach(owner: Owner, keys: ExtendsTo) -> Sentence:
    words = owner.words
    said = words.say("reach.role", role=words.word("role", keys.role), kinds=words.listed("kind", keys.kinds))
    return owner.sentence(said, keys.basis, keys.in_force).below([Sentence(words.say(f"reach.repair_{keys.repair}"))])
