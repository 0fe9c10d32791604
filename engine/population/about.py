"""The decisions, applications and the like that name a policy, for everybody (S18)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dossier import ABOUT_POLICY
from engine.population.columns import FactTable
from engine.population.dossiers import Dossiers
from engine.population.naming import with_what_is_kept


class About:
    """By policy, the facts that name it, each of one type in order of subject, day and id."""

    @classmethod
    def of_all(cls, dossiers: Dossiers) -> About:
        """Those of *dossiers*, found once."""
        return dossiers.once("about", lambda: cls(dossiers))

    def __init__(self, dossiers: Dossiers) -> None:
        self._by_policy: dict[str, dict[str, FactTable]] = {}
        for type_ in sorted(ABOUT_POLICY):
            table = dossiers.of_type(type_)
            if table is None:
                continue
            column = table.field("policy")
            for number in np.unique(column.values):
                if column.pool is not None and number >= 0:
                    policy = column.pool.texts[int(number)]
                    rows = np.flatnonzero(column.values == number)
                    taken = with_what_is_kept(table.take(rows), dossiers.kept)
                    self._by_policy.setdefault(policy, {})[type_] = taken

    def of(self, policy: str) -> Mapping[str, FactTable]:
        """The facts that name *policy*, by type."""
        return self._by_policy.get(policy, {})

    def subjects(self, policy: str) -> NDArray[Any]:
        """Whoever has such facts, in order."""
        found = [table.subject for table in self.of(policy).values()]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int32)
