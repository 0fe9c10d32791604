"""The account of a fact type: what a record says, who sends it, what is due, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.sentences.conditions import tests
from adapters.sentences.rules import Owner
from adapters.sentences.said import Account, Part, Ref, Said, Sentence
from adapters.sentences.words import Words
from engine.language.fact_types import Duty, FactType, FieldKeys

_MANY = 12
"""So many codes of a field are told; of more, only how many there are."""


def fact_type_account(words: Words, name: str) -> Account:
    """All there is to say of the fact type *name*; `KeyError` where there is none."""
    keys = words.base.fact_types[name]
    owner = Owner(words, "fact_type", name, {})
    parts = (
        Part("about", words.text("part.about"), tuple(_about(owner, keys))),
        Part("fields", words.text("part.fields"), tuple(_fields(words, keys))),
        Part("duties", words.text("part.duties"), tuple(_duty(owner, key, one) for key, one in keys.duties.items())),
        Part("sources", words.text("part.sources"), tuple(_sources(owner, keys))),
    )
    return Account(Ref("fact_type", name), keys.title, tuple(part for part in parts if part.sentences))


def _about(owner: Owner, keys: FactType) -> Iterator[Sentence]:
    words = owner.words
    evidence, seen = words.text(f"evidence.{keys.evidence}"), words.text(f"sensitivity.{keys.sensitivity}")
    yield owner.sentence(words.say("fact.what", evidence=evidence, sensitivity=seen), keys.basis)
    if keys.identity:
        yield Sentence(words.say("fact.identity", fields=words.joined(_label(keys, name) for name in keys.identity)))
    for date, name in keys.dates.items():
        yield Sentence(words.say("fact.date", day=words.text(f"law_day.{date}"), field=_label(keys, name)))


def _label(keys: FactType, name: str) -> str:
    known = keys.fields.get(name)
    return known.label if known is not None else name


def _fields(words: Words, keys: FactType) -> Iterator[Sentence]:
    for name, field in keys.fields.items():
        yield _field(words, name, field)
    for name, derived in keys.derived.items():
        yield Sentence(words.say("fact.derived", label=derived.label), id=name)


def _field(words: Words, name: str, keys: FieldKeys) -> Sentence:
    notes: list[Said | str] = [words.text(f"field_type.{keys.type}")]
    notes += [unit] if keys.unit and (unit := words.word("unit", keys.unit)) else []
    notes += [words.text("fact.required")] if keys.required else []
    notes += [words.text(f"sensitivity.{keys.sensitivity}")] if keys.sensitivity else []
    told = Sentence(words.say("fact.field", label=keys.label, notes=words.joined(notes, "list")), id=name)
    codes = words.base.codes.get(keys.codes or "")
    values = codes.values if codes is not None else keys.values
    if len(values) > _MANY and codes is not None:
        told = told.below([Sentence(words.say("fact.codes", title=codes.title, count=len(values)))])
    elif values:
        told = told.below([Sentence(words.say("fact.values", values=words.joined(values.values())))])
    return told.below(_field(words, inner, row) for inner, row in keys.rows.items())


def _duty(owner: Owner, name: str, keys: Duty) -> Sentence:
    words = owner.words
    kinds, types = words.listed("kind", keys.applies_to), words.fact_types(keys.answered_by)
    if keys.yearly is not None:
        first, last = (f"{month:02}-{day:02}" for month, day in (keys.yearly.from_, keys.yearly.to))
        due = words.say("duty.yearly", first=first, last=last)
    else:
        due = words.say("duty.due", field=_label(words.base.fact_types[owner.name], keys.due or ""))
    said = words.say("duty.line", label=keys.label, due=due, kinds=kinds, types=types)
    told = owner.sentence(said, keys.basis, keys.in_force, name)
    return told.below(tests(owner.telling(keys.in_force), keys.where, keys.answered_by))


def _sources(owner: Owner, keys: FactType) -> Iterator[Sentence]:
    words = owner.words
    for source in keys.sources:
        said = words.say("fact.source", department=words.department(source.department))
        yield owner.sentence(said, held=source.connected)
