"""An evaluation made into a case: what was asked and what came of it, as it is written in a case file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from adapters.authoring.live import owner_of
from adapters.authoring.trial import called, fired, tried
from adapters.authoring.written import flow
from adapters.wrong import as_data
from engine.cases.compare_lists import state_of
from engine.cases.read import owned_by, read_cases
from engine.checks import check_files
from engine.language.base import CASES, PolicyBase
from engine.problems import Problem
from engine.verdict import ListVerdict, SpellVerdict, Verdict

HEAD: Final = "cases:\n"
_USUAL: Final = "enterprise"


def case_of(files: Mapping[str, bytes], path: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the question *asked* comes to by *files*, and the case of the file at *path* that it makes.

    It has a `name`, the `kind` of the subject, a day `as_of`, and `facts` in YAML.
    """
    owner, checked = owner_of(path), check_files(files)
    if checked.problems or owned_by(checked.base, owner) is None:
        return _problems(checked.problems)
    question = _question(asked)
    content = f"{HEAD}{question}    expect: {{}}\n".encode()
    read, wrong = read_cases(checked.base, {f"{owner}{CASES}": content})
    if wrong or len(read[0].cases) != 1:
        return _problems(wrong)
    one = tried(checked.base, read[0])[0].result
    if one.verdict is None:
        return _problems(one.problems)
    expected = dict(_expected(one.verdict, owner, checked.base))
    names, rules = called(checked.base, owner), sorted({*fired(one.verdict, owner)})
    return {
        "problems": [],
        "outcome": one.verdict.outcome,
        "fired": rules,
        "called": [names.get(rule, rule) for rule in rules],
        "expect": flow(expected),
        "text": f"{question}    expect: {flow(expected)}\n",
    }


def _question(asked: Mapping[str, Any]) -> str:
    """The case that asks it, as far as what is given."""
    kind, facts = asked["kind"], str(asked["facts"]).strip("\n")
    lines = [f"  - name: {flow(asked['name'])}"]
    if kind != _USUAL:
        lines.append(f"    subject: {{id: s1, kind: {kind}}}")
    lines.append(f"    as_of: {asked['as_of']}")
    if facts.strip():
        lines += ["    facts:", *(f"      {line}".rstrip() for line in facts.split("\n"))]
    return "\n".join(lines) + "\n"


def _expected(verdict: Verdict, owner: str, base: PolicyBase) -> Iterator[tuple[str, Any]]:
    """What a case is to hold on to: the outcome, where the subject stands, what waits, what is open."""
    yield "outcome", verdict.outcome
    keys = base.policies.get(owner)
    if keys is not None and keys.list is not None:
        listed = next((one for one in verdict.lists if one.policy == owner), None)
        yield "lists", {owner: dict(_list(listed))}
        yield "proposals", [one.policy for one in verdict.lists if one.proposals]
    for graded in verdict.grades:
        if graded.policy == owner:
            found = {"grade": graded.grade or "unknown", "score": graded.score, "year": graded.year}
            yield "grades", {owner: {key: value for key, value in found.items() if value is not None}}
    yield "undecided", sorted({one.policy for one in verdict.undecided})


def _list(listed: ListVerdict | None) -> Iterator[tuple[str, Any]]:
    """Where the subject stands on a list, since when, until when and by which rules."""
    state = state_of(listed)
    yield "state", state
    if listed is None or state == "none":
        return
    if state == "proposed":
        yield "from", date.fromisoformat(min(one.triggered for one in listed.proposals))
        yield "rules", sorted({one.rule for one in listed.proposals})
        return
    yield from _spell(next((one for one in reversed(listed.spells) if one.state != "ended"), listed.spells[-1]))


def _spell(spell: SpellVerdict) -> Iterator[tuple[str, Any]]:
    yield "from", date.fromisoformat(spell.start)
    yield "until", "none" if spell.last is None else date.fromisoformat(spell.last)
    if spell.ended_by is not None:
        yield "ended_by", spell.ended_by
    yield "rules", sorted({ground.rule for ground in spell.grounds})


def _problems(problems: tuple[Problem, ...]) -> dict[str, Any]:
    told = [as_data(problem) for problem in problems]
    return {"problems": told, "outcome": None, "fired": [], "called": [], "expect": "", "text": ""}
