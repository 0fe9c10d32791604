"""Matching online against durable-rules as its documentation uses it: same rules, same facts, one run.

The baseline is `durable.engine.Host`: a state a subject, an action a rule, a catch-all rule without which an unmatched
fact is an error. Its two polling threads are kept from starting, which only helps it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

from durable.engine import Host

from engine.online.rete import Firings, Rete
from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Formula, Predicate

ROUNDS = 5
FACTS = 8
GRADES = 5
OPERATORS = {">=": "$gte", ">": "$gt", "<=": "$lte", "<": "$lt", "!=": "$neq"}


@dataclass(frozen=True, slots=True)
class Load:
    """*rules* over *sectors*, five grades each; a subject keeps to *one_sector* or is found in any."""

    rules: int
    sectors: int
    one_sector: bool = False

    @property
    def fired(self) -> float:
        """How many rules a fact fires."""
        return self.rules / self.sectors / GRADES

    def predicates(self) -> list[Predicate]:
        """Each about a sector, a grade and an amount, which all facts exceed."""
        return [
            Predicate(
                f"p{n}",
                "penalty",
                AllOf((
                    Compare("sector", "==", f"sector{n % self.sectors}"),
                    Compare("grade", "==", n // self.sectors % GRADES),
                    Compare("amount", ">=", 1_000 + n),
                )),
            )
            for n in range(self.rules)
        ]  # fmt: skip

    def subjects(self, number: int) -> list[list[FlatFact]]:
        """*number* subjects of eight facts with ten fields."""
        random = Random(7)
        return [list(self._facts(random)) for _ in range(number)]

    def _facts(self, random: Random) -> Iterator[FlatFact]:
        own = random.randrange(self.sectors)
        for n in range(FACTS):
            yield FlatFact("penalty", {
                "sector": f"sector{own if self.one_sector else random.randrange(self.sectors)}",
                "grade": random.randrange(GRADES),
                "amount": 10**6,
                "document": f"罚字〔2026〕{random.randrange(10**6)}号",
                "authority": "运城市交通运输局",
                "settled": True,
                "decided": 739_000 + n,
                "served": 739_010 + n,
                "points": n,
                "region": "140800",
            })  # fmt: skip


class QuietHost(Host):  # type: ignore[misc]  # it has no types
    """The documented host without its polling threads."""

    def _run(self) -> None:
        pass


class Documented:
    """The same rules, driven as the documentation of durable-rules does."""

    _serial = count()

    def __init__(self, predicates: Sequence[Predicate]) -> None:
        self._fired: set[tuple[str, int]] = set()
        self._chained: set[str] = set()
        self._name = f"documented{next(self._serial)}"
        self._subjects = count()
        rules = {p.id: {"all": [{"m": {"$and": _conditions(p)}}], "run": self._action(p)} for p in predicates}
        rules["~"] = {"all": [{"m": {"$ex": {"type": 1}}}], "run": lambda _: None}
        self._host = QuietHost({self._name: rules})

    def match(self, facts: Sequence[FlatFact]) -> Firings:
        """The pairs of a rule and a fact's place, and the rules of facts that other rules asserted."""
        self._fired.clear()
        self._chained.clear()
        sid = f"subject{next(self._subjects)}"
        sent = [{"sid": sid, "id": str(n), "type": fact.type, **fact.fields} for n, fact in enumerate(facts)]
        self._host.assert_facts(self._name, sent)
        self._host.delete_state(self._name, sid)
        return Firings(frozenset(self._fired), frozenset(self._chained))

    def _action(self, predicate: Predicate) -> Any:
        name, asserts = predicate.id, predicate.asserts

        def run(c: Any) -> None:
            if c.m.id.isdecimal():
                self._fired.add((name, int(c.m.id)))
            else:
                self._chained.add(name)

        def chain(c: Any) -> None:
            run(c)
            assert asserts is not None
            c.assert_fact({"id": f"~{name}", "type": asserts.type, **asserts.fields})

        return run if asserts is None else chain


def _conditions(predicate: Predicate) -> list[dict[str, Any]]:
    return [{"type": predicate.fact_type}, *_conjuncts(predicate.formula)]


def _conjuncts(formula: Formula) -> list[dict[str, Any]]:
    if isinstance(formula, AllOf):
        return [condition for member in formula.members for condition in _conjuncts(member)]
    if isinstance(formula, AnyOf):
        return [{"$or": [_one(_conjuncts(member)) for member in formula.members]}]
    plain = {formula.field: formula.value}
    return [plain if formula.operator == "==" else {OPERATORS[formula.operator]: plain}]


def _one(conditions: list[dict[str, Any]]) -> dict[str, Any]:
    return conditions[0] if len(conditions) == 1 else {"$and": conditions}


@dataclass(frozen=True, slots=True)
class Speed:
    """Facts a second: *ours*, and the *documented* way."""

    ours: float
    documented: float

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.ours / self.documented


def measured(load: Load, subjects: int = 400) -> Speed:
    """Both ways on one *load*, the medians of five rounds; the slow one gets fewer subjects."""
    predicates, many = load.predicates(), load.subjects(subjects)
    few = many[: max(8, int(10_000 / load.rules / load.fired))]
    documented = Documented(predicates)
    with Rete.load(predicates, "bench") as rete:
        assert all(rete.match(facts) == documented.match(facts) for facts in few), "the answers differ"
        rounds = [(_rate(rete.match, many), _rate(documented.match, few)) for _ in range(ROUNDS)]
    return Speed(median(ours for ours, _ in rounds), median(theirs for _, theirs in rounds))


def alone(load: Load, subjects: int = 400) -> float:
    """Facts a second of ours, the median of five rounds."""
    many = load.subjects(subjects)
    with Rete.load(load.predicates(), "bench") as rete:
        _rate(rete.match, many)
        return median(_rate(rete.match, many) for _ in range(ROUNDS))


def _rate(match: Any, subjects: Sequence[Sequence[FlatFact]]) -> float:
    start = perf_counter()
    for facts in subjects:
        match(facts)
    return sum(map(len, subjects)) / (perf_counter() - start)


def main() -> None:
    """Print both tables."""
    print(f"facts/s, {FACTS} facts a subject, each of 10 fields and firing 1 rule; medians of {ROUNDS}")
    print(f"{'rules':>7} {'documented':>12} {'Rete.match':>12} {'ratio':>7}")
    for rules in (10, 50, 200, 1_000):
        speed = measured(Load(rules, rules // GRADES))
        print(f"{rules:>7,} {speed.documented:>12,.0f} {speed.ours:>12,.0f} {speed.ratio:>6.1f}x", flush=True)
    print("\nten times the sectors, and the rules with them: time per fact")
    for rules in (20, 100, 500, 1_000):
        for one in (True, False):
            small, large = (alone(Load(n, n // GRADES, one_sector=one)) for n in (rules, 10 * rules))
            spread = "a subject keeps to one sector" if one else "every fact in any sector"
            print(f"{rules:>7,} -> {10 * rules:>6,} rules, {spread}: {small / large:.2f}x", flush=True)


if __name__ == "__main__":
    main()
