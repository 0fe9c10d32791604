"""Why something cannot be done with a matter: what is against it, or that it is somebody else's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from engine.calendar import Period
from engine.catalogue import Phrase
from engine.problems import Place, Problem, XinhengError

PLACE: Final = Place("matter")


class NotNow(XinhengError):
    """A step that cannot be taken as things stand, with everything against it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NotTheirs(XinhengError):
    """A matter that who asks does not handle: that of another *sector* or *department*."""

    def __init__(self, sector: str | None, department: str | None) -> None:
        self.sector, self.department = sector or "-", department or "-"
        super().__init__(f"{self.sector}: {self.department}")


def problem(code: str, **values: object) -> Problem:
    """What is against a step."""
    return Problem(code, PLACE, _plain(values))


class Names(tuple[str, ...]):
    """Names that a message gives one after the other, as systems know them."""

    def __str__(self) -> str:
        return ", ".join(f"`{one}`" for one in self) or "-"


def said_of(period: Period | str) -> Phrase:
    """*period* in the words of whom it is told."""
    known = Period.parse(period) if isinstance(period, str) else period
    return Phrase(f"sentences.period.{known.unit}.{'one' if known.count == 1 else 'more'}", {"count": known.count})


def not_now(code: str, **values: object) -> NotNow:
    """One thing that is against a step."""
    return NotNow((problem(code, **values),))


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: "-" if value is None else value for name, value in values.items()}
