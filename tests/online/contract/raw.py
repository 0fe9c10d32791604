"""durable-rules itself, without our guards, for cases that show why each guard is there.

Whatever may end the process runs in a process of its own: `apart`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import durable_rules_engine as durable

ROOT = Path(__file__).parents[3]
Condition = Mapping[str, Any]


def load(*conditions: Condition, cap: int = 64) -> int:
    """A ruleset of one rule a condition, named by number."""
    rules = {str(n): {"cap": cap, "all": [{"m": condition}]} for n, condition in enumerate(conditions)}
    handle: int = durable.create_ruleset("raw", json.dumps(rules, ensure_ascii=False, separators=(",", ":")))
    return handle


def fired(handle: int, facts: Sequence[Mapping[str, Any]] | str) -> list[tuple[int, list[str]]]:
    """What *facts* fire: the rule's number and the facts' ids, as often as the engine says so."""
    text = facts if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    _, offset = durable.assert_facts(handle, text)
    return list(drained(handle, offset))


def drained(handle: int, offset: int) -> Iterator[tuple[int, list[str]]]:
    started = durable.start_action_for_state(handle, offset)
    message = started[1] if started else None
    while message is not None:
        ((rule, found),) = json.loads(message).items()
        frames = found if isinstance(found, list) else [found]
        yield int(rule), [frame["m"]["id"] for frame in frames]
        message = durable.complete_and_start_action(handle, offset)


def numbers(handle: int, *facts: Mapping[str, Any]) -> list[int]:
    """The numbers of the rules that *facts* fire, sorted; the ids are given here."""
    named = [{"id": str(n), **fact} for n, fact in enumerate(facts)]
    found = sorted(rule for rule, ids in fired(handle, named) for _ in ids)
    durable.retract_facts(handle, json.dumps([{"id": fact["id"]} for fact in named], separators=(",", ":")))
    return found


class Outcome(NamedTuple):
    """How a process ended: its exit *code* (negative: the signal; none: it hung) and what it printed."""

    code: int | None
    output: str


def apart(program: str, seconds: float = 20) -> Outcome:
    """Run *program* in a process whose fresh memory is never zero by luck."""
    source = f"from tests.online.contract.raw import *\n{program}"
    environment = os.environ | {"MALLOC_PERTURB_": "190", "MALLOC_CHECK_": "3"}
    command = [sys.executable, "-X", "faulthandler", "-c", source]
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Outcome(None, "")
    return Outcome(done.returncode, done.stdout.strip())
