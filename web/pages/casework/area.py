"""The pages of casework, gathered; what matters of each kind are called in addresses; how a day looks from today."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask import request

from engine.catalogue import catalogue
from engine.problems import FactError
from web.api.problems import Refusal, of_facts, problem_told
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
    refusal = of_facts(error) if isinstance(error, FactError) else error
    told = problem_told(refusal).model_dump()
    errors: list[dict[str, Any]] = list(told["errors"])
    return in_words(errors) or [{"location": {"pointer": None, "line": None}, "message": told["detail"], "remedy": ""}]


def in_words(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """*errors* as they are told to people: policies, states and steps by what they are called, and what to do here."""
    return [{**one, "message": _called(one["message"]), "remedy": _called(_remedy(one))} for one in errors]


def _remedy(error: Mapping[str, Any]) -> str:
    """What to do about *error* on a page, where that is not what a system would do."""
    _, _, code = error["code"].partition(".")
    return catalogue(spoken()).get(f"casework.here.{code}", error["remedy"])


def _called(said: str) -> str:
    """*said* with names in place of what systems call policies, states and steps."""
    policies, words = called().policies, catalogue(spoken())

    def name(found: re.Match[str]) -> str:
        key = found[1].replace("-", "_")
        told = policies.get(found[1]) or words.get(f"casework.step.{key}") or words.get(f"casework.state.{key}")
        return found[0] if told is None else say("casework.matter.named", name=told)

    return re.sub(r"`([^`]+)`", name, said)
