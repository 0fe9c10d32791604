"""The pages of administration, gathered; its parts, each for who is permitted; what went wrong with a form."""

from __future__ import annotations

from typing import Any, Final

from flask import request

from adapters.access.permissions import Permission
from engine.problems import FactError
from web.api.access import actor
from web.api.problems import Refusal, of_facts, problem_told
from web.pages.frame import render
from web.pages.routes import Pages

admin: Final = Pages("admin")
PARTS: Final[tuple[tuple[str, Permission], ...]] = (
    ("users", "users:manage"),
    ("tokens", "self:manage"),
    ("imports", "data:import"),
    ("exports", "data:export"),
    ("exchange", "data:import"),
    ("jobs", "jobs:read"),
    ("audit", "audit:read"),
    ("service", "metrics:read"),
)
"""The parts, in the order of their menu, with the permission that each asks for."""


class Given(dict[str, str]):
    """What an address or a form says; of what it does not say, nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def given(*names: str) -> Given:
    """What the address says of *names*, but for what it leaves empty."""
    return Given({name: request.args[name].strip() for name in names if request.args.get(name, "").strip()})


def typed() -> Given:
    """What was typed into the form that was sent."""
    return Given({name: value for name, value in request.form.items() if name != "password"})


def shown(template: str, here: str, **values: Any) -> str:
    """The page *template* of the part *here*."""
    return render(f"admin/{template}.html", parts=_parts(), part=here, **values)


def wrong_with(error: Refusal | FactError) -> list[dict[str, Any]]:
    """What is wrong by *error*, as the problems of a form: one by one, or the refusal itself."""
    refusal = of_facts(error) if isinstance(error, FactError) else error
    told = problem_told(refusal).model_dump()
    errors: list[dict[str, Any]] = list(told["errors"])
    return errors or [{"location": {"pointer": None, "line": None}, "message": told["detail"], "remedy": ""}]


@admin.add("/admin", allow="self:manage")
def admin_page() -> Any:
    """The parts of administration that are for who asks."""
    return shown("home", "home")


def _parts() -> list[str]:
    return [name for name, allow in PARTS if actor().may(allow)]
