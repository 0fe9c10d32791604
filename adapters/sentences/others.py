"""What else in a base hangs on one policy: linkages, regions, the rules of other policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from adapters.sentences.conditions import grade_test
from adapters.sentences.durations import durations
from adapters.sentences.effects import measures
from adapters.sentences.fields import Telling
from adapters.sentences.regions import region_words
from adapters.sentences.rules import Owner, law_first, rules
from adapters.sentences.said import Part, Said, Sentence, plain
from adapters.sentences.words import Words
from engine.language.base import PolicyBase
from engine.language.catalogues import Additions, Linkage, Overlay
from engine.language.policy import Listing
from engine.language.shape import Shape


def linkage_part(words: Words, policy: str) -> Part:
    """The linkages that start from *policy*, with what they bring."""
    found = (
        _linkage(words, name, linkage)
        for name, linkage in words.base.linkages.items()
        if policy in linkage.when.listed or policy == linkage.when.grade
    )
    return Part("linkage", words.text("part.linkage"), law_first(found))


def _linkage(words: Words, name: str, linkage: Linkage) -> Sentence:
    owner = Owner(words, "linkage", name, {})
    title = words.say("title", title=words.ref("linkage", name, linkage.title))
    key = "linkage.draft" if linkage.status == "draft" else "linkage.line"
    told = owner.sentence(words.say(key, title=title, when=starts(words, linkage)), held=linkage.in_force)
    return told.below(measures(owner, linkage.measures, rules_of(words, linkage)))


def starts(words: Words, linkage: Linkage) -> str:
    """From which grades *linkage* starts, as text; nothing where it starts from lists."""
    keys = linkage.when
    if keys.grade is None:
        return ""
    if keys.is_ is None:
        return words.text("linkage.any_grade")
    test = grade_test(Telling(words, {}, words.day), keys.grade, keys.is_)
    return words.text("linkage.grade", test=plain(test))


def rules_of(words: Words, linkage: Linkage) -> dict[str, Listing]:
    """The rules of the lists that *linkage* starts from, whose degrees choose among its measures."""
    listed = ((name, words.base.policies.get(name)) for name in linkage.when.listed)
    return {f"{name}.{key}": rule for name, policy in listed if policy for key, rule in policy.listings.items()}


def region_part(words: Words, policy: str) -> Part:
    """What regions add to *policy*."""
    found = (
        Sentence(_regional(words, name, overlay))
        .below([Sentence(words.say("about.draft"))] if overlay.status == "draft" else ())
        .below(addition(words, name, policy, overlay.adds[policy]))
        for name, overlay in words.base.overlays.items()
        if policy in overlay.adds
    )
    return Part("regions", words.text("part.regions"), tuple(found))


def _regional(words: Words, name: str, overlay: Overlay) -> Said:
    title = words.ref("overlay", name, overlay.title)
    return words.say("region.line", title=title, region=region_words(overlay.region, words.language))


def addition(words: Words, name: str, policy: str, adds: Additions) -> Iterator[Sentence]:
    """What the overlay *name* adds to *policy*."""
    known = words.base.policies.get(policy)
    owner = Owner(words, "overlay", name, known.parameters if known else {})
    yield Sentence(words.say(f"region.of_{adds.region_of}"))
    yield from rules(owner, adds.listings)
    if adds.listings:
        yield from durations(owner, adds.listings)
    yield from measures(owner, adds.measures, adds.listings)


def others_part(words: Words, policy: str) -> Part:
    """The other policies whose rules ask whether someone is on *policy*, or of which grade."""
    asking = [name for name in _asking(words.base).get(policy, ()) if name != policy]
    said = [Sentence(words.say("others.asks", policy=words.policy(name))) for name in asking]
    return Part("others", words.text("part.others"), tuple(said))


@lru_cache(maxsize=4)
def _asking(base: PolicyBase) -> Mapping[str, tuple[str, ...]]:
    """The policies whose conditions speak of a policy, by that policy."""
    found: dict[str, tuple[str, ...]] = {}
    for name, policy in base.policies.items():
        for asked in dict.fromkeys(_named(policy)):
            found[asked] = (*found.get(asked, ()), name)
    return found


def _named(shape: object) -> Iterator[str]:
    """The policies that conditions anywhere in *shape* speak of."""
    if isinstance(shape, Shape):
        for name in type(shape).model_fields:
            value = getattr(shape, name)
            if name in ("listed", "end_of") or (name == "policy" and "is_" in type(shape).model_fields):
                yield from (value,) if isinstance(value, str) else value
            else:
                yield from _named(value)
    elif isinstance(shape, dict | tuple):
        for member in shape.values() if isinstance(shape, dict) else shape:
            yield from _named(member)
