"""(b) Each limit: the engine on both sides of it, and ours beyond it without harm."""

from collections.abc import Sequence

import pytest

from engine.online.contract import ContractBreach
from engine.online.rete import Rete
from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Formula, Predicate, Scalar
from tests.online.contract.raw import Outcome, apart

pytestmark = pytest.mark.crash
HUNG = Outcome(None, "")
SEGMENTATION = Outcome(-11, "")
DIVISION = Outcome(-8, "")

WIDE = "h = load({'a': 1}); print(numbers(h, {'a': 1, **{f'k{n}': n for n in range(%d)}}))"
TEXT = "h = load({'a': 'abc'}); print(numbers(h, {'a': 'abc' + 'x' * %d}))"
RANGES = "h = load(*({'$gt': {'a': -n}} for n in range(%d))); print(len(numbers(h, {'a': 1})))"
ALIKE = "h = load(*({'a': 1} for _ in range(%d))); print(len(numbers(h, {'a': 1})))"
SIBLINGS = "h = load(*({'a': n} for n in range(%d))); print(numbers(h, {'a': 7}))"
CHOICES = "h = load(*({'$or': [{'a': 1}, {'b': n}]} for n in range(%d))); print(numbers(h, {'b': 7}))"
MEMBERS = "h = load({'$or': [{'a': n} for n in range(%d)]}); print(numbers(h, {'a': 7}))"
NESTED = (
    "h = load({'$and': [{'$or': [{f'a{n}': 1}, {f'a{n}': 2}]} for n in range(%d - 1)]});"
    "print(numbers(h, {f'a{n}': 1 for n in range(20)}))"
)
RULES = (
    "h = load(*({'$and': [{'a': n // 100}, {'b': n %% 100}]} for n in range(%d)));print(numbers(h, {'a': 1, 'b': 1}))"
)


@pytest.mark.parametrize(
    ("program", "within", "answer", "beyond", "end"),
    [
        pytest.param(WIDE, 251, "[0]", 260, SEGMENTATION, id="1 keys of a fact"),
        pytest.param(TEXT, 65_000, "[]", 65_536, Outcome(0, "[0]"), id="2 bytes of a text"),
        pytest.param(RANGES, 63, "63", 65, Outcome(1, ""), id="3 conditions pending"),
        pytest.param(ALIKE, 255, "255", 257, Outcome(1, ""), id="4 rules of one condition"),
        pytest.param(SIBLINGS, 511, "[7]", 512, HUNG, id="5 sibling conditions", marks=pytest.mark.slow),
        pytest.param(CHOICES, 127, "[7]", 129, Outcome(1, ""), id="6 choices below one parent"),
        pytest.param(MEMBERS, 511, "[0]", 512, HUNG, id="7 members of a choice", marks=pytest.mark.slow),
        pytest.param(NESTED, 15, "[0]", 16, Outcome(1, ""), id="8 compound conditions of a rule"),
        pytest.param(RULES, 4_096, "[101]", 4_097, Outcome(1, ""), id="9 rules of a ruleset"),
    ],
)
def test_the_engine_is_right_within_a_limit_and_not_beyond(
    program: str, within: int, answer: str, beyond: int, end: Outcome
) -> None:
    assert apart(program % within) == Outcome(0, answer)
    assert apart(program % beyond, seconds=3 if end == HUNG else 20) == end


@pytest.mark.parametrize(
    ("program", "end"),
    [
        pytest.param("h = load({'a': {'$div': {'$l': {'$m': 'b'}, '$r': {'$m': 'c'}}}})\n"
                     "numbers(h, {'a': 1, 'b': 1, 'c': 0})", DIVISION, id="division by zero"),
        pytest.param("h = load({'a': 1}); fired(h, [{'id': '1' * 9_000_000, 'a': 1}])", SEGMENTATION, id="a huge id"),
    ],
)  # fmt: skip
def test_what_no_predicate_can_say_ends_the_process(program: str, end: Outcome) -> None:
    assert apart(program) == end


