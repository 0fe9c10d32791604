"""A verdict as it is shown, in sentences: its parts one by one, for pages that know nothing but what they were told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import TypeAdapter

from adapters.cli.records import silent_type
from adapters.cli.render import Rendering
from adapters.cli.render_lists import repair_lines
from adapters.cli.wording import Wording
from adapters.verdicts.saying import Sentence, tree, without_degrees
from adapters.verdicts.work import fit
from engine.calendar import parse_day
from engine.compile.fields import BadValue, Field, encode
from engine.compile.program import Program
from engine.facts import Fact, each
from engine.predicates import FlatFact
from engine.verdict import ListVerdict, MeasureVerdict, SpellVerdict, Verdict

_VERDICT: Final = TypeAdapter(Verdict)
_HEAD: Final = 2
"""Lines that say whom it is about and as of when: pages say this themselves."""
Json = Mapping[str, Any]


@dataclass(frozen=True)
class InForce:
    """A measure in words: of what *kind*, how strong, at which *gates*, the days, what brings it, on which articles.

    *withheld* says why it is, where it is; *by* are the departments that carry it out.
    """

    title: str
    kind: str
    strength: str
    gates: str
    since: str | None
    last: str | None
    policy: str
    because: str
    via: str
    articles: str
    statute: str
    withheld: str
    is_unsure: bool
    by: str


@dataclass(frozen=True)
class OfDepartment:
    """What the department called *name* carries out."""

    name: str
    title: str
    measures: tuple[InForce, ...]


class Sentences:
    """Tells of a *verdict* (as the API shows it) by *program* in *language*; *records* are facts as they are shown."""

    def __init__(self, program: Program, language: str, verdict: Json, records: Iterable[Json]) -> None:
        self.words = Wording(program, language)
        self.verdict: Verdict = without_degrees(_VERDICT.validate_python(verdict))
        self.facts: dict[str, Fact] = {
            one.id: one for one in (*_silent(program, self.verdict), *typed(program, records))
        }

    def outcome(self) -> tuple[Sentence, ...]:
        """What the subject is, all in all, and what of it is not sure."""
        return self._parts("head")[_HEAD:]

    def reasons(self) -> tuple[Sentence, ...]:
        """All that the verdict says besides, but for its measures."""
        return self._parts("list", "grade", "undecided", "forecast", "left_out")

    def coming(self, policy: str) -> tuple[Sentence, ...]:
        """What will become of a stay on the list *policy* by itself, and what the subject can do about it."""
        mine = tuple(one for one in self.verdict.forecast if one.policy == policy)
        rendering = Rendering(self.words, replace(self.verdict, forecast=mine), self.facts)
        return next(one for of, one in _told(rendering) if of == "forecast")

    def in_force(self) -> tuple[OfDepartment, ...]:
        """The measures in force, by department."""
        every = [one for one in self.verdict.measures if one.withheld is None]
        return tuple(
            OfDepartment(name, self.words.department(name), tuple(self._force(one) for one in every if name in one.by))
            for name in sorted({name for one in every for name in one.by})
        )

    def every(self) -> tuple[InForce, ...]:
        """The measures in force, each once."""
        return tuple(self._force(one) for one in self.verdict.measures if one.withheld is None)

    def withheld(self) -> tuple[InForce, ...]:
        """The measures that are withheld, each with why."""
        return tuple(self._force(one) for one in self.verdict.measures if one.withheld is not None)

    def _force(self, one: MeasureVerdict) -> InForce:
        words = self.words
        return InForce(
            one.title, one.kind, words.word("strength", one.strength),
            words.listed(words.word("gate", gate) for gate in one.gates), one.since, one.last, one.policy,
            words.title(one.policy), words.via(one.via) if one.via else "", words.articles(one.articles),
            words.articles(one.statute), words.word("withheld", one.withheld or ""), one.confidence == "low",
            words.listed(map(words.department, one.by)),
        )  # fmt: skip

    def repair(self, one: ListVerdict, spell: SpellVerdict) -> tuple[Sentence, ...]:
        """How to leave the list *one* before the *spell* on it ends."""
        return tree(repair_lines(self.words, one, spell, self.facts, self.verdict.as_of))

    def _parts(self, *wanted: str) -> tuple[Sentence, ...]:
        told = _told(Rendering(self.words, self.verdict, self.facts))
        return tuple(one for of, sentences in told for one in sentences if of in wanted)


def _told(rendering: Rendering) -> Iterator[tuple[str, tuple[Sentence, ...]]]:
    return ((of, tree(lines)) for of, _, lines in rendering.parts())


def fields_told(words: Wording, record: Json) -> Iterator[tuple[str, str]]:
    """What the fact *record*, as it is shown, says: labels and values."""
    known = words.program.fact_types.get(record["type"])
    for name, raw in (record.get("fields") or {}).items():
        field = known.fields.get(name) if known is not None else None
        told = words.title(raw) if name == "policy" else _value(words, field, raw)
        yield (field.label or name if field is not None else name), told


def _value(words: Wording, field: Field | None, raw: Any) -> str:
    if field is not None and field.rows and isinstance(raw, list):
        return "; ".join(words.say("fact.join").join(_cells(words, field.rows, row)) for row in raw)
    try:
        return str(raw) if field is None else words.value(field, encode(field, raw))
    except BadValue:
        return str(raw)


def _cells(words: Wording, fields: Mapping[str, Field], row: Json) -> Iterator[str]:
    for name, raw in row.items():
        field = fields.get(name)
        label = field.label or name if field is not None else name
        yield words.say("fact.field", label=label, value=_value(words, field, raw))


def _silent(program: Program, verdict: Verdict) -> Iterator[Fact]:
    """What *verdict* rests on that nobody sent: that something was not done in time (S8)."""
    for one in verdict.lists:
        grounds = [(ground.fact, ground.triggered) for spell in one.spells for ground in spell.grounds]
        for id_, on in (*grounds, *((cause.fact, cause.triggered) for cause in one.proposals)):
            type_ = silent_type(id_ or "")
            if id_ is not None and type_ is not None and type_ in program.fact_types:
                day = parse_day(on)
                yield Fact(id_, type_, day, day, {}, FlatFact(type_, {}))


def typed(program: Program, records: Iterable[Json]) -> Iterator[Fact]:
    """*records* as facts; those of which so much is kept back that they are none are left out, and told by their id."""
    asked = {"facts": [dict(one) for one in records]}
    fit(program, asked)
    return (one for one in each(program, asked["facts"]) if isinstance(one, Fact))
