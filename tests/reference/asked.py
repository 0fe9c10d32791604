"""What a condition is asked about, and what is known when it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from engine.language.conditions import Where
from engine.language.policy import Policy
from tests.reference.dossier import Dossier, Fact
from tests.reference.law import numbers
from tests.reference.stays import Stays
from tests.reference.truths import Truth, all_of
from tests.reference.unary import passes


@dataclass(frozen=True)
class Asked:
    """What a condition is asked about: a day, whose law gives its values, and the ground whose trigger it speaks of."""

    day: date
    law: date | None
    policy: Policy | None
    own: str | None = None
    """The policy that asks; of itself it sees only the day before (S12)."""
    fact: Fact | None = None
    trigger: date | None = None
    listing: date | None = None
    correction: date | None = None
    types: tuple[str, ...] = ()
    """The types of fact that a test of the triggering one speaks of."""
    strictly: bool = False
    """Whether `since` leaves out the day itself, as it does in bars (S19)."""


NOTHING: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


class GradesByDay(Protocol):
    """A grade policy, judged to the end."""

    def possible_on(self, day: date) -> frozenset[str | None]:
        """The grades that may be in force on *day*, one of them if it is known; `None` is having none."""

    def from_(self, day: date) -> date:
        """The day since which the grade in force on *day* has been."""


@dataclass
class World:
    """The dossier, and every policy of a lower stratum to the end."""

    dossier: Dossier
    lists: dict[str, Stays] = field(default_factory=dict)
    grades: dict[str, GradesByDay] = field(default_factory=dict)
    own_list: Callable[[date], Stays] = lambda _day: Stays(())
    """The list now being built, as it stood at the end of a day."""
    found_then: Callable[[str, Fact], tuple[frozenset[str], frozenset[str]]] = lambda _policy, _fact: NOTHING
    """What a decision on a policy found waiting, and found open, as of its own day (S18)."""


def fields_pass(where: Where, fact: Fact, policy: Policy | None, law: date | None) -> Truth:
    """Whether the fields of *fact* pass every test of *where* under the law of the day *law*."""
    return all_of(passes(test, fact.fields.get(name), numbers(policy, law)) for name, test in where.items())
