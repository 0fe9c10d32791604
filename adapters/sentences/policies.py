"""The account of a policy: what it is, who is on it and why, for how long, the way off, and all that follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from adapters.sentences.citations import in_order
from adapters.sentences.conditions import condition
from adapters.sentences.durations import durations
from adapters.sentences.effects import measures, reaches
from adapters.sentences.grades import grade_parts
from adapters.sentences.others import linkage_part, others_part, region_part
from adapters.sentences.repairs import repairs
from adapters.sentences.rules import Owner, rules
from adapters.sentences.said import ELSEWHERE, Account, Citation, DatedValues, Part, Ref, Said, Sentence, Value
from adapters.sentences.words import Words
from engine.calendar import Period
from engine.language.policy import Clock, ListKeys, Policy
from engine.language.shape import InForce
from engine.language.terms import DatedValue, Parameter


def policy_account(words: Words, name: str) -> Account:
    """All there is to say of the policy *name*; `KeyError` where there is none."""
    policy = words.base.policies[name]
    owner = Owner(words, "policy", name, policy.parameters)
    told = Account(
        Ref("policy", name),
        policy.title,
        tuple(part for part in _parts(owner, policy) if part.sentences),
        tuple(dated_values(owner, key, one) for key, one in policy.parameters.items()),
    )
    cited = _cited(words, told)
    return replace(told, parts=(*told.parts, cited)) if cited.sentences else told


def _cited(words: Words, told: Account) -> Part:
    """Every document that the policy itself cites, with all the articles of it."""
    found: dict[str, list[Citation]] = {}
    own = (one for part in told.parts if part.key not in ELSEWHERE for one in part.sentences)
    values = (value.basis for parameter in told.parameters for value in parameter.values)
    for basis in (*(one.basis for top in own for one in top.all()), *values):
        for one in basis:
            found.setdefault(one.document, []).append(one)
    sentences = tuple(
        Sentence(words.citations(tuple(sorted(set(cited), key=lambda one: in_order(one.article or "")))))
        for _, cited in sorted(found.items())
    )
    return Part("articles", words.text("part.articles"), sentences)


def _parts(owner: Owner, policy: Policy) -> Iterator[Part]:
    def part(key: str, sentences: tuple[Sentence, ...]) -> Part:
        return Part(key, owner.words.text(f"part.{key}"), sentences)

    yield part("about", (*_about(owner, policy),))
    if policy.grade is not None:
        yield from grade_parts(owner, policy.grade)
    listings = policy.listings
    yield part("listings", rules(owner, listings, policy.law_of))
    yield part("duration", durations(owner, listings) if listings else ())
    yield part("repair", (*_correction(owner, policy), *repairs(owner, policy)))
    yield part("measures", measures(owner, policy.measures, listings))
    yield part("reach", reaches(owner, policy.extends_to))
    yield part("excluded", _excluded(owner, policy))
    yield part("publication", (*_publication(owner, policy),))
    yield part("procedure", (*_procedure(owner, policy),))
    yield linkage_part(owner.words, owner.name)
    yield region_part(owner.words, owner.name)
    yield others_part(owner.words, owner.name)
    yield part("plan", plan_sentences(owner.words, policy.plan))


def _about(owner: Owner, policy: Policy) -> Iterator[Sentence]:
    words = owner.words
    kind = policy.list.kind if policy.list is not None else "grade"
    basis = policy.list.basis if policy.list is not None else policy.grade.basis if policy.grade is not None else ()
    authority = words.department(policy.authority)
    kinds = words.listed("kind", policy.applies_to)
    said = words.say("about.what", kind=words.text(f"list_kind.{kind}"), authority=authority, kinds=kinds)
    yield owner.sentence(said, basis)
    if policy.status == "draft":
        yield Sentence(words.say("about.draft"))
    if policy.note is not None:
        yield Sentence(words.say("note", note=policy.note))
    if policy.list is not None:
        yield from _list(owner, policy.list)
    if policy.owner is not None:
        yield Sentence(words.say("about.owner", owner=policy.owner))
    if policy.review_by is not None:
        late = policy.review_by < words.day
        yield Sentence(words.say("about.review_late" if late else "about.review", day=policy.review_by.isoformat()))


def _list(owner: Owner, keys: ListKeys) -> Iterator[Sentence]:
    words = owner.words
    if keys.while_ is not None:
        asked = condition(owner.telling(InForce()), keys.while_)
        yield Sentence(words.say("about.while"), members=(asked,))
        return
    decided = keys.decision == "required" or (keys.decision is None and keys.kind == "black")
    yield Sentence(words.say("about.decided" if decided else "about.at_once"))
    if keys.lapses is not None:
        yield Sentence(words.say("about.lapses", period=words.period(keys.lapses)))
    if keys.per == "fact":
        yield Sentence(words.say("about.per_fact"))


def _correction(owner: Owner, policy: Policy) -> Iterator[Sentence]:
    if policy.correction is not None:
        types = tuple(dict.fromkeys(type_ for one in policy.listings.values() for type_ in one.on))
        asked = condition(owner.telling(InForce()), policy.correction, types)
        yield Sentence(owner.words.say("repair.correction", condition=asked.said))


def _excluded(owner: Owner, policy: Policy) -> tuple[Sentence, ...]:
    words = owner.words
    by = (
        (Sentence(words.say("excluded.by", policies=words.policies(policy.excluded_by))),) if policy.excluded_by else ()
    )
    others = [name for name, one in words.base.policies.items() if owner.name in one.excluded_by]
    return (*by, Sentence(words.say("excluded.others", policies=words.policies(others)))) if others else by


def _publication(owner: Owner, policy: Policy) -> Iterator[Sentence]:
    words, keys = owner.words, policy.publish
    if keys is None:
        return
    mode, scope = words.text(f"publish_mode.{keys.mode}"), words.text(f"scope.{keys.scope}")
    told = owner.sentence(words.say("publish.how", mode=mode, scope=scope), keys.basis)
    periods = {"shortest": keys.shortest, "longest": keys.longest, "retention": keys.retention}
    yield told.below(
        Sentence(words.say(f"publish.{name}", period=words.period(period)))
        for name, period in periods.items()
        if period is not None
    )


def _procedure(owner: Owner, policy: Policy) -> Iterator[Sentence]:
    for name, clock in (("notice", policy.notice), ("objection", policy.objection)):
        if clock is not None:
            yield owner.sentence(_clock(owner.words, name, clock), clock.basis)


def _clock(words: Words, name: str, keys: Clock) -> Said:
    said = words.say(f"clock.{name}", period=words.period(keys.period), anchor=words.text(f"clock_from.{keys.from_}"))
    if not keys.suspends:
        return said
    return (*said, *words.say("clock.suspends", what=words.listed("suspended", keys.suspends)))


def plan_sentences(words: Words, clauses: tuple[str, ...]) -> tuple[Sentence, ...]:
    """The clauses of the plan that something carries."""
    known = words.base.plan.clauses if words.base.plan is not None else {}
    return tuple(
        Sentence(words.say("clause", clause=words.ref("clause", one, known[one].says if one in known else None)))
        for one in clauses
    )


def dated_values(owner: Owner, name: str, keys: Parameter) -> DatedValues:
    """The values of a parameter by their days."""
    days = sorted(keys.values)
    ends = [*days[1:], None]
    told = []
    for since, following in zip(days, ends, strict=True):
        until = None if following is None else type(since).fromordinal(following.toordinal() - 1)
        told.append(_value(owner, keys, keys.values[since], InForce.model_validate({"from": since, "to": until})))
    return DatedValues(name, keys.label, tuple(told))


def _value(owner: Owner, keys: Parameter, dated: DatedValue, held: InForce) -> Value:
    words, value, telling = owner.words, dated.value, owner.telling(held)
    cited = words.basis(owner.sort, owner.name, dated.basis or keys.basis)
    return Value(
        since=str(held.from_),
        until=None if held.to is None else held.to.isoformat(),
        said=telling.value(keys, dated),
        number=None if value is None else float(_days(value) if isinstance(value, Period) else value),
        basis=cited,
        sure=telling.is_sure(keys, dated),
        state=words.state(held),
    )


def _days(period: Period) -> int:
    """About how many days *period* has, to draw it."""
    return period.count * {"days": 1, "working_days": 1, "months": 30, "years": 365}[period.unit]
