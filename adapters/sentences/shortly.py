"""A case in a line of the reader's language, whatever language its claim is in: the day, the records, what is due."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from adapters.sentences.examples import NUMBER, example
from adapters.sentences.said import plain
from adapters.sentences.words import Words
from engine.cases.read import raw_fact
from engine.cases.shapes import Case, ListExpected

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_MOST: Final = 3
"""Records that are named; how many more there are is said."""
_MOST_NUMBERS: Final = 2


def shortly(words: Words, owner: str, case: Case) -> str:
    """The *case* of *owner* in a line; nothing where its claim is in the language of *words*, and says it better."""
    if bool(_CHINESE.search(case.name)) is (words.language == "zh_CN"):
        return ""
    given = list(_given(words, case))
    told = plain(words.joined(given[:_MOST])) if given else words.text("short.nothing")
    if len(given) > _MOST:
        told = words.text("short.more", given=told, count=len(given))
    return words.text("short.line", day=case.as_of.isoformat(), given=told, due=_due(words, owner, case))


def _given(words: Words, case: Case) -> Iterator[str]:
    """The records by what they are; those that read alike once, with how many they are."""
    for text, count in Counter(_fact(words, raw_fact(one)) for one in case.facts).items():
        yield text if count == 1 else words.text("short.times", fact=text, count=count)


def _fact(words: Words, raw: Mapping[str, Any]) -> str:
    """The record *raw* by its title and the numbers it says."""
    type_ = str(raw.get("type", ""))
    known, numbers = words.fields.get(type_, {}), []
    for name, value in (raw.get("fields") or {}).items():
        field = known.get(name)
        if field is not None and field.family == "number" and NUMBER.fullmatch(str(value)):
            number = words.number(Decimal(str(value)), field.unit)
            numbers.append(plain(words.say("example.field", label=field.label or name, value=number)))
    title = plain(words.fact_type(type_))
    if not numbers:
        return title
    return words.text("short.numbers", fact=title, numbers=plain(words.joined(numbers[:_MOST_NUMBERS])))


def _due(words: Words, owner: str, case: Case) -> str:
    """What is due first: where the subject stands by *owner*, or what else the case expects."""
    listed = case.expect.lists.get(owner)
    if listed:
        last = listed if isinstance(listed, ListExpected) else listed[-1]
        if last.state is not None:
            return words.text(f"due_state.{last.state}")
    graded = case.expect.grades.get(owner)
    if graded is not None and graded.grade not in (None, "none", "unknown"):
        return words.grade(graded.grade)
    if owner in (case.expect.proposals or {}):
        return words.text("due_state.proposed")
    due = example(words, case).due
    return plain(due[0].said) if due else words.text("short.any")
