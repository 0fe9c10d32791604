"""Records in words: what a record is, of which day, by which number; its id only where nothing else tells it apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from adapters.cli.wording import Wording
from engine.calendar import iso
from engine.compile.facts import MISSED
from engine.facts import Fact

SILENCE: Final = "missed:"
"""How the id of what nobody sent begins: that something was not done in time (S8)."""


def silent_type(id_: str) -> str | None:
    """The fact type of the silence *id_*; nothing where it is the id of a record that somebody sent."""
    return MISSED + id_.split(":")[1] if id_.startswith(SILENCE) else None


class Records:
    """Names the records among *facts* with *words*."""

    def __init__(self, words: Wording, facts: Mapping[str, Fact]) -> None:
        self.words = words
        self._facts = facts
        self._alike = Counter((one.type, one.day) for one in facts.values())

    def named(self, id_: str) -> str:
        """What the record *id_* is, in a few words."""
        fact = self._facts.get(id_)
        return self._stranger(id_) if fact is None else self._named(fact, self._marks(fact))

    def every(self, ids: Iterable[str]) -> str:
        """What the records *ids* are, in a row."""
        return self.words.listed(map(self.named, ids))

    def mark(self, id_: str) -> str:
        """What tells the record *id_* from others of its type and day; nothing where it is the only one."""
        fact = self._facts.get(id_)
        if fact is None:
            return self.words.say("fact.id", id=id_)
        return self.words.say("fact.join").join(self._marks(fact))

    def told(self, id_: str, policy: str = "", rule: str = "") -> str:
        """The record *id_* with what a *rule* of *policy* looks at; personal fields are left out."""
        fact, words = self._facts.get(id_), self.words
        if fact is None:
            return self._stranger(id_)
        known = words.program.fact_types[fact.type].fields
        only = words.telling(fact, policy, rule) - {self._number_field(fact)} if policy else frozenset()
        told = [
            words.say("fact.field", label=known[name].label or name, value=words.value(known[name], value))
            for name, value in fact.fields.items()
            if name in only and name in known and known[name].sensitivity != "personal"
        ]
        return self.named(id_) + (words.say("fact.fields", fields=words.say("fact.join").join(told)) if told else "")

    def _stranger(self, id_: str) -> str:
        """A record that is not at hand: a silence by what was not done, any other by its id."""
        silence = silent_type(id_)
        return self.words.say("fact.id", id=id_) if silence is None else self.words.fact_type(silence)

    def _named(self, fact: Fact, marks: Iterable[str]) -> str:
        words = self.words
        about = words.say("fact.join").join((iso(fact.day), *marks))
        return words.say("fact.record", title=words.fact_type(fact.type), about=about)

    def _marks(self, fact: Fact) -> Iterator[str]:
        name = self._number_field(fact)
        if name is not None:
            label = self.words.program.fact_types[fact.type].fields[name].label or name
            yield self.words.say("fact.number", label=label, number=fact.fields[name])
        elif self._alike[fact.type, fact.day] > 1 and not fact.id.startswith(SILENCE):
            yield self.words.say("fact.id", id=fact.id)

    def _number_field(self, fact: Fact) -> str | None:
        """The field that has the number of the document, where the record says one that everybody may see."""
        known = self.words.program.fact_types[fact.type]
        for name in (*known.identity, "document_no"):
            field = known.fields.get(name) if name != "policy" else None  # whose list it is about is no number
            if field is None or field.codes or field.labels or field.sensitivity == "personal":
                continue
            if field.family == "text" and fact.fields.get(name):
                return name
        return None
