"""A matter: how it came to where it stands, what runs, and the steps that can be taken next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import request

from engine.problems import FactError
from web.api.problems import Refusal
from web.pages.asking import ask
from web.pages.casework.area import PURPOSE, around, casework, wrong_with
from web.pages.casework.desk import kind_of
from web.pages.casework.forms import ITEMS, FormFields, body_of
from web.pages.casework.stepper import stages
from web.pages.frame import render
from web.pages.signing_in import see


@casework.add("/casework/<kinds>/<id_>", allow="casework:read")
def matter_page(kinds: str, id_: str) -> Any:
    """One matter with its steps, limits and what can be done."""
    return _page(kinds, id_)


@casework.add("/casework/<kinds>/<id_>/<step>", allow="casework:read", methods=("POST",))
def take(kinds: str, id_: str, step: str) -> Any:
    """Take a step, and see what became of it; where it is refused, the form again with what stands against it."""
    _, path = kind_of(kinds)
    if step not in ITEMS:
        raise Refusal(HTTPStatus.NOT_FOUND, "not_found")
    try:
        ask("POST", f"{path}/{id_}/{step}", body=body_of(step, request.form), purpose=PURPOSE)
    except Refusal as refusal:
        if refusal.status not in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise
        return _page(kinds, id_, step, wrong_with(refusal)), refusal.status.value
    except FactError as error:
        return _page(kinds, id_, step, wrong_with(error)), HTTPStatus.UNPROCESSABLE_ENTITY.value
    return see(f"/casework/{kinds}/{id_}?done=step_taken")


def _page(kinds: str, id_: str, step: str | None = None, wrong: Sequence[Mapping[str, Any]] | None = None) -> str:
    kind, path = kind_of(kinds)
    matter = ask("GET", f"{path}/{id_}", purpose=PURPOSE)
    steps = ask("GET", f"/v1/matters/{id_}/ahead")["steps"]
    letters = ask("GET", f"{path}/{id_}/letters") if kind == "proceeding" else {"letters": [], "served": []}
    typed = request.form if step is not None else None
    fields = {one["step"]: FormFields(kind, one, typed if one["step"] == step else None) for one in steps}
    return render(
        "casework/matter.html", **around(), kind=kind, kinds=kinds, matter=matter, ahead=steps, fields=fields,
        stages=stages(matter), letters=letters["letters"], served=letters["served"], tried=step,
        wrong=wrong or [],
    )  # fmt: skip
