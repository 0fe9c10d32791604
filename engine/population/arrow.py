"""What a population was judged as, as one Arrow table: subjects, policies, rules and facts by their ids.

Every row says in `row` what it is: a `spell`, a `ground` of one, a `proposal`, an `undecided` firing, a stretch of
`possible` days, a `grade` held or a `measure` in force on the day asked, or a subject `refused`. Columns that say
nothing of a kind of row are null. Each subject stands on its own, so the tables of all parts of a population hold the
rows of the table of the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from engine.calendar import FOREVER
from engine.population.folding import Grounds
from engine.population.gradings import Gradings
from engine.population.judged import Judged
from engine.population.measures import carriages_of
from engine.population.results import ListColumns, Waiting
from engine.population.standings import Marks
from engine.population.texts import Texts
from engine.population.uniting import CAUSES, Spells
from engine.population.ways import WAYS
from engine.population.withholding import WITHHELD

_EPOCH: Final = 719_163
"""The ordinal of 1970-01-01, from which Arrow counts days."""

UNGRADED: Final = "-"
"""Having no grade, among the grades a subject may have."""
ROW: Final = "row"
"""The column that says what a row is."""

SCHEMA: Final = pa.schema(
    [
        (ROW, pa.string()),
        ("policy", pa.string()),
        ("subject", pa.string()),
        ("spell", pa.int32()),  # from 1, in order, of one subject on one list; of a ground, the one it is part of
        ("rule", pa.string()),
        ("fact", pa.string()),  # none of a rule without one
        ("start", pa.date32()),  # the first day, or that of the opening, the proposal, the firing or the declaration
        ("triggered", pa.date32()),  # the day of what a ground rests on
        ("low", pa.date32()),  # the last day at least, null where there is no end
        ("high", pa.date32()),  # the last day at most, null where there is no end
        ("law", pa.date32()),  # the day whose law decided a ground, null where no other than its own
        ("cause", pa.string()),  # why it ended or will; how a grade came about; why a measure is withheld, null if in
        # force; of who is refused, the problem's code
        ("sure", pa.bool_()),
        ("breaks", pa.bool_()),  # whether what holds "for so long" starts anew after it
        ("grade", pa.string()),  # all it may be, from best to worst, with commas in between; `UNGRADED` last
        ("year", pa.int32()),  # that of a grade
        ("measure", pa.string()),  # as the catalogue has it
        ("carriage", pa.string()),  # where in which policy or linkage it stands
        ("by", pa.string()),  # the departments that carry it out, with commas in between
    ]
)
"""The columns of every result, of a whole population or a part."""


def table_of(judged: Judged) -> pa.Table:
    """All that *judged* found out, in `SCHEMA`: by list, by what a row is, by subject; then grades, then measures."""
    return pa.concat_tables(tables_of(judged)).combine_chunks()


def tables_of(judged: Judged, counted: Marks | None = None) -> list[pa.Table]:
    """The same, or that of those *counted*, a table for each sort of rows: as many and in the order of any other part.

    So the tables of a sort, part after part, are the table of that sort of all parts.
    """
    names = _Names(judged)
    tables = [table for policy, one in judged.lists.items() for table in _list(policy, one, names)]
    graded = [_graded(policy, one, names) for policy, one in sorted(judged.grades.items())]
    found = [*tables, *graded, _measures(judged, names), _refused(judged, names)]
    if counted is None:
        return found
    others = names.subjects(np.flatnonzero(~counted))
    return [table.filter(pc.invert(pc.is_in(table["subject"], others))) for table in found]


class _Names:
    """The ids behind the numbers of subjects, rules and facts."""

    def __init__(self, judged: Judged) -> None:
        self._judged = judged
        self._subjects = judged.dossiers.population.ids

    def subjects(self, places: NDArray[Any]) -> pa.Array:
        """The ids of the subjects at *places*."""
        return _taken(self._subjects, places)

    def rules(self, policy: str, numbers: NDArray[Any]) -> pa.Array:
        """The ids of some of the rules of *policy*."""
        return _taken([rule.id for rule in self._judged.program.lists[policy].rules], numbers)

    def facts(self, numbers: NDArray[Any]) -> pa.Array:
        """The ids of facts, null where there is none."""
        different, places = np.unique(numbers, return_inverse=True)
        found = np.full(len(different), None, object)
        silences = self._judged.singly.silences
        found[different < -1] = [silences[-2 - int(one)] for one in different[different < -1]]
        for table, here, rows in self._judged.numbered.among(different):
            if table is not None:
                found[here] = _taken(table.ids, rows).to_numpy(zero_copy_only=False)
        return pa.array(found, pa.string()).take(pa.array(places.astype(np.int64)))


def _taken(texts: Sequence[str], places: NDArray[Any]) -> pa.Array:
    """The *texts* at *places*."""
    if isinstance(texts, Texts):
        return pc.cast(texts.array.take(pa.array(places.astype(np.int64))), pa.string())
    different, where = np.unique(places, return_inverse=True)
    return pa.array([texts[int(one)] for one in different], pa.string()).take(pa.array(where.astype(np.int64)))


def _list(policy: str, one: ListColumns, names: _Names) -> Iterator[pa.Table]:
    """What there is on one list."""
    numbered = _numbered(one.spells)
    yield _table("spell", policy, one.spells.subject, names, _spells(one.spells, numbered))
    yield _table("ground", policy, one.grounds.subject, names, _grounds(policy, one.grounds, numbered, names))
    yield _table("proposal", policy, one.proposals.subject, names, _waiting(policy, one.proposals, names))
    yield _table("undecided", policy, one.undecided.subject, names, _waiting(policy, one.undecided, names))
    possible = {"start": _days(one.possible.start), "high": _days(one.possible.last)}
    yield _table("possible", policy, one.possible.subject, names, possible)


def _graded(policy: str, one: Gradings, names: _Names) -> pa.Table:
    """The grades by one policy of those who have any."""
    held, ways = one.held, one.ways
    rows = np.flatnonzero(held.possible)
    possible, places = np.unique(held.possible[rows], return_inverse=True)
    grades = [[grade for n, grade in enumerate((*ways.order, UNGRADED)) if bits >> n & 1] for bits in possible.tolist()]
    year = held.year[rows].astype(np.int32)
    columns = {
        "start": _days(held.since[rows]),
        "cause": _taken(WAYS, held.how[rows]),
        "sure": pa.array([len(several) == 1 for several in grades], pa.bool_()).take(pa.array(places)),
        "grade": _taken([",".join(several) for several in grades], places),
        "year": pa.array(year, mask=year == 0),
    }
    return _table("grade", policy, held.subject[rows], names, columns)


def _measures(judged: Judged, names: _Names) -> pa.Table:
    """The measures in force or withheld."""
    found, carriages = judged.measures, carriages_of(judged.program)
    columns = {
        "policy": _taken(judged.program.order, found.policy),
        "start": _days(found.since),
        "low": _days(found.low),
        "high": _days(found.high),
        "cause": pc.if_else(pa.array(found.withheld > 0), _taken(WITHHELD, found.withheld), None),
        "measure": _taken([one.measure for one in carriages], found.carriage),
        "carriage": _taken([one.id for one in carriages], found.carriage),
        "by": _taken([",".join(one.by) for one in carriages], found.carriage),
    }
    return _table("measure", None, found.subject, names, columns)


def _refused(judged: Judged, names: _Names) -> pa.Table:
    """Those of whom nothing can be said, each with the first of its problems."""
    refused = judged.singly.refused
    places = np.array(sorted(refused), np.int64)
    codes = pa.array([refused[int(place)].problems[0].code for place in places], pa.string())
    return _table("refused", None, places, names, {"cause": codes})


def _numbered(spells: Spells) -> NDArray[np.int32]:
    """The number of each spell among those of its subject, from 1."""
    places = np.arange(len(spells.subject))
    begins = np.flatnonzero(np.diff(spells.subject, prepend=-1))
    first = np.repeat(begins, np.diff(np.append(begins, len(places))))
    return (places - first + 1).astype(np.int32)


def _spells(spells: Spells, numbered: NDArray[np.int32]) -> Mapping[str, pa.Array]:
    return {
        "spell": pa.array(numbered),
        "start": _days(spells.start),
        "low": _days(spells.low),
        "high": _days(spells.high),
        "cause": _causes(spells.cause),
        "breaks": pa.array(spells.breaks),
    }


def _grounds(policy: str, grounds: Grounds, numbered: NDArray[np.int32], names: _Names) -> Mapping[str, pa.Array]:
    spell = np.append(numbered, np.int32(0))[grounds.spell]
    return {
        "spell": pa.array(spell, mask=grounds.spell < 0),
        "rule": names.rules(policy, grounds.rule),
        "fact": names.facts(grounds.fact),
        "start": _days(grounds.opened),
        "triggered": _days(grounds.triggered),
        "low": _days(grounds.low),
        "high": _days(grounds.high),
        "law": _days(grounds.law),
        "cause": _causes(grounds.cause),
        "sure": pa.array(grounds.sure),
        "breaks": pa.array(grounds.breaks),
    }


def _waiting(policy: str, waiting: Waiting, names: _Names) -> Mapping[str, pa.Array]:
    return {
        "rule": names.rules(policy, waiting.rule),
        "fact": names.facts(waiting.fact),
        "start": _days(waiting.day),
    }


def _causes(numbers: NDArray[Any]) -> pa.Array:
    return _taken(CAUSES, numbers)


def _days(days: NDArray[Any]) -> pa.Array:
    """*days* as dates, null where there is none or no end."""
    dates = pa.array((days - _EPOCH).astype(np.int32), mask=(days <= 0) | (days >= FOREVER))
    return pc.cast(dates, pa.date32())


def _table(
    row: str, policy: str | None, subjects: NDArray[Any], names: _Names, columns: Mapping[str, pa.Array]
) -> pa.Table:
    """Rows of one kind, of `SCHEMA`."""
    length = len(subjects)
    given = {ROW: pa.repeat(row, length), "subject": names.subjects(subjects), **columns}
    if policy is not None:
        given["policy"] = pa.repeat(policy, length)
    arrays = [given.get(field.name, pa.nulls(length, field.type)) for field in SCHEMA]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)
