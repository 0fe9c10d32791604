"""A verdict as it is shown, in sentences an official can read: what commands print as lines, as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import TypeAdapter

from adapters.cli.lines import Line, Style
from adapters.cli.render import Rendering
from adapters.cli.render_lists import list_lines, repair_lines
from adapters.cli.wording import Wording
from adapters.verdicts.work import fit
from engine.calendar import parse_day
from engine.compile.facts import MISSED
from engine.compile.fields import BadValue, Field, encode
from engine.compile.program import Program
from engine.facts import Fact, each
from engine.predicates import FlatFact
from engine.verdict import ListVerdict, MeasureVerdict, SpellVerdict, Verdict

_VERDICT: Final = TypeAdapter(Verdict)
_SILENCE: Final = "missed"
_HEAD: Final = 2
"""Lines that say whom it is about and as of when: pages say this themselves."""
Json = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """What is said, how it is set off, and what belongs below it."""

    text: str
    style: Style
    below: tuple[Told, ...] = ()


@dataclass(frozen=True)
class InForce:
    """A measure in words: of what *kind*, how strong, at which *gates*, the days, what brings it, on which articles.

    *withheld* says why it is, where it is.
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
        self.verdict: Verdict = _VERDICT.validate_python(verdict)
        self.facts: dict[str, Fact] = {
            one.id: one for one in (*_silent(program, self.verdict), *_typed(program, records))
        }

    def outcome(self) -> tuple[Told, ...]:
        """What the subject is, all in all, and what of it is not sure."""
        bare = replace(self.verdict, lists=(), grades=(), measures=(), undecided=(), forecast=(), revoked=(), near=())
        return self._told(replace(bare, duplicates=()))

    def whole(self) -> tuple[Told, ...]:
        """All that the verdict says but for its measures and its outcome."""
        return self._told(replace(self.verdict, measures=()))[len(self.outcome()) :]

    def in_force(self) -> tuple[OfDepartment, ...]:
        """The measures in force, by department."""
        every = [one for one in self.verdict.measures if one.withheld is None]
        return tuple(
            OfDepartment(name, self.words.department(name), tuple(self._force(one) for one in every if name in one.by))
            for name in sorted({name for one in every for name in one.by})
        )

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
        )  # fmt: skip

    def listed(self, one: ListVerdict) -> tuple[Told, ...]:
        """What it says of one list."""
        return tree(list_lines(self.words, one, self.facts, self.verdict.as_of))

    def repair(self, one: ListVerdict, spell: SpellVerdict) -> tuple[Told, ...]:
        """How to leave the list *one* before the *spell* on it ends."""
        return tree(repair_lines(self.words, one, spell, self.facts, self.verdict.as_of))

    def _told(self, verdict: Verdict) -> tuple[Told, ...]:
        return tree(list(Rendering(self.words, verdict, self.facts).lines())[_HEAD:])


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
        yield words.say("fact.field", label=f"{label} ", value=_value(words, field, raw))


def tree(lines: Iterable[Line]) -> tuple[Told, ...]:
    """*lines* with those further in below those before them."""
    every = list(lines)
    return tuple(_grown(every))


def _grown(lines: Sequence[Line]) -> Iterator[Told]:
    start = 0
    while start < len(lines):
        end = start + 1
        while end < len(lines) and lines[end].depth > lines[start].depth:
            end += 1
        yield Told(lines[start].text, lines[start].style, tuple(_grown(lines[start + 1 : end])))
        start = end


def _silent(program: Program, verdict: Verdict) -> Iterator[Fact]:
    """What *verdict* rests on that nobody sent: that something was not done in time (S8)."""
    for one in verdict.lists:
        grounds = [(ground.fact, ground.triggered) for spell in one.spells for ground in spell.grounds]
        for id_, on in (*grounds, *((cause.fact, cause.triggered) for cause in one.proposals)):
            start, _, rest = (id_ or "").partition(":")
            type_ = MISSED + rest.partition(":")[0]
            if id_ is not None and start == _SILENCE and type_ in program.fact_types:
                day = parse_day(on)
                yield Fact(id_, type_, day, day, {}, FlatFact(type_, {}))


def _typed(program: Program, records: Iterable[Json]) -> Iterator[Fact]:
    """*records* as facts; those of which so much is kept back that they are none are left out, and told by their id."""
    asked = {"facts": [dict(one) for one in records]}
    fit(program, asked)
    return (one for one in each(program, asked["facts"]) if isinstance(one, Fact))
