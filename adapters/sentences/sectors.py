"""What there is, by sector: the lists, the grades, the red lists among them."""

from __future__ import annotations

from collections.abc import Iterable

from adapters.sentences.said import Account, Part, Ref, Said, Sentence
from adapters.sentences.words import Words
from engine.language.base import PolicyBase
from engine.language.policy import Policy


def sector_of(policy: str) -> str:
    """The sector of a policy: the folder it stands in."""
    return policy.split("/", 1)[0]


def sectors(base: PolicyBase) -> dict[str, tuple[str, ...]]:
    """The policies of each sector of *base*, in order."""
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(base.policies):
        found[sector_of(name)] = (*found.get(sector_of(name), ()), name)
    return found


def overview(words: Words) -> Account:
    """Every sector with its lists and grades, then linkages and regions."""
    lines = tuple(_sector(words, name, policies) for name, policies in sectors(words.base).items())
    linkages = tuple(
        Sentence(words.say("title", title=words.ref("linkage", name, one.title)), id=f"linkage/{name}")
        for name, one in sorted(words.base.linkages.items())
    )
    regions = tuple(
        Sentence(words.say("title", title=words.ref("overlay", name, one.title)), id=name)
        for name, one in sorted(words.base.overlays.items())
    )
    parts = [
        Part("sectors", words.text("part.sectors"), lines),
        Part("linkages", words.text("part.linkages"), linkages),
    ]
    parts.append(Part("overlays", words.text("part.overlays"), regions))
    return Account(Ref("sector", ""), words.text("overview"), tuple(part for part in parts if part.sentences))


def sector_account(words: Words, sector: str) -> Account:
    """The lists and grades of one *sector*, each with what it is about; `KeyError` where there is none."""
    policies = sectors(words.base)[sector]
    told = tuple(_policy(words, name) for name in policies)
    linked = {
        name: one
        for name, one in sorted(words.base.linkages.items())
        if any(policy in (*one.when.listed, one.when.grade) for policy in policies)
    }
    linkages = tuple(
        Sentence(words.say("title", title=words.ref("linkage", name, one.title)), id=f"linkage/{name}")
        for name, one in linked.items()
    )
    parts = (
        Part("policies", words.text("part.policies"), told),
        Part("linkages", words.text("part.linkages"), linkages),
    )
    title = words.word("sector_name", sector)
    return Account(Ref("sector", sector), title, tuple(part for part in parts if part.sentences))


def counted(words: Words, policies: Iterable[Policy]) -> Said:
    """How many lists there are among *policies*, how many of them red, and how many grades."""
    found = tuple(policies)
    kinds = [one.list.kind for one in found if one.list is not None]
    counts = {"lists": len(kinds), "red": kinds.count("red"), "grades": len(found) - len(kinds)}
    return words.joined(
        words.say(f"sector.{name}.{'one' if count == 1 else 'more'}", count=count)
        for name, count in counts.items()
        if count
    )


def _sector(words: Words, sector: str, policies: tuple[str, ...]) -> Sentence:
    title = words.ref("sector", sector, words.word("sector_name", sector))
    count = counted(words, (words.base.policies[name] for name in policies))
    said = words.say("sector.head", sector=title, count=count)
    return Sentence(said, id=sector, members=tuple(_policy(words, name) for name in policies))


def _policy(words: Words, name: str) -> Sentence:
    policy = words.base.policies[name]
    kind = words.text(f"list_kind.{policy.list.kind if policy.list is not None else 'grade'}")
    key = "sector.draft" if policy.status == "draft" else "sector.policy"
    authority = words.department(policy.authority)
    return Sentence(words.say(key, policy=words.policy(name), kind=kind, authority=authority), id=name)
