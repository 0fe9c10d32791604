"""What is to come as things stand: ends and what extends them, repair, the lapse of proposals (S26)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from engine.calendar import FOREVER, add
from engine.judging import Evaluation
from engine.online.report.cited import text_of
from engine.spells.ground import Ground
from engine.spells.repairs import seen_from
from engine.spells.result import ListResult
from engine.spells.spell import Spell
from engine.spells.terms import counted
from engine.truth import Truth
from engine.verdict import Forecast, ListVerdict, RepairVerdict

_END: dict[Truth, Literal["expires", "extends", "may_extend"]] = {False: "expires", True: "extends", None: "may_extend"}


def forecast(evaluation: Evaluation, lists: Iterable[ListVerdict]) -> Iterator[Forecast]:
    """What will become of *lists*, told as they are in *evaluation*, if no further fact comes."""
    for one in lists:
        result = evaluation.lists[one.policy]
        for spell in result.spells:
            if evaluation.dossier.as_of <= spell.low == spell.high < FOREVER:
                yield _end(evaluation, result, spell)
        for told in one.spells:
            if told.repair is not None and told.repair.provided and not told.repair.barred:
                yield from _repair(one.policy, told.repair)
        for proposal in one.proposals:
            if proposal.lapses is not None:
                yield Forecast(one.policy, "lapses", proposal.lapses, ())


def _repair(policy: str, repair: RepairVerdict) -> Iterator[Forecast]:
    if repair.earliest is not None:
        yield Forecast(policy, "repair_possible", repair.earliest, ())
    if repair.facts_needed:
        yield Forecast(policy, "can_apply", repair.earliest, repair.facts_needed)


def _end(evaluation: Evaluation, result: ListResult, spell: Spell) -> Forecast:
    """The day *spell* ends by the law as it is enacted; or that on which its `at_end` carries it on, or may."""
    day, policy = evaluation.dossier.as_of, result.compiled.policy
    ends = [(ground, _foreseen(ground, day)) for ground in spell.grounds if ground.is_open(day)]
    last = max(end for _, end in ends)
    found: list[tuple[bool, int, Truth]] = [(True, last, False)]
    for ground, end in ends:
        truth = _prolonged(evaluation, result, ground, end, last)
        if truth is not False:
            found.append((truth is None, end, truth))
    _, when, truth = min(found, key=_surest)
    return Forecast(policy, _END[truth], text_of(when), ())


def _surest(found: tuple[bool, int, Truth]) -> tuple[bool, bool, int]:
    """What surely carries a spell on comes first, then what may."""
    unsure, day, truth = found
    return truth is False, unsure, day


def _foreseen(ground: Ground, day: int) -> int:
    """The last day of *ground*, with the law enacted by now that shortens what runs after *day* (S17)."""
    last, term = ground.bounds()[0], ground.rule.term
    if not ground.rule.recompute or not ground.from_parameter or term is None or ground.stopped is not None:
        return last
    for change in _ahead(term.periods[0].changes, day):
        period = term.periods[0].at(change)
        if change <= last and period is not None:
            last = min(last, max(counted(period, ground.opened, ground.anchor).low, change - 1))
    return last


def _ahead(days: Iterable[int], day: int) -> Sequence[int]:
    return sorted(one for one in days if one > day)


def _prolonged(evaluation: Evaluation, result: ListResult, ground: Ground, end: int, last: int) -> Truth:
    """Whether *ground*, which ends on *end*, will be carried beyond *last* by its `at_end`, were it asked now (S16)."""
    at_end = ground.rule.at_end
    if at_end is None or ground.cause in ("cure", "repair", "principal"):
        return False
    condition, extension = at_end
    if min(add(end, extension), ground.cap) <= last:
        return False
    return evaluation.conditions.truth(condition, seen_from(result.compiled, evaluation.conditions, ground, end))
