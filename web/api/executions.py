"""Measures carried out: what departments owe of those in force, acknowledged and reported by them."""

from __future__ import annotations

from typing import Any, Final

from web.api.matters import NOT_NOW, Looking, MatterPage, MatterWhole, StepAsked, listed, take_step, whole
from web.api.operations import Answer, Operations

executions: Final = Operations("executions")
_DONE: Final = {200: Answer(MatterWhole), 409: NOT_NOW}


@executions.add(
    "GET", "/measures/executions", allow="casework:read", query=Looking, answers={200: Answer(MatterPage)}
)  # fmt: skip
def list_executions(query: Looking) -> Any:
    """What departments owe of measures in force: your own department's, or those of your sectors."""
    return listed("execution", query)


@executions.add("GET", "/measures/executions/{id}", allow="casework:read", answers={200: Answer(MatterWhole)})
def one_execution(id: str) -> Any:  # noqa: A002 - as the address has it
    """How a department carries out a measure."""
    return whole("execution", id)


@executions.add(
    "POST", "/measures/executions/{id}/acknowledge", allow="measures:report", body=StepAsked, answers=_DONE
)  # fmt: skip
def acknowledge(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Say that the department knows of the measure."""
    return take_step("execution", id, "acknowledge", body)


@executions.add(
    "POST", "/measures/executions/{id}/execute", allow="measures:report", body=StepAsked, answers=_DONE
)  # fmt: skip
def execute(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Report that the measure is carried out."""
    return take_step("execution", id, "execute", body)


@executions.add(
    "POST", "/measures/executions/{id}/not-execute", allow="measures:report", body=StepAsked, answers=_DONE
)  # fmt: skip
def not_execute(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Report that the measure is not carried out; the evidence says why."""
    return take_step("execution", id, "not-execute", body)


@executions.add(
    "POST", "/measures/executions/{id}/end", allow="measures:report", body=StepAsked, answers=_DONE
)  # fmt: skip
def end(id: str, body: StepAsked) -> Any:  # noqa: A002 - as the address has it
    """Report that the measure was ended, being over."""
    return take_step("execution", id, "end", body)
