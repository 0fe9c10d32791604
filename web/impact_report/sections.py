"""The parts of the report as the template takes them: each list with its drawings, each grade as a matrix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from adapters.impact.words import grade
from engine.population.impact import NONE, TRAITS, Affected, Figure, GradeImpact, Impact, ListImpact, Part, Trait
from web.impact_report.bars import Bars, bars
from web.impact_report.curve import Curve, curve
from web.impact_report.heat import Heat, heat
from web.impact_report.scale import shade, steps
from web.impact_report.series import Series, series
from web.impact_report.summary import by_department, changed_lists
from web.impact_report.texts import Both, both, called, figure, plain, said, trait
from web.impact_report.tiles import TileMap, tile_map

MOST_LISTS: Final = 12
"""Lists that are drawn; the others stand in the table."""
_MOST_PARTS: Final = 8


@dataclass(frozen=True, slots=True)
class Parted:
    """Who enters and leaves by one trait: the bars, and every row of them."""

    by: Trait
    name: Both
    drawn: Bars
    table: tuple[tuple[Both, Both, Both], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One list with its drawings."""

    one: ListImpact
    series: Series | None
    map: TileMap | None
    parts: tuple[Parted, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Moves between grades: *names* of rows and columns, and each row's counts with their shades."""

    title: Both
    names: tuple[Both, ...]
    rows: tuple[tuple[Both, tuple[tuple[Figure, int], ...]], ...]


def listed(impact: Impact) -> tuple[Listed, ...]:
    """The lists that change most."""
    return tuple(_listed(impact, one) for one in changed_lists(impact)[:MOST_LISTS])


def _listed(impact: Impact, one: ListImpact) -> Listed:
    title = said("lists.map", list=said("named", title=one.title))
    parted = tuple(found for by in TRAITS if by != "region" and (found := _parted(one, by)) is not None)
    return Listed(
        one, series(one, impact.settings.as_of), tile_map(one.parts, title, said("lists.map_caption")), parted
    )


def _parted(one: ListImpact, by: Trait) -> Parted | None:
    parts = sorted((part for part in one.parts if part.by == by), key=_size)
    title = said("lists.parts", list=said("named", title=one.title), trait=called("trait", by))
    counts = [(trait(by, part.value), part.entering.count, part.leaving.count) for part in parts]
    caption = said("lists.parts_caption", trait=called("trait", by))
    drawn = bars(counts, title, caption, said("lists.parts_desc"), _MOST_PARTS)
    table = tuple((trait(by, part.value), figure(part.entering), figure(part.leaving)) for part in parts)
    return Parted(by, called("trait", by), drawn, table) if drawn else None


def _size(part: Part) -> tuple[int, str]:
    return -part.entering.count - part.leaving.count, part.value


def whole_map(impact: Impact) -> TileMap | None:
    """All lists on one map."""
    return tile_map((part for one in impact.lists for part in one.parts), said("map.title"), said("map.title"))


def departments(impact: Impact) -> Bars | None:
    """What departments have more and fewer of to carry out."""
    rows = [(plain(title), gained, lost) for title, gained, lost in by_department(impact)]
    most = max(rows, key=lambda row: row[1], default=None)
    if most is None:
        return None
    title = said("workload.title")
    return bars(rows, title, title, said("workload.desc", department=most[0]))


def matrix(one: GradeImpact) -> Matrix:
    """The moves between the grades of *one*; not graded stands last where anybody is."""
    moves = {(move.before, move.after): move.subjects for move in one.moves}
    starts = steps(max((figure.count for (before, after), figure in moves.items() if before != after), default=0))
    names = [*one.grades, *([""] if any("" in pair for pair in moves) else [])]
    return Matrix(
        said("grades.title", title=one.title),
        tuple(map(_grade, names)),
        tuple((_grade(row), tuple(_cells(moves, row, names, starts))) for row in names),
    )


def _grade(name: str) -> Both:
    return both(lambda language: grade(name, language))


def _cells(
    moves: Mapping[tuple[str, str], Figure], row: str, names: Sequence[str], starts: Sequence[int]
) -> Iterator[tuple[Figure, int]]:
    """Each figure of a *row*, and its shade, -1 where the grade stays."""
    for name in names:
        subjects = moves.get((row, name), NONE)
        yield subjects, -1 if row == name else shade(subjects.count, starts)


def behind(rows: Sequence[Affected], most: int) -> tuple[Affected, ...]:
    """At most *most* of *rows* in their order, as many of each list and each sort of change as there is room for."""
    groups: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(rows):
        groups.setdefault((one.policy, one.change), []).append(place)
    taken: list[int] = []
    for turn in zip_longest(*groups.values()):
        taken += [place for place in turn if place is not None]
        if len(taken) >= most:
            break
    return tuple(rows[place] for place in sorted(taken[:most]))


def swept(impact: Impact) -> Iterator[Curve | Heat]:
    """Every sweep that can be drawn."""
    for one in impact.sweeps:
        drawn = curve(one) if len(one.axes) == 1 else heat(one)
        if drawn is not None:
            yield drawn
