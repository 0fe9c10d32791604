"""Small stories of wage arrears, each the facts of one subject in order: what the sample events tell.

All of it is made up. A field `directive` stands for the number of the story's directive of that place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from adapters.standards.raw import FieldValue

WAGES: Final = "labour/wage-arrears"


@dataclass(frozen=True)
class Event:
    """A fact of *type* on *day* with *fields*; it speaks of the directive number *directive* of its story, if any."""

    day: str
    type: str
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    directive: int = 0


@dataclass(frozen=True)
class Story:
    """What happened to one subject, as *title* sums it up."""

    title: str
    events: tuple[Event, ...]
    kind: str = "enterprise"


def _directive(day: str, amount: str, due: str, *, outcome: str = "not_complied", number: int = 1) -> Event:
    return Event(day, "labour_directive", {"outcome": outcome, "amount": amount, "due": due}, number)


def _decision(day: str, outcome: str = "list") -> Event:
    return Event(day, "listing_decision", {"policy": WAGES, "outcome": outcome})


def _paid(day: str, number: int = 1) -> Event:
    return Event(day, "wages_paid_in_full", {}, number)


def _commitment(day: str) -> Event:
    return Event(day, "credit_commitment")


def _application(day: str) -> Event:
    return Event(day, "repair_application", {"policy": WAGES})


STORIES: Final = (
    Story(
        "listed, pays, promises, and applies when six months have passed",
        (
            _directive("2026-01-27", "86000.00", "2026-01-26"),
            _decision("2026-02-10"),
            _paid("2026-02-20"),
            _commitment("2026-02-25"),
            _application("2026-09-01"),
        ),
    ),
    Story(
        "applies too early",
        (
            _directive("2026-01-15", "120500.00", "2026-01-14"),
            _decision("2026-02-02"),
            _paid("2026-02-09"),
            _commitment("2026-02-09"),
            _application("2026-05-06"),
        ),
    ),
    Story(
        "applies without having paid",
        (
            _directive("2026-02-03", "45200.00", "2026-02-02"),
            _decision("2026-02-24"),
            _commitment("2026-03-02"),
            _application("2026-09-10"),
        ),
    ),
    Story(
        "in arrears again while on the list",
        (
            _directive("2026-01-08", "64000.00", "2026-01-07"),
            _decision("2026-01-29"),
            _paid("2026-02-05"),
            _directive("2026-04-16", "38000.00", "2026-04-15", number=2),
            _commitment("2026-05-11"),
            _application("2026-10-12"),
        ),
    ),
    Story("proposed and not yet decided", (_directive("2026-09-22", "73100.00", "2026-09-21"),)),
    Story(
        "proposed, then not listed",
        (_directive("2026-03-11", "31000.00", "2026-03-10"), _decision("2026-04-01", "decline")),
    ),
    Story("just at the amount", (_directive("2026-05-20", "30000.00", "2026-05-19"),)),
    Story("just below the amount", (_directive("2026-05-21", "29999.99", "2026-05-20"),)),
    Story(
        "pays when told to",
        (_directive("2026-06-09", "52000.00", "2026-06-08", outcome="complied"), _paid("2026-06-05")),
    ),
    Story(
        "two small arrears within a year",
        (
            _directive("2026-03-04", "12000.00", "2026-03-03"),
            _directive("2026-08-19", "15500.00", "2026-08-18", number=2),
        ),
        "individual_business",
    ),
    Story("no record at all", ()),
)
