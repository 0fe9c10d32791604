"""Proceedings: the life of a listing, from what a verdict proposes to its end, step by step."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final, Literal, Self

from pydantic import Field, model_validator

from adapters.casework.following import follow
from adapters.casework.proceedings import open_by
from web.api.access import actor, parts
from web.api.matters import (
    LONG,
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

proceedings: Final = Operations("proceedings")
DocumentNo = Field(None, max_length=200, description="number of the document")
DONE: Final = {200: Answer(MatterWhole), 409: NOT_NOW}


class Opening(Model):
    """What a proceeding is to be about."""

    subject: Name = Field(description="an id, or a code the subject is known by")
    policy: Name = Field(description="the list")
    grounds: tuple[FactId, ...] = Field((), max_length=100, description="of what is proposed; all of it unless given")
    evidence: Evidence


class Statement(StepAsked):
    """What the subject says to the notice."""

    waives: bool = Field(False, description="it will say nothing more, so the time need not be waited for")


class Settlement(StepAsked):
    """What came of an objection."""

    outcome: Literal["upheld", "rejected"]


class Decision(StepAsked):
    """Whether the subject is listed."""

    outcome: Literal["list", "decline"]
    period: PeriodText | None = Field(None, description="where the policy leaves a range")
    document_no: Text | None = DocumentNo
    considered: Text | None = Field(None, max_length=LONG, description="what was made of what it said")


class Term(StepAsked):
    """How long, where that was left open, or is extended."""

    period: PeriodText | None = None
    extend: PeriodText | None = None
    document_no: Text | None = DocumentNo

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.period is None) == (self.extend is None):
            raise mistaken("one_of", first="period", second="extend")
        return self


class Publishing(StepAsked):
    """Where it was made public."""

    medium: Text | None = Field(None, max_length=200)


class RepairDecision(StepAsked):
    """What came of an application for repair."""

    outcome: Literal["grant", "refuse"]
    document_no: Text | None = DocumentNo


class Undoing(StepAsked):
    """Why a repair does not stand."""

    document_no: Text | None = DocumentNo


class Withdrawal(StepAsked):
    """Why the decision does not stand."""

    revokes: tuple[FactId, ...] = Field((), max_length=100, description="records revoked with it, being wrong")


class Following(Model):
    """Whose proceedings are to be brought to where the facts are."""

    subjects: tuple[Name, ...] = Field(min_length=1, max_length=1_000)
    drafts: bool = Field(True, description="draft a proceeding for what is proposed and has none")


class Followed(Model):
    """How many matters have changed."""

    changed: int


@proceedings.add(
    "POST", "/proceedings", allow="casework:write", body=Opening,
    answers={201: Answer(MatterWhole, "opened"), 409: NOT_NOW},
)  # fmt: skip
def open_proceeding(body: Opening) -> Any:
    """Open a proceeding about what the verdict on a subject proposes."""
    with answering():
        proceeding = open_by(parts(), actor(), body.subject, body.policy, body.grounds, body.evidence.kept())
    return whole("proceeding", proceeding.id), HTTPStatus.CREATED, {"Location": f"/v1/proceedings/{proceeding.id}"}


@proceedings.add("GET", "/proceedings", allow="casework:read", query=Looking, answers={200: Answer(MatterPage)})
def list_proceedings(query: Looking) -> Any:
    """Proceedings of your sectors, or your department."""
    return listed("proceeding", query)


@proceedings.add("POST", "/proceedings/follow", allow="casework:write", body=Following, answers={200: Answer(Followed)})
def follow_facts(body: Following) -> Any:
    """Bring proceedings to where the facts are, and draft those missing; once a day that is done for all."""
    with answering():
        return Followed(changed=follow(parts(), sorted(set(body.subjects)), drafts=body.drafts))


@proceedings.add("GET", "/proceedings/{id}", allow="casework:read", answers={200: Answer(MatterWhole)})
def one_proceeding(id: str) -> Any:  # noqa: A002 - as the address has it
    """A proceeding with its steps and limits."""
    return whole("proceeding", id)


@proceedings.add("POST", "/proceedings/{id}/propose", allow="casework:write", body=StepAsked, answers=DONE)
def propose(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Take up a proceeding that was drafted by itself."""
    return take_step("proceeding", id, "propose", body)


