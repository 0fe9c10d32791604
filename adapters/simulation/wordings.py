"""What a change says in words: the sentences of each policy that are no longer, or newly, said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from adapters.sentences.policies import policy_account
from adapters.sentences.said import Account, Sentence, plain
from adapters.sentences.words import Words
from engine.catalogue import LANGUAGES
from engine.language.base import PolicyBase
from engine.population.impact import Wording


def wordings(before: PolicyBase, after: PolicyBase, day: date) -> tuple[Wording, ...]:
    """By policy and language, what only *before* says and what only *after* says, of the law on *day*."""
    found: list[Wording] = []
    for name in sorted({*before.policies, *after.policies}):
        if before.policies.get(name) == after.policies.get(name):
            continue
        for language in LANGUAGES:
            said, says = _lines(before, name, language, day), _lines(after, name, language, day)
            title = (after if name in after.policies else before).policies[name].title
            gone, new = tuple(one for one in said if one not in says), tuple(one for one in says if one not in said)
            found.append(Wording(name, title, language, gone, new))
    return tuple(found)


def _lines(base: PolicyBase, name: str, language: str, day: date) -> list[str]:
    if name not in base.policies:
        return []
    words = Words(base, language, day)
    return list(_told(words, policy_account(words, name)))


def _told(words: Words, account: Account) -> Iterable[str]:
    for part in account.parts:
        for sentence in part.sentences:
            yield from _sentences(sentence)
    for parameter in account.parameters:
        for value in parameter.values:
            days = words.text(
                "parameter.both" if value.until else "parameter.since", since=value.since, until=value.until or ""
            )
            yield plain(words.say("parameter.line", label=parameter.label, value=value.said, days=days))


def _sentences(sentence: Sentence) -> Iterable[str]:
    yield plain(sentence.said)
    for member in sentence.members:
        yield from _sentences(member)
