"""What an official must know first: a few numbers and a few sentences, the largest changes of each sort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.impact.words import share
from adapters.shanxi import CITIES, full_name
from engine.population.impact import Figure, GradeImpact, Impact, ListImpact, ListKind, Sweep
from web.impact_report.texts import Both, called, figure, grouped, plain, said, step

_KINDS: Final[tuple[ListKind, ...]] = ("black", "watch", "notice", "red")
_MOST: Final = 3
"""Lists the summary speaks of."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the summary: what it is of, and one or two values with a word each."""

    sort: str
    name: Both
    values: tuple[tuple[Both, Both], ...]


def changed_lists(impact: Impact) -> tuple[ListImpact, ...]:
    """The lists that change, those first on which most does."""
    return tuple(sorted((one for one in impact.lists if one.changed), key=_rank))


def _rank(one: ListImpact) -> tuple[int, int, str]:
    """Those who enter and leave weigh before those whose last day moves."""
    return -one.entering.count - one.leaving.count, -one.longer.count - one.shorter.count, one.policy


def numbers(impact: Impact) -> Iterator[Number]:
    """The numbers of the summary, the subjects that change first."""
    whole = impact.settings.population.subjects
    part = said("summary.subjects_of", total=grouped(whole), share=share(impact.subjects.count, whole))
    yield Number("subjects", said("summary.subjects"), ((figure(impact.subjects), part),))
    for kind in _KINDS:
        lists = [one for one in impact.lists if one.kind == kind]
        entering, leaving = [one.entering for one in lists], [one.leaving for one in lists]
        yield from _two(kind, called("state", kind), (entering, leaving), ("summary.entering", "summary.leaving"))
    gained, lost = [one.gained for one in impact.workload], [one.lost for one in impact.workload]
    yield from _two("measures", said("summary.measures"), (gained, lost), ("workload.gained", "workload.lost"))
    if any(one.subjects.count for one in impact.undecided):
        undecided = total([one.subjects for one in impact.undecided])
        yield Number("undecided", said("summary.undecided"), ((undecided, said("summary.undecided_of")),))


def _two(
    sort: str, name: Both, figures: tuple[Sequence[Figure], Sequence[Figure]], words: tuple[str, str]
) -> Iterator[Number]:
    """A number with what comes and what goes; nothing where neither does."""
    if any(one.count for side in figures for one in side):
        sides = zip(figures, "+−", words, strict=True)
        yield Number(sort, name, tuple((total(one, sign), said(word)) for one, sign, word in sides))


def total(figures: Sequence[Figure], sign: str = "") -> Both:
    """The sum of *figures* after *sign*; of several estimates it has no bounds and says that it is about so many."""
    there = [one for one in figures if one.count]
    if len(there) == 1:
        return said("signed", sign=sign, count=figure(there[0]))
    count = f"{sign}{grouped(sum(one.count for one in there))}"
    return said("about_so_many", count=count) if any(one.low is not None for one in there) else plain(count)


def sentences(impact: Impact) -> Iterator[Both]:
    """The largest changes, a sentence each."""
    lists = changed_lists(impact)
    if not lists and not impact.subjects.count:
        yield said("summary.nothing")
    for one in lists[:_MOST]:
        yield from _list(impact, one)
    if len(impact.lists) > len(lists) > 0:
        yield said("summary.unchanged", count=len(impact.lists) - len(lists))
    yield from _regions(lists)
    yield from _department(impact)
    for grade in impact.grades:
        yield from _grade(grade)
    for sweep in impact.sweeps:
        yield from _cliff(sweep)
    yield from _decided(lists)


def _list(impact: Impact, one: ListImpact) -> Iterator[Both]:
    what = said(
        "summary.list", list=said("named", title=one.title), day=impact.settings.as_of,
        baseline=figure(one.baseline.listed), candidate=figure(one.candidate.listed),
        entering=figure(one.entering), leaving=figure(one.leaving),
    )  # fmt: skip
    if one.longer.count or one.shorter.count:
        moved = said("summary.longer", longer=figure(one.longer), shorter=figure(one.shorter))
        what = said("summary.and", first=what, second=moved)
    yield what


def _regions(lists: Sequence[ListImpact]) -> Iterator[Both]:
    """The city, and in it the county, where most enter or leave."""
    entering: Counter[str] = Counter()
    leaving: Counter[str] = Counter()
    for part in (part for one in lists for part in one.parts if part.by == "region"):
        entering[part.value] += part.entering.count
        leaving[part.value] += part.leaving.count
    both = entering + leaving
    cities = {city.code: sum(both[one.code] for one in city.divisions) for city in CITIES}
    city = max(CITIES, key=lambda one: cities[one.code])
    if not cities[city.code]:
        return
    county = max(city.counties, key=lambda one: both[one.code])
    came, went = (sum(counts[one.code] for one in city.divisions) for counts in (entering, leaving))
    yield said(
        "summary.region", city=full_name(city.code), county=county.name, entering=grouped(came), leaving=grouped(went)
    )


def by_department(impact: Impact) -> list[tuple[str, int, int]]:
    """Each department's title with the measures it gains and loses, those first for whom most changes."""
    gained: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    titles: dict[str, str] = {}
    for one in impact.workload:
        titles.setdefault(one.department, one.department_title)
        gained[one.department] += one.gained.count
        lost[one.department] += one.lost.count
    order = sorted(titles, key=lambda name: (-gained[name] - lost[name], name))
    return [(titles[name], gained[name], lost[name]) for name in order]


def _department(impact: Impact) -> Iterator[Both]:
    rows = by_department(impact)
    if rows and (rows[0][1] or rows[0][2]):
        title, gained, lost = rows[0]
        yield said("summary.department", department=title, gained=grouped(gained), lost=grouped(lost))


def _grade(one: GradeImpact) -> Iterator[Both]:
    rank = {grade: place for place, grade in enumerate(one.grades)}
    better = worse = moved = 0
    for move in one.moves:
        if move.before == move.after:
            continue
        moved += move.subjects.count
        before, after = rank.get(move.before), rank.get(move.after)
        if before is not None and after is not None:
            better += move.subjects.count if after < before else 0
            worse += move.subjects.count if after > before else 0
    if moved:
        yield said("summary.grades", list=said("named", title=one.title), moved=grouped(moved),
                   better=grouped(better), worse=grouped(worse))  # fmt: skip


def _cliff(one: Sweep) -> Iterator[Both]:
    """The steepest cliff of a curve."""
    if len(one.axes) != 1 or not one.cliffs:
        return
    axis = one.axes[0]
    listed = {point.at[0]: point.listed.count for point in one.points}
    steepest = max(one.cliffs, key=lambda place: (abs(listed[place] - listed[place - 1]), -place))
    yield said(
        "summary.cliff", parameter=axis.label, list=said("named", title=one.title),
        before=step(axis, steepest - 1), after=step(axis, steepest),
        from_=grouped(listed[steepest - 1]), to=grouped(listed[steepest]),
    )  # fmt: skip


def _decided(lists: Sequence[ListImpact]) -> Iterator[Both]:
    recorded, assumed = [one.candidate.recorded for one in lists], [one.candidate.assumed for one in lists]
    if any(one.count for one in (*recorded, *assumed)):
        yield said("summary.decided", recorded=total(recorded), assumed=total(assumed))
