"""How long a subject stays: periods, from when they count, cures, and what lengthens or shortens a stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from adapters.sentences.conditions import flat
from adapters.sentences.fields import Telling
from adapters.sentences.rules import Owner, label_of, law_first
from adapters.sentences.said import Said, Sentence
from adapters.sentences.words import Words
from engine.calendar import Period
from engine.language.policy import Listing
from engine.language.terms import Anchor, DayField, EndOf, Longest, Range, Term


def durations(owner: Owner, rules: Mapping[str, Listing]) -> tuple[Sentence, ...]:
    """How long each of *rules* lists, those alike together."""
    return grouped(owner.words, ((label_of(name, one), duration(owner, one)) for name, one in rules.items()))


def grouped(words: Words, told: Iterable[tuple[str, Sentence]], *, of_all: bool = True) -> tuple[Sentence, ...]:
    """The different sentences *told*, each with the labels it is for; without them if it alone is told *of all*."""
    labels: dict[Sentence, list[str]] = {}
    for label, sentence in told:
        labels.setdefault(sentence, []).append(label)
    if of_all and len(labels) == 1:
        return tuple(labels)
    for_these = ((one, words.joined((words.say("quoted", text=label) for label in named), "rules"))
                 for one, named in labels.items())  # fmt: skip
    return law_first(one.below([Sentence(words.say("for_rules", rules=rules))]) for one, rules in for_these)


def duration(owner: Owner, keys: Listing) -> Sentence:
    """How long the listing rule *keys* lists."""
    words, telling = owner.words, owner.telling(keys.in_force)
    basis = keys.lifelong.basis if keys.lifelong else ()
    told = owner.sentence(_term(telling, keys), basis)
    told = Sentence(told.said, told.basis, state=words.state(keys.in_force))
    if keys.until is not None:
        cure = tuple(flat(telling, keys.until, keys.on))
        told = told.below([Sentence(words.say("duration.cure"), members=cure)])
    return told.below(_more(owner, telling, keys))


def _term(telling: Telling, keys: Listing) -> Said:
    words = telling.words
    if keys.lifelong is not None:
        return words.say("duration.lifelong")
    if keys.period is None:
        return words.say("duration.until_cured" if keys.until is not None else "duration.open")
    told = term(telling, keys.period)
    if not isinstance(keys.period, DayField):
        told = words.say("duration.period", period=told, anchor=counted_from(words, keys.counts_from))
    if keys.ends is None:
        return told
    return (*told, *words.say("duration.ends_any" if keys.ends.any_ is not None else "duration.ends_all"))


def term(telling: Telling, keys: Term) -> Said:
    """How long *keys* are."""
    words = telling.words
    match keys:
        case Range(range=(low, high)):
            return words.say("duration.range", low=words.period(low), high=words.period(high))
        case Longest(longest=members):
            return words.say("duration.longest", terms=words.joined(_named(telling, one) for one in members))
        case _:
            return _named(telling, keys)


def _named(telling: Telling, one: Period | str | DayField) -> Said:
    if not isinstance(one, DayField):
        return telling.term(one)
    fields = (known[one.field] for known in telling.words.fields.values() if one.field in known)
    label = next((field.label for field in fields if field.label), one.field)
    return telling.words.say("duration.day_field", label=label)


def counted_from(words: Words, anchor: Anchor) -> Said:
    """From when a period counts."""
    if isinstance(anchor, EndOf):
        return words.say("anchor.end_of", policy=words.policy(anchor.end_of))
    return words.say(f"anchor.{anchor}")


def _more(owner: Owner, telling: Telling, keys: Listing) -> Iterator[Sentence]:
    words = owner.words
    if keys.period is not None and not keys.lifelong:
        yield Sentence(_repeated(words, keys.on_repeat))
    if keys.again is not None:
        yield Sentence(words.say("duration.again", period=words.period(keys.again)))
    if keys.at_end is not None:
        head = words.say("duration.at_end", period=words.period(keys.at_end.extend))
        cited = words.basis(owner.sort, owner.name, keys.at_end.basis)
        yield Sentence(head, cited, tuple(flat(telling, keys.at_end.if_, keys.on)))
    if keys.extension is not None:
        low, high = keys.extension.range
        yield Sentence(words.say("duration.extension", low=words.period(low), high=words.period(high)))
    if keys.at_most is not None:
        yield Sentence(words.say("duration.at_most", period=words.period(keys.at_most)))
    if keys.running == "recompute":
        yield Sentence(words.say("duration.recompute"))


def _repeated(words: Words, on_repeat: str | Period) -> Said:
    if isinstance(on_repeat, Period):
        return words.say("duration.repeat_extend", period=words.period(on_repeat))
    return words.say(f"duration.repeat_{on_repeat}")
