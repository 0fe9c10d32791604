"""Which step is possible in which state: the tables, whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from adapters.casework.moves import CLOSED, STATES, Kind, possible

LIFE: Final = """
draft                     propose
proposed                  notify objection decide
proposed objected         notify settle decide
notified                  statement objection decide
notified objected         statement settle decide
stated                    statement objection decide
stated objected           statement settle decide
decided                   objection term withdraw
decided objected          settle term withdraw
listed                    objection term publish apply-repair withdraw
listed objected           settle term publish apply-repair withdraw
listed repairing          objection term publish decide-repair withdraw
published                 objection term take-down apply-repair withdraw
published objected        settle term take-down apply-repair withdraw
published repairing       objection term take-down decide-repair withdraw
declined
declined objected         settle
lapsed
lapsed objected           settle
repaired                  undo-repair withdraw
repaired objected         settle undo-repair withdraw
expired                   withdraw
expired objected          settle withdraw
withdrawn
withdrawn objected        settle
"""
"""What can be done in which state: all else is refused."""

PLEA: Final = """
received                  accept refuse withdraw
accepted                  decide withdraw
refused
upheld
rejected
withdrawn
"""
EXECUTION: Final = """
pending                   acknowledge execute not-execute
acknowledged              execute not-execute
executed
not_executed              execute
ending                    end
ended
"""
TABLES: Final[Mapping[Kind, str]] = {
    "proceeding": LIFE, "appeal": PLEA, "complaint": PLEA, "claim": PLEA, "execution": EXECUTION,
}  # fmt: skip
LINES: Final = [(kind, line) for kind, table in TABLES.items() for line in table.splitlines() if line]


@pytest.mark.parametrize(("kind", "line"), LINES)
def test_a_matter_goes_only_where_its_state_lets_it(kind: Kind, line: str) -> None:
    state, objected, repairing = line[:25].split(maxsplit=1)[0], "objected" in line[:25], "repairing" in line[:25]
    assert possible(kind, state, objected, repairing) == tuple(line[25:].split())


def test_every_state_of_every_kind_is_in_the_tables() -> None:
    told = {kind: {line.split(maxsplit=1)[0] for of, line in LINES if of == kind} for kind in TABLES}
    assert told == {kind: set(states) for kind, states in STATES.items()}


def test_what_is_closed_is_a_state_there_is() -> None:
    assert all(closed <= set(STATES[kind]) for kind, closed in CLOSED.items())
