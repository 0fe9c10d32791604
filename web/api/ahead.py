"""What is to be done: how much there is of it, and the steps ahead of a matter before any of them is taken."""

from __future__ import annotations

from typing import Any, Final

from pydantic import Field

from adapters.access.permissions import Permission
from adapters.casework.ahead import Ahead, ahead
from adapters.casework.limits import Limit
from adapters.casework.looking import load
from adapters.clock import iso_day, today
from web.api.access import actor, parts
from web.api.matters import LimitTold, answering, limit_told
from web.api.operations import Answer, Model, Operations
from web.api.problems import ErrorTold, told

matters: Final = Operations("matters")
_SOON: Final = 7
"""Days within which a limit ends soon."""


class LoadTold(Model):
    """Of one kind of matters: how many are open, drafts among them; limits that are over, or end within seven days."""

    kind: str
    open: int
    drafts: int
    overdue: int
    soon: int


class Summary(Model):
    """How much is to be done in the matters you handle or oversee."""

    as_of: str
    kinds: tuple[LoadTold, ...]


class Beginning(Model):
    """A limit that runs from a step: its last day if the step is taken today, absent where that is not known."""

    what: str
    role: str
    period: str
    basis: tuple[str, ...]
    due: str | None


class AheadTold(Model):
    """A step that you may take next."""

    step: str
    allow: Permission
    against: tuple[ErrorTold, ...] = Field(description="what stands against it today, each with what to do")
    ends: tuple[LimitTold, ...] = Field(description="limits that it ends")
    begins: tuple[Beginning, ...] = Field(description="limits that run from it")
    considers: bool = Field(description="it has to say what was made of what the subject said")


class AheadOfAll(Model):
    """The steps ahead of a matter."""

    steps: tuple[AheadTold, ...]


@matters.add("GET", "/matters/summary", allow="casework:read", answers={200: Answer(Summary)})
def summary() -> Any:
    """How much is to be done, by kind of matter."""
    day = today(parts().clock)
    with parts().database.reading() as connection:
        found = load(connection, actor(), iso_day(day), iso_day(day + _SOON))
    kinds = tuple(LoadTold(**{name: getattr(one, name) for name in LoadTold.model_fields}) for one in found)
    return Summary(as_of=iso_day(day), kinds=kinds)


@matters.add("GET", "/matters/{id}/ahead", allow="casework:read", answers={200: Answer(AheadOfAll)})
def steps_ahead(id: str) -> Any:  # noqa: A002 - as the address has it
    """The steps that you may take next in a matter, with what stands against each today."""
    with answering():
        found = ahead(parts(), actor(), id)
    return AheadOfAll(steps=tuple(map(_told, found)))


def _told(one: Ahead) -> AheadTold:
    return AheadTold(
        step=one.step,
        allow=one.allow,
        against=tuple(told(problem, "matter", "", apart=True) for problem in one.against),
        ends=tuple(map(limit_told, one.ends)),
        begins=tuple(_beginning(limit, due) for limit, due in one.begins),
        considers=one.considers,
    )


def _beginning(one: Limit, due: int | None) -> Beginning:
    last = None if due is None else iso_day(due)
    return Beginning(what=one.what, role=one.role, period=str(one.period), basis=one.basis, due=last)
