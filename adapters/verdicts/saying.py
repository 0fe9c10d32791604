"""A verdict in sentences, with why and why not: as trees, of which each sentence has what belongs below it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson
from pydantic import TypeAdapter

from adapters.access.sight import Sight
from adapters.access.verdicts import hidden_by, verdict_shown
from adapters.cli.explain_lines import Explaining
from adapters.cli.judging import facts_of
from adapters.cli.lines import Line
from adapters.cli.render import Rendering
from adapters.cli.wording import Wording
from engine.compile.program import Program
from engine.facts import Fact
from engine.judging import Evaluation
from engine.online.explanation import Explanation, explained
from engine.online.report.verdict import verdict
from engine.verdict import GroundVerdict, SpellVerdict, Verdict

MOST: Final = 200
"""Explanations told of one verdict at most."""
_VERDICT: Final = TypeAdapter(Verdict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing said, how it is set off (`good`, `bad`, `open`, …), and what belongs below it.

    *only*: beside another verdict, whether that one does not say it.
    """

    text: str
    style: str
    members: tuple[Sentence, ...] = ()
    only: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of a verdict that answer one question: what it is *of* (`head`, `list`, …), and of which *policy*."""

    of: str
    policy: str | None
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a *rule* of a *policy* (called *title*) holds or does not, for a *fact* or for the day."""

    policy: str
    title: str
    rule: str
    fact: str | None
    truth: str
    sentences: tuple[Sentence, ...]


def said(found: Evaluation, sight: Sight, language: str, *, sent: bool) -> bytes:
    """What was *found* in sentences of *language*, as *sight* has it: JSON of the verdict, its parts, and its whys.

    Where the facts were *sent* along, who asks knows what they say.
    """
    told = _seen(found, sight)
    facts = facts_of(found)
    if not sent:
        facts = {id_: _fact_seen(found.program, sight, one) for id_, one in facts.items()}
    closed = frozenset() if sent or sight.sees("restricted") else hidden_by(found.program).looking
    words = Wording(found.program, language)
    name = str(found.dossier.subject.attributes.get("name") or "")
    rendering = Rendering(words, without_degrees(told), facts, name)
    parts = [Part(of, policy, tree(lines)) for of, policy, lines in rendering.parts(explain=True)]
    whys = [_why(words, facts, one) for one in _explained(found, told, closed)[:MOST]]
    content = {"verdict": told, "parts": [one for one in parts if one.sentences], "whys": whys}
    return orjson.dumps(content)


def tree(lines: Iterable[Line]) -> tuple[Sentence, ...]:
    """*lines* as sentences, those further in below the one they follow."""
    return tuple(_trees(list(lines)))


def _trees(rows: list[Line]) -> Iterator[Sentence]:
    depth = min((one.depth for one in rows), default=0)
    starts = [number for number, one in enumerate(rows) if one.depth == depth]
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(rows)
        yield Sentence(rows[start].text, rows[start].style, tree(rows[start + 1 : end]))


def _seen(found: Evaluation, sight: Sight) -> Verdict:
    """The verdict as *sight* has it."""
    whole = verdict(found)
    shown, masked = verdict_shown(sight, found.program, whole.json())
    return _VERDICT.validate_json(shown) if masked else whole


def without_degrees(verdict: Verdict) -> Verdict:
    """*verdict* without the degrees of grounds: words of their author's, that choose measures and say nothing else."""
    lists = tuple(
        replace(one, spells=tuple(replace(spell, grounds=_ungraded(spell)) for spell in one.spells))
        for one in verdict.lists
    )
    return replace(verdict, lists=lists)


def _ungraded(spell: SpellVerdict) -> tuple[GroundVerdict, ...]:
    return tuple(replace(ground, degree=None) for ground in spell.grounds)


def _fact_seen(program: Program, sight: Sight, fact: Fact) -> Fact:
    """*fact* without the fields that *sight* does not see."""
    known = program.base.fact_types.get(fact.type)
    if known is None:
        return fact
    keys = known.fields
    seen = {
        name: value
        for name, value in fact.fields.items()
        if sight.sees((keys[name].sensitivity if name in keys else None) or known.sensitivity)
    }
    return fact if len(seen) == len(fact.fields) else replace(fact, fields=seen)


def _explained(found: Evaluation, told: Verdict, closed: Collection[str]) -> list[Explanation]:
    """Why each policy that *told* speaks of says what it says; those that are *closed* are left out."""
    named: tuple[Any, ...] = (*told.lists, *told.grades, *told.undecided, *told.near)
    policies = dict.fromkeys(one.policy for one in named if one.policy not in closed)
    return [one for policy in policies for one in explained(found, policy)]


def _why(words: Wording, facts: Mapping[str, Fact], one: Explanation) -> Why:
    sentences = tree(Explaining(words, facts).explanation(one))
    return Why(one.policy, words.title(one.policy), one.rule, one.fact, one.truth, sentences)


def marked(was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Mark in *was* and *now*, each as `said` has it, every sentence that the other does not have (`only`)."""
    for part in ("parts", "whys"):
        texts = [{key: _texts(group) for key, group in _grouped(one[part]).items()} for one in (was, now)]
        for one, other in ((was, texts[1]), (now, texts[0])):
            for row in one[part]:
                _mark(row["sentences"], other.get(_key(row), frozenset()))


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row.get("of"), row["policy"], row.get("rule"), row.get("fact"))


def _grouped(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[Any, ...], list[Any]]:
    found: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        found.setdefault(_key(row), []).extend(row["sentences"])
    return found


def _texts(sentences: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(text for one in sentences for text in (one["text"], *_texts(one["members"])))


def _mark(sentences: Iterable[dict[str, Any]], other: frozenset[str]) -> None:
    for one in sentences:
        one["only"] = one["text"] not in other
        _mark(one["members"], other)