def loaded(formulas: Sequence[Formula], *fields: dict[str, Scalar]) -> list[int]:
    """How many of *formulas*, loaded as predicates, hold of a fact of each of *fields*."""
    predicates = [Predicate(str(n), "penalty", formula) for n, formula in enumerate(formulas)]
    with Rete.load(predicates, "limits") as rete:
        pairs = rete.match([FlatFact("penalty", f) for f in fields]).pairs
    return [sum(place == n for _, place in pairs) for n in range(len(fields))]


def test_1_a_fact_of_any_width_is_matched_on_250_fields_and_more_are_refused() -> None:
    def width(count: int) -> Formula:
        return AllOf(tuple(Compare(f"k{n}", "==", n) for n in range(count)))

    wide: dict[str, Scalar] = {f"k{n}": n for n in range(400)}
    assert loaded([width(250)], wide, {**wide, "k249": 0}) == [1, 0]
    assert loaded([Compare(f"k{n}", "==", n) for n in range(250)], wide) == [250]
    with pytest.raises(ContractBreach, match="251 fields are read, 250 can be"):
        loaded([width(251)], wide)


def test_2_texts_are_told_apart_up_to_65535_bytes_and_longer_ones_are_refused() -> None:
    longest = "x" * 65_535
    assert loaded([Compare("a", "==", longest)], {"a": longest}, {"a": "x" * 65_534 + "y"}) == [1, 0]
    with pytest.raises(ContractBreach, match="text of 65536 bytes is longer than 65535"):
        loaded([Compare("a", "==", "abc")], {"a": longest + "x"})
    with pytest.raises(ContractBreach, match="text of 66000 bytes is longer than 65535"):
        loaded([Compare("a", "==", "abc")], {"a": "数" * 22_000})
    with pytest.raises(ContractBreach, match="text of 66000 bytes is longer than 65535"):
        loaded([Compare("a", "==", "abc")], {"a": '"' * 33_000})


def test_3_and_4_any_number_of_predicates_may_hold_of_one_fact() -> None:
    assert loaded([Compare("a", ">", -n) for n in range(3_000)], {"a": 1}, {"a": -2_990}) == [3_000, 9]
    assert loaded([Compare("a", "==", 1)] * 3_000, {"a": 1}, {"a": 2}) == [3_000, 0]


def test_5_any_number_of_values_may_be_asked_for() -> None:
    assert loaded([Compare("a", "==", n) for n in range(3_000)], {"a": 1}, {"a": -1}) == [1, 0]
    assert loaded([Compare("a", "!=", n) for n in range(3_000)], {"a": 1}, {}) == [2_999, 0]


def test_6_any_number_of_choices_may_share_a_value() -> None:
    choices = [AnyOf((Compare("a", "==", 1), Compare("a", "==", n + 2), Compare("b", ">", n))) for n in range(600)]
    assert loaded(choices, {"a": 1, "b": 0}, {"a": 7, "b": 0}, {"b": 5}) == [600, 1, 5]


def test_7_a_choice_may_have_any_number_of_members() -> None:
    choice = AnyOf(tuple(Compare("a", "==", n) for n in range(2_000)))
    assert loaded([choice], {"a": 0}, {"a": 1_999}, {"a": 2_000}) == [1, 1, 0]


def test_8_fourteen_choices_may_stand_together_and_more_are_refused() -> None:
    def choices(count: int) -> Formula:
        return AllOf(tuple(AnyOf((Compare(f"a{n}", "==", 1), Compare(f"a{n}", "==", 2))) for n in range(count)))

    fields: dict[str, Scalar] = {f"a{n}": 1 + n % 2 for n in range(15)}
    assert loaded([choices(14)], fields) == [1]
    with pytest.raises(ContractBreach, match="`0`: more than 14 choices in one alternative"):
        loaded([choices(15)], fields)


def test_9_a_release_may_have_more_rules_than_a_ruleset() -> None:
    pairs = [AllOf((Compare("a", "==", n // 100), Compare("b", "==", n % 100))) for n in range(6_000)]
    assert loaded(pairs, {"a": 59, "b": 99}, {"a": 60, "b": 0}) == [1, 0]
