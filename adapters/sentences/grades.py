"""How a grade comes about, in sentences: points, bands, grades given outright, limits, later years (S22)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from adapters.sentences.conditions import flat, tests
from adapters.sentences.rules import Owner, law_first
from adapters.sentences.said import Part, Said, Sentence
from adapters.sentences.words import said as words_of
from engine.compile.fields import Field
from engine.language.grade import CarryOver, DirectGrade, GradeKeys, GradeLimit, ScoreItem, Start, Window
from engine.language.shape import InForce

_SCORE = Field("score", "number", unit="points")


def grade_parts(owner: Owner, keys: GradeKeys) -> Iterator[Part]:
    """The parts of an account of a grade: how it is made, what it takes to be given or held to one, what follows."""
    words = owner.words
    made = (*_made(owner, keys), *_bands(owner, keys))
    yield Part("grading", words.text("part.grading"), made)
    if keys.items:
        items = law_first(_item(owner, name, one) for name, one in keys.items.items())
        yield Part("items", words.text("part.items"), items)
    if keys.direct:
        direct = law_first(_direct(owner, name, one) for name, one in keys.direct.items())
        yield Part("direct", words.text("part.direct"), direct)
    if keys.limits:
        limits = law_first(_limit(owner, name, one) for name, one in keys.limits.items())
        yield Part("limits", words.text("part.limits"), limits)
    if keys.carry_over:
        carried = law_first(_carried(owner, name, one) for name, one in keys.carry_over.items())
        yield Part("carry_over", words.text("part.carry_over"), carried)


def _made(owner: Owner, keys: GradeKeys) -> Iterator[Sentence]:
    words = owner.words
    if isinstance(keys.per, Window):
        yield owner.sentence(words.say("grade.window", period=words.period(keys.per.window)), keys.basis)
    else:
        yield owner.sentence(words.say("grade.yearly"), keys.basis)
    if keys.declared is not None:
        month, day = keys.declared
        yield Sentence(words.say("grade.declared", month=month, day=day))
    if keys.first_year is not None:
        yield Sentence(words.say("grade.first_year", year=keys.first_year))
    if keys.last_year is not None:
        yield Sentence(words.say("grade.last_year", year=keys.last_year))
    yield Sentence(words.say("grade.order", grades=words.joined(map(words.grade, keys.order))))
    if not isinstance(keys.start, tuple):
        yield Sentence(words.say("grade.start", score=_points(owner, keys.start)))
        return
    yield Sentence(words.say("grade.starts"), members=tuple(_start(owner, one) for one in keys.start))


def _start(owner: Owner, keys: Start) -> Sentence:
    words = owner.words
    score = _points(owner, keys.score)
    if keys.if_ is None:
        return Sentence(words.say("grade.start_else", score=score))
    asked = tuple(flat(owner.telling(InForce()), keys.if_))
    return Sentence(words.say("grade.start_if", score=score), members=asked)


def _points(owner: Owner, points: Decimal | str) -> Said:
    telling = owner.telling(InForce())
    if isinstance(points, str):
        known = owner.parameters.get(points)
        return telling.parameter(known) if known is not None else words_of(points)
    return owner.words.number(points, "points")


def _bands(owner: Owner, keys: GradeKeys) -> Iterator[Sentence]:
    words, telling = owner.words, owner.telling(InForce())
    low, high = keys.score
    bands = tuple(
        Sentence(words.say("grade.band", grade=words.grade(grade), test=telling.test(_SCORE, test)))
        for grade, test in keys.bands.items()
    )
    yield Sentence(words.say("grade.bands", low=f"{Decimal(low):f}", high=f"{Decimal(high):f}"), members=bands)


def _item(owner: Owner, name: str, keys: ScoreItem) -> Sentence:
    words, telling = owner.words, owner.telling(keys.in_force)
    asked = tuple(tests(telling, keys.where, keys.on))
    types, points = words.fact_types(keys.on), _points(owner, keys.points)
    said = words.say("grade.item", label=keys.label or name, types=types, points=points)
    told = owner.sentence(said, keys.basis, keys.in_force, name, keys.label or name).below(asked)
    return told.below([Sentence(words.say("grade.cap", cap=f"{keys.cap:f}"))] if keys.cap is not None else ())


def _direct(owner: Owner, name: str, keys: DirectGrade) -> Sentence:
    words, telling = owner.words, owner.telling(keys.in_force)
    asked = [*tests(telling, keys.where, keys.on)]
    asked += flat(telling, keys.if_, keys.on) if keys.if_ is not None else ()
    key = "grade.direct_on" if keys.on else "grade.direct_if"
    said = words.say(key, label=keys.label or name, types=words.fact_types(keys.on), grade=words.grade(keys.grade))
    return owner.sentence(said, keys.basis, keys.in_force, name, keys.label or name).below(asked)


def _limit(owner: Owner, name: str, keys: GradeLimit) -> Sentence:
    words = owner.words
    said = words.say("grade.limit", label=keys.label or name, grade=words.grade(keys.at_best))
    told = owner.sentence(said, keys.basis, keys.in_force, name, keys.label or name)
    return told.below(flat(owner.telling(keys.in_force), keys.if_))


def _carried(owner: Owner, name: str, keys: CarryOver) -> Sentence:
    words = owner.words
    said = words.say("grade.carried", grade=words.grade(keys.grade), how=words.text(f"came.{keys.from_}"))
    told = owner.sentence(said, keys.basis, keys.in_force, name)
    then = []
    if keys.keep:
        then.append(Sentence(words.say("grade.keep", years=keys.keep)))
    if keys.deduct is not None:
        then.append(Sentence(words.say("grade.deduct", points=f"{keys.deduct:f}")))
    if keys.then_at_best is not None:
        then.append(Sentence(words.say("grade.then_at_best", grade=words.grade(keys.then_at_best))))
    return told.below(then)