@proceedings.add("POST", "/proceedings/{id}/notify", allow="casework:write", body=StepAsked, answers=DONE)
def notify(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Tell the subject what it is to be listed for; *day* is the day it was served."""
    return take_step("proceeding", id, "notify", body)


@proceedings.add("POST", "/proceedings/{id}/statement", allow="casework:write", body=Statement, answers=DONE)
def state(id: str, body: Statement) -> Any:  # noqa: A002 - as the address has it
    """Record what the subject states."""
    return take_step("proceeding", id, "statement", body)


@proceedings.add("POST", "/proceedings/{id}/objection", allow="casework:write", body=StepAsked, answers=DONE)
def object_(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Record an objection of the subject."""
    return take_step("proceeding", id, "objection", body)


@proceedings.add("POST", "/proceedings/{id}/settle", allow="casework:decide", body=Settlement, answers=DONE)
def settle(id: str, body: Settlement) -> Any:  # noqa: A002 - as the address has it
    """Settle the objection."""
    return take_step("proceeding", id, "settle", body)


@proceedings.add("POST", "/proceedings/{id}/decide", allow="casework:decide", body=Decision, answers=DONE)
def decide(id: str, body: Decision) -> Any:  # noqa: A002 - as the address has it
    """Decide whether the subject is listed."""
    return take_step("proceeding", id, "decide", body)


@proceedings.add("POST", "/proceedings/{id}/term", allow="casework:decide", body=Term, answers=DONE)
def settle_term(id: str, body: Term) -> Any:  # noqa: A002 - as the address has it
    """Settle or extend the term of a listing."""
    return take_step("proceeding", id, "term", body)


@proceedings.add("POST", "/proceedings/{id}/publish", allow="casework:decide", body=Publishing, answers=DONE)
def publish(id: str, body: Publishing) -> Any:  # noqa: A002 - as the address has it
    """Record that the listing was made public."""
    return take_step("proceeding", id, "publish", body)


@proceedings.add("POST", "/proceedings/{id}/take-down", allow="casework:decide", body=StepAsked, answers=DONE)
def take_down(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Record that publicity was ended, as the policy's longest time or the law asks."""
    return take_step("proceeding", id, "take-down", body)


@proceedings.add("POST", "/proceedings/{id}/apply-repair", allow="casework:write", body=StepAsked, answers=DONE)
def apply_for_repair(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Record the subject's application for repair; the verdict says at once whether it is admissible."""
    return take_step("proceeding", id, "apply-repair", body)


@proceedings.add("POST", "/proceedings/{id}/decide-repair", allow="casework:decide", body=RepairDecision, answers=DONE)
def decide_repair(id: str, body: RepairDecision) -> Any:  # noqa: A002 - as the address has it
    """Decide on the application for repair."""
    return take_step("proceeding", id, "decide-repair", body)


@proceedings.add("POST", "/proceedings/{id}/undo-repair", allow="casework:decide", body=Undoing, answers=DONE)
def undo_repair(id: str, body: Undoing) -> Any:  # noqa: A002 - as the address has it
    """Undo a repair that was got by fraud."""
    return take_step("proceeding", id, "undo-repair", body)


@proceedings.add("POST", "/proceedings/{id}/withdraw", allow="casework:decide", body=Withdrawal, answers=DONE)
def withdraw(id: str, body: Withdrawal) -> Any:  # noqa: A002 - as the address has it
    """Withdraw the decision: it was wrong, or was annulled, and never was."""
    return take_step("proceeding", id, "withdraw", body)
