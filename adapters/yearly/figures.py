"""The figures of a year, counted from the ledger, from where everybody stands, from facts, and from casework."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Connection, Select, and_, distinct, func, select

from adapters.access.reach import sector_of
from adapters.clock import ZONE, iso_day, stamp, today
from adapters.database.connect import some_of
from adapters.database.tables.casework import matter, step
from adapters.database.tables.ledger import entry, payload
from adapters.database.tables.records import fact, fact_revocation, subject
from adapters.database.tables.state import measure, pass_, stay
from adapters.database.tables.verdicts import said
from adapters.parts import Parts
from adapters.state.rows import SPELL
from adapters.verdicts.receipts import VERDICT

NONE: Final = "-"
"""The sector or region of what has none, or none that is known."""
FIGURES: Final = (
    "verdicts", "hits", "listings", "expiries", "cures", "repairs", "withdrawals", "measures", "executed",
    "not_executed", "proceedings", "declined", "appeals", "complaints", "claims", "upheld",
)  # fmt: skip
"""`verdicts`: asked. `hits`: of these, the ones that found the subject on a list, once for each sector. `listings`:
stays begun. `expiries`, `cures`, `repairs`: stays ended, by what ended them. `withdrawals`: decisions that were taken
back. `measures`: begun, and in force today. `executed`, `not_executed`: measures so reported by departments.
`proceedings`: opened; `declined`: of these. `appeals`, `complaints`, `claims`: received; `upheld`: of all these."""
_STREAMED: Final = 1_000


class Cell(NamedTuple):
    """What is counted together."""

    figure: str
    sector: str
    region: str


@dataclass(frozen=True)
class Year:
    """The figures of a *year* as they are on the day *as_of*; *judged* is the day everybody was last judged as of."""

    year: int
    as_of: str
    judged: str | None
    cells: Counter[Cell]

    def total(self, figure: str) -> int:
        """How often in all."""
        return sum(count for cell, count in self.cells.items() if cell.figure == figure)

    def by(self, figure: str, of: str) -> dict[str, int]:
        """How often by `sector` or `region`, in order."""
        found: Counter[str] = Counter()
        for cell, count in self.cells.items():
            if cell.figure == figure:
                found[getattr(cell, of)] += count
        return dict(sorted(found.items()))


def figures(parts: Parts, year: int) -> Year:
    """The figures of *year*."""
    day = iso_day(today(parts.clock))
    with parts.database.reading() as connection:
        judged = connection.scalar(select(func.max(pass_.c.day)).where(pass_.c.status == "done"))
        cells = Counter[Cell]()
        for counted in (_asked, _stays, _withdrawn, _measures, _handled, _reported):
            for cell, count in counted(connection, year, day):
                cells[cell] += count
    return Year(year, day, judged, cells)


Counted = Iterator[tuple[Cell, int]]


def _asked(connection: Connection, year: int, _today: str) -> Counted:
    """Verdicts asked in *year*, and what they found; of those forgotten, where is not known."""
    first, after = (stamp(datetime(one, 1, 1, tzinfo=ZONE).astimezone(UTC)) for one in (year, year + 1))
    wanted = (
        select(payload.c.content, subject.c.region)
        .select_from(entry.outerjoin(payload).outerjoin(subject, subject.c.id == payload.c.subject))
        .where(entry.c.what == VERDICT, entry.c.at >= first, entry.c.at < after)
    )
    given: Counter[tuple[str | None, str]] = Counter()
    for content, region in connection.execute(wanted.execution_options(yield_per=_STREAMED)):
        digest = None if content is None else orjson.loads(content)["verdict_hash"]
        given[digest, region or NONE] += 1
    sectors = _found(connection, {digest for digest, _ in given if digest is not None})
    for (digest, region), count in given.items():
        yield Cell("verdicts", NONE, region), count
        for sector in sectors.get(digest or "", ()):
            yield Cell("hits", sector, region), count


def _found(connection: Connection, digests: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The sectors on whose lists each verdict of *digests* found its subject; nothing of those that are forgotten."""
    found: dict[str, tuple[str, ...]] = {}
    for some in some_of(sorted(digests)):
        for digest, content in connection.execute(select(said.c.digest, said.c.content).where(said.c.digest.in_(some))):
            lists = (one for one in orjson.loads(content)["lists"] if one["status"] == "listed")
            found[digest] = tuple(sorted({sector_of(one["policy"]) for one in lists}))
    return found


