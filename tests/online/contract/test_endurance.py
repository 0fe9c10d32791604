"""(j) Many subjects, each as the plainest reading says; (k) for as long as one likes, in no more memory."""

import gc
import os
from collections.abc import Iterator
from random import Random

import psutil
import pytest

from engine.online.rete import Rete
from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Formula, Predicate, Scalar
from tests.online import naive

LONG = bool(os.environ.get("XINHENG_SOAK"))
SUBJECTS = 20_000 if LONG else 2_000
STEADY_SUBJECTS, SWAPS = (50_000, 200) if LONG else (5_000, 20)
SECTORS, SEED = 40, 20_140
TEXTS = ("建筑", "运输", "药品", "a", "a ", '"', "\\")


class Chance:
    """Predicates and subjects drawn at random, the same ones on every run."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311  # repeatable, not secret

    def value(self, field: str) -> Scalar:
        draw = self.random
        if field == "sector":
            return f"s{draw.randrange(SECTORS)}"
        if field == "行业":
            return draw.choice(TEXTS)
        return draw.random() < 0.5 if field == "settled" else draw.choice((draw.randrange(-9, 99), 2**62, -(2**63)))

    def compare(self) -> Compare:
        field = self.random.choice(("行业", "amount", "days", "settled"))
        operators = naive.EQUALITY if field == "行业" else naive.ORDER
        return Compare(field, self.random.choice(operators), self.value(field))

    def formula(self) -> Formula:
        parts = tuple(self.compare() for _ in range(self.random.randrange(1, 4)))
        sector = Compare("sector", "==", self.value("sector"))
        whole: Formula = self.random.choice((AllOf, AnyOf))(parts)
        return whole if self.random.random() < 0.2 else AllOf((whole, sector))

    def predicates(self, count: int) -> Iterator[Predicate]:
        for number in range(count):
            level = self.random.randrange(3)
            asserts = self.fact(f"level{level + 1}") if self.random.random() < 0.1 else None
            yield Predicate(f"p{number}", f"level{level}", self.formula(), asserts)

    def fact(self, fact_type: str) -> FlatFact:
        fields = (f for f in ("sector", "行业", "amount", "days", "settled") if self.random.random() < 0.85)
        return FlatFact(fact_type, {field: self.value(field) for field in fields})

    def subject(self) -> list[FlatFact]:
        return [self.fact(f"level{self.random.randrange(4)}") for _ in range(self.random.randrange(1, 20))]


@pytest.mark.slow
def test_thousands_of_subjects_are_each_answered_as_the_plainest_reading_does() -> None:
    chance = Chance(SEED)
    predicates = tuple(chance.predicates(150))
    with Rete.load(predicates, "fuzz") as rete:
        for _ in range(SUBJECTS):
            subject = chance.subject()
            assert rete.match(subject) == naive.firings(predicates, subject)


@pytest.mark.slow
def test_memory_stays_flat_over_subjects_and_over_releases() -> None:
    chance = Chance(SEED + 1)
    predicates = tuple(chance.predicates(200))
    subjects = [chance.subject() for _ in range(200)]
    after: list[int] = []
    for _ in range(SWAPS):
        with Rete.load(predicates, "swap") as rete:
            for number in range(STEADY_SUBJECTS // SWAPS):
                rete.match(subjects[number % 200])
        gc.collect()
        after.append(psutil.Process().memory_info().rss)
    assert after[-1] - after[SWAPS // 2] < 2_000_000
