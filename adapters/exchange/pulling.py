"""Facts pulled from another instance as a job: each page is stored together with how far that one has been read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, delete, insert, select
from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from adapters.clock import stamp
from adapters.database.tables.exchange import pull_cursor
from adapters.exchange import rejections
from adapters.exchange.exporting import live_program, note
from adapters.exchange.feed import ACT
from adapters.exchange.registering import register_new
from adapters.exchange.rejections import RejectedRow
from adapters.exchange.sources import Source, find
from adapters.jobs.progress import Progress
from adapters.parts import Parts
from adapters.records.accepting import Outcome, Sender, accept
from engine.problems import FactError, Place, Problem

KIND: Final = "pull"
_PAGE: Final = 500
_MOST_BYTES: Final = 64 << 20
_TIMEOUT: Final = Timeout(connect=5, read=60)
_OK: Final = 200
RETRIES: Final = Retry(
    total=5, backoff_factor=0.5, status_forcelist=(429, 502, 503, 504), redirect=False, raise_on_status=False
)


def run(parts: Parts, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Pull what is new at the source that *arguments* name; gives how many facts became what."""
    try:
        source = find(parts.data, arguments["source"])
    except LookupError:
        raise FactError([Problem("imports.no_source", Place("source"), {"name": arguments["source"]})]) from None
    pulling = _Pulling(parts, source, progress)
    with PoolManager(1, timeout=_TIMEOUT, retries=RETRIES) as pool:
        for page in pulling.pages(pool):
            pulling.take(page)
    return pulling.end()


class _Pulling:
    """The facts of *source* on their way here."""

    def __init__(self, parts: Parts, source: Source, progress: Progress) -> None:
        self._parts, self._source, self._progress = parts, source, progress
        self._program = live_program(parts)
        self._counts: Counter[str] = Counter(progress.cursor.get("counts", {}))
        with parts.database.reading() as connection:
            wanted = select(pull_cursor.c.after_fact).where(pull_cursor.c.source == source.name)
            self._after: int = connection.scalar(wanted) or 0

    def pages(self, pool: PoolManager) -> Iterator[Mapping[str, Any]]:
        """Page after page, until there is nothing more."""
        more = True
        while more:
            page = self._page(pool)
            more = page["more"]
            yield page

    def take(self, page: Mapping[str, Any]) -> None:
        """Store *page*, and how far that goes, in one transaction."""
        now = self._parts.clock.now()
        sender = Sender(f"source:{self._source.name}", now, trusted=True)
        with self._parts.database.writing() as connection:
            count, rejected = register_new(connection, page["subjects"], sender, self._source.name)
            self._counts["subjects"] += count
            outcomes = accept(connection, self._program, page["facts"], sender)
            self._count(connection, page["facts"], outcomes, rejected)
            self._after = page["next"]
            connection.execute(delete(pull_cursor).where(pull_cursor.c.source == self._source.name))
            row = {"source": self._source.name, "after_fact": self._after, "pulled_at": stamp(now)}
            connection.execute(insert(pull_cursor), row)
            done = sum(self._counts[one] for one in ("created", "known", "refused", "conflict"))
            self._progress.keep(connection, done, None, {"counts": dict(self._counts)})

    def _count(
        self,
        connection: Connection,
        facts: Sequence[Mapping[str, Any]],
        outcomes: Sequence[Outcome],
        rows: list[RejectedRow],
    ) -> None:
        """Count *outcomes*, and keep what was not taken of *facts* with why, behind the *rows* that were not."""
        for one, outcome in zip(facts, outcomes, strict=True):
            self._counts[outcome.status] += 1
            if outcome.problems:
                problems = [(problem, "") for problem in outcome.problems]
                rows.append(RejectedRow(self._source.name, 0, problems, [orjson.dumps(one).decode()]))
        rejections.keep(connection, self._progress.id, self._counts["lines"], rows)
        self._counts["lines"] += len(rows)

    def _page(self, pool: PoolManager) -> Mapping[str, Any]:
        """The next page; raises `FactError` where the source does not answer as it should."""
        where = f"{self._source.url.rstrip('/')}/v1/exchange/facts"
        headers = {"Authorization": f"Bearer {self._source.token}", "Accept": "application/json"}
        fields = {"after": str(self._after), "limit": str(_PAGE)}
        try:
            answer = pool.request("GET", where, fields=fields, headers=headers, preload_content=False)
            data = answer.read(_MOST_BYTES + 1)
            answer.release_conn()
        except HTTPError as error:
            raise self._fault("unreachable", said=type(error).__name__) from error
        if answer.status != _OK:
            raise self._fault("refused_by_source", status=answer.status)
        page = _read(data)
        if page is None or page["next"] < self._after or (page["more"] and page["next"] == self._after):
            raise self._fault("bad_page")
        return page

    def _fault(self, code: str, **values: object) -> FactError:
        return FactError([Problem(f"imports.{code}", Place("source"), {"name": self._source.name, **values})])

    def end(self) -> Mapping[str, Any]:
        """Note in the ledger what was pulled; gives the counts."""
        found = {one: self._counts[one] for one in ("subjects", "created", "known", "refused", "conflict")}
        result = {"source": self._source.name, "after": self._after, **found}
        with self._parts.database.writing() as connection:
            note(connection, self._parts, self._progress, f"{ACT}ed", result)
        return result


def _read(data: bytes) -> Mapping[str, Any] | None:
    """*data* as a page; nothing where it is none."""
    if len(data) > _MOST_BYTES:
        return None
    try:
        page = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(page, dict) or not isinstance(page.get("more"), bool) or not isinstance(page.get("next"), int):
        return None
    if not all(isinstance(page.get(key), list) for key in ("facts", "subjects")):
        return None
    named = all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in (*page["facts"], *page["subjects"]))
    return page if named else None
