"""What an author sees beside the text: what became of the cases, which rules fired, what the conditions have seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from adapters.authoring.trial import Gist, OneTried, called, fired, gist, gists, is_draft, tried
from adapters.cli.wording import Wording
from adapters.sentences.shortly import shortly
from adapters.sentences.words import Words
from adapters.wrong import as_data
from engine.cases.inventory import conditions_by_owner
from engine.cases.read import CaseFile, owned_by, read_cases
from engine.checks import check_files
from engine.compile.program import compile_base
from engine.language.base import CASES, PolicyBase
from engine.problems import Problem

_MOST_PROBLEMS: Final = 200
_MOST_OWNERS: Final = 20
"""Policies whose cases are kept at hand as they came out earlier."""
_LATEST: Final = date.max.toordinal()
"""A day by whose law parameters have the last of their values."""
ANY_DAY: Final = date(2000, 1, 1)
"""A day for words of which none depends on the day."""


def owner_of(path: str) -> str:
    """The policy, linkage or overlay that the file at *path* is of: its own, or that of its cases."""
    return path.removesuffix(CASES).removesuffix(".yaml")


class Earlier:
    """What cases come to by *files*, which others are beside: looked for anew only where other cases are asked for."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._found: dict[str, tuple[bytes, Mapping[str, Gist]]] = {}

    def gists(self, file: CaseFile, content: bytes) -> Mapping[str, Gist]:
        """What the cases of *file*, which has *content*, come to, by their names."""
        known = self._found.get(file.owner)
        if known is not None and known[0] == content:
            return known[1]
        if len(self._found) >= _MOST_OWNERS:
            self._found.clear()
        found = gists(check_files(self._files).base, file.owner, file.cases)
        self._found[file.owner] = content, found
        return found


def trial(files: Mapping[str, bytes], earlier: Earlier, path: str, language: str) -> dict[str, Any]:
    """What becomes of the cases of what the file at *path* of *files* is of; only problems where there are any.

    It is told which of them came to something else *earlier*, and each in a line of *language*.
    """
    owner, checked = owner_of(path), check_files(files)
    cases_path = f"{owner}{CASES}"
    content = {cases_path: files[cases_path]} if cases_path in files else {}
    read, wrong = read_cases(checked.base, content)
    problems: tuple[Problem, ...] = (*checked.problems, *wrong)
    if problems:
        return _told(owner, problems=problems)
    if not read or owned_by(checked.base, owner) is None:
        return _told(owner)
    file = read[0]
    found = tried(checked.base, file)
    told = _told(owner, found, checked.base, earlier.gists(file, content[cases_path]))
    words = Words(checked.base, language, ANY_DAY)
    for one, case in zip(found, told["cases"], strict=True):
        case["short"] = shortly(words, owner, one.result.case.keys)
    program = checked.program
    if program is None or is_draft(checked.base, owner):
        program, _ = compile_base(checked.base, drafts=True)
    _put_in_words(told, Wording(program, language), owner)
    return told


def _put_in_words(told: dict[str, Any], words: Wording, owner: str) -> None:
    """Say in *words* what the rules of *owner* are called, and what its conditions ask."""
    nodes, names = conditions_by_owner(words.program, owner), called(words.program.base, owner)
    for rule in told["rules"]:
        rule["said"] = names[rule["id"]]
    for one in told["conditions"]:
        node, path = nodes.get(one["id"]), one["id"].split(".")
        policy = path[1] if path[0] == "adds" else owner
        one["said"] = one["asks"] if node is None else words.asks(node, policy, _LATEST)


def _told(
    owner: str,
    found: tuple[OneTried, ...] = (),
    base: PolicyBase | None = None,
    before: Mapping[str, Gist] | None = None,
    problems: tuple[Problem, ...] = (),
) -> dict[str, Any]:
    return {
        "owner": owner,
        "problems": [as_data(one) for one in problems[:_MOST_PROBLEMS]],
        "cases": [_case(owner, one, before or {}) for one in found],
        "conditions": list(_conditions(found)),
        "rules": [] if base is None else list(_rules(owner, found, base)),
    }


def _case(owner: str, one: OneTried, before: Mapping[str, Gist]) -> dict[str, Any]:
    result, verdict = one.result, one.result.verdict
    place = result.case.place()
    earlier = before.get(result.case.name)
    return {
        "name": result.case.name,
        "line": place.line,
        "holds": result.holds,
        "outcome": None if one.alone is None else one.alone.outcome,
        "differences": [asdict(difference) for difference in result.differences],
        "problems": [as_data(problem) for problem in result.problems],
        "fired": [] if verdict is None else sorted({*fired(verdict, owner)}),
        "changed": None if one.alone is None or earlier is None else gist(one.alone) != earlier,
        "before": None if earlier is None else earlier["outcome"],
    }


def _conditions(found: tuple[OneTried, ...]) -> Iterator[dict[str, Any]]:
    """Each condition, with the numbers of the cases that saw it true, and false."""
    for number, one in enumerate(found[0].seen if found else ()):
        condition = one.condition
        yield {
            "id": condition.id,
            "asks": condition.asks,
            "line": condition.place.line,
            "true": [n for n, case in enumerate(found) if _seen(case, number) and case.seen[number].true],
            "false": [n for n, case in enumerate(found) if _seen(case, number) and case.seen[number].false],
        }


def _seen(case: OneTried, number: int) -> bool:
    return number < len(case.seen)


def _rules(owner: str, found: tuple[OneTried, ...], base: PolicyBase) -> Iterator[dict[str, Any]]:
    """Each rule of *owner* with its line, and the numbers of the cases in which it fired."""
    keys = base.policies.get(owner)
    if keys is None:
        return
    named: list[tuple[str, ...]] = [("listings", name) for name in keys.listings]
    if keys.grade is not None:
        named += [("grade", part, name) for part in ("items", "direct") for name in getattr(keys.grade, part)]
    firing = [{*fired(one.result.verdict, owner)} if one.result.verdict else set() for one in found]
    for path in named:
        name = path[-1]
        yield {
            "id": name,
            "line": base.place("policy", owner, *path, key=True).line,
            "last": _last_line(base, owner, path),
            "cases": [number for number, names in enumerate(firing) if name in names],
        }


def _last_line(base: PolicyBase, owner: str, path: tuple[str, ...]) -> int:
    """The line of the last value at *path* or below."""
    file, _ = base.origins["policy", owner]
    places = base.documents[file].places
    return max(place.line for known, place in places.items() if known[: len(path)] == path)
