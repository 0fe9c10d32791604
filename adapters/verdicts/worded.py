"""What differs between two verdicts in words: the list, grade or measure it is about, and what it was and is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.cli.records import Records
from adapters.cli.wording import Wording

Told = Mapping[str, Any]


def worded(named: Records, entry: Told, was: Told, now: Told) -> dict[str, str]:
    """The *entry* of `differing` about the verdicts *was* and *now* (as `saying.said` has them); *named*: records."""
    words = named.words
    sort, _, rest = entry["path"].partition("/")
    told = [_value(named, sort, rest, entry[one]) for one in ("was", "now")]
    return {"about": _about(words, sort, rest, was, now), "was_said": told[0], "now_said": told[1]}


def _about(words: Wording, sort: str, rest: str, was: Told, now: Told) -> str:
    if sort == "lists":
        policy, _, what = rest.rpartition("/")
        return words.say(f"differs.{what}", title=words.title(policy))
    if sort == "grades":
        return words.say("differs.grade", title=words.title(rest))
    if sort == "measures":
        return next((_measure(words, one) for one in _measures(was, now) if _path(one) == rest), rest)
    return words.say("differs.outcome")


def _measures(was: Told, now: Told) -> list[Told]:
    return [*was["verdict"]["measures"], *now["verdict"]["measures"]]


def _path(measure: Told) -> str:
    """How `differing` names *measure*."""
    via = f"/{measure['via']}" if measure["via"] else ""
    return f"{measure['policy']}/{measure['measure']}{via}"


def _measure(words: Wording, measure: Told) -> str:
    return words.say("differs.measure", title=measure["title"], policy=words.title(measure["policy"]))


def _value(named: Records, sort: str, rest: str, value: Any) -> str:
    words = named.words
    if sort == "outcome":
        return words.word("outcome", value)
    if sort == "grades":
        return words.say("differs.nothing") if value is None else str(value)
    if sort == "measures":
        return words.say("differs.no_measure") if value is None else _in_force(words, value)
    match rest.rpartition("/")[2]:
        case "spells":
            return words.listed(_spell(words, *one) for one in value or ()) or words.say("differs.nothing")
        case "proposals":
            return words.listed(_proposal(named, rest, *one) for one in value or ()) or words.say("differs.nothing")
    return words.word("differs", f"status_{value or 'not_listed'}")


def _in_force(words: Wording, value: str) -> str:
    if value == "in_force":
        return words.say("differs.in_force")
    return words.say("differs.withheld", reason=words.word("withheld", value))


def _spell(words: Wording, start: str, last: str | None, most: str | None) -> str:
    if last is None:
        return words.say("differs.spell_open", start=start)
    key = "spell" if most in (last, None) else "spell_bounds"
    return words.say(f"differs.{key}", start=start, last=last, most=most or last)


def _proposal(named: Records, rest: str, rule: str, fact: str) -> str:
    label = named.words.rule(rest.rpartition("/")[0], rule)
    return named.words.say("differs.proposal", rule=label, fact=named.named(fact)) if fact else label
