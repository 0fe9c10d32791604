"""Listing rules as sentences: what puts a subject on a list, one sentence a rule, its conditions below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from adapters.sentences.conditions import conditions, field_of, flat, tests
from adapters.sentences.fields import Telling
from adapters.sentences.said import Said, Sentence, Span
from adapters.sentences.words import Words
from engine.language.conditions import AnyCondition, Condition
from engine.language.policy import Listing
from engine.language.shape import InForce
from engine.language.terms import Lighter, Parameter
from engine.language.unary import Comparison, Text, one_of

_ORDER: Final = {"now": 0, "future": 1, "past": 2}


class Owner:
    """The file whose rules are told: a policy, linkage or overlay, and the *parameters* they speak of."""

    def __init__(self, words: Words, sort: str, name: str, parameters: Mapping[str, Parameter]) -> None:
        self.words = words
        self.sort = sort
        self.name = name
        self.parameters = parameters

    def telling(self, held: InForce) -> Telling:
        """How a rule in force on the days of *held* is told."""
        sources = self.words.base.basis_of(self.sort, self.name)
        return Telling(self.words, self.parameters, self.words.law_day(held), sources)

    def sentence(
        self, said: Said, basis: Iterable[str] = (), held: InForce | None = None, id_: str = "", name: str = ""
    ) -> Sentence:
        """A sentence resting on *basis*, with its days and whether it is law now."""
        held = held if held is not None else InForce()
        cited = self.words.basis(self.sort, self.name, basis)
        return Sentence(_dated(said, self.words.days(held)), cited, id=id_, state=self.words.state(held), name=name)


def _dated(said: Said, days: Said) -> Said:
    """*said* with *days* after it, before a colon that leads on."""
    if not said or said[-1].text[-1:] not in ("：", ":"):
        return (*said, *days)
    last = said[-1]
    return (*said[:-1], Span(last.text[:-1], last.to, last.tone), *days, Span(last.text[-1]))


def law_first(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """*sentences* with what is law now first, then what will be, then what was."""
    return tuple(sorted(sentences, key=lambda one: _ORDER[one.state]))


def label_of(name: str, rule: Listing) -> str:
    """What the rule called *name* is called for people."""
    return rule.label or name


def rules(owner: Owner, listings: Mapping[str, Listing], law_of: object = None) -> tuple[Sentence, ...]:
    """What each of *listings* asks; last, which law governs those that do not say, by *law_of* of their policy."""
    told = law_first(rule(owner, name, one) for name, one in listings.items())
    governed = _law_of(owner.words, law_of) if any(one.law_of is None for one in listings.values()) else ()
    return (*told, Sentence(governed)) if governed else told


def rule(owner: Owner, name: str, keys: Listing) -> Sentence:
    """What the listing rule *keys*, called *name*, asks."""
    words, telling = owner.words, owner.telling(keys.in_force)
    asks = [*_about(telling, keys), *tests(telling, keys.where, keys.on), *conditions(telling, keys.history, keys.on)]
    asks += flat(telling, keys.when, keys.on) if keys.when is not None else ()
    form = "on" if keys.on else "becoming"
    head = words.say(f"rule.{form}" if asks else f"rule.{form}_alone", types=words.fact_types(keys.on))
    titled = words.say("rule.titled", label=label_of(name, keys), days=words.days(keys.in_force), asks=head)
    cited = words.basis(owner.sort, owner.name, keys.basis)
    told = Sentence(titled, cited, tuple(asks), name, words.state(keys.in_force), label_of(name, keys))
    if keys.unless is not None:
        told = told.below([_unless(telling, keys.unless, keys.on)])
    governed = _law_of(words, keys.law_of)
    return told.below([Sentence(governed)] if governed else ())


def _about(telling: Telling, keys: Listing) -> Iterator[Sentence]:
    for name, codes in keys.about.items():
        field = field_of(telling, keys.on, name)
        yield Sentence(telling.field(field, one_of(Comparison("=", Text(code)) for code in codes)))


def _unless(telling: Telling, asked: Condition, types: tuple[str, ...]) -> Sentence:
    members = asked.any_ if isinstance(asked, AnyCondition) else (asked,)
    return Sentence(telling.words.say("rule.unless"), members=tuple(conditions(telling, members, types)))


def _law_of(words: Words, law_of: object) -> Said:
    match law_of:
        case None:
            return ()
        case Lighter(lighter=(first, second)):
            return words.say(
                "law_of.lighter", first=words.text(f"law_day.{first}"), second=words.text(f"law_day.{second}")
            )
        case _:
            return words.say("law_of.one", day=words.text(f"law_day.{law_of}"))
