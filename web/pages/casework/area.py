"""The pages of casework, gathered; what matters of each kind are called in addresses; how a day looks from today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import request

from engine.problems import FactError
from web.api.problems import Refusal, of_facts, problem_told
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
    return {"names": called(), "plurals": PLURALS}


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
    return errors or [{"location": {"pointer": None, "line": None}, "message": told["detail"], "remedy": ""}]
