"""What came of the cases: for people, as JSON, and as JUnit's XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any
from xml.etree import ElementTree as ET

import orjson
from rich.text import Text

from adapters.cli.console import write
from engine.cases.coverage import Coverage, Seen, percent
from engine.cases.difference import Difference
from engine.cases.mutation import Mutation, Tally
from engine.cases.run import CaseResult
from engine.catalogue import text
from engine.problems import Place


@dataclass(frozen=True)
class Outcome:
    """How many *policies* (overlays and linkages too) there are, and what came of their cases in so many *seconds*."""

    policies: int
    results: Sequence[CaseResult]
    covered: Sequence[Coverage]
    mutations: Sequence[Mutation] | None
    seconds: float
    place: Callable[[Place], Place]
    """*place* is how a place is seen from where the user is."""

    @property
    def failed(self) -> list[CaseResult]:
        """The cases that do not hold."""
        return [result for result in self.results if not result.holds]

    @property
    def with_cases(self) -> int:
        """How many of the policies have cases."""
        return len({result.case.owner for result in self.results})

    @property
    def percent(self) -> float:
        """How much of the conditions was seen true and false."""
        return percent(self.covered)

    @property
    def changes(self) -> Tally:
        """What became of the changes of all policies."""
        return sum((one.tally for one in self.mutations or ()), Tally())

    def short_of(self, threshold: float | None) -> bool:
        """Whether less was seen than the *threshold* asked for."""
        return threshold is not None and self.percent < threshold


def difference_line(difference: Difference, language: str) -> str:
    """*difference* in one line."""
    values = {"path": difference.path, "expected": difference.expected, "found": difference.found}
    return text("cli.test.difference", language, **values)


def as_json(outcome: Outcome, language: str, threshold: float | None = None) -> bytes:
    """*outcome* for other programs."""
    data: dict[str, Any] = {
        "policies": outcome.policies,
        "policies_with_cases": outcome.with_cases,
        "cases": len(outcome.results),
        "passed": len(outcome.results) - len(outcome.failed),
        "failed": len(outcome.failed),
        "failures": [_failure(result, outcome, language) for result in outcome.failed],
        "coverage": {
            "percent": round(outcome.percent, 2),
            "seen": sum(one.met for one in outcome.covered),
            "due": sum(one.due for one in outcome.covered),
            "threshold": threshold,
            "reached": not outcome.short_of(threshold),
            "policies": {one.owner: _covered(one) for one in outcome.covered},
        },
    }
    if outcome.mutations is not None:
        data["mutation"] = _tallied(outcome.changes) | {
            "policies": {one.owner: _mutation(one) for one in outcome.mutations}
        }
    return orjson.dumps(data, option=orjson.OPT_INDENT_2)


def _failure(result: CaseResult, outcome: Outcome, language: str) -> dict[str, Any]:
    place = outcome.place(result.case.place())
    return {
        "policy": result.case.owner,
        "case": result.case.name,
        "file": place.file,
        "line": place.line,
        "differences": [
            {"path": one.path, "expected": one.expected, "found": one.found, "message": difference_line(one, language)}
            for one in result.differences
        ],
    }


def _covered(one: Coverage) -> dict[str, Any]:
    unseen = [
        {"condition": seen.condition.id, "line": seen.condition.place.line, "never": truth}
        for seen in one.seen
        for truth in seen.wanting
    ]
    return {"percent": round(percent([one]), 2), "seen": one.met, "due": one.due, "unseen": unseen}


def _tallied(tally: Tally) -> dict[str, Any]:
    return {"score": round(tally.score, 2) if tally.tried else None, **asdict(tally)}


def _mutation(one: Mutation) -> dict[str, Any]:
    return _tallied(one.tally) | {
        "survivors": [mutant.id for mutant in one.unexplained],
        "explanations": {each.mutant.id: each.reason for each in one.survivors if each.reason is not None},
        "stale": list(one.stale),
    }


def as_junit(outcome: Outcome, language: str, threshold: float | None = None) -> bytes:
    """*outcome* as build servers read it; a *threshold* is a test beside the cases."""
    tests, failures = len(outcome.results), len(outcome.failed)
    if threshold is not None:
        tests, failures = tests + 1, failures + outcome.short_of(threshold)
    root = ET.Element("testsuites", tests=str(tests), failures=str(failures))
    for owner, group in groupby(outcome.results, key=lambda result: result.case.owner):
        results = list(group)
        failures = sum(not result.holds for result in results)
        suite = ET.SubElement(root, "testsuite", name=owner, tests=str(len(results)), failures=str(failures))
        for result in results:
            place = outcome.place(result.case.place())
            case = ET.SubElement(
                suite, "testcase", classname=owner, name=result.case.name, file=place.file, line=str(place.line)
            )
            if not result.holds:
                lines = [difference_line(one, language) for one in result.differences]
                ET.SubElement(case, "failure", message=lines[0]).text = "\n".join(lines)
    if threshold is not None:
        _threshold_suite(root, outcome, language, threshold)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _threshold_suite(root: ET.Element, outcome: Outcome, language: str, threshold: float) -> None:
    short = outcome.short_of(threshold)
    suite = ET.SubElement(root, "testsuite", name="coverage", tests="1", failures=str(int(short)))
    case = ET.SubElement(suite, "testcase", classname="coverage", name=f"threshold {threshold:g}")
    if short:
        ET.SubElement(case, "failure", message=_below(outcome, language, threshold))


def _below(outcome: Outcome, language: str, threshold: float) -> str:
    values = {"percent": f"{outcome.percent:.1f}", "threshold": f"{threshold:g}"}
    return text("cli.test.below", language, **values)


def as_pretty(outcome: Outcome, language: str, *, threshold: float | None, verbose: bool) -> None:
    """Print *outcome* for people."""
    for owner, group in groupby(outcome.results, key=lambda result: result.case.owner):
        results = list(group)
        if verbose or any(not result.holds for result in results):
            write(owner, "bold")
            for result in results:
                _tell(result, outcome, language, verbose=verbose)
    _tell_coverage(outcome, language, verbose=verbose or threshold is not None)
    for one in outcome.mutations or ():
        for line, style in _mutation_lines(one, language):
            write(line, style)
    if outcome.mutations:
        write(_tally_line("mutations", outcome.changes, language))
    counts = {
        "cases": len(outcome.results), "failed": len(outcome.failed), "policies": outcome.policies,
        "with_cases": outcome.with_cases, "seconds": f"{outcome.seconds:.1f}",
    }  # fmt: skip
    key = "failed" if outcome.failed else "passed" if outcome.results else "empty"
    write(text(f"cli.test.{key}", language, **counts), "bold red" if outcome.failed else "green")
    if threshold is not None and outcome.short_of(threshold):
        write(_below(outcome, language, threshold), "bold red")


def _tell(result: CaseResult, outcome: Outcome, language: str, *, verbose: bool) -> None:
    place = outcome.place(result.case.place())
    if result.holds:
        if verbose:
            write(Text("  ✓ ", "green").append(result.case.name))
        return
    write(Text("  ✗ ", "red").append(result.case.name).append(f"  {place.file}:{place.line}", "dim"))
    for difference in result.differences:
        write(f"      {difference_line(difference, language)}")


def _tell_coverage(outcome: Outcome, language: str, *, verbose: bool) -> None:
    for one in outcome.covered if verbose else ():
        values = {"owner": one.owner, "percent": f"{percent([one]):.1f}", "seen": one.met, "due": one.due}
        write(text("cli.test.covered", language, **values), "bold")
        for seen in one.seen:
            if seen.wanting:
                write(_unseen(seen, outcome, language))
    values = {
        "percent": f"{outcome.percent:.1f}",
        "seen": sum(one.met for one in outcome.covered),
        "due": sum(one.due for one in outcome.covered),
    }
    if outcome.covered:
        write(text("cli.test.coverage", language, **values))


def _unseen(seen: Seen, outcome: Outcome, language: str) -> Text:
    never = "neither" if len(seen.wanting) > 1 else "never_true" if seen.wanting[0] else "never_false"
    line = Text("  ").append(text(f"cli.test.{never}", language), "yellow")
    line.append(f" {seen.condition.id}").append(f"  {seen.condition.asks}", "dim")
    place = outcome.place(seen.condition.place)
    return line.append(f"  {place.file}:{place.line}", "dim")


def _mutation_lines(one: Mutation, language: str) -> Iterator[tuple[str, str]]:
    yield _tally_line("mutation", one.tally, language, owner=one.owner), "bold red" if one.unexplained else "bold"
    for mutant in one.unexplained:
        yield text("cli.test.survived", language, mutant=mutant.id), "red"
    for each in one.survivors:
        if each.reason is not None:
            yield text("cli.test.explained", language, mutant=each.mutant.id, reason=each.reason), "dim"
    for id_ in one.stale:
        yield text("cli.test.stale", language, mutant=id_), "yellow"


def _tally_line(key: str, tally: Tally, language: str, **further: str) -> str:
    suffix = "" if tally.tried else "_none"
    return text(f"cli.test.{key}{suffix}", language, **asdict(tally), score=f"{tally.score:.1f}", **further)
