"""The form of a file: what can be changed in it without writing YAML, each cell with the path of what it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from adapters.authoring.written import flow
from engine.language.base import shape_of
from engine.language.policy import Policy

Sort = Literal["text", "value", "day", "choice", "many", "test", "fixed"]
At = tuple[str | int, ...]


@dataclass(frozen=True)
class Cell:
    """One thing to be seen and changed: what stands at the path *at*, called *key*; *choices* names what it may be.

    A *fixed* one is only shown: what it holds is written in the text.
    """

    at: At
    key: str
    sort: Sort
    value: str | tuple[str, ...] = ""
    choices: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a table: its *name*, its cells, and whether it can be taken out as a whole."""

    name: str
    cells: tuple[Cell, ...]
    at: At
    removable: bool = False


@dataclass(frozen=True)
class Table:
    """One question the file answers: *rows* of cells; a *new* row has these, put in at the path *at*."""

    key: str
    rows: tuple[Row, ...]
    at: At = ()
    new: tuple[Cell, ...] = field(default=())


_STEP = tuple[tuple[str, ...], Sort, str]
_BASICS: Final[Sequence[_STEP]] = (
    (("title",), "text", ""), (("authority",), "choice", "departments"), (("status",), "choice", "status"),
    (("applies_to",), "many", "kinds"), (("law_of",), "choice", "law_of"), (("owner",), "text", ""),
    (("review_by",), "day", ""), (("list", "kind"), "choice", "list_kind"),
    (("list", "decision"), "choice", "decision"), (("excluded_by",), "many", "lists"), (("note",), "text", ""),
)  # fmt: skip
_LISTING: Final[Sequence[_STEP]] = (
    (("label",), "text", ""), (("on",), "many", "fact_types"), (("period",), "value", "periods"),
    (("counts_from",), "choice", "counts_from"), (("degree",), "text", ""), (("in_force", "from"), "day", ""),
    (("in_force", "to"), "day", ""), (("basis",), "many", "sources"),
)  # fmt: skip
_ITEM: Final[Sequence[_STEP]] = (
    (("label",), "text", ""), (("on",), "many", "fact_types"), (("points",), "value", ""),
    (("in_force", "from"), "day", ""), (("in_force", "to"), "day", ""), (("basis",), "many", "sources"),
)  # fmt: skip
_MEASURE: Final[Sequence[_STEP]] = (
    (("measure",), "choice", "measures"), (("by",), "many", "departments"), (("strength",), "choice", "strength"),
    (("period",), "value", "periods"), (("in_force", "from"), "day", ""), (("in_force", "to"), "day", ""),
    (("basis",), "many", "sources"),
)  # fmt: skip
_REPAIR: Final[Sequence[_STEP]] = (
    (("after", "period"), "value", "periods"), (("after", "from"), "choice", "after_from"),
    (("decision",), "choice", "decision"), (("in_force", "from"), "day", ""), (("in_force", "to"), "day", ""),
    (("basis",), "many", "sources"),
)  # fmt: skip
_PUBLICITY: Final[Sequence[_STEP]] = (
    (("publish", "mode"), "choice", "publish_mode"), (("publish", "scope"), "choice", "publish_scope"),
    (("publish", "shortest"), "value", "periods"), (("publish", "longest"), "value", "periods"),
    (("notice", "period"), "value", "periods"), (("objection", "period"), "value", "periods"),
)  # fmt: skip
_NEW_LISTING: Final[Sequence[_STEP]] = (
    (("@name",), "text", ""), (("label",), "text", ""), (("on",), "choice", "fact_types"),
    (("period",), "value", "periods"), (("basis",), "value", "sources"),
)  # fmt: skip
_NEW_PARAMETER: Final[Sequence[_STEP]] = (
    (("@name",), "text", ""), (("label",), "text", ""), (("unit",), "choice", "units"),
    (("basis",), "value", "sources"), (("@since",), "day", ""), (("@value",), "value", ""),
)  # fmt: skip
_NEW_MEASURE: Final[Sequence[_STEP]] = (
    (("measure",), "choice", "measures"), (("by",), "choice", "departments"), (("strength",), "choice", "strength"),
    (("basis",), "value", "sources"),
)  # fmt: skip


def form_of(path: str, data: Any) -> tuple[Table, ...]:
    """The form of the file at *path* that holds *data*; none where such files have none."""
    if shape_of(path) is not Policy or path.endswith(".cases.yaml") or not isinstance(data, Mapping):
        return ()
    return tuple(table for table in _policy(data) if table.rows or table.new)


