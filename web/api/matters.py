"""What cases, appeals, complaints, claims and executions of measures have in common in the API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from adapters.access.masking import is_person, masked_id
from adapters.access.reads import note, read
from adapters.casework import kept
from adapters.casework.guards import Asked
from adapters.casework.looking import Wanted, page
from adapters.casework.moves import Kind, possible
from adapters.casework.refusals import NotNow, NotTheirs
from adapters.casework.scope import sees
from adapters.casework.stepping import law, matter_of, take
from adapters.clock import today
from adapters.letters.serving import serve
from adapters.records.checking import hidden
from adapters.verdicts.asking import NotKnown
from engine.calendar import Period, parse_day
from web.api.access import actor, parts, sight
from web.api.days import DayText
from web.api.operations import Answer, Model
from web.api.problems import MEDIA, ProblemTold, Refusal, mistaken, told
from web.api.showing import shown_names

NOT_NOW: Final = Answer(ProblemTold, "not as things stand; `errors` says everything against it", (MEDIA,))
LONG: Final = 4_000


def _period(text: str) -> str:
    try:
        Period.parse(text)
    except ValueError:
        raise mistaken("period", given=text) from None
    return text


def _plain(text: str) -> str:
    for _, character in hidden(text):
        raise mistaken("invisible", character=f"U+{ord(character):04X}")
    return text


PeriodText = Annotated[
    str,
    AfterValidator(_period),
    Field(
        max_length=40,
        examples=["15 working days", "3 years"],
        json_schema_extra={"pattern": r"^(0|[1-9][0-9]{0,5}) (working day|day|month|year)s?$"},
    ),
]
"""A period, as policies write it."""
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
FactId = Name
Text = Annotated[str, AfterValidator(_plain), Field(min_length=1)]
"""A text as people see it."""


class Evidence(Model):
    """What a step rests on."""

    text: Text = Field(max_length=LONG, description="what was done or said, in words")
    reference: Text | None = Field(None, max_length=500, description="where the paper is: number of a file, address")
    digest: str | None = Field(None, pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the file")

    def kept(self) -> kept.Evidence:
        """The same as the store keeps it."""
        return kept.Evidence(self.text, self.reference, self.digest)


class StepAsked(Model):
    """A step somebody takes."""

    evidence: Evidence
    day: DayText | None = Field(None, description="the day it was done; today unless given")
    version: int | None = Field(None, ge=1, le=2**31, description="refused where the matter is at another by now")

    def asked(self, step: str) -> Asked:
        """The *step* with what it says."""
        day = today(parts().clock) if self.day is None else parse_day(self.day)
        values = self.model_dump(mode="python", exclude={"evidence", "day", "version"})
        return Asked(step, day, self.evidence.kept(), values, self.version)


class EvidenceTold(Model):
    """What a step rests on; who may not see personal data is not told the text of a person's matter."""

    text: str | None
    reference: str | None
    digest: str | None


class StepTold(Model):
    """A step that was taken, and the state it led to; *at* is the moment it was told here."""

    step: str
    state: str
    day: str
    at: str
    actor: str
    evidence: EvidenceTold
    facts: tuple[str, ...] = Field(description="ids of the facts stored with it")
    details: dict[str, Any]


class LimitTold(Model):
    """A limit: its last day is *due*, which is absent where the working days of then are not known yet."""

    what: str
    role: str = Field(description="whose it is: the authority's, the subject's, a department's")
    starts: str
    period: str
    basis: tuple[str, ...]
    due: str | None
    met: str | None = Field(description="the day it stopped mattering")


class MatterTold(Model):
    """A matter as it stands."""

    id: str
    kind: str
    subject: str | None
    subject_name: str | None = Field(description="what it is called, as far as you may know")
    policy: str | None
    sector: str | None
    department: str | None = Field(description="who has to handle it")
    region: str | None
    state: str
    objected: bool = Field(description="an objection is not settled yet")
    repairing: bool = Field(description="an application for repair is not settled yet")
    version: int
    opened: str
    closed: str | None
    details: dict[str, Any]
    possible: tuple[str, ...] = Field(description="the steps that can be taken from here")


class MatterWhole(MatterTold):
    """A matter with its steps and limits."""

    steps: tuple[StepTold, ...]
    limits: tuple[LimitTold, ...]


class MatterPage(Model):
    """Matters in the order they were opened; *next* is the cursor of the next page."""

    matters: tuple[MatterTold, ...]
    next: str | None


