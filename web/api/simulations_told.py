"""What is asked of simulations and told of them: the models of the API."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, field_validator

from adapters.jobs.starting import State
from adapters.simulations.question import MOST_CHANGES, MOST_MONTHS, MOST_SUBJECTS, MOST_SWEEPS
from engine.population.impact import Affected, Change, Impact
from web.api.days import DayText
from web.api.operations import Model
from web.api.paging import Page
from web.api.problems import ErrorTold, mistaken
from web.api.sentences import InSentences

HASH: Final = r"^(live|[0-9a-f]{8,64})$"
_TEXT: Final = 200
_FIRST: Final = "1970-01-01"
_LAST: Final = "2100-12-31"


def _known(day: str) -> str:
    if not _FIRST <= day <= _LAST:
        raise mistaken("days", first=_FIRST, last=_LAST)
    return day


Known = Annotated[DayText, AfterValidator(_known)]
"""A day that simulations can be about."""


class Stored(Model):
    """Everybody on record, as the last pass over everybody prepared them."""

    sort: Literal["stored"] = "stored"


class Synthetic(Model):
    """An invented Shanxi: the same seed has the same subjects. It is made where it is not there yet, and kept."""

    sort: Literal["synthetic"] = "synthetic"
    subjects: int = Field(2_000, ge=100, le=MOST_SUBJECTS)
    seed: int = Field(1, ge=0, le=2**31)
    trouble: float = Field(1, ge=0.1, le=20, description="so many times as often at fault as the province imitated")


class Changing(Model):
    """Another value for a parameter of a policy."""

    policy: str = Field(min_length=1, max_length=_TEXT)
    parameter: str = Field(min_length=1, max_length=_TEXT)
    value: str = Field(min_length=1, max_length=40, description="`30000`, or a period: `6 months`")


class ChangeTold(Changing):
    """A parameter with another value, what it is called, and what it was."""

    title: str
    label: str
    was: str
    unit: str


class Candidate(Model):
    """What is compared with the baseline: one of a draft, a release, and the baseline with parameters changed."""

    draft: str | None = Field(None, pattern=r"^[0-9a-zA-Z_-]{1,64}$")
    release: str | None = Field(None, pattern=HASH)
    changes: tuple[Changing, ...] = Field((), max_length=MOST_CHANGES)


class Asking(Model):
    """A simulation that is wanted."""

    title: str = Field(min_length=1, max_length=_TEXT, pattern=r"^[^\x00-\x1f]+$")
    baseline: str = Field("live", pattern=HASH, description="a release")
    candidate: Candidate
    population: Stored | Synthetic = Field(discriminator="sort")
    as_of: Known | None = Field(None, description="the day asked about; today unless given")
    months: int = Field(12, ge=1, le=MOST_MONTHS, description="months told, the last one that of the day asked about")
    decisions: Literal["recorded", "assumed"] = Field(
        "assumed", description="whether what nobody has decided yet is taken for decided"
    )
    sweeps: tuple[str, ...] = Field((), max_length=MOST_SWEEPS, description="`policy:parameter=10000..90000/10000`")

    @field_validator("title")
    @classmethod
    def _said(cls, title: str) -> str:
        if not title.strip():
            raise mistaken("blank")
        return title.strip()


class Asked(Model):
    """A simulation was asked for; a job runs it."""

    id: str
    state: Literal["waiting"] = "waiting"


class WhoTold(Model):
    """Whom it is run on."""

    sort: Literal["stored", "synthetic"]
    subjects: int
    seed: int
    trouble: float


class ListSummary(Model):
    """What one list does."""

    policy: str
    title: str
    entering: int
    leaving: int


class Summary(Model):
    """What came of it, in short: of so many subjects *subjects* change."""

    of: int
    subjects: int
    lists: int
    entering: int
    leaving: int
    most: tuple[ListSummary, ...] = Field(description="the lists that change most")


class Side(Model):
    """A release that is compared."""

    hash: str
    name: str


class InShort(Model):
    """A simulation, in short."""

    id: str
    title: str
    asked_by: str
    recorded_at: str
    state: State
    done: int
    total: int | None
    cancel_asked: bool
    started_at: str | None
    ended_at: str | None
    baseline: Side
    candidate: Side
    origin: Literal["draft", "release", "changes"] = Field(description="what the candidate comes from")
    draft: str | None
    changes: tuple[ChangeTold, ...]
    population: WhoTold
    as_of: str
    first: str = Field(description="the first day of the months told")
    decisions: Literal["recorded", "assumed"]
    sweeps: tuple[str, ...]
    summary: Summary | None
    errors: tuple[ErrorTold, ...] = Field(description="why it failed")


class RunTold(Model):
    """A parameter of a sweep: so many *values* of its *unit* from the *first* to the *last*."""

    policy: str
    title: str
    parameter: str
    label: str
    unit: str
    first: str
    last: str
    values: int


class SweptTold(Model):
    """A sweep as it was *asked* for, and what it runs through: nothing where the baseline does not know it."""

    asked: str
    runs: tuple[RunTold, ...]


class Told(InShort):
    """A simulation with all that came of it; the rows of who is affected are told by themselves."""

    swept: tuple[SweptTold, ...] = Field(description="the sweeps, as the baseline calls what they run through")
    impact: Impact | None = Field(description="nothing until it is done")


class Listing(Page):
    """Which simulations."""

    state: State | None = None
    draft: str | None = Field(None, pattern="^[0-9a-f]{1,64}$", description="of this draft alone")


class Simulations(Model):
    """Simulations, the newest first; *next* is the cursor of the next page."""

    simulations: tuple[InShort, ...]
    next: str | None


class Picking(Page):
    """Which rows."""

    policy: str | None = Field(None, max_length=_TEXT)
    change: Change | None = None
    region: str | None = Field(None, pattern=r"^\d{6}$", description="a county, or a city with all its counties")
    text: str | None = Field(None, max_length=100, description="what the name, the number, the key or the rule has")


class Rows(Model):
    """Rows of who is affected: *count* are wanted, *rows* are told; *next* is the cursor of the next page."""

    rows: tuple[Affected, ...]
    count: int
    next: str | None


class AboutPolicy(Model):
    """About which policy."""

    policy: str | None = Field(None, max_length=_TEXT, description="one policy alone; all unless given")


class Twice(Model):
    """A subject explained by both releases; sentences that one of them alone says are marked."""

    key: str
    subject: str | None = Field(description="of somebody on record the id, as you may see it")
    name: str | None
    rows: tuple[Affected, ...]
    baseline: InSentences
    candidate: InSentences


class Of(Model):
    """Of which release, and of which policy."""

    baseline: str = Field("live", pattern=HASH)
    policy: tuple[str, ...] = Field((), max_length=MOST_CHANGES)
    as_of: Known | None = None


class PolicyTold(Model):
    """A policy that has parameters."""

    id: str
    title: str
    parameters: int


class ParameterTold(Model):
    """A parameter with the value in force, and how far a slider goes."""

    policy: str
    title: str
    parameter: str
    label: str
    unit: str
    since: str
    value: str = Field(description="`30000`, or a period: `6 months`")
    amount: str
    per: str = Field(description="of a period, what it counts: days, months, years, working_days")
    most: str
    step: str


class Parameters(Model):
    """The policies that have parameters, and the parameters of those asked for."""

    policies: tuple[PolicyTold, ...]
    parameters: tuple[ParameterTold, ...]


class Populations(Model):
    """How many subjects on record are prepared; nothing where the first pass over everybody is still to come."""

    stored: int | None
