"""Two explanations of one subject, arranged: what one side alone says first, what both say folded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Told = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """Sentences that answer one question: those that *differ* between the sides, and how the others read."""

    of: str
    differ: Sequence[Told]
    same: Sequence[Told]


@dataclass(frozen=True)
class Side:
    """What one release says: its parts, the reasons that matter for the change, and the other reasons."""

    parts: Sequence[Part]
    whys: Sequence[Told]
    others: Sequence[Told]


def side(told: Told, rows: Iterable[Told]) -> Side:
    """What is *told* by one release, for the changes that *rows* tell of: reasons of their facts stand first."""
    facts = {one["fact"] for one in rows if one["fact"]}
    first = [one for one in told["whys"] if _matters(one, facts)]
    parts = [_part(one) for one in told["parts"]]
    return Side(parts, first, [one for one in told["whys"] if not _matters(one, facts)])


def _matters(why: Told, facts: set[str]) -> bool:
    return any(map(_differs, why["sentences"])) or (why["fact"] in facts and why["truth"] != "false")


def _part(one: Told) -> Part:
    """A part of which the members of what heads it are told apart, since all below it would else be told twice."""
    if one["of"] == "head":
        return Part("head", one["sentences"], ())
    differ: list[Told] = []
    same: list[Told] = []
    for sentence in one["sentences"]:
        inner = [member for member in sentence["members"] if _differs(member)]
        if inner:
            differ.append({**sentence, "members": inner})
            same += [member for member in sentence["members"] if not _differs(member)]
        else:
            (differ if sentence["only"] else same).append(sentence)
    return Part(one["of"], differ, same)


def _differs(sentence: Told) -> bool:
    return bool(sentence["only"]) or any(map(_differs, sentence["members"]))
