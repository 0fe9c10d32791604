"""Checks that nobody is struck twice for one act by one department under one article (DESIGN 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import NamedTuple

from engine.checks.spans import common, span
from engine.checks.survey import Found, Survey
from engine.language.policy import Listing, PolicyMeasure
from engine.problems import Problem


@dataclass(frozen=True, slots=True)
class _Stroke:
    """One department's use of a measure under one document."""

    measure: str
    department: str
    source: str


class _Struck(NamedTuple):
    """Where a stroke is carried, for those on which policy, under which article."""

    found: Found[PolicyMeasure]
    policy: str
    article: str

    @property
    def at(self) -> str:
        return str(self.found.part.document.place(self.found.part.root + self.found.path))


def punished_once(survey: Survey) -> Iterator[Problem]:
    """No department takes one measure twice for one act under one article: for one listing, or for two of it."""
    rules: dict[str, list[Found[Listing]]] = {}
    for rule, _ in survey.listings():
        rules.setdefault(rule.carrier, []).append(rule)
    for stroke, struck in _strokes(survey).items():
        for first, second in combinations(struck, 2):
            within = _is_within(first.article, second.article) or _is_within(second.article, first.article)
            if first.found is second.found or not within or not _coincide(survey, first.found, second.found):
                continue
            longer = max(first.article, second.article, key=len)
            article = f"{stroke.source}/{longer}" if longer else stroke.source
            values = {"department": stroke.department, "measure": stroke.measure, "article": article, "first": first.at}
            if first.policy == second.policy:
                yield second.found.problem("language.punished_twice", **values)
            elif both := _for_one_act(rules, first, second):
                yield second.found.problem("language.punished_on_two_lists", rules=both, **values)


def _for_one_act(rules: Mapping[str, list[Found[Listing]]], first: _Struck, second: _Struck) -> str:
    """Two rules, one of each policy, that list for the very same facts and bring both strokes; else nothing."""
    for one, other in product(rules.get(first.policy, ()), rules.get(second.policy, ())):
        mine, yours = one.shape, other.shape
        same = {*mine.on} & {*yours.on} and _share(mine.about, yours.about) and mine.where == yours.where
        brought = _brings(first.found.shape, mine) and _brings(second.found.shape, yours)
        days = common((span(mine.in_force), span(yours.in_force)))
        if same and brought and days is not None and not (one.draft or other.draft):
            return f"`{first.policy}.{one.path[-1]}`, `{second.policy}.{other.path[-1]}`"
    return ""


def _share(mine: Mapping[str, tuple[str, ...]], yours: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a fact can be what both are about, and both ask of the same fields."""
    return mine.keys() == yours.keys() and all({*codes} & {*yours[name]} for name, codes in mine.items())


def _brings(carried: PolicyMeasure, rule: Listing) -> bool:
    return not carried.degrees or rule.degree in carried.degrees


def _strokes(survey: Survey) -> Mapping[_Stroke, list[_Struck]]:
    """Every stroke with where it is carried; an article that is none stands for the whole document."""
    found: dict[_Stroke, list[_Struck]] = {}
    for one, carriers in survey.carried():
        measure = survey.base.measures.get(one.shape.measure)
        if measure is None or measure.kind == "reward" or one.draft:
            continue
        for citation, department, policy in product(one.shape.basis, one.shape.by, carriers):
            key, _, article = citation.partition("/")
            if key in one.part.sources:
                source = one.part.sources[key].number or one.part.sources[key].title
                stroke = _Stroke(one.shape.measure, department, source)
                found.setdefault(stroke, []).append(_Struck(one, policy, article))
    return found


def _is_within(article: str, other: str) -> bool:
    """Whether *article* is *other*, or a paragraph or item of it; none is the whole document."""
    return not other or article == other or article.startswith((f"{other}(", f"{other}-"))


def _coincide(survey: Survey, first: Found[PolicyMeasure], second: Found[PolicyMeasure]) -> bool:
    """Whether both can apply to one listing: nothing they choose by tells them apart."""
    one, other = first.shape, second.shape
    chosen = ((one.degrees, other.degrees), (one.grades, other.grades), (one.gates, other.gates))
    apart = any(set(mine) and set(yours) and not {*mine} & {*yours} for mine, yours in chosen)
    conditional = one.when is not None and other.when is not None and one.when != other.when
    days = common((span(one.in_force), span(other.in_force)))
    return not apart and not conditional and days is not None and _same_region(survey, first, second)


def _same_region(survey: Survey, first: Found[PolicyMeasure], second: Found[PolicyMeasure]) -> bool:
    regions = [
        survey.base.overlays[one.part.name].region if one.part.sort == "overlay" else "" for one in (first, second)
    ]
    return regions[0].startswith(regions[1]) or regions[1].startswith(regions[0])
