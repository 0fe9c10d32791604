"""Appeals of grades, complaints, and claims that records are wrong or unlawful: received, accepted, decided."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, Literal, Self

from pydantic import Field, model_validator

from adapters.casework.pleas import Opened, Plea, open_plea
from engine.calendar import Period, parse_day
from web.api.access import actor, parts
from web.api.days import DayText
from web.api.matters import (
    NOT_NOW,
    Evidence,
    FactId,
    Looking,
    MatterPage,
    MatterWhole,
    Name,
    PeriodText,
    StepAsked,
    Text,
    answering,
    listed,
    take_step,
    whole,
)
from web.api.operations import Answer, Model, Operations
from web.api.problems import mistaken

appeals: Final = Operations("appeals")
complaints: Final = Operations("complaints")
claims: Final = Operations("claims")
_DONE: Final = {200: Answer(MatterWhole), 409: NOT_NOW}
_MOST: Final = 100


class Opening(Model, ABC):
    """What every plea has: the day it came, what it says, and how long it may take where the policy does not say."""

    day: DayText | None = Field(None, description="the day it came; today unless given")
    evidence: Evidence
    period: PeriodText | None = Field(None, description="how long it may take, where the policy does not say")
    basis: Text | None = Field(None, max_length=500, description="where that is written")

    @abstractmethod
    def opened(self) -> Opened:
        """The same as it is kept."""

    def _opened(self, kind: Plea, **about: Any) -> Opened:
        day = None if self.day is None else parse_day(self.day)
        period = None if self.period is None else Period.parse(self.period)
        return Opened(kind=kind, day=day, period=period, basis=self.basis, **about)


class AppealOpening(Opening):
    """An appeal of a grade."""

    subject: Name
    policy: Name = Field(description="the grade's")
    year: int | None = Field(None, ge=1980, le=2200, description="the year the grade is of")
    grade: Text | None = Field(None, max_length=20, description="the grade appealed")

    def opened(self) -> Opened:
        """The same as it is kept."""
        details = (("year", self.year), ("grade", self.grade))
        return self._opened("appeal", subject=self.subject, policy=self.policy, department=None, details=details)


class ComplaintOpening(Opening):
    """A complaint about how something was handled."""

    department: Name = Field(description="whom it is about")
    subject: Name | None = Field(None, description="whose matter it is about, if anybody's")
    about: Text | None = Field(None, max_length=200, description="the matter it is about, by its id")

    def opened(self) -> Opened:
        """The same as it is kept."""
        return self._opened("complaint", subject=self.subject, policy=None, department=self.department,
                            details=(("about", self.about),))  # fmt: skip


class ClaimOpening(Opening):
    """A claim that records are wrong, or are kept or shown against the law."""

    subject: Name
    facts: tuple[FactId, ...] = Field((), max_length=_MOST, description="the records it is about")
    policy: Name | None = Field(None, description="the list or grade it is about")
    department: Name | None = Field(None, description="who handles it, where no policy is named")
    ground: Literal["wrong", "missing", "out_of_date", "unlawfully_collected", "unlawfully_shown", "kept_too_long"]

    @model_validator(mode="after")
    def _handled(self) -> Self:
        if (self.policy is None) == (self.department is None):
            raise mistaken("one_of", first="policy", second="department")
        return self

    def opened(self) -> Opened:
        """The same as it is kept."""
        return self._opened("claim", subject=self.subject, policy=self.policy, department=self.department,
                            facts=self.facts, details=(("ground", self.ground),))  # fmt: skip


class Answered(StepAsked):
    """What came of it."""

    outcome: Literal["upheld", "rejected"]


class Finding(Model):
    """A record that was missing or wrong, as it should be; it is stored about the subject."""

    type: Name
    date: DayText
    source: Text | None = Field(None, max_length=200)
    fields: dict[str, Any] = Field({})


class Found(Answered):
    """What came of it, and what was found: the verdict follows from that alone."""

    revokes: tuple[FactId, ...] = Field((), max_length=_MOST, description="records revoked, being wrong")
    facts: tuple[Finding, ...] = Field((), max_length=_MOST, description="records stored, which were missing")

    @model_validator(mode="after")
    def _effect(self) -> Self:
        if self.outcome == "rejected" and (self.revokes or self.facts):
            raise mistaken("rejected_changes")
        return self


def _add(operations: Operations, kind: Plea, opening: type[Opening], found: type[Answered], article: str) -> None:
    """Give *operations* what every *kind* of plea has."""

    def said(text: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        def named(view: Callable[..., Any]) -> Callable[..., Any]:
            view.__doc__ = text.format(one=f"{article} {kind}", many=f"{kind}s")
            return view

        return named

    path = f"/{kind}s"

    @operations.add("POST", path, allow="casework:write", body=opening,
                    answers={201: Answer(MatterWhole, "received"), 409: NOT_NOW})  # fmt: skip
    @said("Record that {one} came in.")
    def receive(body: Opening) -> Any:
        with answering():
            plea = open_plea(parts(), actor(), body.opened(), body.evidence.kept())
        return whole(kind, plea.id), HTTPStatus.CREATED, {"Location": f"/v1{path}/{plea.id}"}

    @operations.add("GET", path, allow="casework:read", query=Looking, answers={200: Answer(MatterPage)})
    @said("The {many} of your sectors, or your department.")
    def list_all(query: Looking) -> Any:
        return listed(kind, query)

    @operations.add("GET", f"{path}/{{id}}", allow="casework:read", answers={200: Answer(MatterWhole)})
    @said("What became of {one}.")
    def one(id: str) -> Any:  # noqa: A002 - as the address has it
        return whole(kind, id)

    @operations.add("POST", f"{path}/{{id}}/accept", allow="casework:write", body=StepAsked, answers=_DONE)
    @said("Take {one} up.")
    def accept(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
        return take_step(kind, id, "accept", body)

    @operations.add("POST", f"{path}/{{id}}/refuse", allow="casework:decide", body=StepAsked, answers=_DONE)
    @said("Not take {one} up.")
    def refuse(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
        return take_step(kind, id, "refuse", body)

    @operations.add("POST", f"{path}/{{id}}/decide", allow="casework:decide", body=found, answers=_DONE)
    @said("Decide on {one}.")
    def decide(id: str, body: Answered) -> Any:  # noqa: A002 - as the address has it
        return take_step(kind, id, "decide", body)

    @operations.add("POST", f"{path}/{{id}}/withdraw", allow="casework:write", body=StepAsked, answers=_DONE)
    @said("Record that {one} was taken back by who made it.")
    def withdraw(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
        return take_step(kind, id, "withdraw", body)


_add(appeals, "appeal", AppealOpening, Found, "an")
_add(complaints, "complaint", ComplaintOpening, Answered, "a")
_add(claims, "claim", ClaimOpening, Found, "a")
