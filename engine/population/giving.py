"""Which facts give a grade outright, and to whom it can be given (S22)."""

from __future__ import annotations

import numpy as np

from engine.compile.grades import CompiledGrade
from engine.population.conditions import Conditions
from engine.population.outright import Outright
from engine.population.truths import FALSE, both


def given_outright(compiled: CompiledGrade, conditions: Conditions) -> Outright:
    """What facts give outright, in order of subject."""
    parts: list[Outright] = []
    for one in compiled.direct:
        for name, node in one.facts.items():
            table = conditions.dossiers.of_type(name)
            if table is None:
                continue
            found = conditions.on_own_day(node, table).dated(table.day, one.in_force)
            grade = np.full(len(found.rows), compiled.order.index(one.grade), np.int8)
            parts.append(Outright(table.subject[found.rows], table.day[found.rows], grade, found.truth))
    if not parts:
        return Outright.none()
    subject, day, grade, truth = (
        np.concatenate([getattr(one, name) for one in parts]) for name in ("subject", "day", "grade", "truth")
    )
    order = np.argsort(subject, kind="stable")
    return Outright(subject[order], day[order], grade[order], truth[order])


def holding(compiled: CompiledGrade, conditions: Conditions, given: Outright, years: tuple[int, int]) -> Outright:
    """Those of *given* that hold until their year is declared: of kinds that are graded, in *years* that are.

    *years* are the first and the last day of these.
    """
    given = given.take(np.flatnonzero((years[0] <= given.day) & (given.day <= years[1])))
    truth = both(given.truth, conditions.dossiers.attributes.of_kinds(compiled.kinds, given.subject, given.day))
    return Outright(given.subject, given.day, given.grade, truth).take(np.flatnonzero(truth != FALSE))
