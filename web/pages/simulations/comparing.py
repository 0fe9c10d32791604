"""Two results beside each other: list by list, where either changes something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.population.impact import Impact, ListImpact


@dataclass(frozen=True)
class Row:
    """A list in both results; nothing where it is not in one."""

    title: str
    policy: str
    both: tuple[ListImpact | None, ...]


def rows_of(impacts: Sequence[Impact]) -> list[Row]:
    """The lists that change in one of *impacts*, those first that change most."""
    by = [{one.policy: one for one in impact.lists} for impact in impacts]
    changed = {one.policy: one.title for impact in impacts for one in impact.lists if one.changed}
    rows = [Row(title, policy, tuple(one.get(policy) for one in by)) for policy, title in changed.items()]
    return sorted(rows, key=lambda row: (-sum(_moved(one) for one in row.both), row.policy))


def _moved(one: ListImpact | None) -> int:
    return 0 if one is None else one.entering.count + one.leaving.count + one.longer.count + one.shorter.count
