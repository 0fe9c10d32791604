"""Raw records into typed facts: checked against their fact types, computed fields added, everything encoded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from engine.calendar import parse_day
from engine.catalogue import Phrase
from engine.compile.facts import CompiledFactType
from engine.compile.fields import BadValue, Field, Value, encode
from engine.compile.program import Program
from engine.computed import derive
from engine.predicates import FlatFact
from engine.problems import FactError, Place, Problem, nearest, written

MOST_ID = 200
MOST_ROWS = 1000
_SHOWN = 40
_NOTHING: Mapping[str, Any] = {}
_KEYS = frozenset({"id", "type", "subject", "date", "recorded", "source", "fields", "related"})


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One record, typed: *day* it bears and day it was *recorded*, both ordinals; *fields* that are known, encoded."""

    id: str
    type: str
    day: int
    recorded: int
    fields: Mapping[str, Value]
    flat: FlatFact
    related: tuple[tuple[str, str], ...] = ()
    source: str = ""


def normalise(
    program: Program, raw: Sequence[Mapping[str, Any]], origin: str = "facts", subject: str | None = None
) -> list[Fact]:
    """*raw* records as facts of the fact types of *program*; none may say it is of another than *subject*, if given.

    A record is `{"id", "type", "date", "recorded"?, "fields"?, "related"?, "source"?}`; `recorded` is the date unless
    given. Raises `FactError` with every problem of every record, placed by its number in *origin*.
    """
    problems: list[Problem] = []
    facts: list[Fact] = []
    seen: dict[str, int] = {}
    reader = _Reader(program, origin, problems, subject)
    for number, record in enumerate(raw, 1):
        reader.number = number
        fact = reader.fact(record)
        if fact is None:
            continue
        if fact.id in seen:
            reader.problem("same_id", id=fact.id, first=seen[fact.id])
            continue
        seen[fact.id] = number
        facts.append(fact)
    if problems:
        raise FactError(problems)
    return facts


def each(
    program: Program, raw: Iterable[Mapping[str, Any]], origin: str = "facts"
) -> Iterator[Fact | tuple[Problem, ...]]:
    """Each of *raw* records as a fact, or everything wrong with it, placed by its number in *origin*."""
    problems: list[Problem] = []
    reader = _Reader(program, origin, problems, None)
    for number, record in enumerate(raw, 1):
        reader.number = number
        fact = reader.fact(record)
        if fact is None:
            yield tuple(problems)
            problems.clear()
        else:
            yield fact


def faults(program: Program, raw: Iterable[Mapping[str, Any]], origin: str = "facts") -> Iterator[tuple[Problem, ...]]:
    """Everything wrong with each of *raw* records, placed by its number in *origin*: `each` where no fact is wanted."""
    problems: list[Problem] = []
    reader = _Reader(program, origin, problems, None)
    for number, record in enumerate(raw, 1):
        if _plainly_sound(program, record):
            yield ()
            continue
        reader.number = number
        reader.read(record)
        yield tuple(problems)
        problems.clear()


def _plainly_sound(program: Program, record: Any) -> bool:
    """Whether nothing is wrong with *record*, told in the quickest way; of those it says no to, some may be sound."""
    try:
        if type(record) is not dict or not record.keys() <= _KEYS:
            return False
        type_, id_, fields = program.fact_types[record["type"]], record["id"], record.get("fields") or _NOTHING
        if type(id_) is not str or not 0 < len(id_) <= MOST_ID or not id_.isprintable():
            return False
        parse_day(record["date"])
        if (recorded := record.get("recorded")) is not None:
            parse_day(recorded)
        encoders = type_.encoders
        for name, value in fields.items():
            if value is not None:
                encoders[name](value)
        for name in type_.required:
            if fields[name] is None:
                return False
        for one in record.get("related") or ():
            if type(one["role"]) is not str or type(one["subject"]) is not str:
                return False
    except (AttributeError, KeyError, TypeError, ValueError):  # whatever it is: it is told of by who reads it all
        return False
    return True


class _Read(NamedTuple):
    """What a record says, before it is made a fact."""

    id: str
    type: CompiledFactType
    day: int
    recorded: int
    fields: Mapping[str, Value]
    related: tuple[tuple[str, str], ...]
    source: str


