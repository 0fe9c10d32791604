"""What lies ahead of a matter: the steps it can take, what stands against each today, and which limits they move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.access.actor import Actor
from adapters.access.permissions import Permission
from adapters.casework.guards import Asked, Scene, against
from adapters.casework.kept import Evidence, Matter, Running, found_matter
from adapters.casework.limits import Limit, limits_of
from adapters.casework.moves import MOVES, possible
from adapters.casework.refusals import NotTheirs
from adapters.casework.scope import handles, sees
from adapters.casework.stepping import ENDS, EVENTS, law, scene_of
from adapters.clock import today
from adapters.parts import Parts
from adapters.verdicts.asking import NotKnown
from engine.language.policy import Policy
from engine.problems import Problem

_SAID: Final[Mapping[str, Mapping[str, Any]]] = {"decide": {"outcome": "list", "considered": "-"}}
"""What a step is taken to say, so that only what nobody can say away stands against it."""


@dataclass(frozen=True)
class Ahead:
    """A *step* that can be taken: by who is permitted *allow*, with what is *against* it today.

    It ends the limits *ends*, and those of *begins* run from today on, with their last days; *considers*: it has to say
    what was made of what the subject said.
    """

    step: str
    allow: Permission
    against: tuple[Problem, ...]
    ends: tuple[Running, ...]
    begins: tuple[tuple[Limit, int | None], ...]
    considers: bool


def ahead(parts: Parts, actor: Actor, id_: str) -> list[Ahead]:
    """The steps ahead of the matter *id_*, as far as *actor* may take them; raises `NotKnown` or `NotTheirs`."""
    program, now = law(parts), parts.clock.now()
    with parts.database.reading() as connection:
        matter = found_matter(connection, id_)
        if matter is None:
            raise NotKnown("matter", id_)
        if not sees(actor, matter.sector, matter.department):
            raise NotTheirs(matter.sector, matter.department)
        scene = scene_of(connection, program, matter, now)
    if not handles(actor, matter.sector, matter.department):
        return []
    day = today(parts.clock)
    steps = possible(matter.kind, matter.state, matter.objected, matter.repairing)
    return [_ahead(matter, scene, step, day) for step in steps if actor.may(MOVES[matter.kind][step].allow)]


def _ahead(matter: Matter, scene: Scene, step: str, day: int) -> Ahead:
    asked = Asked(step, day, Evidence("-"), _SAID.get(step, {}) if matter.kind == "proceeding" else {})
    listing = matter.kind == "proceeding" and step == "decide"
    return Ahead(
        step,
        MOVES[matter.kind][step].allow,
        tuple(against(matter, asked, scene)),
        tuple(one for one in scene.limits if one.met is None and one.what in ENDS.get(step, ())),
        tuple(_begun(matter, scene, step, day)),
        listing and (matter.state == "stated" or matter.objected),
    )


def _begun(matter: Matter, scene: Scene, step: str, day: int) -> Iterator[tuple[Limit, int | None]]:
    policy: Policy | None = scene.program.base.policies.get(str(matter.policy))
    event = EVENTS.get(step) if matter.kind == "proceeding" else None
    for limit in limits_of(policy, event, day) if event is not None else ():
        yield limit, limit.last(scene.calendar)
