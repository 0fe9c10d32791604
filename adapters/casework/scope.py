"""Whose a matter is: an officer's by sector, a department's where it is its own."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, false, or_, true

from adapters.access.actor import Actor
from adapters.casework.refusals import NotTheirs
from adapters.database.tables.casework import matter

_OVERSEE: Final = frozenset({"reviewer", "approver", "auditor"})
"""Roles that read the matters of everybody."""


def handles(actor: Actor, sector: str | None, department: str | None) -> bool:
    """Whether *actor* may take steps in what is of *sector* and has to be handled by *department*."""
    if "officer" in actor.roles and (not actor.sectors or sector in actor.sectors):
        return True
    return "department" in actor.roles and actor.department is not None and actor.department == department


def must_handle(actor: Actor, sector: str | None, department: str | None) -> None:
    """Raise `NotTheirs` where *actor* does not handle it."""
    if not handles(actor, sector, department):
        raise NotTheirs(sector, department)


def sees(actor: Actor, sector: str | None, department: str | None) -> bool:
    """Whether *actor* may read it."""
    return bool(actor.roles & _OVERSEE) or handles(actor, sector, department)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """What of the matters *actor* may read, as a condition."""
    if actor.roles & _OVERSEE or ("officer" in actor.roles and not actor.sectors):
        return true()
    theirs: list[ColumnElement[bool]] = []
    if "officer" in actor.roles:
        theirs.append(matter.c.sector.in_(sorted(actor.sectors)))
    if "department" in actor.roles and actor.department is not None:
        theirs.append(matter.c.department == actor.department)
    return or_(false(), *theirs)
