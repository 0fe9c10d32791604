"""One grade for everybody: groups of those alike and whoever is not, year by year, and what is held until declared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.grades import CompiledGrade
from engine.population.by_window import models
from engine.population.columns import Days, Ints
from engine.population.conditions import Conditions
from engine.population.giving import given_outright, holding
from engine.population.grade_rows import GradeRows
from engine.population.graded_years import GradedYears, graded_years
from engine.population.gradings import JUDGED_SINGLY, Gradings, Waiting
from engine.population.groups import LIKE_NOBODY, Apart, Blind, groups
from engine.population.left import Left, NotInColumns
from engine.population.ways import Ways
from engine.population.yearly import Yearly


def grade_columns(compiled: CompiledGrade, conditions: Conditions, left: Left) -> Gradings:
    """Everybody's grades under one policy; *left* gets true for whom they have to be found one by one."""
    who = conditions.dossiers.record & ~left.marked
    try:
        if compiled.window is None:
            return _columns(compiled, conditions, who)
        model = models(compiled, conditions, who)
        left.mark(np.unique(model[who]), "grade by window")
    except NotInColumns:
        model = np.arange(len(who), dtype=np.int32)
        left.mark(np.flatnonzero(who), "grade not in columns")
    years, row = graded_years(compiled, conditions.dossiers), np.where(who, np.int32(JUDGED_SINGLY), np.int32(-1))
    nothing = np.zeros((years.count, 0), np.int64)
    return replace(_gradings(compiled, conditions, years, row, 0, nothing, Waiting.none()), model=model)


def _columns(compiled: CompiledGrade, conditions: Conditions, who: NDArray[np.bool_]) -> Gradings:
    years, given = graded_years(compiled, conditions.dossiers), given_outright(compiled, conditions)
    found = groups(compiled, conditions, years, given, who)
    held = holding(compiled, conditions, given, _days_of(compiled.years))
    waiting = Waiting(held, years.until(held.day), *_open(compiled, conditions, years))

    def judged(conditions: Conditions, apart: Apart) -> Yearly:
        return Yearly(compiled, conditions, years, given, waiting, apart)

    standing = judged(Blind(conditions), found.representatives(years))
    usual = standing.outcomes()
    apart = found.apart(years, standing.depends)
    nobody = np.zeros((years.count, -LIKE_NOBODY), np.int64)
    own = judged(conditions, apart).outcomes(np.concatenate([usual, nobody], axis=1)[:, apart.group])
    row = found.group.copy()
    row[apart.subjects] = np.arange(len(apart.subjects), dtype=np.int32) + np.int32(len(found.standing))
    outcomes = np.concatenate([usual, own], axis=1)
    return _gradings(compiled, conditions, years, row, len(found.standing), outcomes, waiting)


def _gradings(
    compiled: CompiledGrade,
    conditions: Conditions,
    years: GradedYears,
    row: NDArray[np.int32],
    shared: int,
    outcomes: Ints,
    waiting: Waiting,
) -> Gradings:
    ways, dossiers = Ways(compiled.order), conditions.dossiers
    told = (compiled.policy, ways, years, dossiers.as_of, dossiers.first_day, row, shared, outcomes)
    return Gradings(*told, waiting, GradeRows.none(), np.arange(len(row), dtype=np.int32))


def _open(compiled: CompiledGrade, conditions: Conditions, years: GradedYears) -> tuple[Days, Ints]:
    """The days on which the grades that facts not sent may give change, and these from each on."""
    dossiers = conditions.dossiers
    known = dossiers.program.fact_types
    sources = {source for one in compiled.direct for name in one.facts for source in known[name].sources}
    if not sources or not dossiers.record.any():
        return np.empty(0, np.int32), np.empty(0, np.int64)
    earliest, last = int(dossiers.first_day.min()), dossiers.as_of
    spans = date.fromordinal(earliest).year, date.fromordinal(last).year
    found = {earliest, *(date(year, 1, 1).toordinal() for year in range(spans[0], spans[1] + 1))}
    found |= {years.declared(year) for year in range(max(1, spans[0] - 1), spans[1])}
    found |= {day for first, end in (*sources, *(one.in_force for one in compiled.direct)) for day in (first, end + 1)}
    days = np.array(sorted(day for day in found if earliest <= day <= last), np.int32)
    begin, bounds = _begin(days, compiled.years[0], years), _days_of(compiled.years)
    grades = np.zeros(len(days), np.int64)
    for one in compiled.direct:
        first = np.maximum(begin, one.in_force[0])
        end = np.minimum(np.minimum(days, bounds[1]), one.in_force[1])
        whole = (first > end) | dossiers.covered(one.facts, first, end)
        grades |= np.where(whole, 0, 1 << compiled.order.index(one.grade))
    return days, grades


def _begin(days: Days, first_year: int, years: GradedYears) -> NDArray[Any]:
    """The first day whose facts may hold a grade on each of *days*."""
    of = (date.fromordinal(int(day)).year for day in days)
    spans = (max(year - (day < years.declared(year - 1)), first_year) for year, day in zip(of, days, strict=True))
    return np.array([date(int(year), 1, 1).toordinal() for year in spans], np.int64)


def _days_of(years: tuple[int, int]) -> tuple[int, int]:
    return date(years[0], 1, 1).toordinal(), date(years[1], 12, 31).toordinal()
