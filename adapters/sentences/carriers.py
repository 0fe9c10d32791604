"""The accounts of what carries measures besides policies: linkages and the overlays of regions."""

from __future__ import annotations

from collections.abc import Iterator

from adapters.sentences.effects import measures
from adapters.sentences.others import addition, rules_of, starts
from adapters.sentences.policies import plan_sentences
from adapters.sentences.regions import region_words
from adapters.sentences.rules import Owner
from adapters.sentences.said import Account, Part, Ref, Sentence
from adapters.sentences.words import Words


def linkage_account(words: Words, name: str) -> Account:
    """All there is to say of the linkage *name*; `KeyError` where there is none."""
    linkage = words.base.linkages[name]
    owner = Owner(words, "linkage", name, {})
    listed = (*linkage.when.listed, *((linkage.when.grade,) if linkage.when.grade else ()))
    starting = words.say("linkage.starts", policies=words.policies(listed, "or"), grade=starts(words, linkage))
    about = [owner.sentence(starting, held=linkage.in_force)]
    about += [Sentence(words.say("about.draft"))] if linkage.status == "draft" else []
    parts = (
        Part("about", words.text("part.about"), tuple(about)),
        Part("measures", words.text("part.measures"), measures(owner, linkage.measures, rules_of(words, linkage))),
        Part("plan", words.text("part.plan"), plan_sentences(words, linkage.plan)),
    )
    return Account(Ref("linkage", name), linkage.title, tuple(part for part in parts if part.sentences))


def overlay_account(words: Words, name: str) -> Account:
    """All there is to say of the overlay *name*; `KeyError` where there is none."""
    overlay = words.base.overlays[name]

    def about() -> Iterator[Sentence]:
        yield Sentence(words.say("region.what", region=region_words(overlay.region, words.language)))
        if overlay.status == "draft":
            yield Sentence(words.say("about.draft"))
        if overlay.note is not None:
            yield Sentence(words.say("note", note=overlay.note))

    added = (
        Sentence(words.say("region.adds", policy=words.policy(policy)), members=(*addition(words, name, policy, adds),))
        for policy, adds in overlay.adds.items()
    )
    parts = (
        Part("about", words.text("part.about"), tuple(about())),
        Part("adds", words.text("part.adds"), tuple(added)),
    )
    return Account(Ref("overlay", name), overlay.title, parts)
