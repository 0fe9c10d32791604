"""A question as it comes from outside, answered: the one door to the online evaluator."""

from __future__ import annotations

from engine.judging import Evaluation
from engine.online.evaluate import Evaluator
from engine.online.question import Question, read_question
from engine.online.report.verdict import verdict
from engine.verdict import Verdict

__all__ = ["Question", "answer", "evaluation"]


def answer(evaluator: Evaluator, question: Question, origin: str = "facts") -> Verdict:
    """The verdict on *question*; raises `FactError` with every problem of its facts, placed in *origin*."""
    return verdict(evaluation(evaluator, question, origin))


def evaluation(evaluator: Evaluator, question: Question, origin: str = "facts") -> Evaluation:
    """Everything found out about *question*, for those who want more than the verdict."""
    program = evaluator.program
    subject, facts, principals = read_question(program, question, origin)
    return evaluator.evaluate(
        subject, facts, question.as_of, question.known_at, principals, decided_after=question.decided_after
    )
