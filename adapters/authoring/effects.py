"""What a draft changes, by meaning: values of the law that are other, and cases that come to something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from adapters.authoring.live import ANY_DAY, owner_of
from adapters.authoring.trial import gists
from adapters.sentences.policies import dated_values
from adapters.sentences.rules import Owner
from adapters.sentences.said import plain
from adapters.sentences.shortly import shortly
from adapters.sentences.words import Words
from engine.cases.read import CaseFile, read_cases
from engine.checks import check_files
from engine.language.base import CASES, PolicyBase

Values = dict[tuple[str, str], str]
"""Values in words, by the label of their parameter and the day from which they hold."""


def between(
    before: Mapping[str, bytes], after: Mapping[str, bytes], changed: Iterable[str], language: str
) -> list[dict[str, Any]]:
    """For each policy whose file, or cases, are among the paths *changed*: its values and its cases that are other."""
    old, new = check_files(before), check_files(after)
    owners = sorted({owner_of(path) for path in changed} & {*old.base.policies, *new.base.policies})
    return [
        {
            "policy": owner,
            "title": (new.base.policies.get(owner) or old.base.policies[owner]).title,
            "values": list(_values(old.base, new.base, owner, language)),
            "cases": None if new.problems else list(_cases(old.base, new.base, owner, after, language)),
        }
        for owner in owners
    ]


def _values(old: PolicyBase, new: PolicyBase, owner: str, language: str) -> Iterator[dict[str, Any]]:
    """Values by parameter and day that one of the two has otherwise, each beside what it is then by the other."""
    was, now = _told(old, owner, language), _told(new, owner, language)
    for label, since in [*was, *(key for key in now if key not in was)]:
        before, after = (_held(values, label, since) for values in (was, now))
        if was.get((label, since)) != now.get((label, since)) and before != after:
            yield {"label": label, "since": since, "before": before, "after": after}


def _held(values: Values, label: str, day: str) -> str | None:
    """What the parameter called *label* is on *day*: the last of its *values* by then."""
    known = [since for name, since in values if name == label and since <= day]
    return values[label, max(known)] if known else None


def _told(base: PolicyBase, owner: str, language: str) -> Values:
    policy = base.policies.get(owner)
    if policy is None:
        return {}
    words = Words(base, language, ANY_DAY)
    told = Owner(words, "policy", owner, policy.parameters)
    return {
        (values.label, str(value.since)): plain(value.said)
        for name, keys in policy.parameters.items()
        for values in [dated_values(told, name, keys)]
        for value in values.values
    }


def _cases(
    old: PolicyBase, new: PolicyBase, owner: str, after: Mapping[str, bytes], language: str
) -> Iterator[dict[str, Any]]:
    """Cases that come to something else by the *new* base."""
    path = f"{owner}{CASES}"
    if owner not in old.policies or owner not in new.policies or path not in after:
        return
    files, _ = read_cases(new, {path: after[path]})
    for file in files:
        yield from _changed(old, new, file, Words(new, language, ANY_DAY))


def _changed(old: PolicyBase, new: PolicyBase, file: CaseFile, words: Words) -> Iterator[dict[str, Any]]:
    was, now = gists(old, file.owner, file.cases), gists(new, file.owner, file.cases)
    for case in file.cases:
        if case.name in was and case.name in now and was[case.name] != now[case.name]:
            outcomes = {"before": was[case.name]["outcome"], "after": now[case.name]["outcome"]}
            short = shortly(words, file.owner, case.keys)
            yield {"name": case.name, "short": short, "line": case.place().line, **outcomes}
