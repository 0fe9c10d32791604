"""The pages that list things of one sort: measures, departments, documents, fact types, the plan, linkages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Final

from adapters.plan_coverage import carriers
from adapters.sentences.effects import strength
from adapters.sentences.mentions import Mentions
from adapters.sentences.said import Ref, Said, plain
from adapters.sentences.words import Words
from adapters.sentences.words import said as words_of


@dataclass(frozen=True, slots=True)
class Row:
    """A thing listed, and what each column says of it."""

    ref: Ref
    title: str
    cells: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one *heading*."""

    heading: str
    rows: tuple[Row, ...]


def catalogue(words: Words, mentions: Mentions, name: str) -> dict[str, Any]:
    """What the page of the catalogue *name* shows."""
    tell, columns = _CATALOGUES[name]
    return {"name": name, "groups": tuple(one for one in tell(words, mentions) if one.rows), "columns": columns}


def narrowed(groups: Iterable[Group], text: str) -> tuple[Group, ...]:
    """*groups* with the rows that have *text* in their title or in what is said of them."""
    some = (replace(one, rows=tuple(row for row in one.rows if _says(row, text.casefold()))) for one in groups)
    return tuple(one for one in some if one.rows)


def _says(row: Row, text: str) -> bool:
    return any(text in told.casefold() for told in (row.title, *map(plain, row.cells)))


def _measures(words: Words, mentions: Mentions) -> Iterator[Group]:
    ordered = sorted(words.base.measures.items(), key=lambda one: (one[1].kind, one[0]))
    for kind, measures in groupby(ordered, key=lambda one: one[1].kind):
        rows = tuple(
            Row(
                Ref("measure", name),
                keys.title,
                (
                    words_of(strength(words, name, keys.strength)),
                    words.departments(keys.executors),
                    words_of(_uses(mentions, Ref("measure", name))),
                ),
            )
            for name, keys in measures
        )
        yield Group(words.text(f"measure_kind.{kind}"), rows)


def _uses(mentions: Mentions, ref: Ref) -> int:
    """In how many accounts *ref* is spoken of."""
    return len({one.where for one in mentions.of.get(ref, ())})


def _departments(words: Words, mentions: Mentions) -> Iterator[Group]:
    kept = [policy.authority for policy in words.base.policies.values()]
    rows = []
    for name, keys in words.base.departments.items():
        lines = mentions.of.get(Ref("department", name), ())
        done = {span.to for one in lines for span in one.sentence.said if span.to and span.to.sort == "measure"}
        rows.append(Row(Ref("department", name), keys.title, (words_of(kept.count(name)), words_of(len(done)))))
    yield Group("", tuple(rows))


def _documents(words: Words, mentions: Mentions) -> Iterator[Group]:
    rows = []
    for first, keys in mentions.documents.items():
        source = words.source(first)
        if source is None:
            continue
        cited = {article for key in keys for article in mentions.citing.get(key, {}) if article}
        by = {one.where for key in keys for found in mentions.citing.get(key, {}).values() for one in found}
        cells = (words_of(mentions.number_of(keys) or "–"), words_of(len(cited)), words_of(len(by)))
        rows.append(Row(Ref("document", first), source.title, cells))
    yield Group("", tuple(sorted(rows, key=lambda row: (row.title, row.ref.name))))


def _facts(words: Words, mentions: Mentions) -> Iterator[Group]:
    rows = tuple(
        Row(
            Ref("fact_type", name),
            keys.title,
            (words_of(words.text(f"evidence.{keys.evidence}")), words_of(_uses(mentions, Ref("fact_type", name)))),
        )
        for name, keys in sorted(words.base.fact_types.items())
    )
    yield Group("", rows)


def _linkages(words: Words, _: Mentions) -> Iterator[Group]:
    rows = []
    for name, keys in sorted(words.base.linkages.items()):
        starts = (*keys.when.listed, *((keys.when.grade,) if keys.when.grade else ()))
        cells = (words.policies(starts), words_of(len(keys.measures)))
        rows.append(Row(Ref("linkage", name), keys.title, cells))
    yield Group(words.text("part.linkages"), tuple(rows))
    regions = tuple(
        Row(
            Ref("overlay", name),
            one.title,
            (words.policies(one.adds), words_of(sum(len(a.measures) for a in one.adds.values()))),
        )
        for name, one in sorted(words.base.overlays.items())
    )
    yield Group(words.text("part.overlays"), regions)


def _plan(words: Words, _: Mentions) -> Iterator[Group]:
    plan = words.base.plan
    if plan is None:
        return
    found = carriers(words.base)
    ordered = sorted(plan.clauses.items(), key=lambda one: one[1].sector)
    for sector, clauses in groupby(ordered, key=lambda one: one[1].sector):
        rows = []
        for name, keys in clauses:
            carried = (
                str(len(found.get(name, ()))) if found.get(name) else words.text("no_rule") if keys.no_rule else "–"
            )
            cells = (words.text(f"clause_kind.{keys.kind}"), words.text(f"tier_short.{keys.tier}"), carried)
            rows.append(Row(Ref("clause", name), keys.says, tuple(map(words_of, cells))))
        yield Group(words.word("sector_name", sector), tuple(rows))


_CATALOGUES: Final[Mapping[str, tuple[Callable[[Words, Mentions], Iterator[Group]], tuple[str, ...]]]] = {
    "measures": (_measures, ("strength", "executors", "uses")),
    "departments": (_departments, ("keeps", "carries_out")),
    "documents": (_documents, ("number", "articles", "uses")),
    "facts": (_facts, ("evidence", "uses")),
    "linkages": (_linkages, ("starts", "measures")),
    "plan": (_plan, ("kind", "tier", "carried")),
}
CATALOGUES: Final = tuple(_CATALOGUES)
"""The names of the catalogues."""
