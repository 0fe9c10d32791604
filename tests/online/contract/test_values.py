"""(e) Numbers, (f) missing fields and choices, (g) text: the engine's comparisons are Python's, or are not made."""

from itertools import product

import pytest

from engine.online.contract import ContractBreach
from engine.online.rete import Rete
from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Predicate, Scalar
from tests.online import naive
from tests.online.contract.raw import load, numbers

EDGES = (-(2**63), -(2**63) + 1, -(2**53) - 1, -(2**53), -1, 0, 1, 2**31, 2**53, 2**53 + 1, 2**63 - 2, 2**63 - 1)
TEXTS = (
    "", " ", "建筑", "建筑 ", "建筑业", "建\u0301", "é", "e\u0301", "𠮷", "👷🏽", '"', "'", "\\", "\\\\", '\\"', "/",
    "\n", "\r", "\t", "\x00", "\x01", "\x1f", "\x7f", "\u2028", "\ufeff", "null", "true", "1", "-1", "1.0", "a,b",
    "{}", "[]", '"id":"7"', '{"id":"7"}', "~", "~end", "abc", "abc ", "abc!", "ABC", "ａｂｃ",
)  # fmt: skip


def test_e_whole_numbers_compare_exactly_across_all_64_bits() -> None:
    predicates = [Predicate(f"{op} {n}", "f", Compare("n", op, n)) for op, n in product(naive.ORDER, EDGES)]
    facts = [FlatFact("f", {"n": n}) for n in EDGES]
    with Rete.load(predicates, "numbers") as rete:
        assert rete.match(facts) == naive.firings(predicates, facts)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (2**63, "`f.n`: `9223372036854775808` does not fit 64 bits (scale it down)"),
        (-(2**63) - 1, "`f.n`: `-9223372036854775809` does not fit 64 bits (scale it down)"),
        (10**30, f"`f.n`: `{10**30}` does not fit 64 bits (scale it down)"),
        (1.0, "`f.n`: `1.0` is neither a whole number, text nor truth (encode it as one)"),
        (None, "`f.n`: `None` is neither a whole number, text nor truth (encode it as one)"),
        ([1], "`f.n`: `[1]` is neither a whole number, text nor truth (encode it as one)"),
        ("1", "`f.n`: `'1'` is not of the type its predicates compare it with"),
    ],
)
@pytest.mark.parametrize("count", [1, 40])
def test_e_a_value_the_engine_would_misread_is_refused(value: Scalar, fault: str, count: int) -> None:
    predicates = [Predicate(f"p{n}", "f", Compare("n", "==", n)) for n in range(count)]
    with Rete.load(predicates, "refused") as rete:
        with pytest.raises(ContractBreach) as refused:
            rete.match([FlatFact("f", {"n": value})])
        assert str(refused.value) == fault


def test_e_a_number_where_text_belongs_and_half_a_character_are_refused() -> None:
    with Rete.load([Predicate("p", "f", Compare("t", "==", "1"))], "text") as rete:
        for value in (1, True):
            with pytest.raises(ContractBreach, match="is not of the type"):
                rete.match([FlatFact("f", {"t": value})])
        with pytest.raises(ContractBreach, match="cannot be encoded: str is not valid UTF-8"):
            rete.match([FlatFact("f", {"t": "\ud842"})])
        assert rete.match([FlatFact("f", {"t": "1"})]).pairs == {("p", 0)}


def test_f_truth_counts_as_one_and_zero_on_both_sides() -> None:
    values: tuple[Scalar, ...] = (True, False, 1, 0, 2)
    predicates = [Predicate(f"{op} {v}", "f", Compare("n", op, v)) for op, v in product(naive.ORDER, values)]
    facts = [FlatFact("f", {"n": v}) for v in values]
    with Rete.load(predicates, "truth") as rete:
        assert rete.match(facts) == naive.firings(predicates, facts)


def test_f_no_comparison_holds_of_a_field_that_is_not_there() -> None:
    predicates = [Predicate(op, "f", Compare("n", op, 1)) for op in naive.ORDER]
    with Rete.load(predicates, "missing") as rete:
        assert rete.match([FlatFact("f", {}), FlatFact("f", {"other": 1})]).pairs == frozenset()


def test_f_a_choice_whose_members_all_hold_fires_as_one() -> None:
    formula = AnyOf((Compare("a", ">", 0), Compare("b", ">", 0), Compare("c", "==", 1), Compare("c", "!=", 2)))
    with Rete.load([Predicate("p", "f", formula)], "choice") as rete:
        assert rete.match([FlatFact("f", {"a": 1, "b": 1, "c": 1})]).pairs == {("p", 0)}


def test_f_the_engine_itself_fires_a_choice_once_a_member_and_takes_null_for_a_value() -> None:
    choice = load({"$or": [{"a": 1}, {"$gt": {"a": 0}}, {"$lt": {"a": 2}}]})
    assert numbers(choice, {"a": 1}) == [0, 0, 0]
    table = load({"$ex": {"a": 1}}, {"$and": [{"b": 1}, {"$nex": {"a": 1}}]}, {"$neq": {"a": 1}}, {"$gt": {"a": 0}})
    assert numbers(table, {"b": 1}) == [1]
    assert numbers(table, {"b": 1, "a": None}) == [0]
    assert numbers(table, {"b": 1, "a": 2}) == [0, 2, 3]


def test_f_the_engine_itself_takes_text_and_numbers_for_each_other_and_numbers_too_large_for_one() -> None:
    assert numbers(load({"$gt": {"a": 100}}), {"a": "abc"}) == [0]
    assert numbers(load({"a": 1}), {"a": "1"}) == [0]
    assert numbers(load({"a": 2**63}), {"a": 10**25}) == [0]


@pytest.mark.parametrize("routed", [False, True])
def test_g_texts_are_equal_only_to_themselves(routed: bool) -> None:
    every = AllOf(()) if routed else Compare("n", "==", 1)
    predicates = [
        Predicate(f"{op} {text}", "f", AllOf((Compare("t", op, text), every))) for op in ("==", "!=") for text in TEXTS
    ]
    facts = [FlatFact("f", {"t": text, "n": 1}) for text in TEXTS]
    with Rete.load(predicates, "texts") as rete:
        assert rete.match(facts) == naive.firings(predicates, facts)


def test_g_names_of_any_script_serve_as_fields_types_and_ids() -> None:
    predicates = [
        Predicate('政策/"甲"', "行政处罚", Compare("罚款金额", ">", 5)),
        Predicate("政策\\乙\n", "行政处罚", Compare('with "quotes" and \\', "==", "是")),
    ]
    facts = [FlatFact("行政处罚", {"罚款金额": 6}), FlatFact("行政处罚", {'with "quotes" and \\': "是"})]
    with Rete.load(predicates, '发布/"1"') as rete:
        assert rete.match(facts).pairs == {('政策/"甲"', 0), ("政策\\乙\n", 1)}
