"""Silence made fact, for everybody at once: what was due and did not come (S8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.compile.facts import AUTHORITY_REGION, MISSED, CompiledDuty
from engine.population.attributes import Attributes
from engine.population.columns import ABSENT, NO_DAY, Column, Days, FactTable, Rows
from engine.population.counting import Counted, how_many, numbers, pooled
from engine.population.days import new_year
from engine.population.matching import passes
from engine.population.tables import missing
from engine.population.truths import FALSE, TRUE, Truths, every


class Silence(Sequence[str]):
    """The ids of what was missed by one duty: after the fact it was due for, or after the year."""

    def __init__(self, duty: str, of: Sequence[str] | None, rows: NDArray[Any]) -> None:
        self._prefix, self._of, self._rows = f"missed:{duty.removeprefix(MISSED)}:", of, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, number: Any) -> Any:
        row = int(self._rows[number])
        return f"{self._prefix}{row if self._of is None else self._of[row]}"


class Silences:
    """What was missed by the end of the day before *as_of*, among the facts of *tables*; numbered from *number* on."""

    def __init__(self, attributes: Attributes, tables: Mapping[str, FactTable], as_of: int, number: int) -> None:
        self._attributes, self._tables, self._as_of, self._number = attributes, tables, as_of, number
        self._program = attributes.program

    def missed(self, duty: CompiledDuty) -> FactTable | None:
        """A fact for each time *duty* was not answered, if it ever was not."""
        found = self._yearly(duty) if duty.yearly is not None else self._due(duty)
        if found is not None:
            self._number += len(found)
        return found if found is not None and len(found) else None

    def _owed(self, duty: CompiledDuty, subject: Days, due: Days) -> NDArray[np.bool_]:
        owed = (due < self._as_of) & (duty.in_force[0] <= due) & (due <= duty.in_force[1])
        return owed & (self._attributes.of_kinds(duty.kinds, subject, due) == TRUE)

    def _answers(self, duty: CompiledDuty) -> Iterator[tuple[FactTable, Truths]]:
        """The facts that may answer *duty*, and whether each passes its tests."""
        for name in duty.answered_by:
            table = self._tables.get(name)
            if table is None:
                continue
            fields = self._program.fact_types[name].fields
            truths = []
            for test in duty.tests:
                domain = test.domain.values[0]
                known = test.field.name in fields and domain is not None
                truths.append(
                    passes(domain, table.field(test.field.name))
                    if known and domain is not None
                    else np.full(len(table), 3, np.uint8)
                )
            yield table, every(truths, len(table))

    def _yearly(self, duty: CompiledDuty) -> FactTable | None:
        first_known = self._attributes.registered_first()
        whose = np.flatnonzero(first_known != NO_DAY).astype(np.int32)
        if duty.yearly is None or not len(whose):
            return None
        parts: list[tuple[Days, Days, int]] = []
        answers = [(table, truth, table.field(duty.year_field or "")) for table, truth in self._answers(duty)]
        begins_known = new_year(first_known[whose])
        earliest = max(duty.first_year, date.fromordinal(int(first_known[whose].min())).year + 1)
        for year in range(earliest, date.fromordinal(self._as_of).year + 1):
            begins, closes = date(year, 1, 1).toordinal(), date(year, *duty.yearly[1]).toordinal()
            if closes >= self._as_of or not duty.in_force[0] <= closes <= duty.in_force[1]:
                continue
            one = np.array([begins]), np.array([closes])
            if not self._attributes.covered(duty.answered_by, *one)[0]:
                continue
            who = whose[begins_known < begins]
            due = np.full(len(who), closes, np.int32)
            registered = self._attributes.on("registered", who, due).values
            owed = (registered != NO_DAY) & (registered < begins) & self._owed(duty, who, due)
            answered = np.zeros(len(self._attributes.population), np.bool_)
            for table, truth, told in answers:
                may = (truth != FALSE) & (table.day <= closes) & (~told.known | (told.values == year - 1))
                answered[table.subject[may]] = True
            who = who[owed & ~answered[who]]
            parts.append((who, np.full(len(who), closes, np.int32), year - 1))
        return self._table(duty, parts)

    def _table(self, duty: CompiledDuty, parts: list[tuple[Days, Days, int]]) -> FactTable | None:
        if not any(len(who) for who, _, _ in parts):
            return None
        subject = np.concatenate([who for who, _, _ in parts])
        due = np.concatenate([days for _, days, _ in parts])
        years = np.concatenate([np.full(len(who), year) for who, _, year in parts])
        order = np.lexsort((due, subject))
        subject, due, years = subject[order], due[order], years[order]
        columns = {"due": Column("day", due), "year": Column("number", years)}
        return FactTable(
            duty.id,
            subject,
            due + np.int32(1),
            due + np.int32(1),
            np.arange(len(subject)) + self._number,
            Silence(duty.id, None, years),
            lambda name: columns.get(name) or self._empty(duty.id, name, len(subject)),
        )

    def _empty(self, type_: str, name: str, rows: int) -> Column:
        """The field *name* of so many *rows* of a type: silence has no region of its own, but may be asked for it."""
        return missing(self._program.fact_types[type_].fields.get(name, AUTHORITY_REGION), rows)

    def _due(self, duty: CompiledDuty) -> FactTable | None:
        table = self._tables.get(duty.type)
        if table is None or duty.due_field is None:
            return None
        due = table.field(duty.due_field).values
        rows = np.flatnonzero((due != NO_DAY) & (table.day <= due) & self._owed(duty, table.subject, due))
        rows = rows[self._attributes.covered(duty.answered_by, table.day[rows], due[rows])]
        parts = []
        for answer, truth in self._answers(duty):
            may = np.flatnonzero(truth != FALSE)
            fields = self._program.fact_types[answer.type].fields
            same = tuple(
                numbers(answer.field(name), may) if name in fields else np.full(len(may), ABSENT) for name in duty.same
            )
            nothing = np.zeros(len(may), np.int64)
            parts.append(Counted(answer.subject[may], answer.day[may], truth[may] == TRUE, nothing, same))
        wanted = tuple(numbers(table.field(name), rows) for name in duty.same)
        found = how_many(pooled(parts, len(duty.same)), table.subject[rows], table.day[rows], due[rows], wanted)
        return self._after(duty, table, rows[found == 0], due)

    def _after(self, duty: CompiledDuty, table: FactTable, rows: Rows, due: Days) -> FactTable:
        rows = rows[np.lexsort((rows, due[rows], table.subject[rows]))]
        origin, days = table.take(rows), due[rows] + np.int32(1)
        columns = {"due": Column("day", due[rows])}
        own = self._program.fact_types[duty.type].fields

        def column(name: str) -> Column:
            if name in columns:
                return columns[name]
            return origin.field(name) if name in own else self._empty(duty.id, name, len(rows))

        return FactTable(
            duty.id,
            origin.subject,
            days,
            np.maximum(days, origin.recorded),
            np.arange(len(rows)) + self._number,
            Silence(duty.id, table.ids, rows),
            column,
            origin.related,
        )
