"""Which step is possible in which state: the tables, whole."""

from __future__ import annotations

from typing import Final

import pytest

from adapters.casework.moves import STATES, possible

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


@pytest.mark.parametrize("line", [line for line in LIFE.splitlines() if line])
def test_a_case_goes_only_where_its_state_lets_it(line: str) -> None:
    state, objected, repairing = line[:25].split(maxsplit=1)[0], "objected" in line[:25], "repairing" in line[:25]
    assert possible("case", state, objected, repairing) == tuple(line[25:].split())


def test_every_state_of_a_case_is_in_the_table() -> None:
    assert {line.split()[0] for line in LIFE.splitlines() if line} == set(STATES["case"])
