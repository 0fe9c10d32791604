"""JSON in the exchange formats: an array of objects whose members are the columns of a known layout, as a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from adapters.standards.headers import best_layout
from adapters.standards.json_text import Member, Source
from adapters.standards.limits import Limits
from adapters.standards.raw import Refused, Rejection
from adapters.standards.tabular import Row, Sheet, refusal, within
from engine.problems import Place, Problem, written


def sheet_of(source: Source, name: str, limits: Limits) -> Sheet | None:
    """The sheet that *source*, a file called *name*, is; none where it is no array of such objects.

    Its rows are numbered as those of a spreadsheet with a header.
    """
    start = source.start()
    members = source.members(start) if source.text[start] == "[" else []
    if not members or source.text[members[0].value] != "{":
        return None
    titles = tuple(str(one.step) for one in source.members(members[0].value))
    if best_layout(titles) is None:
        return None
    return Sheet(name, within(_rows(source, name, titles, members), name, limits))


def _rows(source: Source, name: str, titles: tuple[str, ...], members: list[Member]) -> Iterator[Row | Rejection]:
    yield Row(1, titles)
    for number, member in enumerate(members, 2):
        try:
            value = source.value(member.value, (member.step,))
        except Refused as refused:
            about = {key: one for key, one in refused.values.items() if key not in ("line", "column", "at")}
            yield Rejection(Problem(refused.code, Place(name, number), {"column": f"[{member.step}]", **about}))
            continue
        if not isinstance(value, dict) or not value.keys() <= {*titles}:
            yield refusal(name, "other_members", number)
        else:
            yield Row(number, tuple(_text(value.get(title)) for title in titles))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else written(value)
