"""What a change of policy does to a population, as plain data: counts, series, flows and who is behind them.

Nothing here evaluates anything. An `Impact` is made by a simulation and read by whoever reports it; the same
impact is reported in the same bytes, so it holds neither a clock nor an order that is not its maker's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from engine.language.shape import Strength
from engine.population.masks import Masked, without_numbers

ListKind = Literal["black", "watch", "red", "notice"]
Decisions = Literal["recorded", "assumed"]
State = Literal["no_record", "clear", "unknown", "proposed", "notice", "watch", "black", "red"]
Trait = Literal["region", "industry", "kind", "size"]
Change = Literal["enters", "leaves", "longer", "shorter", "proposed", "no_longer_proposed", "grade", "unsettled"]

STATES: Final[tuple[State, ...]] = ("no_record", "clear", "unknown", "proposed", "notice", "watch", "black", "red")
"""The states of a subject, each the gravest of what holds; a red list only where no other does."""

TRAITS: Final[tuple[Trait, ...]] = ("region", "industry", "kind", "size")
"""What a population is broken down by: county code of GB/T 2260, section letter of GB/T 4754, kind, size."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A *count* of subjects; where it is estimated from a sample, the bounds that hold it 95 times in 100."""

    count: int
    low: int | None = None
    high: int | None = None


NONE: Final = Figure(0)


@dataclass(frozen=True, slots=True)
class Release:
    """A state of the policy base: its *name* for people, its content *hash*."""

    name: str
    hash: str


@dataclass(frozen=True, slots=True)
class Population:
    """Who was evaluated: *name*, how many *subjects* and *facts*, and whether they are invented."""

    name: str
    subjects: int
    facts: int
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A part of the population drawn by *seed*: its *share* between 0 and 1, and the *subjects* in it."""

    share: Decimal
    seed: int
    subjects: int


@dataclass(frozen=True, slots=True)
class Settings:
    """What was compared with what: days are calendar days, the series runs from *first* to *last*.

    *decided_after* is the number of days after which an assumed decision is taken to be made. *command* makes the
    same report again.
    """

    baseline: Release
    candidate: Release
    population: Population
    first: date
    last: date
    as_of: date
    known_at: date
    decisions: Decisions
    decided_after: int
    sample: Sample | None
    engine: str
    command: str


@dataclass(frozen=True, slots=True)
class Wording:
    """What a policy said and says, a sentence a line, in each *language* of the catalogue it was told in."""

    policy: str
    title: str
    language: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Subjects of a list on the day asked: *listed*, and of these on *recorded* and on *assumed* decisions.

    The rest of those listed needed no decision. *proposed* and *unknown* are apart, counted in none of the others.
    """

    listed: Figure
    recorded: Figure = NONE
    assumed: Figure = NONE
    proposed: Figure = NONE
    unknown: Figure = NONE


@dataclass(frozen=True, slots=True)
class Month:
    """Subjects listed on *day*, the last of its month (or of the series)."""

    day: date
    baseline: Figure
    candidate: Figure


@dataclass(frozen=True, slots=True)
class Part:
    """Of those who change: subjects whose trait *by* is *value* (empty: not known)."""

    by: Trait
    value: str
    entering: Figure
    leaving: Figure


@dataclass(frozen=True, slots=True)
class ListImpact:
    """One list under both releases; *longer* and *shorter* are those who stay and whose last day moves."""

    policy: str
    title: str
    kind: ListKind
    baseline: Standing
    candidate: Standing
    entering: Figure
    leaving: Figure
    staying: Figure
    longer: Figure = NONE
    shorter: Figure = NONE
    months: tuple[Month, ...] = ()
    parts: tuple[Part, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the change touches this list at all."""
        moved = (self.entering, self.leaving, self.longer, self.shorter)
        series = any(month.baseline != month.candidate for month in self.months)
        return any(one.count for one in moved) or self.baseline != self.candidate or series


@dataclass(frozen=True, slots=True)
class Move:
    """Subjects that go *before* → *after*, two grades (empty: not graded) or two states of `STATES`."""

    before: str
    after: str
    subjects: Figure


@dataclass(frozen=True, slots=True)
class GradeImpact:
    """One grade: its *grades* from best to worst, and all moves between them, staying included."""

    policy: str
    title: str
    grades: tuple[str, ...]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Workload:
    """What one department carries out: subjects that *gained* or *lost* one measure."""

    department: str
    department_title: str
    measure: str
    title: str
    strength: Strength
    reward: bool
    gained: Figure
    lost: Figure


@dataclass(frozen=True, slots=True)
class Step:
    """One value of a swept parameter: as *text*, and its *size* in a unit that can be drawn to scale."""

    text: str
    size: Decimal


@dataclass(frozen=True, slots=True)
class Axis:
    """A swept parameter: *steps* in rising order; the places in it of the values *now* and *proposed*."""

    policy: str
    parameter: str
    label: str
    unit: str
    steps: tuple[Step, ...]
    now: int | None = None
    proposed: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """What the list holds with the parameters *at* these places of their axes, against the baseline."""

    at: tuple[int, ...]
    listed: Figure
    entering: Figure
    leaving: Figure


@dataclass(frozen=True, slots=True)
class Sweep:
    """One list while one parameter runs (a curve) or two (a grid); *cliffs* are places of steep steps of a curve.

    A cliff *n* lies between the steps *n* - 1 and *n*. Points come in the order of their places.
    """

    policy: str
    title: str
    axes: tuple[Axis, ...]
    points: tuple[Point, ...]
    cliffs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Affected:
    """One subject and one change to it: *before* and *after* are days, grades or states; why is *rule* and *fact*.

    On a list *before* and *after* are the last day on it (ISO), empty where not listed, `open` where without end.
    Numbers in *fact* that may be a person's are hidden.
    """

    subject: Masked
    policy: str
    title: str
    change: Change
    before: str
    after: str
    rule: str
    fact: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "fact", without_numbers(self.fact))


@dataclass(frozen=True, slots=True)
class Undecided:
    """Subjects of whom a policy could not decide under the candidate, and what is *missing*."""

    policy: str
    title: str
    missing: str
    subjects: Figure


@dataclass(frozen=True, slots=True)
class Impact:
    """All that is known of a change. *subjects* are those that change in any way, each counted once.

    *affected* may hold fewer rows than there are (*affected_rows*); *flows* holds every pair of states, staying
    included. *notes* are free remarks by language of the catalogue.
    """

    settings: Settings
    subjects: Figure
    wordings: tuple[Wording, ...] = ()
    lists: tuple[ListImpact, ...] = ()
    grades: tuple[GradeImpact, ...] = ()
    flows: tuple[Move, ...] = ()
    workload: tuple[Workload, ...] = ()
    sweeps: tuple[Sweep, ...] = ()
    affected: tuple[Affected, ...] = ()
    affected_rows: int = 0
    undecided: tuple[Undecided, ...] = ()
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
