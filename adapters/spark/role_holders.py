"""Role-holders whose principals are in other parts, judged once more together with all of them (S24).

The first look at the parts says whom their listings name. Those named elsewhere, and their principals, are then brought
together with all their facts, a group of them in one place, and judged as a population of their own.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from adapters.spark.kernel import Evaluation, Policies
from adapters.spark.parts import Part
from engine.dossier import Subject
from engine.facts import Fact
from engine.population.arrow import ROW, SCHEMA, table_of
from engine.population.building import population_of
from engine.population.elsewhere import named_by_listings
from engine.population.singly import Singly

NAMED: Final = "named"
"""What a row is that names, beside a result, somebody in a role: its `subject` is the principal."""
HOLDER: Final = "holder"
GROUP: Final = "group"
FIRST: Final = SCHEMA.append(pa.field(HOLDER, pa.string()))
"""What the first look comes to; `sure` says of who is named whether it is in the part."""
GATHERED: Final = pa.schema([(GROUP, pa.int64()), ("told", pa.binary())])
_TOGETHER: Final = 2_000


@dataclass(frozen=True)
class FirstLook:
    """Judges parts by *evaluation*, and says whom their listings name, in `FIRST`."""

    evaluation: Evaluation

    def __call__(self, part: Part) -> pa.Table:
        """What *part* comes to."""
        judged = self.evaluation.judged(part.population(self.evaluation.policies.program))
        named = named_by_listings(judged)
        here = judged.dossiers.population.places if named else {}
        told = {
            ROW: [NAMED] * len(named),
            "subject": [principal for _, principal in named],
            HOLDER: [holder for holder, _ in named],
            "sure": [holder in here for holder, _ in named],
        }
        names = pa.table(
            {field.name: pa.array(told.get(field.name, [None] * len(named)), field.type) for field in FIRST}
        )
        results = table_of(judged)
        results = pa.table([*results.columns, pa.nulls(len(results), pa.string())], schema=FIRST)
        return pa.concat_tables([results, names]).combine_chunks()


@dataclass(frozen=True)
class Groups:
    """Who is judged together: the group of each of *holders*, and those every one of *needed* is brought to."""

    holders: Mapping[str, int]
    needed: Mapping[str, Sequence[int]]


def groups_of(named: pa.Table) -> Groups:
    """The groups of those whom the rows *named* say are elsewhere."""
    pairs = list(zip(named[HOLDER].to_pylist(), named["subject"].to_pylist(), strict=True))
    apart = {holder for (holder, _), here in zip(pairs, named["sure"].to_pylist(), strict=True) if not here}
    holders = {holder: number // _TOGETHER for number, holder in enumerate(sorted(apart))}
    needed: dict[str, set[int]] = {holder: {group} for holder, group in holders.items()}
    for holder, principal in pairs:
        if holder in apart:
            needed.setdefault(principal, set()).add(holders[holder])
    return Groups(holders, {id_: sorted(found) for id_, found in needed.items()})


@dataclass(frozen=True)
class Gathering:
    """Brings those *groups* need from their parts, with all their facts, in `GATHERED`."""

    policies: Policies
    groups: Groups

    def __call__(self, part: Part) -> pa.Table:
        """Whom *part* holds of them."""
        program = self.policies.program
        population = part.population(program)
        singly = Singly(program, population, 0, 0, decided_after=None)
        rows: list[tuple[int, bytes]] = []
        for id_, groups in sorted(self.groups.needed.items()):
            place = population.places.get(id_)
            if place is not None:
                told = pickle.dumps((singly.subject(place), singly.facts(place)))
                rows.extend((group, told) for group in groups)
        return pa.table([[group for group, _ in rows], [told for _, told in rows]], schema=GATHERED)


def _person(told: bytes) -> tuple[Subject, Sequence[Fact]]:
    found: tuple[Subject, Sequence[Fact]] = pickle.loads(told)  # noqa: S301  # made by another worker of the same run
    return found


@dataclass(frozen=True)
class SecondLook:
    """Judges those who were brought together by *evaluation*; what it says of *holders* is in `SCHEMA`."""

    evaluation: Evaluation
    holders: Mapping[str, int]

    def __call__(self, gathered: pa.Table) -> pa.Table:
        """What one group of those *gathered* comes to."""
        people = sorted((_person(told) for told in gathered["told"].to_pylist()), key=lambda one: one[0].id)
        found = table_of(self.evaluation.judged(population_of(self.evaluation.policies.program, people)))
        number = gathered[GROUP][0].as_py()
        asked = pa.array([holder for holder, group in self.holders.items() if group == number], pa.string())
        return found.filter(pc.is_in(found["subject"], asked))
