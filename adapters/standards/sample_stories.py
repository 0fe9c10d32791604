"""Small stories, each the facts of one subject in order: what the sample events tell.

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
    penalised: bool = True
    """Whether the sample penalties name the subject."""
    registered: str | None = None


def _directive(
    day: str, amount: str, due: str, *, outcome: str = "pending", number: int = 1, reaches: bool | None = True
) -> Event:
    """An order of *day* to pay twelve workers *amount* by *due*; *reaches*: whether that is the province's figure."""
    fields: dict[str, FieldValue] = {"outcome": outcome, "amount": amount, "due": due, "workers": 12}
    if reaches is not None:
        fields["reaches_provincial_figure"] = reaches
    return Event(day, "labour_directive", fields, number)


def _decision(day: str, outcome: str = "list") -> Event:
    return Event(day, "listing_decision", {"policy": WAGES, "outcome": outcome})


def _paid(day: str, number: int = 1) -> Event:
    return Event(day, "wages_paid_in_full", {}, number)


def _commitment(day: str) -> Event:
    return Event(day, "credit_commitment")


def _application(day: str) -> Event:
    return Event(day, "repair_application", {"policy": WAGES})


def _grant(day: str) -> Event:
    return Event(day, "repair_decision", {"policy": WAGES, "outcome": "grant"})


def _report(day: str, year: int) -> Event:
    return Event(day, "annual_report", {"year": year})


def _tax_year(year: int) -> Event:
    """A year of business with tax to pay and books kept."""
    fields: dict[str, FieldValue] = {
        "year": year,
        "income": "5000000.00",
        "zero_months": 0,
        "months": [{"month": month, "vat": "1000.00"} for month in range(1, 13)],
        "good_reason": False,
        "books_kept": True,
    }
    return Event(f"{year}-12-31", "tax_year_record", fields)


STORIES: Final = (
    Story(
        "listed, pays, promises, and is let off when six months have passed",
        (
            _directive("2026-01-12", "86000.00", "2026-01-26"),
            _decision("2026-02-10"),
            _paid("2026-02-20"),
            _commitment("2026-02-25"),
            _application("2026-09-01"),
            _grant("2026-09-15"),
        ),
    ),
    Story(
        "applies too early",
        (
            _directive("2026-01-05", "120500.00", "2026-01-14"),
            _decision("2026-02-02"),
            _paid("2026-02-09"),
            _commitment("2026-02-09"),
            _application("2026-05-06"),
        ),
    ),
    Story(
        "applies without having paid",
        (
            _directive("2026-01-19", "45200.00", "2026-02-02", outcome="not_complied"),
            _decision("2026-02-24"),
            _commitment("2026-03-02"),
            _application("2026-09-10"),
        ),
    ),
    Story(
        "in arrears again while on the list",
        (
            _directive("2026-01-05", "64000.00", "2026-01-07"),
            _decision("2026-01-29"),
            _paid("2026-02-05"),
            _directive("2026-04-01", "38000.00", "2026-04-15", number=2),
            _commitment("2026-05-11"),
            _application("2026-10-12"),
        ),
    ),
    Story("proposed and not yet decided", (_directive("2026-09-07", "173100.00", "2026-09-21", reaches=None),)),
    Story(
        "proposed, then not listed",
        (_directive("2026-02-24", "31000.00", "2026-03-10"), _decision("2026-04-01", "decline")),
    ),
    Story("just at the amount", (_directive("2026-05-06", "30000.00", "2026-05-19"),)),
    Story("just below the amount", (_directive("2026-05-06", "29999.99", "2026-05-20"),)),
    Story(
        "between the national bounds, the provincial figure not said",
        (_directive("2026-06-01", "45200.00", "2026-06-15", reaches=None),),
    ),
    Story(
        "pays when told to",
        (_directive("2026-05-25", "52000.00", "2026-06-08"), _paid("2026-06-05")),
    ),
    Story(
        "two small arrears within a year",
        (
            _directive("2026-02-18", "12000.00", "2026-03-03"),
            _directive("2026-08-05", "15500.00", "2026-08-18", number=2),
        ),
        "individual_business",
    ),
    Story(
        "reports every year and keeps its books: a taxpayer of grade A",
        (
            *(_report(f"{year + 1}-05-20", year) for year in range(2020, 2026)),
            *(_tax_year(year) for year in range(2021, 2026)),
        ),
        penalised=False,
        registered="2020-03-02",
    ),
    Story("no record at all", ()),
)
