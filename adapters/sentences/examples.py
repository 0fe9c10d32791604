"""Cases as examples a reader follows: who it is about, what is on record, what the verdict must say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from adapters.sentences.said import Said, Sentence
from adapters.sentences.words import Words
from adapters.sentences.words import said as words_of
from engine.calendar import Period
from engine.cases.read import raw_fact
from engine.cases.shapes import Case, Expected, GradeExpected, ListExpected
from engine.compile.fields import Field

NUMBER: Final = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
"""A number as cases write it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A case: its claim, whom and which day it asks about, the facts *given*, what is *due*.

    *short* is all of it in a line, where the claim is in a language the reader may not read.
    """

    claim: str
    asked: Said
    given: tuple[Sentence, ...]
    due: tuple[Sentence, ...]
    short: str = ""


def example(words: Words, case: Case) -> Example:
    """*case* as an example."""
    subject = case.subject
    kind = words.word("kind", str(subject.get("kind", "unknown")))
    asked = words.say("example.asked", subject=str(subject.get("id", "")), kind=kind, day=case.as_of.isoformat())
    if case.known_at is not None and case.known_at != case.as_of:
        asked = (*asked, *words.say("example.known_at", day=case.known_at.isoformat()))
    if case.decisions.after:
        asked = (*asked, *words.say("example.assumed_after", period=words.period(Period(case.decisions.after, "days"))))
    elif case.decisions.assumed:
        asked = (*asked, *words.say("example.assumed"))
    given = [_fact(words, fact) for fact in case.facts]
    if isinstance(case.principals, str):
        given.append(Sentence(words.say("example.principals_unknown")))
    else:
        given += (
            Sentence(words.say("example.principal", subject=id_), members=tuple(_fact(words, f) for f in one.facts))
            for id_, one in case.principals.items()
        )
    return Example(case.name, asked, tuple(given), tuple(_expected(words, case.expect)))


def _fact(words: Words, keys: Mapping[str, Any]) -> Sentence:
    raw = raw_fact(keys)
    type_ = str(raw.get("type", ""))
    fields = raw.get("fields") or {}
    shown = [
        words.say("example.field", label=_label(words, type_, name), value=_value(words, type_, name, value))
        for name, value in fields.items()
    ]
    said = words.say(
        "example.fact", day=str(raw.get("date", "?")), type=words.fact_type(type_), id=str(raw.get("id", ""))
    )
    if shown:
        said = (*said, *words.say("example.fields", fields=words.joined(shown, "citations")))
    related = [
        Sentence(words.say("example.related", role=words.word("role", str(one["role"])), subject=str(one["subject"])))
        for one in raw.get("related") or ()
    ]
    return Sentence(said, members=tuple(related))


def _label(words: Words, type_: str, name: str) -> str:
    known = words.fields.get(type_, {}).get(name)
    return known.label if known is not None and known.label else name


def _value(words: Words, type_: str, name: str, value: Any) -> Said:
    return _shown(words, words.fields.get(type_, {}).get(name), name, value)


def _shown(words: Words, known: Field | None, name: str, value: Any) -> Said:
    """*value* of the field *known*, called *name*: labels for codes, units for numbers."""
    labels = (known.labels if known is not None else None) or {}
    if isinstance(value, bool):
        return words.shared(f"truth.{'true' if value else 'false'}")
    if isinstance(value, list | tuple):
        return words.joined(_shown(words, known, name, member) for member in value)
    if isinstance(value, Mapping):
        rows = (known.rows if known is not None else None) or {}
        told = (
            words.say(
                "example.field",
                label=rows[key].label if key in rows else str(key),
                value=_shown(words, rows.get(key), str(key), member),
            )
            for key, member in value.items()
        )
        return words.joined(told)
    if known is not None and known.family == "number" and NUMBER.fullmatch(str(value)):
        return words.number(Decimal(str(value)), known.unit)
    if name == "policy" and isinstance(value, str):
        return words.policy(value)
    return words_of(labels.get(str(value), str(value)))


def _expected(words: Words, due: Expected) -> Iterator[Sentence]:
    if due.outcome is not None:
        yield Sentence(words.say("due.outcome", outcome=words.word("outcome", due.outcome)))
    for policy, listed in due.lists.items():
        for one in listed if isinstance(listed, tuple) else (listed,):
            yield _list(words, policy, one)
    for policy, graded in due.grades.items():
        yield _grade(words, policy, graded)
    yield from _measures(words, due)
    for name, reason in (due.withheld or {}).items():
        yield Sentence(words.say("due.withheld", measure=words.measure(name), reason=words.word("withheld", reason)))
    if due.proposals is not None:
        key = "due.proposals" if due.proposals else "due.no_proposals"
        yield Sentence(words.say(key, policies=words.policies(due.proposals)))
    if due.refusals is not None and not due.refusals:
        yield Sentence(words.say("due.no_refusals"))
    for refusal in due.refusals or ():
        reasons = words.joined(words.text(f"refused.{reason}") for reason in refusal.reasons)
        told = Sentence(words.say("due.refused", policy=words.policy(refusal.policy), reasons=reasons))
        yield told.below([_day(words, "earliest", refusal.earliest)] if refusal.earliest else ())
    for policy in due.undecided or {}:
        yield Sentence(words.say("due.undecided", policy=words.policy(policy)))
    for near in due.near or ():
        yield Sentence(
            words.say("due.near", policy=words.policy(near.policy), rule=_rule(words, near.policy, near.rule))
        )


def _list(words: Words, policy: str, keys: ListExpected) -> Sentence:
    state = words.text(f"due_state.{keys.state or 'any'}")
    told = Sentence(words.say("due.list", policy=words.policy(policy), state=state))
    days = {"from": keys.from_, "until": keys.until, "until_at_most": keys.until_at_most}
    days["earliest"] = keys.earliest_repair
    told = told.below(_day(words, name, day) for name, day in days.items() if day is not None)
    if keys.ended_by is not None:
        told = told.below([Sentence(words.say("due.ended_by", cause=words.word("cause", keys.ended_by)))])
    if keys.rules:
        rules = words.joined((_rule(words, policy, rule) for rule in keys.rules), "rules")
        told = told.below([Sentence(words.say("due.rules", rules=rules))])
    if keys.grounds:
        told = told.below([Sentence(words.say("due.grounds", facts=words.joined(keys.grounds)))])
    if keys.spells is not None:
        told = told.below([Sentence(words.say("due.spells", count=keys.spells))])
    if keys.repair_needs:
        told = told.below([Sentence(words.say("due.needs", types=words.fact_types(keys.repair_needs)))])
    if keys.flags:
        told = told.below([Sentence(words.say("due.flags", flags=words.listed("flag", keys.flags)))])
    return told


def _day(words: Words, name: str, day: date | str) -> Sentence:
    if isinstance(day, str):
        return Sentence(words.say(f"due.{name}_none"))
    return Sentence(words.say(f"due.{name}", day=day.isoformat()))


def _rule(words: Words, policy: str, rule: str) -> Said:
    known = words.base.policies.get(policy)
    listing = known.listings.get(rule) if known is not None else None
    label = (listing.label if listing is not None else None) or rule
    return words.say("quoted", text=words.ref("policy", policy, label, f"listings-{rule}" if listing else ""))


def _grade(words: Words, policy: str, keys: GradeExpected) -> Sentence:
    if keys.possible:
        said = words.say(
            "due.grade_possible",
            policy=words.policy(policy),
            grades=words.joined(map(words.grade, keys.possible), "or"),
        )
    elif keys.grade in ("none", "unknown"):
        said = words.say(f"due.grade_{keys.grade}", policy=words.policy(policy))
    else:
        said = words.say("due.grade", policy=words.policy(policy), grade=words.grade(keys.grade or ""))
    told = Sentence(said)
    more = {"year": keys.year, "score": None if keys.score is None else str(keys.score)}
    if keys.from_ is not None:
        told = told.below([_day(words, "grade_from", keys.from_)])
    told = told.below(
        Sentence(words.say(f"due.{name}", value=value)) for name, value in more.items() if value is not None
    )
    return told.below([Sentence(words.say(f"due_how.{keys.how}"))] if keys.how else ())


def _measures(words: Words, due: Expected) -> Iterator[Sentence]:
    exactly = {"measures": due.measures, "measures_include": due.measures_include or None}
    exactly["measures_exclude"] = due.measures_exclude or None
    for key, names in exactly.items():
        if names is not None:
            measures = words.joined(map(words.measure, names), "rules")
            yield Sentence(words.say(f"due.{key}" if names else "due.no_measures", measures=measures))