class Looking(Model):
    """Which matters."""

    subject: str | None = Field(None, max_length=200)
    policy: str | None = Field(None, max_length=200)
    sector: str | None = Field(None, max_length=100)
    department: str | None = Field(None, max_length=100)
    state: str | None = Field(None, max_length=40)
    open: bool = Field(False, description="only where something is left to do")
    mine: bool = Field(False, description="only those in which you took a step")
    due: DayText | None = Field(None, description="only with a limit that ends on this day or before")
    cursor: str | None = Field(None, pattern=r"^[0-9]{1,18}$", description="`next` of the page before")
    limit: int = Field(100, ge=1, le=1_000)

    def wanted(self, kind: Kind) -> Wanted:
        """The same as the store is asked."""
        return Wanted((kind,), self.subject, self.policy, self.sector, self.department, self.state, self.open,
                      self.due, self.mine)  # fmt: skip


@contextmanager
def answering() -> Iterator[None]:
    """Have what cannot be done, is not known or not theirs be told as problems."""
    try:
        yield
    except NotNow as error:
        refused = [told(one, "body", "", apart=True) for one in error.problems]
        raise Refusal(HTTPStatus.CONFLICT, "not_now", refused) from None
    except NotTheirs as error:
        raise Refusal(HTTPStatus.FORBIDDEN, "not_theirs", sector=error.sector, department=error.department) from None
    except NotKnown as error:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=error.what, name=error.name) from None


def take_step(kind: Kind, id_: str, step: str, body: StepAsked) -> MatterWhole:
    """Take *step* in the matter *id_* as *body* says."""
    asked = body.asked(step)
    with answering():
        matter = take(parts(), actor(), kind, id_, asked)
    serve(parts(), actor(), matter, asked)
    return whole(kind, id_)


def whole(kind: Kind, id_: str) -> MatterWhole:
    """The matter *id_* with all there is of it, for who may read it."""
    with answering():
        program = law(parts())
        with parts().database.reading() as connection:
            matter = matter_of(connection, kind, id_)
            if not sees(actor(), matter.sector, matter.department):
                raise NotTheirs(matter.sector, matter.department)
            steps = kept.steps_of(connection, id_)
            limits = kept.limits_kept(connection, id_, program.base.calendar)
    noted([matter], f"/v1/{kind}s/{id_}")
    seen = not is_hidden(matter)
    return MatterWhole(
        **_told(matter, *shown_names([matter.subject], "/subject_name")),
        steps=tuple(_step(one, seen) for one in steps),
        limits=tuple(limit_told(one) for one in limits),
    )


def listed(kind: Kind, query: Looking) -> MatterPage:
    """The matters of *kind* that *query* asks for and who asks may read."""
    with parts().database.reading() as connection:
        found = page(connection, actor(), query.wanted(kind), int(query.cursor or 0), query.limit + 1)
    shown = found[: query.limit]
    noted(shown, f"/v1/{kind}s")
    more = str(shown[-1].number) if len(found) > query.limit else None
    names = shown_names([one.subject for one in shown], "/matters/{}/subject_name")
    told_ = tuple(MatterTold(**_told(one, name)) for one, name in zip(shown, names, strict=True))
    return MatterPage(matters=told_, next=more)


def is_hidden(matter: kept.Matter) -> bool:
    """Whether *matter* is a person's, and who asks does not see personal data."""
    return _is_persons(matter) and not sight().sees("personal")


def subject_told(matter: kept.Matter) -> str | None:
    """Whom *matter* is about, as who asks may know it."""
    return masked_id(matter.subject) if matter.subject is not None and is_hidden(matter) else matter.subject


def limit_told(one: kept.Running) -> LimitTold:
    """The limit *one*."""
    return LimitTold(what=one.what, role=one.role, starts=one.starts, period=one.period, basis=one.basis,
                     due=one.due, met=one.met)  # fmt: skip


def _is_persons(matter: kept.Matter) -> bool:
    return matter.subject is not None and is_person(matter.details.get("kind"))


def _told(matter: kept.Matter, name: str | None) -> dict[str, Any]:
    names = ("id", "kind", "policy", "sector", "department", "region", "state", "objected", "repairing", "version",
             "opened", "closed")  # fmt: skip
    told_ = {name: getattr(matter, name) for name in names} | {"subject": subject_told(matter)}
    told_ |= {"subject_name": name}
    steps = possible(matter.kind, matter.state, matter.objected, matter.repairing)
    return told_ | {"details": dict(matter.details), "possible": steps}


def _step(one: dict[str, Any], seen: bool) -> StepTold:
    evidence = one["evidence"] if seen else one["evidence"] | {"text": None, "reference": None}
    return StepTold(**one | {"evidence": EvidenceTold(**evidence)})


def noted(matters: Sequence[kept.Matter], where: str) -> None:
    """Tell the ledger of the persons whose matters are shown."""
    if not sight().sees("personal"):
        return
    whose: Iterable[str] = dict.fromkeys(str(one.subject) for one in matters if _is_persons(one))
    reads = [read(sight(), one, where, ("/subject", "/subject_name", "/steps")) for one in whose]
    if reads:
        with parts().database.writing() as connection:
            note(connection, reads, parts().clock.now())
