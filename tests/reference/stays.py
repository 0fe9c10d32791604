"""Stays on a list and the spells they make (S15), and what a list says of a day (S3, S10, S21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from engine.calendar import Period
from tests.reference.days import ONE_DAY, Span, after, greatest, least
from tests.reference.truths import Truth

EARLY_WAYS_OFF = ("cure", "repair")


@dataclass(frozen=True)
class Stay:
    """One ground as it stands: from its opening to its last day."""

    opening: date
    last: Span
    ended_by: str = "expiry"
    rule: str = ""
    fact_id: str = ""
    by_principal: bool = False
    """Whether it ends with a principal's spell (S24), which ended so."""
    certain: bool = True
    """Whether it surely fired; what may have fired lists nobody, but is not nothing either."""

    @property
    def order(self) -> tuple[date, date, bool]:
        """What makes one ground's end the spell's: the later one, and of equals the cure or repair."""
        return self.last.hi, self.last.lo, self.ended_by in EARLY_WAYS_OFF


@dataclass(frozen=True)
class Spell:
    """One unbroken stay, made of *stays*."""

    stays: tuple[Stay, ...]

    @property
    def start(self) -> date:
        """Its first day."""
        return min(stay.opening for stay in self.stays)

    @property
    def last(self) -> Span:
        """Its last day."""
        return greatest([stay.last for stay in self.stays])

    @property
    def ended_by(self) -> str:
        """How its last ground to end ends."""
        return self._ender.ended_by

    @property
    def told_end(self) -> str:
        """The same, as it is told to one who was listed with a principal."""
        return "principal" if self._ender.by_principal else self.ended_by

    @property
    def _ender(self) -> Stay:
        latest = max(stay.order for stay in self.stays)
        enders = [stay for stay in self.stays if stay.order == latest]
        return min(enders, key=lambda stay: (stay.rule, stay.fact_id))

    def joins(self, stay: Stay) -> bool:
        """Whether *stay*, which opens no earlier, belongs to this spell."""
        if stay.opening <= self.last.lo:
            return True
        touches = stay.opening - ONE_DAY == self.last.lo
        return touches and not (self.last.settled and self.ended_by in EARLY_WAYS_OFF)


def spells_of(stays: Iterable[Stay], *, apart: bool = False) -> list[Spell]:
    """The unbroken unions of *stays*; where they stand *apart*, those of each fact by themselves."""
    if apart:
        by_fact: dict[str, list[Stay]] = {}
        for stay in stays:
            by_fact.setdefault(stay.fact_id or stay.rule, []).append(stay)
        found = [spell for of_fact in by_fact.values() for spell in spells_of(of_fact)]
        return sorted(found, key=lambda spell: (spell.start, spell.stays[0].rule, spell.stays[0].fact_id))
    spells: list[Spell] = []
    for stay in sorted(stays, key=lambda stay: (stay.opening, stay.rule, stay.fact_id)):
        if spells and spells[-1].joins(stay):
            spells[-1] = Spell((*spells[-1].stays, stay))
        else:
            spells.append(Spell((stay,)))
    return spells


@dataclass(frozen=True)
class Stays:
    """All stays on one list."""

    stays: tuple[Stay, ...]
    apart: bool = False

    @cached_property
    def spells(self) -> list[Spell]:
        """The spells it is certain of."""
        return spells_of((stay for stay in self.stays if stay.certain), apart=self.apart)

    @cached_property
    def _possible(self) -> list[Spell]:
        """The spells there are if whatever may be, is, and lasts as long as it may."""
        longest = (
            Stay(stay.opening, Span(stay.last.hi, stay.last.hi), stay.ended_by, stay.rule, stay.fact_id)
            for stay in self.stays
        )
        return spells_of(longest, apart=self.apart)

    def listed(self, day: date, length: Period | None = None) -> Truth:
        """Whether the subject is on the list on *day*, and has been for *length* without a break."""
        if _held(self.spells, day, length):
            return True
        return None if _held(self._possible, day, length) else False

    def end_on(self, day: date) -> Span | None:
        """The last day of the spell that contains *day*; from *day* on unsettled where only a possible one does."""
        ends = [spell.last for spell in self.spells if spell.start <= day <= spell.last.lo]
        if ends:
            return greatest(ends)
        possible = [spell.last.hi for spell in self._possible if spell.start <= day <= spell.last.hi]
        return Span(day, max(possible)) if possible else None


def _held(spells: list[Spell], day: date, length: Period | None) -> bool:
    return any(
        spell.start <= day <= spell.last.lo and (length is None or after(spell.start, length, day)) for spell in spells
    )


def earliest(one: Span, other: Span) -> Span:
    """The earlier of two last days, bound by bound."""
    return least([one, other])
