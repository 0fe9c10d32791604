"""What a simulation is asked: what is compared with what, for whom, and over which months; kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

MOST_SUBJECTS: Final = 500_000
"""Subjects of an invented population that the service makes: more is for the command line, or a cluster."""
MOST_MONTHS: Final = 120
MOST_CHANGES: Final = 50
MOST_SWEEPS: Final = 6
ASKED: Final = "asked.json"
BASELINE: Final = "baseline.tar.gz"
CANDIDATE: Final = "candidate.tar.gz"
FAULTS: Final = "faults.json"
"""The files of a simulation that its process reads, and the one with what was wrong."""
PREPARED: Final = "store"
"""What the folder of a population is called that the service prepared."""
STEPS: Final = 1_000
"""How far a simulation is, is told in so many steps."""


@dataclass(frozen=True)
class Change:
    """A *parameter* of a *policy* that is to have another *value*: `30000`, or `6 months`.

    The policy's *title*, what the parameter is called and what it *was* are there for who reads of it later.
    """

    policy: str
    parameter: str
    value: str
    title: str = ""
    label: str = ""
    was: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Who:
    """Subjects on record, or so many invented ones: a *seed* has the same, *trouble* times as often at fault.

    Of those on record, *folder* is where they were prepared.
    """

    sort: Literal["stored", "synthetic"]
    subjects: int = 0
    seed: int = 0
    trouble: float = 1.0
    folder: str = ""

    @property
    def name(self) -> str:
        """What the folder of an invented population is called."""
        return f"{self.subjects}-{self.seed}-{self.trouble:g}"


@dataclass(frozen=True)
class Question:
    """All that is asked.

    *names* are what people call both releases, *origin* is what the candidate comes from: a draft, a release, or the
    baseline with *changes*.
    """

    names: tuple[str, str]
    origin: Literal["draft", "release", "changes"]
    draft: str | None
    changes: tuple[Change, ...]
    who: Who
    as_of: str
    first: str
    decisions: Literal["recorded", "assumed"]
    sweeps: tuple[str, ...]

    @property
    def day(self) -> int:
        """The day asked about."""
        return date.fromisoformat(self.as_of).toordinal()

    def written(self) -> dict[str, Any]:
        """The same as JSON has it."""
        return asdict(self)


def question_of(told: Mapping[str, Any]) -> Question:
    """The question that was *told* by `written`."""
    parts = {
        "names": tuple(told["names"]),
        "changes": tuple(Change(**one) for one in told["changes"]),
        "sweeps": tuple(told["sweeps"]),
        "who": Who(**told["who"]),
    }
    return Question(**{**told, **parts})


def folder_of(data: Path, id_: str) -> Path:
    """Where what belongs to the simulation *id_* lies, in the folder *data*."""
    return data / "simulations" / id_
