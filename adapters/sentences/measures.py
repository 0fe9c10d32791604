"""The account of a measure: who carries it out on which statute, and which policies and linkages bring it."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.sentences.effects import strength
from adapters.sentences.rules import Owner, law_first
from adapters.sentences.said import Account, Part, Ref, Said, Sentence
from adapters.sentences.words import Words
from engine.language.policy import PolicyMeasure


def measure_account(words: Words, name: str) -> Account:
    """All there is to say of the measure *name*; `KeyError` where there is none."""
    title = words.base.measures[name].title
    parts = (
        Part("about", words.text("part.about"), tuple(_about(words, name))),
        Part("brought_by", words.text("part.brought_by"), law_first(_brought(words, name))),
    )
    return Account(Ref("measure", name), title, tuple(part for part in parts if part.sentences))


def _about(words: Words, name: str) -> Iterator[Sentence]:
    keys = words.base.measures[name]
    said = words.say(
        "measure_is.what",
        kind=words.text(f"measure_kind.{keys.kind}"),
        strength=strength(words, name, keys.strength),
        departments=words.departments(keys.executors),
    )
    yield Owner(words, "measure", name, {}).sentence(said, keys.basis, keys.in_force)
    yield Sentence(words.say("measure_is.kinds", kinds=words.listed("kind", keys.kinds)))
    if keys.ceiling is not None:
        yield Sentence(words.say("measure_is.ceiling", period=words.period(keys.ceiling)))
    if keys.published:
        yield Sentence(words.say("measure_is.published"))
    if keys.gates:
        yield Sentence(words.say("measure_is.gates", gates=words.listed("gate", keys.gates)))


def _brought(words: Words, name: str) -> Iterator[Sentence]:
    base = words.base
    for policy, keys in base.policies.items():
        form = "by_grade" if keys.grade is not None else "by_policy"
        for one in _of(keys.measures, name):
            yield _line(words, Owner(words, "policy", policy, {}), one, form, policy=words.policy(policy))
    for linkage, joint in base.linkages.items():
        listed = (*joint.when.listed, *((joint.when.grade,) if joint.when.grade else ()))
        title = words.say("title", title=words.ref("linkage", linkage, joint.title))
        for one in _of(joint.measures, name):
            owner = Owner(words, "linkage", linkage, {})
            yield _line(words, owner, one, "by_linkage", linkage=title, policies=words.policies(listed, "or"))
    for region, overlay in base.overlays.items():
        title = words.say("title", title=words.ref("overlay", region, overlay.title))
        for policy, adds in overlay.adds.items():
            for one in _of(adds.measures, name):
                owner = Owner(words, "overlay", region, {})
                yield _line(words, owner, one, "by_overlay", overlay=title, policy=words.policy(policy))


def _of(carried: tuple[PolicyMeasure, ...], name: str) -> Iterator[PolicyMeasure]:
    return (one for one in carried if one.measure == name)


def _line(words: Words, owner: Owner, keys: PolicyMeasure, form: str, **named: Said) -> Sentence:
    strong, by = strength(words, keys.measure, keys.strength), words.departments(keys.by)
    said = words.say(f"measure_is.{form}", strength=strong, departments=by, **named)
    return owner.sentence(said, keys.basis, keys.in_force)
