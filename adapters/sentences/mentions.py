"""Who speaks of what: for each thing and each article, the sentences of other accounts in which it occurs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from adapters.sentences.carriers import linkage_account, overlay_account
from adapters.sentences.facts import fact_type_account
from adapters.sentences.measures import measure_account
from adapters.sentences.policies import policy_account
from adapters.sentences.said import ELSEWHERE, Account, Citation, Part, Ref, Said, Sentence, Sort, Span
from adapters.sentences.words import Words
from adapters.sentences.words import said as words_of
from engine.language.shape import Source

OF_THEIR_OWN: Final[Mapping[Sort, Callable[[Words, str], Account]]] = {
    "policy": policy_account,
    "linkage": linkage_account,
    "overlay": overlay_account,
    "measure": measure_account,
    "fact_type": fact_type_account,
}
"""What tells the things whose sentences are law of their own."""


@dataclass(frozen=True, slots=True)
class Mention:
    """The *sentence* of the account of *where*, in its part *key*, that speaks of something."""

    where: Ref
    title: str
    key: str
    sentence: Sentence


class Mentions:
    """Every sentence of what is law in the base of *words*, by what it speaks of and what it cites."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self._told: dict[Ref, Account] = {}

    def account(self, ref: Ref) -> Account:
        """The account of *ref*, whose sentences are law of its own: put together once."""
        found = self._told.get(ref)
        if found is None:
            found = self._told[ref] = OF_THEIR_OWN[ref.sort](self.words, ref.name)
        return found

    @cached_property
    def accounts(self) -> Mapping[Ref, Account]:
        """The accounts of everything whose sentences are law of its own."""
        base = self.words.base
        every: Mapping[Sort, Iterable[str]] = {
            "policy": base.policies,
            "linkage": base.linkages,
            "overlay": base.overlays,
            "measure": base.measures,
            "fact_type": base.fact_types,
        }
        refs = (Ref(sort, name) for sort, names in every.items() for name in sorted(names))
        return {ref: self.account(ref) for ref in refs}

    @cached_property
    def of(self) -> Mapping[Ref, tuple[Mention, ...]]:
        """The sentences that speak of a thing."""
        found: dict[Ref, list[Mention]] = {}
        for mention in self._every():
            for ref in dict.fromkeys(_refs(mention.sentence)):
                if ref != mention.where:
                    found.setdefault(ref, []).append(mention)
        return {ref: tuple(mentions) for ref, mentions in found.items()}

    @cached_property
    def citing(self) -> Mapping[str, Mapping[str, tuple[Mention, ...]]]:
        """The sentences that cite a document, by its key and the number of the article."""
        found: dict[str, dict[str, list[Mention]]] = {}
        for mention in self._every():
            for citation in dict.fromkeys(_citations(mention.sentence)):
                of_document = found.setdefault(citation.document, {})
                of_document.setdefault(citation.article or "", []).append(mention)
        return {key: {article: tuple(one) for article, one in by.items()} for key, by in found.items()}

    @cached_property
    def documents(self) -> Mapping[str, tuple[str, ...]]:
        """The keys that mean one document of law, by the first of them: those of one title and number.

        A number that says more than another is the same: when it was amended, what it was before.
        """
        same: dict[str, list[tuple[str, list[str]]]] = {}
        for key, source in sorted(self._sources().items(), key=lambda one: one[1].number or "", reverse=True):
            known = same.setdefault(source.title, [])
            number = source.number or ""
            alike = [keys for one, keys in known if one.startswith(number)]
            if alike and (number or len(alike) == 1):
                alike[0].append(key)
            else:
                known.append((number, [key]))
        every = (sorted(keys, key=_shortest) for known in same.values() for _, keys in known)
        return {keys[0]: tuple(keys) for keys in every}

    def number_of(self, keys: Iterable[str]) -> str | None:
        """The number of the document that *keys* mean, the longest that is known."""
        sources = (self.words.source(key) for key in keys)
        return max((one.number for one in sources if one is not None and one.number), key=len, default=None)

    @cached_property
    def document_of(self) -> Mapping[str, str]:
        """The first key of the document that a key means."""
        return {key: first for first, keys in self.documents.items() for key in keys}

    def _sources(self) -> dict[str, Source]:
        every: dict[str, Source] = {}
        for sources in (self.words.base.cited, *self.words.base.sources.values()):
            for key, source in sources.items():
                every.setdefault(key, source)
        return every

    def _every(self) -> Iterator[Mention]:
        for ref, told in self.accounts.items():
            for part in told.parts:
                if part.key not in ELSEWHERE:
                    yield from (Mention(ref, told.title, part.key, one) for one in part.sentences)
            for parameter in told.parameters:
                for value in parameter.values:
                    said = self.words.say("parameter.short", label=parameter.label, value=value.said)
                    sentence = Sentence(said, value.basis, id=parameter.name, state=value.state)
                    yield Mention(ref, told.title, "parameters", sentence)


def told(words: Words, mentions: tuple[Mention, ...]) -> tuple[Sentence, ...]:
    """*mentions* as sentences, each saying where it stands."""
    return tuple(
        Sentence(
            words.say("mention", where=_where(words, one), said=_named(one.sentence)),
            state=one.sentence.state,
        )
        for one in mentions
    )


def mention_part(words: Words, key: str, mentions: tuple[Mention, ...]) -> Part:
    """The part *key* with *mentions* in it."""
    return Part(key, words.text(f"part.{key}"), told(words, mentions))


def _named(sentence: Sentence) -> Said:
    """What *sentence* is called, or else says, with no words that lead away."""
    if sentence.name:
        return words_of(sentence.name)
    *before, last = sentence.said
    ended = Span(last.text.rstrip("：:"), None, last.tone)  # what it leads on to is not told here
    return (*(Span(span.text, None, span.tone) for span in before), ended)


def _where(words: Words, mention: Mention) -> Said:
    ref = mention.where
    part = f"{mention.key}-{mention.sentence.id}" if mention.sentence.id else mention.key
    return words.say("title", title=words.ref(ref.sort, ref.name, mention.title, part))


def _refs(sentence: Sentence) -> Iterator[Ref]:
    spans = (span for one in sentence.all() for span in one.said)
    return (Ref(span.to.sort, span.to.name) for span in spans if span.to is not None)


def _citations(sentence: Sentence) -> Iterator[Citation]:
    return (citation for one in sentence.all() for citation in one.basis)


def _shortest(key: str) -> tuple[int, str]:
    return len(key), key