def _stays(connection: Connection, year: int, today_: str) -> Counted:
    """Stays on lists that began in *year*, and those that ended in it."""
    begun = _with_region(stay, stay.c.policy, stay.c.sort == SPELL, _in(stay.c.start, year))
    for policy, region in connection.execute(begun):
        yield _cell("listings", policy, region), 1
    over = _with_region(stay, stay.c.policy, stay.c.sort == SPELL, _in(stay.c.last_at_most, year),
                        stay.c.last_at_most < today_).add_columns(stay.c.cause)  # fmt: skip
    for policy, region, cause in connection.execute(over):
        yield _cell({"repair": "repairs", "expiry": "expiries"}.get(cause or "", "cures"), policy, region), 1


def _withdrawn(connection: Connection, year: int, _today: str) -> Counted:
    """Listing decisions that were revoked in *year*."""
    decision = fact.alias()
    wanted = (
        select(decision.c.content, subject.c.region)
        .select_from(
            fact_revocation.join(fact, fact.c.id == fact_revocation.c.fact)
            .join(decision, decision.c.id == fact_revocation.c.revokes)
            .join(subject, subject.c.id == decision.c.subject)
        )
        .where(decision.c.type == "listing_decision", _in(fact.c.day, year))
    )
    for content, region in connection.execute(wanted):
        yield _cell("withdrawals", str(orjson.loads(content)["fields"]["policy"]), region), 1


def _measures(connection: Connection, year: int, _today: str) -> Counted:
    """Measures that began in *year* and are in force."""
    wanted = _with_region(measure, measure.c.policy, measure.c.withheld.is_(None), _in(measure.c.since, year))
    for policy, region in connection.execute(wanted):
        yield _cell("measures", policy, region), 1


def _handled(connection: Connection, year: int, _today: str) -> Counted:
    """What came to be handled in *year*, and what became of it by now."""
    columns = (matter.c.kind, matter.c.state, matter.c.sector, matter.c.region)
    wanted = select(*columns, func.count()).where(_in(matter.c.opened, year)).group_by(*columns)
    for kind, state, sector, region, count in connection.execute(wanted):
        if kind != "execution":
            yield Cell(f"{kind}s", sector or NONE, region or NONE), count
        if state in ("declined", "upheld"):
            yield Cell(state, sector or NONE, region or NONE), count


def _reported(connection: Connection, year: int, _today: str) -> Counted:
    """What departments reported of measures in *year*: each measure once, however often."""
    columns = (step.c.step, matter.c.sector, matter.c.region)
    wanted = select(*columns, func.count(distinct(matter.c.id))).join_from(step, matter).group_by(*columns)
    wanted = wanted.where(step.c.step.in_(("execute", "not-execute")), _in(step.c.day, year))
    for done, sector, region, count in connection.execute(wanted):
        figure = "executed" if done == "execute" else "not_executed"
        yield Cell(figure, sector or NONE, region or NONE), count


def _with_region(table: Any, policy: Any, *where: ColumnElement[bool]) -> Select[Any]:
    joined = table.outerjoin(subject, subject.c.id == table.c.subject)
    return select(policy, subject.c.region).select_from(joined).where(*where)


def _in(day: Any, year: int) -> ColumnElement[bool]:
    """Whether *day* is one of *year*."""
    return and_(day >= f"{year:04}-01-01", day <= f"{year:04}-12-31")


def _cell(figure: str, policy: str, region: str | None) -> Cell:
    return Cell(figure, sector_of(policy), region or NONE)
