"""What is typed into the form of a new simulation, and the request that is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from web.pages.numbers import whole
from web.pages.periods import PERIODS, written

_POINTER: Final = re.compile(r"/candidate/changes/(\d+)")


@dataclass(frozen=True)
class Row:
    """A parameter as the form has it: what is *published*, the *amount* typed and what a period counts, a sweep."""

    published: Mapping[str, Any]
    amount: str
    per: str
    first: str
    last: str
    step: str

    @property
    def id(self) -> str:
        """What its fields are called after."""
        return f"{self.published['policy']}:{self.published['parameter']}"

    @property
    def value(self) -> str:
        """The value typed, as policies write it."""
        return written(self.amount, self.per)

    @property
    def changed(self) -> bool:
        """Whether it is another than the one published."""
        return bool(self.amount) and (self.amount, self.per) != (self.published["amount"], self.published["per"])

    @property
    def sweep(self) -> str | None:
        """The sweep typed, if any is."""
        if not (self.first and self.last):
            return None
        ends = (written(one, self.per).replace(" ", "_") for one in (self.first, self.last, self.step or "1"))
        first, last, step = ends
        return f"{self.id}={first}..{last}/{step}"


class Form:
    """What was typed, beside what there is to choose from: *parameters* are those of the policies chosen."""

    def __init__(self, typed: MultiDict[str, str], parameters: Sequence[Mapping[str, Any]]) -> None:
        self._typed = typed
        self.rows = [_row(typed, one) for one in parameters]

    def __getitem__(self, name: str) -> str:
        """What was typed into the field *name*, or stands in it from the start."""
        return self._typed.get(name, _FIRST.get(name, "")).strip()

    @property
    def policies(self) -> list[str]:
        """The policies whose parameters are shown."""
        return policies_in(self._typed)

    def body(self) -> dict[str, Any]:
        """The request: what is not filled in is left out, so that it is told what is missing."""
        synthetic = self["population"] == "synthetic"
        who = {"sort": "stored"}
        if synthetic:
            who = {"sort": "synthetic", **{name: _number(self[name]) for name in ("subjects", "seed", "trouble")}}
        asked = {
            "title": self["title"], "baseline": self["baseline"], "candidate": self._candidate(), "population": who,
            "as_of": self["as_of"] or None, "months": _number(self["months"]), "decisions": self["decisions"],
            "sweeps": [one.sweep for one in self.rows if one.sweep is not None],
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value is not None}

    def wrong(self, errors: Sequence[Any]) -> dict[str, str]:
        """What is wrong with single parameters, by the id of their rows."""
        changed = [one for one in self.rows if one.changed]
        found = ((_POINTER.match(one.location.pointer or ""), one.message) for one in errors)
        return {changed[int(at[1])].id: message for at, message in found if at and int(at[1]) < len(changed)}

    def _candidate(self) -> dict[str, Any]:
        match self["origin"]:
            case "draft":
                return {"draft": self["draft"]}
            case "release":
                return {"release": self["release"]}
            case _:
                return {"changes": list(self._changes())}

    def _changes(self) -> Iterator[dict[str, str]]:
        for one in self.rows:
            if one.changed:
                yield {
                    "policy": one.published["policy"], "parameter": one.published["parameter"], "value": one.value,
                }  # fmt: skip


_FIRST: Final[Mapping[str, str]] = {
    "baseline": "live", "origin": "changes", "population": "synthetic", "subjects": "2000", "seed": "7",
    "trouble": "10", "months": "12", "decisions": "assumed",
}  # fmt: skip


def policies_in(typed: MultiDict[str, str]) -> list[str]:
    """The policies chosen in what was *typed*, those added last at the end; `drop` takes one out."""
    chosen = [*typed.getlist("policy"), typed.get("add", "")]
    return [one for one in dict.fromkeys(chosen) if one and one != typed.get("drop")]


def _row(typed: MultiDict[str, str], one: Mapping[str, Any]) -> Row:
    id_ = f"{one['policy']}:{one['parameter']}"
    told = {name: typed.get(f"{name}:{id_}", "").strip() for name in ("a", "p", "f", "t", "s")}
    per = told["p"] if told["p"] in PERIODS else one["per"]
    return Row(one, told["a"] or one["amount"], per if one["per"] else "", told["f"], told["t"], told["s"])


def _number(text: str) -> Any:
    """*text* as a number where it is one; what it is not, the API tells."""
    if isinstance(found := whole(text), int):
        return found
    try:
        return float(text)
    except ValueError:
        return text
