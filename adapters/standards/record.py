"""One row being read: its cells by key, and all that is wrong with it so far. Not pure: it collects."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from adapters.standards import values
from adapters.standards.headers import Header
from adapters.standards.raw import Note, Refused, Rejection
from adapters.standards.tabular import Row
from engine.problems import Place, Problem

T = TypeVar("T")


class Record:
    """The *row* under *header*: cells are taken by key, and what cannot be taken is remembered, not raised."""

    def __init__(self, header: Header, row: Row) -> None:
        self.header = header
        self.row = row
        self.rejected: list[Rejection] = []
        self.notes: list[Note] = []
        self._read: dict[str, str] = {}
        self._refuse_cells_without_heading()

    def text(self, key: str) -> str:
        """The cleaned text of the cell *key*; empty where there is none."""
        if key not in self._read:
            self._read[key] = self._cleaned(key)
        return self._read[key]

    def needed(self, key: str, code: str = "missing_value", **about: object) -> str:
        """The text of the cell *key*, whose absence is refused with *code*."""
        text = self.text(key)
        if not text and not self._refused(key):
            self.refuse(key, code, **about)
        return text

    def take(self, key: str, parse: Callable[[str], T]) -> T | None:
        """What *parse* makes of the cell *key*; `None` where it is empty or refused."""
        text = self.text(key)
        if not text:
            return None
        try:
            return parse(text)
        except Refused as refused:
            self._reject(key, refused)
            return None

    def need(self, key: str, parse: Callable[[str], T], code: str = "missing_value", **about: object) -> T | None:
        """What *parse* makes of the cell *key*, whose absence is refused with *code*."""
        return self.take(key, parse) if self.needed(key, code, **about) else None

    def refuse(self, key: str, code: str, **about: object) -> None:
        """Refuse the row for what the cell *key* holds or lacks."""
        self._reject(key, Refused(code, **about))

    def note(self, key: str, code: str, **about: object) -> None:
        """Tell the sender something about the cell *key* of a row that may still be taken."""
        self.notes.append(Note(self._problem(key, f"exchange.{code}", about), self.header.title(key)))

    def place(self, key: str) -> Place:
        """Where the cell *key* stands; the row's start where the file has no such column."""
        return Place(self.header.file, self.row.number, self.header.places.get(key, 0) + 1)

    def _cleaned(self, key: str) -> str:
        index = self.header.places.get(key)
        if index is None or index >= len(self.row.cells):
            return ""
        try:
            return values.cleaned(self.row.cells[index])
        except Refused as refused:
            self._reject(key, refused)
            return ""

    def _refused(self, key: str) -> bool:
        title = self.header.title(key)
        return any(rejection.column == title for rejection in self.rejected)

    def _reject(self, key: str, refused: Refused) -> None:
        rejection = Rejection(self._problem(key, refused.code, refused.values), self.header.title(key))
        if rejection not in self.rejected:  # a cell may be read for several reasons
            self.rejected.append(rejection)

    def _problem(self, key: str, code: str, about: dict[str, object]) -> Problem:
        return Problem(code, self.place(key), {"column": self.header.title(key), **about})

    def _refuse_cells_without_heading(self) -> None:
        for index, cell in enumerate(self.row.cells):
            if cell.strip() and (index >= len(self.header.titles) or not self.header.titles[index].strip()):
                place = Place(self.header.file, self.row.number, index + 1)
                self.rejected.append(Rejection(Problem("exchange.cell_without_heading", place, {})))
                return
