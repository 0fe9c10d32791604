"""What differs between two releases: files line by line, and policies by what they say in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from typing import Final, Literal

from adapters.sentences.policies import policy_account
from adapters.sentences.said import Account, Said, plain
from adapters.sentences.words import Words
from engine.language.base import PolicyBase, load

Change = Literal["added", "changed", "removed"]
MOST_LINES: Final = 2_000
"""Lines of differences that are shown of one file."""
_MOST_COMPARED: Final = 20_000
"""Lines, old and new, that are compared: what takes minutes is not shown at all."""


@dataclass(frozen=True)
class FileDifference:
    """How the file at *path* differs: *lines* in the form of `diff -u`, *cut* where there are too many."""

    path: str
    change: Change
    lines: tuple[str, ...]
    cut: bool


@dataclass(frozen=True)
class PolicyDifference:
    """What a policy says no more, and what it says now."""

    policy: str
    title: str
    change: Change
    gone: tuple[str, ...]
    new: tuple[str, ...]


def changed_paths(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[tuple[str, Change]]:
    """The paths at which *before* and *after* differ, and how."""
    for path in sorted({*before, *after}):
        if path not in before:
            yield path, "added"
        elif path not in after:
            yield path, "removed"
        elif before[path] != after[path]:
            yield path, "changed"


def of_files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[FileDifference, ...]:
    """How files differ; *before* and *after* need hold only those that do."""
    return tuple(
        _file(path, change, before.get(path, b""), after.get(path, b""))
        for path, change in changed_paths(before, after)
    )


def of_policies(
    before: Mapping[str, bytes], after: Mapping[str, bytes], language: str, day: date
) -> tuple[PolicyDifference, ...]:
    """How what the policies say differs, in *language* and by the law of *day*.

    A policy may speak of what stands in other files, and is told as often as its own words change.
    """
    (old, _), (new, _) = load(before), load(after)
    was, now = Words(old, language, day), Words(new, language, day)
    return tuple(one for name in sorted({*old.policies, *new.policies}) if (one := _policy(was, now, name)) is not None)


def _policy(was: Words, now: Words, name: str) -> PolicyDifference | None:
    told = [policy_account(words, name) if name in words.base.policies else None for words in (was, now)]
    before, after = (
        Counter[str]() if one is None else Counter(_lines(words, one))
        for words, one in zip((was, now), told, strict=True)
    )
    gone, new = tuple((before - after).elements()), tuple((after - before).elements())
    if not gone and not new:
        return None
    change: Change = "added" if told[0] is None else "removed" if told[1] is None else "changed"
    return PolicyDifference(name, _title(now.base, name) or _title(was.base, name), change, gone, new)


def _title(base: PolicyBase, name: str) -> str:
    known = base.policies.get(name)
    return "" if known is None else known.title


def _lines(words: Words, account: Account) -> Iterator[str]:
    """Everything *account* says, a line a sentence."""
    yield account.title
    for part in account.parts:
        for sentence in part.sentences:
            yield from (_line(words, part.heading, one.said) for one in sentence.all())
    for parameter in account.parameters:
        for value in parameter.values:
            yield _line(words, f"{parameter.label} {value.since}", value.said)


def _line(words: Words, where: str, said: Said) -> str:
    return plain(words.say("mention", where=where, said=said))


def _file(path: str, change: Change, before: bytes, after: bytes) -> FileDifference:
    old, new = (one.decode("utf-8", "replace").splitlines() for one in (before, after))
    if len(old) + len(new) > _MOST_COMPARED:
        return FileDifference(path, change, (), cut=True)
    lines = list(unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm=""))
    return FileDifference(path, change, tuple(lines[:MOST_LINES]), len(lines) > MOST_LINES)
