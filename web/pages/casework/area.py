"""The pages of casework, gathered; what matters of each kind are called in addresses; how a day looks from today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from flask import request

from adapters.cli.wording import Wording
from engine.catalogue import catalogue
from engine.problems import FactError
from web.api.lists import live_program
from web.api.problems import Refusal, problem_told, told
from web.pages.frame import say
from web.pages.language import spoken
from web.pages.names import called
from web.pages.routes import Pages

casework: Final = Pages("casework")
PURPOSE: Final = "casework"
"""What matters are read for: texts and names of persons' matters are told for it, and that is noted."""
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "proceedings": ("proceeding", "/v1/proceedings"),
    "appeals": ("appeal", "/v1/appeals"),
    "complaints": ("complaint", "/v1/complaints"),
    "claims": ("claim", "/v1/claims"),
    "executions": ("execution", "/v1/measures/executions"),
}
"""By what stands in the address of a page: the kind of matter, and where the API has them."""
PLURALS: Final[Mapping[str, str]] = {kind: plural for plural, (kind, _) in KINDS.items()}


def around() -> dict[str, Any]:
    """What all templates of the area use."""
    return {"names": called(), "plurals": PLURALS, "in_words": in_words}


class Given(dict[str, str]):
    """What an address says; of what it does not say, nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def given(*names: str) -> Given:
    """What the address says of *names*, but for what it leaves empty."""
    return Given({name: request.args[name].strip() for name in names if request.args.get(name, "").strip()})


def wrong_with(error: Refusal | FactError) -> list[dict[str, Any]]:
    """What is wrong by *error*, as the problems of a form: one by one, or the refusal itself."""
    if isinstance(error, FactError):
        return in_words(told(one, apart=True).model_dump() for one in error.problems)
    whole = problem_told(error).model_dump()
    alone = {"location": {"pointer": None, "line": None}, "message": whole["detail"], "remedy": ""}
    return in_words(whole["errors"]) or [alone]


def in_words(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*errors* as they are told to people: worded for the page where it has words of its own, else as they are."""
    return [_in_words(one) for one in errors]


def _in_words(error: Mapping[str, Any]) -> dict[str, Any]:
    of, _, code = error["code"].partition(".")
    if of != "casework" or error["values"] is None:
        return dict(error)
    values = {name: _named(name, value) for name, value in error["values"].items()}
    own = {"message": f"casework.said.{code}", "remedy": f"casework.here.{code}"}
    return {**error, **{part: say(key, **values) for part, key in own.items() if key in catalogue(spoken())}}


def _named(name: str, value: str | Sequence[str]) -> str:
    """What the *value* called *name* of an error is called."""
    if not isinstance(value, str):
        return say("sentences.join.list").join(_named(name, one) for one in value) or "–"
    match name:
        case "policy":
            return called().policy(value)
        case "authority":
            return called().department(value)
        case "type":
            return Wording(live_program()[1], spoken()).fact_type(value)
        case "state":
            return catalogue(spoken()).get(f"casework.state.{value}", value)
        case "step" | "possible":
            return _step(value.replace("-", "_"))
        case _:
            return value


def _step(key: str) -> str:
    """What the step *key* is called: in matters of some kinds it is known by a name of its own."""
    words = catalogue(spoken())
    return words.get(f"casework.step.{key}") or words.get(f"casework.step.plea_{key}", key)
