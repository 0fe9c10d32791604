"""What a case expects and what it comes to, in words: where a trial tells keys and codes, people read names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.catalogue import catalogue
from web.pages.language import spoken

_NOTHING: Final = frozenset({"-", "none", ""})
_MEASURES: Final = frozenset({"measures", "measures_include", "measures_exclude", "withheld"})
_POLICIES: Final = frozenset({"proposals", "undecided"})
_WORDS: Final[Mapping[str, str]] = {
    "state": "author.word", "outcome": "verdict.outcome", "ended_by": "verdict.cause", "flags": "verdict.flag",
    "how": "sentences.due_how", "grade": "sentences.grade_name", "possible": "sentences.grade_name",
}  # fmt: skip
"""Where the words for the codes at a key stand."""


@dataclass(frozen=True)
class Different:
    """One thing that differs: what it is *about*, what is *expected* of it, what was *found*."""

    about: str
    expected: str
    found: str


def worded(differences: Iterable[Mapping[str, Any]], names: Mapping[str, Any]) -> list[Different]:
    """*differences* as the API tells them, in words; *names* are those of the draft."""
    return [_worded(one["path"], one["expected"], one["found"], names) for one in differences]


def _worded(path: str, expected: str, found: str, names: Mapping[str, Any]) -> Different:
    words, last = catalogue(spoken()), path.rpartition(".")[2]
    about = words.get(f"author.differs.{last}") or words.get(f"author.key.{last}")
    if about is None:  # a policy is what the path ends with
        first, _, policy = path.partition(".")
        about = f"{words.get(f'author.key.{first}', first)} {_title(policy, names)}"
    return Different(about, *(_value(last, path, told, names) for told in (expected, found)))


def _value(last: str, path: str, told: str, names: Mapping[str, Any]) -> str:
    words = catalogue(spoken())
    if told in _NOTHING and last != "state":
        return words["author.word.-"]
    return words["author.differs_join"].join(_members(last, path, told, names))


def _members(last: str, path: str, told: str, names: Mapping[str, Any]) -> Iterator[str]:
    words = catalogue(spoken())
    for one in told.split(", "):
        name, colon, why = one.partition(": ")
        if last in _MEASURES:
            title = names["measures"].get(name, name)
            yield f"{title}（{words.get(f'verdict.withheld.{why}', why)}）" if colon else title
        elif path in _POLICIES:
            yield _title(one, names)
        elif last in ("repair_needs", "needs"):
            yield names["fact_types"].get(one, {}).get("title", one)
        else:
            yield words.get(f"{_WORDS.get(last, 'author.word')}.{one}", one)


def _title(policy: str, names: Mapping[str, Any]) -> str:
    return str(names["lists"].get(policy) or names["grades"].get(policy) or policy)
