"""How predicates are laid out for the engine, and what is refused before it sees a rule."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings

from engine.online.alternatives import OneOf, TooManyAlternatives, alternatives
from engine.online.ruleset import END_RULE, SHARD_RULES, Shard, plan
from engine.predicates import AllOf, AnyOf, Compare, Formula, Predicate
from tests.online import naive

A, B, C, D = (Compare(name, "==", 1) for name in "abcd")
Rules = Mapping[str, Any]


def conjuncts(rule: Rules) -> list[Rules]:
    (pattern,) = rule["all"]
    conditions: list[Rules] = pattern["m"]["$and"]
    return conditions


def rules_of(shard: Shard) -> Iterator[list[Rules]]:
    return (conjuncts(rule) for name, rule in shard.rules.items() if name != END_RULE)


def test_a_ruleset_is_plain_data() -> None:
    predicate = Predicate("large", "penalty", AllOf((Compare("amount", ">", 5), Compare("sector", "==", "建筑"))))
    (shard,) = plan([predicate]).shards
    assert shard.rules == {
        "~end": {"all": [{"m": {"$ex": {"$end": 1}}}]},
        "0": {"cap": 64, "all": [{"m": {"$and": [{"$t": 0}, {"sector": "建筑"}, {"$gt": {"amount": 5}}]}}]},
    }
    assert shard.owners == {"0": "large"}


def test_conditions_stand_in_order_type_equalities_choices_rest() -> None:
    choice = AnyOf((Compare("kind", "==", "x"), Compare("kind", "==", "y")))
    formula = AllOf((Compare("amount", ">", 5), choice, Compare("settled", "!=", value=True), A))
    (shard,) = plan([Predicate("p", "penalty", formula)]).shards
    assert next(rules_of(shard)) == [
        {"$t": 0},
        {"a": 1},
        {"$or": [{"kind": "x"}, {"kind": "y"}]},
        {"$gt": {"amount": 5}},
        {"$neq": {"settled": True}},
    ]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (A, [(A,)]),
        (AllOf(()), [()]),
        (AnyOf(()), []),
        (AllOf((A, AnyOf(()))), []),
        (AnyOf((A, AllOf(()))), [()]),
        (AllOf((A, A)), [(A,)]),
        (AnyOf((A, B)), [(A,), (B,)]),
        (AllOf((A, AnyOf((B, C)))), [(A, B), (A, C)]),
        (AllOf((AnyOf((A, B)), AnyOf((C, D)))), [(A, C), (A, D), (B, C), (B, D)]),
        (AnyOf((A, Compare("a", "==", 2), Compare("a", "==", 1))), [(OneOf("a", (1, 2)),)]),
    ],
)
def test_a_formula_is_its_alternatives(formula: Formula, expected: list[object]) -> None:
    assert list(alternatives(formula)) == expected


def test_a_list_of_codes_stays_a_few_conditions_however_long() -> None:
    codes = AnyOf(tuple(Compare("industry", "==", f"{n:04}") for n in range(600)))
    found = alternatives(AllOf((codes, AnyOf((A, B)))))
    assert len(found) == 2 * 10
    assert all(isinstance(atoms[0], OneOf) and len(atoms[0].values) <= 64 for atoms in found)


def test_a_formula_that_explodes_is_refused_at_once() -> None:
    formula = AllOf(tuple(AnyOf((Compare(f"x{n}", "==", 1), Compare(f"y{n}", "==", 1))) for n in range(60)))
    with pytest.raises(TooManyAlternatives, match=r"^more than 512 alternatives \(split the condition\)$"):
        alternatives(formula)


def pending(rules: list[list[Rules]]) -> int:
    """The most conditions that one fact can leave pending at once in a tree of these *rules*."""
    children: dict[str, tuple[Rules, list[list[Rules]]]] = {}
    for conditions in rules:
        if conditions:
            children.setdefault(str(conditions[0]), (conditions[0], []))[1].append(conditions[1:])
    together = {exclusive(condition) for condition, _ in children.values()}
    below = max((pending(rest) * width(condition, rest) for condition, rest in children.values()), default=0)
    return max(len(together), len(together) - 1 + below)


def exclusive(condition: Rules) -> str:
    """A name shared by conditions of which a fact meets at most one."""
    ((key, value),) = condition.items()
    if key in ("$lt", "$gte") and list(value) in (["$t"], ["$v"]):
        return f"half of {value}"
    return str(condition) if key.startswith("$") and key not in ("$t", "$v") else f"value of {key}"


def width(condition: Rules, rest: list[list[Rules]]) -> int:
    return max(1, len(rest)) if "$or" in condition else 1


@pytest.mark.parametrize("shape", ["one type", "sectors", "types", "choices"])
def test_one_fact_leaves_at_most_63_conditions_pending(shape: str) -> None:
    def predicate(number: int) -> Predicate:
        amount = Compare("amount", ">=", number)
        formulas: dict[str, Formula] = {
            "one type": amount,
            "types": amount,
            "sectors": AllOf((Compare("sector", "==", number % 100), amount)),
            "choices": AllOf((AnyOf(tuple(Compare("c", "==", number * 7 % 99 + n) for n in range(60))), amount)),
        }
        return Predicate(f"p{number}", f"t{number % 200 if shape == 'types' else 0}", formulas[shape])

    for shard in plan([predicate(number) for number in range(3_000)]).shards:
        assert len(shard.rules) <= SHARD_RULES + 1
        assert pending(list(rules_of(shard))) <= 63


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(naive.bases())
def test_a_rule_has_one_pattern_and_every_condition_one_key(predicates: tuple[Predicate, ...]) -> None:
    for shard in plan(predicates).shards:
        for conditions in rules_of(shard):
            assert conditions
            assert all(len(condition) == 1 for condition in conditions)


def test_a_thousand_predicates_of_many_types_are_one_ruleset() -> None:
    laid_out = plan([Predicate(f"p{n}", f"type{n % 200}", Compare("amount", ">", n)) for n in range(1_000)])
    assert len(laid_out.shards) == 1
    assert len(laid_out.routes) == 200


def test_a_fact_goes_to_the_shards_of_its_value_and_of_all_values_only() -> None:
    sectors = [Predicate(f"p{n}", "penalty", Compare("sector", "==", f"s{n % 500}")) for n in range(10_000)]
    general = Predicate("general", "penalty", Compare("amount", ">", 0))
    laid_out = plan([*sectors, general])
    assert len(laid_out.shards) == 11
    route = laid_out.routes["penalty"]
    assert (route.field, len(route.general)) == ("sector", 1)
    assert max(map(len, route.by_value.values())) == 2


def test_the_order_of_predicates_changes_nothing() -> None:
    predicates = [
        Predicate(f"p{n:04}", f"type{n % 7}", AllOf((Compare("s", "==", n % 50), Compare("x", ">", n))))
        for n in range(2_000)
    ]
    assert plan(predicates) == plan(predicates[::-1])
