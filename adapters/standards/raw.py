"""The shape of raw facts and subjects, and of what a reading has to say about the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NotRequired, TypeAlias, TypedDict

from engine.problems import Place, Problem, written

FieldValue: TypeAlias = str | int | bool | list["FieldValue"] | dict[str, "FieldValue"]

KINDS: Final = frozenset({
    "enterprise", "individual_business", "social_organisation", "public_institution", "government",
    "natural_person", "practitioner", "collective", "vehicle",
})  # fmt: skip


class RawRelated(TypedDict):
    """A subject that a fact names beside its own, and its role there."""

    role: str
    subject: str


class RawFact(TypedDict):
    """One fact (信用记录) as it came: days as `YYYY-MM-DD`, amounts as decimal text in yuan."""

    id: str
    type: str
    subject: str
    date: str
    recorded: str
    source: str
    fields: dict[str, FieldValue]
    related: list[RawRelated]


class RawSubject(TypedDict):
    """One subject (信用主体) as it came; what is not known of it is not there."""

    id: str
    kind: str
    name: NotRequired[str]
    region: NotRequired[str]
    industry: NotRequired[str]
    born: NotRequired[str]
    registered: NotRequired[str]


@dataclass(frozen=True)
class _Remark:
    """A *problem* about a record, and the name of the *column* or key that it is about."""

    problem: Problem
    column: str = ""

    @property
    def file(self) -> str:
        """The file, and its sheet where it has several."""
        return self.problem.place.file

    @property
    def row(self) -> int:
        """The row as a spreadsheet counts it, the header included."""
        return self.problem.place.line

    @property
    def code(self) -> str:
        """What kind of thing is wrong: `exchange.bad_day`."""
        return self.problem.code

    def reason(self, language: str = "en") -> str:
        """What is wrong, one line."""
        return self.problem.message(language)

    def remedy(self, language: str = "en") -> str:
        """What to do about it, one line."""
        return self.problem.remedy(language)

    def __str__(self) -> str:
        return str(self.problem)


@dataclass(frozen=True)
class Rejection(_Remark):
    """One reason why a row, a record or a file was not taken; *subjects* are those that the record names."""

    subjects: tuple[str, ...] = ()


class Note(_Remark):
    """Something about a record that was taken and that its sender should know."""


@dataclass(frozen=True)
class Reading:
    """What a file gave: every record is a subject, a fact, or rejected with all reasons."""

    subjects: tuple[RawSubject, ...] = ()
    facts: tuple[RawFact, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    notes: tuple[Note, ...] = ()
    places: tuple[Place, ...] = ()
    """Where each of the facts stands."""


class Refused(Exception):
    """A value cannot be taken: *code* and the *values* its texts speak of."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = f"exchange.{code}"
        self.values = values


SHOWN: Final = 40


def shown(value: object) -> str:
    """*value* as a message repeats it: one line, cut short."""
    line = " ".join(written(value).split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