def _policy(data: Mapping[str, Any]) -> Iterator[Table]:
    yield Table("basics", (_row("", data, (), _BASICS),))
    yield Table("parameters", tuple(_parameters(data)), ("parameters",), _new(_NEW_PARAMETER))
    if "grade" not in data:
        yield Table("listings", tuple(_named(data, ("listings",), _LISTING)), ("listings",), _new(_NEW_LISTING))
    yield Table("items", tuple(_named(data, ("grade", "items"), _ITEM)))
    yield Table("tests", tuple(_tests(data, ())))
    yield Table("bands", tuple(_bands(data)))
    yield Table("repair", tuple(_repairs(data)))
    measures = _list(data.get("measures"))
    rows = tuple(
        _row(str(one.get("measure", "")), one, ("measures", number), _MEASURE, removable=True)
        for number, one in enumerate(measures)
        if isinstance(one, Mapping)
    )
    yield Table("measures", rows, ("measures", len(measures)), _new(_NEW_MEASURE))
    yield Table("publicity", (_row("", data, (), _PUBLICITY),))


def _row(name: str, data: Mapping[str, Any], at: At, steps: Sequence[_STEP], *, removable: bool = False) -> Row:
    return Row(name, tuple(_cell(data, at, *step) for step in steps if _fits(data, step[0])), at, removable)


def _fits(data: Mapping[str, Any], steps: Sequence[str]) -> bool:
    """Whether the key at *steps* can be there at all: a list has no grades."""
    return not (steps[0] == "list" and "list" not in data)


def _cell(data: Mapping[str, Any], at: At, steps: Sequence[str], sort: Sort, choices: str) -> Cell:
    value: Any = data
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    path = (*at, *steps)
    if sort == "many":
        members = _list(value)
        plain = all(not isinstance(one, Mapping | list) for one in members)
        return Cell(path, steps[-1] if len(steps) == 1 else ".".join(steps), sort if plain else "fixed",
                    tuple(map(shown, members)) if plain else flow(value), choices)  # fmt: skip
    simple = not isinstance(value, Mapping | list)
    return Cell(path, ".".join(steps), sort if simple else "fixed", shown(value), choices)


def _new(steps: Sequence[_STEP]) -> tuple[Cell, ...]:
    return tuple(Cell(steps_, ".".join(steps_).lstrip("@"), sort, "", choices) for steps_, sort, choices in steps)


def _parameters(data: Mapping[str, Any]) -> Iterator[Row]:
    """A row for each value of each parameter."""
    for name, keys in _mapping(data.get("parameters")).items():
        values = _mapping(_mapping(keys).get("values"))
        for day, value in values.items():
            at: At = ("parameters", str(name), "values", shown(day))
            dated = isinstance(value, Mapping)
            cells = (
                Cell(("parameters", str(name), "label"), "label", "text", shown(_mapping(keys).get("label"))),
                Cell(at, "since", "fixed", shown(day)),
                Cell(
                    (*at, "value") if dated else at,
                    "value",
                    "value",
                    shown(value["value"] if dated else value),
                    "period" if _mapping(keys).get("unit") == "period" else "",
                ),
                Cell(("parameters", str(name), "unit"), "unit", "fixed", shown(_mapping(keys).get("unit"))),
            )
            yield Row(str(name), cells, at, removable=len(values) > 1)


def _named(data: Mapping[str, Any], at: At, steps: Sequence[_STEP]) -> Iterator[Row]:
    inner: Any = data
    for step in at:
        inner = _mapping(inner).get(str(step))
    for name, keys in _mapping(inner).items():
        if isinstance(keys, Mapping):
            yield _row(str(name), keys, (*at, str(name)), steps, removable=True)


def _tests(data: Any, at: At) -> Iterator[Row]:
    """A row for each test of a field, wherever it stands."""
    members = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list) else ()
    for key, value in members:
        here = (*at, key if isinstance(key, int) else shown(key))
        if key == "where" and isinstance(value, Mapping):
            name = _rule_of(at)
            for tested, test in value.items():
                simple = not isinstance(test, Mapping | list)
                cell = Cell((*here, str(tested)), str(tested), "test" if simple else "fixed", shown(test))
                yield Row(name, (cell,), (*here, str(tested)))
        else:
            yield from _tests(value, here)


def _rule_of(at: At) -> str:
    """The name of the rule that *at* lies in."""
    if at[:1] == ("listings",):
        return str(at[1])
    return str(at[2]) if at[:1] == ("grade",) and len(at) > 2 else str(at[0]) if at else ""  # noqa: PLR2004


def _bands(data: Mapping[str, Any]) -> Iterator[Row]:
    for name, test in _mapping(_mapping(data.get("grade")).get("bands")).items():
        at: At = ("grade", "bands", str(name))
        yield Row(str(name), (Cell(at, "score", "test", shown(test)),), at)


def _repairs(data: Mapping[str, Any]) -> Iterator[Row]:
    given = data.get("repair")
    many = isinstance(given, list)
    for number, one in enumerate(_list(given)):
        if isinstance(one, Mapping) and "none_provided" not in one:
            yield _row(str(number + 1), one, ("repair", number) if many else ("repair",), _REPAIR)


def shown(value: Any) -> str:
    """*value* as somebody would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return flow(value) if isinstance(value, Mapping | list) else str(value)


def _mapping(value: Any) -> Mapping[Any, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
