"""Conditions as sentences: what must hold, in the order it stands in the law, alternatives below their heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, get_args

from adapters.sentences.fields import Telling
from adapters.sentences.regions import region_labels
from adapters.sentences.said import Said, Sentence, tidy
from engine.compile.conditions import COUNT
from engine.compile.fields import Field
from engine.language.conditions import (
    Aggregate,
    AllCondition,
    AnyCondition,
    Condition,
    CountCondition,
    DistinctCondition,
    FactCondition,
    GradeCondition,
    ListedCondition,
    MaxCondition,
    NotCondition,
    SubjectCondition,
    SumCondition,
    Where,
    WhereCondition,
)
from engine.language.shape import Kind
from engine.language.unary import Test, unparse

_NONE_AT_ALL: Final = ("0", "< 1", "<= 0")
_SOME: Final = (">= 1", "> 0")
_UNITS: Final = {"age": "age", "years_registered": "years"}


def condition(telling: Telling, asked: Condition, types: tuple[str, ...] = ()) -> Sentence:
    """What *asked* asks; *types* are those of the triggering fact."""
    words = telling.words
    match asked:
        case AllCondition():
            return _together(telling, "all", asked.all_, types)
        case AnyCondition():
            return _together(telling, "any", asked.any_, types)
        case NotCondition():
            return _not(telling, asked.not_, types)
        case WhereCondition():
            told = [one.said for one in tests(telling, asked.where, types)]
            return Sentence(words.joined(told, "and"))
        case ListedCondition():
            titles = words.policies(asked.listed, "or")
            if asked.for_ is None:
                return Sentence(words.say("ask.listed", titles=titles))
            return Sentence(words.say("ask.listed_for", titles=titles, period=words.period(asked.for_)))
        case GradeCondition():
            test = grade_test(telling, asked.grade.policy, asked.grade.is_)
            return Sentence(words.say("ask.grade", title=words.policy(asked.grade.policy), test=test))
        case SubjectCondition():
            return Sentence(words.joined(_attributes(telling, asked), "and"))
        case _:
            return Sentence(_aggregate(telling, asked))


def conditions(telling: Telling, asked: Iterable[Condition], types: tuple[str, ...] = ()) -> Iterator[Sentence]:
    """What each of *asked* asks."""
    for one in asked:
        yield condition(telling, one, types)


def flat(telling: Telling, asked: Condition, types: tuple[str, ...] = ()) -> Iterator[Sentence]:
    """What each member of *asked* asks, where all of them must hold; else what it asks itself."""
    yield from conditions(telling, asked.all_ if isinstance(asked, AllCondition) else (asked,), types)


def grade_test(telling: Telling, policy: str, test: Test) -> Said:
    """What *test* asks of the grade of *policy*."""
    known = telling.words.base.policies.get(policy)
    order = known.grade.order if known is not None and known.grade is not None else ()
    return telling.test(Field("grade", "text", labels={name: telling.words.grade(name) for name in order}), test)


def tests(telling: Telling, where: Where, types: tuple[str, ...]) -> Iterator[Sentence]:
    """What *where* asks of the fields of facts of *types*."""
    for name, test in where.items():
        yield Sentence(telling.field(field_of(telling, types, name), test))


def field_of(telling: Telling, types: tuple[str, ...], name: str) -> Field:
    """The field *name* of the first of *types* that has it."""
    known = (telling.words.fields.get(type_, {}).get(name) for type_ in types)
    return next((field for field in known if field is not None), Field(name, "text"))


def _together(telling: Telling, form: str, members: Iterable[Condition], types: tuple[str, ...]) -> Sentence:
    told = tuple(condition(telling, member, types) for member in members)
    return told[0] if len(told) == 1 else Sentence(telling.words.say(f"ask.{form}"), members=told)


def _not(telling: Telling, inner: Condition, types: tuple[str, ...]) -> Sentence:
    words = telling.words
    match inner:
        case FactCondition():
            return Sentence(_aggregate(telling, inner, none=True))
        case ListedCondition(for_=None):
            return Sentence(words.say("ask.not_listed", titles=words.policies(inner.listed, "or")))
        case AllCondition() | AnyCondition():
            told = condition(telling, inner, types)
            key = "ask.not_all" if isinstance(inner, AllCondition) else "ask.not_any"
            return Sentence(words.say(key), members=told.members or (told,))
        case _:
            told = condition(telling, inner, types)
            return Sentence(words.say("ask.not", member=told.said), members=told.members)


def _attributes(telling: Telling, asked: SubjectCondition) -> Iterator[Said]:
    words = telling.words
    named: Mapping[str, Test | None] = {
        name: getattr(asked.subject, name) for name in ("kind", "region", "industry", "age", "years_registered")
    }
    for name, test in named.items():
        if test is None:
            continue
        field = Field(name, "text", labels=_labels(telling, name), unit=_UNITS.get(name))
        yield words.say("ask.subject", attribute=words.word("attribute", name), test=telling.test(field, test))


def _labels(telling: Telling, attribute: str) -> Mapping[str, str] | None:
    """What the values of an *attribute* of subjects are called, where they are codes."""
    words = telling.words
    if attribute == "region":
        return region_labels(words.language)
    return {kind: words.word("kind", kind) for kind in get_args(Kind)} if attribute == "kind" else None


def _aggregate(telling: Telling, asked: Aggregate, *, none: bool = False) -> Said:
    words = telling.words
    types, form, test = _form(asked)
    told = [one.said for one in tests(telling, asked.where, types)]
    filters = words.say("ask.filters", filters=words.joined(told, "and")) if told else ()
    if asked.same:
        labels = words.joined(field_of(telling, types, name).label or name for name in asked.same)
        filters = (*filters, *words.say("ask.same", fields=labels))
    measured = field_of(telling, types, getattr(asked, "of", "")) if hasattr(asked, "of") else COUNT
    return tidy(
        words.say(
            f"ask.{'none' if none else form}",
            span=_span(telling, asked),
            types=words.fact_types(types),
            filters=filters,
            field=measured.label,
            test=telling.test(COUNT if form == "distinct" else measured, test) if test is not None else "",
        )
    )


def _span(telling: Telling, asked: Aggregate) -> Said:
    words = telling.words
    since = words.say(f"ask.{asked.since}") if asked.since else ()
    within = words.say("ask.within", period=words.period(asked.within)) if asked.within else ()
    return words.say("ask.span", since=since, within=within)


def _form(asked: Aggregate) -> tuple[tuple[str, ...], str, Test | None]:
    """The fact types *asked* looks at, how it is told, and its test, where that has to be told."""
    match asked:
        case FactCondition():
            return asked.fact, "some", None
        case CountCondition():
            written = unparse(asked.is_)
            if written in _SOME:
                return asked.count, "some", None
            return asked.count, "none" if written in _NONE_AT_ALL else "count", asked.is_
        case SumCondition():
            return asked.sum_, "sum", asked.is_
        case MaxCondition():
            return asked.max_, "max", asked.is_
        case DistinctCondition():
            return asked.distinct, "distinct", asked.is_
