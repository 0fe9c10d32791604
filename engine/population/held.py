"""What is held on a day: the grade declared, or one given outright since that is worse (S22). Compiled.

Both functions take, of a policy: the *width* of a way in bits; everybody's *row* and *first_day*; *outcomes* by year
and row; the days of *declarations*; what is *given*: to whom, on which day, until when, which grade and whether; and
which grades may be given from each of the *open_days* on.
"""

from __future__ import annotations

import numpy as np


def at_days(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    subject, day, as_of, found,
    width, row, first_day, outcomes, declarations,
    of, given, until, grade, truth, open_days, open_grades,
):  # fmt: skip
    """Put into *found* the grades of each *subject* on each *day*, as bits."""
    none = 1 << (width - 1)
    for one in range(len(subject)):
        place = row[subject[one]]
        if place < 0 or day[one] < first_day[subject[one]] or day[one] > as_of:
            continue
        begin, end = _of(of, subject[one])
        grades = _grades(day[one], place, begin, end, width, outcomes, declarations,
                         given, until, grade, truth, open_days, open_grades)  # fmt: skip
        found[one] = 0 if grades == none else grades


def held_since(  # type: ignore[no-untyped-def]  # compiled, with arrays only
    subject, as_of, first_year, this_year, direct,
    possible, how, since, year,
    width, row, first_day, outcomes, declarations,
    of, given, until, grade, truth, open_days, open_grades,
):  # fmt: skip
    """Of each *subject* the grades on the day asked, how they came about, since when, and of which year they are."""
    none = 1 << (width - 1)
    for one in range(len(subject)):
        place = row[subject[one]]
        if place < 0:
            continue
        begin, end = _of(of, subject[one])
        grades = _grades(as_of, place, begin, end, width, outcomes, declarations,
                         given, until, grade, truth, open_days, open_grades)  # fmt: skip
        if grades == none:
            continue
        possible[one] = grades
        declared = _declared(as_of, place, outcomes, declarations)
        if declared >= 0 and _of_outcomes(outcomes[declared, place], width) == grades:
            how[one], year[one] = _way(outcomes[declared, place], width), first_year + declared
        else:
            how[one], year[one] = direct, this_year
        day = as_of
        while True:
            day = max(first_day[subject[one]], _latest(day, begin, end, declarations, given, until, open_days))
            if day == first_day[subject[one]] or _declared(day - 1, place, outcomes, declarations) != declared:
                break
            before = _grades(day - 1, place, begin, end, width, outcomes, declarations,
                             given, until, grade, truth, open_days, open_grades)  # fmt: skip
            if before != grades:
                break
            day -= 1
        since[one] = day


def _of(of, subject):  # type: ignore[no-untyped-def]  # compiled
    """The rows of *subject*."""
    if len(of) == 0:
        return 0, 0
    begin = np.searchsorted(of, subject)
    end = begin
    while end < len(of) and of[end] == subject:
        end += 1
    return begin, end


def _latest(day, begin, end, declarations, given, until, open_days):  # type: ignore[no-untyped-def]  # compiled
    """The last day up to *day* on which what is held may change."""
    found = 0
    for days in (declarations, open_days):
        place = np.searchsorted(days, day + 1) - 1
        if place >= 0:
            found = max(found, days[place])
    for one in range(begin, end):
        if given[one] <= day:
            found = max(found, given[one])
        if until[one] <= day:
            found = max(found, until[one])
    return found


def _declared(day, place, outcomes, declarations):  # type: ignore[no-untyped-def]  # compiled
    """The number of the year whose grade, if there is one, is the last declared on *day*; else -1."""
    number = np.searchsorted(declarations, day + 1) - 1
    return number if 0 <= number < len(outcomes) and outcomes[number, place] != 0 else -1


def _grades(  # type: ignore[no-untyped-def]  # compiled
    day, place, begin, end, width, outcomes, declarations,
    given, until, grade, truth, open_days, open_grades,
):  # fmt: skip
    declared = _declared(day, place, outcomes, declarations)
    found = 1 << (width - 1) if declared < 0 else _of_outcomes(outcomes[declared, place], width)
    for one in range(begin, end):
        if given[one] <= day < until[one]:
            lower = _lowered(found, grade[one], width)
            found = lower if truth[one] == 1 else found | lower
    opened = np.searchsorted(open_days, day + 1) - 1
    if opened >= 0:
        for number in range(width - 1):
            if open_grades[opened] >> number & 1:
                found |= _lowered(found, number, width)
    return found


def _lowered(grades, number, width):  # type: ignore[no-untyped-def]  # compiled
    """*grades*, the one with that *number* in place of better ones and of having none."""
    away = grades & (((1 << number) - 1) | (1 << (width - 1)))
    return (grades & ~away) | (1 << number) if away else grades


def _of_outcomes(outcomes, width):  # type: ignore[no-untyped-def]  # compiled
    return (outcomes | (outcomes >> width) | (outcomes >> 2 * width)) & ((1 << width) - 1)


def _way(outcomes, width):  # type: ignore[no-untyped-def]  # compiled
    """How *outcomes* came about; by the score, where there are several ways."""
    mask = (1 << width) - 1
    direct, kept = outcomes >> width & mask, outcomes >> 2 * width & mask
    if outcomes & mask or (direct and kept):
        return 0
    return 1 if direct else 2
