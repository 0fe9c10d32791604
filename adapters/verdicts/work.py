"""What a worker of the service does: answers questions about one subject by one release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from weakref import finalize

import orjson

from adapters.access.sight import Sight
from adapters.state.found import found_out
from adapters.verdicts.saying import said
from adapters.verdicts.trying import cases_run
from adapters.wiring import question_of
from adapters.wrong import answered as wrong
from engine.checks import check_files
from engine.compile.program import Program
from engine.judging import Evaluation
from engine.online.answer import evaluation
from engine.online.evaluate import Evaluator
from engine.online.explanation import explained
from engine.online.report.verdict import verdict
from engine.problems import FactError, PolicyError

_ORIGIN = "facts"


def load(files: Mapping[str, bytes]) -> Callable[[bytes], bytes]:
    """What answers requests by the policies in *files*: the work of a worker process."""
    checked = check_files(files)
    if checked.program is None:
        raise PolicyError(checked.problems)
    return answering(checked.program)


def answering(program: Program) -> Callable[[bytes], bytes]:
    """What answers requests by *program*.

    A request is JSON: that of `adapters.wiring.question_of`, and with it `stored` where the facts are kept ones, of
    which what this release does not know is left out, and `explain` (`{"policy", "rule"?}`) where more than the verdict
    is wanted, `say` (`{"language", "sees"}`) where it is wanted in sentences, or `state` where only the rows of
    `adapters.state.rows` are; or `cases` alone (`{"owner", "text"}`). The answer is the verdict's JSON, `{"verdict",
    "explanations"}`, what `adapters.verdicts.saying` makes of it, these rows, what became of the cases, or
    `{"problems": […]}`.
    """
    evaluator = Evaluator(program)

    def answer(request: bytes) -> bytes:
        asked = orjson.loads(request)
        if "cases" in asked:
            return cases_run(evaluator, asked["cases"]["owner"], asked["cases"]["text"])
        wanted, rows_only = asked.pop("explain", None), asked.pop("state", False)
        saying, kept = asked.pop("say", None), asked.pop("stored", False)
        if kept:
            fit(program, asked)
        try:
            found = evaluation(evaluator, question_of(orjson.dumps(asked)), _ORIGIN)
        except FactError as error:
            return wrong(error.problems)
        if rows_only:
            return found_out(found).written()
        if saying is not None:
            sight = Sight("", None, frozenset(saying["sees"]))
            return said(found, sight, saying["language"], sent=not kept)
        answered = verdict(found).json()
        return answered if wanted is None else _explained(found, answered, wanted)

    finalize(answer, evaluator.close).atexit = False
    return answer


def _explained(found: Evaluation, answered: bytes, wanted: Mapping[str, Any]) -> bytes:
    points = explained(found, wanted["policy"], wanted.get("rule"))
    return orjson.dumps({"verdict": orjson.Fragment(answered), "explanations": points})


def fit(program: Program, asked: dict[str, Any]) -> None:
    """Leave out of the stored facts *asked* about what *program* has no name for: unknown, never taken for absent."""
    asked["facts"] = [fitted(program, one) for one in asked["facts"] if one["type"] in program.fact_types]
    for principal in (asked.get("principals") or {}).values():
        fit(program, principal)


def fitted(program: Program, record: dict[str, Any]) -> dict[str, Any]:
    """The stored fact *record* without what *program* has no name for."""
    known = program.fact_types[record["type"]].fields
    fields = record.get("fields")
    if not fields or fields.keys() <= known.keys():
        return record
    return {**record, "fields": {name: value for name, value in fields.items() if name in known}}
