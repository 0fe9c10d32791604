"""The decisions, applications and the like that name a policy, for everybody (S18)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dossier import ABOUT_POLICY
from engine.population.columns import FactTable
from engine.population.dossiers import Dossiers
from engine.population.memo import Memo
from engine.population.naming import with_what_is_kept


class About:
    """By policy, the facts that name it, each of one type in order of subject, day and id; found when asked for."""

    @classmethod
    def of_all(cls, dossiers: Dossiers) -> About:
        """Those of *dossiers*, found once."""
        return dossiers.once("about", lambda: cls(dossiers))

    def __init__(self, dossiers: Dossiers) -> None:
        self._dossiers = dossiers
        self._once = Memo()

    def of(self, policy: str) -> Mapping[str, FactTable]:
        """The facts that name *policy*, by type."""
        return self._once(policy, lambda: dict(self._of(policy)))

    def _of(self, policy: str) -> Iterator[tuple[str, FactTable]]:
        for type_ in sorted(ABOUT_POLICY):
            table = self._dossiers.of_type(type_)
            pool = table.field("policy").pool if table is not None else None
            if table is not None and pool is not None and (number := pool.number(policy)) >= 0:
                rows = np.flatnonzero(table.field("policy").values == number)
                if len(rows):
                    yield type_, with_what_is_kept(table.take(rows), self._dossiers.kept)

    def subjects(self, policy: str) -> NDArray[Any]:
        """Whoever has such facts, in order."""
        found = [table.subject for table in self.of(policy).values()]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int32)
