"""What a case expects of lists against what the verdict says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.cases.difference import Difference, differing, members
from engine.cases.shapes import ListExpected, State
from engine.verdict import ListVerdict, SpellVerdict, Verdict


def list_differences(
    expected: Mapping[str, ListExpected | tuple[ListExpected, ...]], verdict: Verdict
) -> Iterator[Difference | None]:
    """Where the lists of *verdict* are not as *expected*."""
    found = {one.policy: one for one in verdict.lists}
    for policy, keys in expected.items():
        path, said = f"lists.{policy}", found.get(policy)
        if isinstance(keys, ListExpected):
            yield from _as_it_stands(path, keys, said, verdict.as_of)
        else:
            yield from _spells(path, keys, () if said is None else said.spells)


def _as_it_stands(
    path: str, expected: ListExpected, found: ListVerdict | None, as_of: str
) -> Iterator[Difference | None]:
    spells = () if found is None else found.spells
    state = state_of(found)
    yield differing(f"{path}.state", expected.state, state)
    yield differing(f"{path}.spells", expected.spells, len(spells))
    if found is not None and state == "proposed":
        yield from _proposals(path, expected, found)
    else:
        current = next((spell for spell in reversed(spells) if spell.start <= as_of and spell.state != "ended"), None)
        yield from _spell(path, expected, current or (spells[-1] if spells else None))


def state_of(found: ListVerdict | None) -> State:
    """Where the subject stands on a list, in the words of a case."""
    if found is None:
        return "none"
    if found.status != "not_listed":
        return found.status
    return "proposed" if found.proposals else "ended" if found.spells else "none"


def _proposals(path: str, expected: ListExpected, found: ListVerdict) -> Iterator[Difference | None]:
    proposals = found.proposals
    yield differing(f"{path}.from", expected.from_, min(one.triggered for one in proposals))
    lapses = [one.lapses for one in proposals]
    last = None if None in lapses else max(day for day in lapses if day is not None)
    yield differing(f"{path}.until", expected.until, last)
    yield members(f"{path}.grounds", expected.grounds, [one.fact for one in proposals if one.fact is not None])
    yield members(f"{path}.rules", expected.rules, [one.rule for one in proposals])


def _spells(path: str, expected: Sequence[ListExpected], found: Sequence[SpellVerdict]) -> Iterator[Difference | None]:
    yield differing(f"{path}.spells", len(expected), len(found))
    for number, (keys, spell) in enumerate(zip(expected, found, strict=False)):
        state = {"open": "listed"}.get(spell.state, spell.state)
        yield differing(f"{path}.{number}.state", keys.state, state)
        yield from _spell(f"{path}.{number}", keys, spell)


def _spell(path: str, expected: ListExpected, spell: SpellVerdict | None) -> Iterator[Difference | None]:
    yield differing(f"{path}.from", expected.from_, spell.start if spell else None)
    yield differing(f"{path}.until", expected.until, spell.last if spell else None)
    yield differing(f"{path}.until_at_most", expected.until_at_most, spell.last_at_most if spell else None)
    yield differing(f"{path}.ended_by", expected.ended_by, spell.ended_by if spell else None)
    grounds = () if spell is None else spell.grounds
    yield members(f"{path}.grounds", expected.grounds, [one.fact for one in grounds if one.fact is not None])
    yield members(f"{path}.rules", expected.rules, [one.rule for one in grounds])
    yield members(f"{path}.flags", expected.flags, [flag for one in grounds for flag in one.flags])
    yield members(f"{path}.degrees", expected.degrees, [one.degree for one in grounds if one.degree is not None])
    repair = spell.repair if spell else None
    earliest = repair.earliest if repair is not None and repair.provided else None
    yield differing(f"{path}.earliest_repair", expected.earliest_repair, earliest)
    yield members(f"{path}.repair_needs", expected.repair_needs, () if repair is None else repair.facts_needed)
