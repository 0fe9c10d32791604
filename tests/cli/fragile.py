"""Evaluation that dies or faults where a subject is called so: what `eval` is tried with, by workers too."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping

from adapters.cli import judging
from engine.compile.program import Program
from engine.problems import RuntimeFault

FATAL = "poison"
FAULTY = "bitter"

_judge, _judge_by = judging.judge, judging.judge_by


def judge(files: Mapping[str, bytes]) -> Callable[[bytes], bytes]:
    """What answers by the policies in *files*, but for the two subjects."""
    return _fragile(_judge(files))


def judge_by(program: Program) -> Callable[[bytes], bytes]:
    """What answers by *program*, but for the two subjects."""
    return _fragile(_judge_by(program))


def _fragile(evaluate: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def fragile(request: bytes) -> bytes:
        if FATAL.encode() in request:
            os.kill(os.getpid(), signal.SIGSEGV)
        if FAULTY.encode() in request:
            raise RuntimeFault("the two found differ")
        return evaluate(request)

    return fragile