class _Reader:
    """Reads records, noting what is wrong with the one of *number*."""

    def __init__(self, program: Program, origin: str, problems: list[Problem], subject: str | None) -> None:
        self._program = program
        self._subject = subject
        self._origin = origin
        self._problems = problems
        self.number = 0

    def problem(self, code: str, /, **values: object) -> None:
        self._problems.append(Problem(f"facts.{code}", Place(self._origin, self.number), values))

    def fact(self, record: object) -> Fact | None:
        read = self.read(record)
        if read is None:
            return None
        type_, fields = read.type, read.fields
        flat = FlatFact(type_.name, flattened(type_, fields, self._program.flags))
        return Fact(read.id, type_.name, read.day, read.recorded, fields, flat, read.related, read.source)

    def read(self, record: object) -> _Read | None:
        before = len(self._problems)
        if not isinstance(record, Mapping):
            self.problem("not_a_record", given=as_given(record))
            return None
        for key in () if record.keys() <= _KEYS else record.keys() - _KEYS:
            self.problem("unknown_key", key=as_given(key), nearest=nearest(str(key), _KEYS))
        name = record.get("type")
        type_ = self._program.fact_types.get(name) if isinstance(name, str) else None
        if type_ is None:
            self.problem("unknown_type", type=as_given(name), nearest=nearest(str(name), self._program.fact_types))
        id_ = record.get("id")
        if not isinstance(id_, str) or not 0 < len(id_) <= MOST_ID or not id_.isprintable():
            self.problem("bad_id", given=as_given(id_))
        if self._subject is not None and record.get("subject") not in (None, self._subject):
            self.problem("other_subject", given=as_given(record["subject"]), subject=self._subject)
        day = self._day(record, "date")
        recorded = self._day(record, "recorded") if record.get("recorded") is not None else day
        fields = {} if type_ is None else self._fields(type_, record.get("fields") or {})
        related = self._related(record.get("related") or ())
        if type_ is None or len(self._problems) > before:
            return None
        return _Read(str(id_), type_, day, recorded, fields, related, str(record.get("source") or ""))

    def _day(self, record: Mapping[str, Any], key: str) -> int:
        try:
            return parse_day(record[key])
        except (KeyError, ValueError, TypeError):
            self.problem("bad_day", key=key, given=as_given(record.get(key)))
            return 0

    def _fields(self, type_: CompiledFactType, raw: object) -> dict[str, Value]:
        if not isinstance(raw, Mapping):
            self.problem("not_a_record", given=as_given(raw))
            return {}
        known: dict[str, Value] = {}
        rows: dict[str, list[dict[str, Value]]] = {}
        encoders = type_.encoders
        for name, value in raw.items():
            encoded = encoders.get(name)
            if value is not None and encoded is not None:
                try:
                    known[name] = encoded(value)
                except BadValue as bad:
                    self._bad_value(name, value, bad)
            elif name not in type_.fields or name in type_.computed:
                choice = nearest(str(name), type_.fields.keys() - type_.computed)
                self.problem("unknown_field", field=as_given(name), type=type_.name, nearest=choice)
            elif value is not None:  # else it is not known
                rows[name] = self._rows(type_.fields[name], value)
        for name in type_.required:
            if name not in known and name not in rows and raw.get(name) is None:
                self.problem("missing_field", field=name, type=type_.name)
        for name, derivation in type_.derived:
            computed = derive(type_, name, derivation, known, rows)
            if computed is not None:
                known[name] = computed
        return known

    def _rows(self, field: Field, raw: object) -> list[dict[str, Value]]:
        if not isinstance(raw, (list, tuple)) or len(raw) > MOST_ROWS:
            self.problem(
                "bad_value",
                field=field.name,
                given=as_given(raw),
                expected=Phrase("facts.expected.rows", {"limit": MOST_ROWS}),
            )
            return []
        found: list[dict[str, Value]] = []
        for row in raw:
            known: dict[str, Value] = {}
            for name, value in row.items() if isinstance(row, Mapping) else [("", row)]:
                inner = (field.rows or {}).get(name)
                if inner is None:
                    choice = nearest(str(name), field.rows or {})
                    self.problem("unknown_field", field=as_given(name), type=field.name, nearest=choice)
                elif value is not None:
                    try:
                        known[name] = encode(inner, value)
                    except BadValue as bad:
                        self._bad_value(name, value, bad)
            found.append(known)
        return found

    def _bad_value(self, name: str, value: object, bad: BadValue) -> None:
        self.problem("bad_value", field=name, given=as_given(value), expected=bad.expected)

    def _related(self, raw: object) -> tuple[tuple[str, str], ...]:
        found = []
        for one in raw if isinstance(raw, (list, tuple)) else [raw]:
            if isinstance(one, Mapping) and isinstance(one.get("role"), str) and isinstance(one.get("subject"), str):
                found.append((one["role"], one["subject"]))
            else:
                self.problem("bad_related", given=as_given(one))
        return tuple(found)


def flattened(
    type_: CompiledFactType, fields: Mapping[str, Value], flags: Mapping[tuple[str, str], frozenset[str]]
) -> Mapping[str, Any]:
    """*fields* as matching sees them: each code some rule asks of a set field becomes a truth of its own (*flags*)."""
    if not type_.sets:
        return fields
    sets = [(name, value) for name, value in fields.items() if isinstance(value, frozenset)]
    flat = {name: value for name, value in fields.items() if not isinstance(value, frozenset)}
    for name, value in sets:
        for code in flags.get((type_.name, name), ()):
            flat[f"{name}:{code}"] = code in value
    return flat


def as_given(value: object) -> str:
    """The beginning of *value* as a message can repeat it."""
    shown = written(value).encode("utf-8", "backslashreplace").decode()  # half a character cannot be written anywhere
    return shown[:_SHOWN] + "…" if len(shown) > _SHOWN else shown
