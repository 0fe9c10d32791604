"""A database as a source: two queries, or two tables, read a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import SQLAlchemyError

from adapters.population.long_form import by_type
from adapters.population.sources import Batch, Part, Unreachable
from engine.population.checks import Checks, Lines

SUBJECTS: Final = "SELECT * FROM subjects"
FACTS: Final = "SELECT * FROM facts"
_ROWS: Final = 50_000


class SqlPopulation:
    """The subjects and facts that the queries *subjects* and *facts* find in the database at *url*.

    What they find has the columns of `adapters.population.long_form`. Rows come from the server as they are needed.
    """

    def __init__(self, url: str, subjects: str = SUBJECTS, facts: str = FACTS) -> None:
        try:
            self._engine: Engine = create_engine(url, json_deserializer=_as_it_is)
        except (SQLAlchemyError, ImportError) as error:
            raise Unreachable(_first_line(error)) from None
        self._queries = {"subjects": subjects, "facts": facts}
        self._url = make_url(url).render_as_string(hide_password=True)
        self.facts_told: int | None = None

    def recorded(self) -> Mapping[str, Any]:
        """Where it is and what is asked of it; what a database holds now, nobody can tell."""
        return {"url": self._url, **self._queries}

    def parts(self, subjects: int) -> Sequence[Part] | None:  # noqa: ARG002 - other sources ask it
        """Rows come in whatever order the database gives them."""
        return None

    def subjects(self) -> Iterator[tuple[pa.Table, Lines]]:
        """All subjects."""
        yield from self._tables("subjects")

    def facts(self, checks: Checks) -> Iterator[Batch]:
        """All facts."""
        for table, lines in self._tables("facts"):
            yield from by_type(table, lines, checks)

    def _tables(self, name: str) -> Iterator[tuple[pa.Table, Lines]]:
        try:
            with self._engine.connect() as connection:
                streaming = connection.execution_options(stream_results=True, yield_per=_ROWS)
                result = streaming.execute(text(self._queries[name]))
                first = 1
                for rows in result.partitions():
                    yield _table(result, rows), Lines(name, first)
                    first += len(rows)
                if first == 1:
                    names = list(result.keys())
                    yield pa.table({one: pa.nulls(0, pa.string()) for one in names}), Lines(name)
        except SQLAlchemyError as error:
            raise Unreachable(_first_line(error)) from None
        finally:
            self._engine.dispose()


def _table(result: CursorResult[Any], rows: Sequence[Sequence[Any]]) -> pa.Table:
    columns = zip(result.keys(), zip(*rows, strict=True), strict=True)
    return pa.table({name: _column(list(values)) for name, values in columns})


def _column(values: list[Any]) -> pa.Array:
    """*values* as Arrow has them; those of no one Arrow type as texts."""
    try:
        return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if one is None else _text(one) for one in values], pa.string())


def _text(value: Any) -> str:
    day = value.date() if isinstance(value, datetime) else value
    return day.isoformat() if isinstance(day, date) else str(day)


def _as_it_is(json: str | bytes) -> str:
    """The text of *json*, to be read where it is known what numbers may look like."""
    return json.decode() if isinstance(json, bytes) else json


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
