"""Collects what a reading finds, so that every id stands once and nothing is lost. Not pure: it collects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from adapters.standards.intake import Tell
from adapters.standards.people import shown_id
from adapters.standards.raw import Note, RawFact, RawSubject, Reading, Rejection, shown
from engine.problems import Place, Problem

_ASSUMED: Final = "exchange.recorded_assumed"
_OFTEN: Final = 500


class Gathering:
    """The subjects, facts, rejections and notes found so far, in the order of the file."""

    def __init__(self, tell: Tell | None = None) -> None:
        self._tell, self._taken = tell, 0
        self._subjects: dict[str, tuple[RawSubject, str]] = {}
        self._facts: dict[str, tuple[RawFact, Place]] = {}
        self._rejected: list[Rejection] = []
        self._notes: list[Note] = []
        self._assumed: list[Note] = []

    def reject(self, rejected: Iterable[Rejection]) -> None:
        """Take what was *rejected*."""
        before = len(self._rejected)
        self._rejected.extend(rejected)
        if len(self._rejected) > before:
            self._count()

    def note(self, notes: Iterable[Note]) -> None:
        """Take *notes*."""
        for note in notes:
            if note.code == _ASSUMED:
                self._assumed.append(note)
            else:
                self._notes.append(note)

    def fact(self, fact: RawFact, place: Place) -> None:
        """Take *fact* from *place*; the same again is noted, another of the same id is rejected."""
        self._count()
        before = self._facts.get(fact["id"])
        if before is None:
            self._facts[fact["id"]] = (fact, place)
            return
        values = {"id": _id(fact["id"]), "row": before[1].line, "file": before[1].file}
        if before[0] == fact:
            self._notes.append(Note(Problem("exchange.repeated_fact", place, values), "id"))
        else:
            self._rejected.append(Rejection(Problem("exchange.reused_id", place, values), "id", subjects_of(fact)))

    def subject(self, subject: RawSubject, place: Place, day: str = "") -> None:
        """Take *subject* as of *day*: of several accounts the latest counts, and a change of name is noted."""
        self._count()
        before = self._subjects.get(subject["id"])
        if before is None:
            self._subjects[subject["id"]] = (subject, day)
            return
        if before[0] != subject:
            values = {"id": _id(subject["id"]), "before": _account(before[0]), "now": _account(subject)}
            self._notes.append(Note(Problem("exchange.subject_differs", place, values), "subject"))
        if day >= before[1]:
            self._subjects[subject["id"]] = (subject, day)

    def _count(self) -> None:
        """Count one record more, and tell of it now and then."""
        self._taken += 1
        if self._tell is not None and self._taken % _OFTEN == 0:
            self._tell(self._taken, None)

    def reading(self) -> Reading:
        """All that was found."""
        subjects = tuple(subject for subject, _ in self._subjects.values())
        facts = tuple(fact for fact, _ in self._facts.values())
        places = tuple(place for _, place in self._facts.values())
        return Reading(subjects, facts, tuple(self._rejected), (*self._once(), *self._notes), places)

    def _once(self) -> Iterator[Note]:
        """What is true of most records of a file, said once, of the first of them, with their number."""
        for first in self._assumed[:1]:
            yield Note(Problem(_ASSUMED, first.problem.place, {"records": len(self._assumed)}), first.column)


def subjects_of(fact: RawFact) -> tuple[str, ...]:
    """Everyone whom *fact* names."""
    return (fact["subject"], *(one["subject"] for one in fact["related"]))


def _id(text: str) -> str:
    """An id as a message repeats it; the number of a person is masked."""
    return shown(shown_id(text))


def _account(subject: RawSubject) -> str:
    parts = (subject.get("name"), subject["kind"], subject.get("region"), subject.get("industry"))
    return shown(", ".join(part for part in parts if part))
