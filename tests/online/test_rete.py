"""What a loaded release answers, whatever its predicates and the facts."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.online import ruleset
from engine.online.contract import ContractBreach
from engine.online.rete import Firings, MatchFault, Rete
from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Predicate
from tests.online import naive

SIZES: tuple[dict[str, int], ...] = (
    {},
    {"SHARD_RULES": 5, "BLOCK_RULES": 2, "BLOCK_SIBLINGS": 4, "LEAF": 1},
    {"SHARD_RULES": 9, "BLOCK_RULES": 3},
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(naive.bases(), st.lists(naive.facts(), max_size=8), st.sampled_from(SIZES))
def test_matching_says_what_the_plainest_reading_says(
    predicates: tuple[Predicate, ...], facts: list[FlatFact], sizes: dict[str, int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in sizes.items():
            patch.setattr(ruleset, name, value)
        with Rete.load(predicates, "property") as rete:
            assert rete.match(facts) == naive.firings(predicates, facts)
            assert rete.match(facts) == naive.firings(predicates, facts)


def test_a_fact_in_one_sector_meets_the_predicates_of_that_sector_and_those_of_all() -> None:
    own = [Predicate(f"s{n}", "penalty", AllOf((Compare("sector", "==", f"s{n}"),))) for n in range(40)]
    both = Predicate("both", "penalty", AnyOf((Compare("sector", "==", "s3"), Compare("sector", "==", "s4"))))
    every = Predicate("every", "penalty", Compare("amount", ">", 0))
    facts = [FlatFact("penalty", {"sector": "s3", "amount": 1}), FlatFact("penalty", {"amount": 1}),
             FlatFact("penalty", {"sector": "elsewhere", "amount": 0})]  # fmt: skip
    with Rete.load([*own, both, every], "sectors") as rete:
        assert rete.match(facts).pairs == {("s3", 0), ("both", 0), ("every", 0), ("every", 1)}


def test_an_empty_all_holds_of_any_fact_and_an_empty_any_of_none() -> None:
    predicates = [Predicate("always", "penalty", AllOf(())), Predicate("never", "penalty", AnyOf(()))]
    with Rete.load(predicates, "empty") as rete:
        assert rete.match([FlatFact("penalty", {}), FlatFact("other", {})]).pairs == {("always", 0)}


def test_without_predicates_or_facts_nothing_fires() -> None:
    nothing = Firings(frozenset(), frozenset())
    with Rete.load([], "none") as rete:
        assert rete.match([FlatFact("penalty", {"amount": 1})]) == nothing
    with Rete.load([Predicate("p", "penalty", AllOf(()))], "one") as rete:
        assert rete.match([]) == nothing


def test_what_is_asserted_fires_in_its_turn_whichever_shard_it_belongs_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruleset, "SHARD_RULES", 1)
    chain = [
        Predicate(f"p{n}", f"type{n}", Compare("step", "==", n), FlatFact(f"type{n + 1}", {"step": n + 1}))
        for n in range(6)
    ]
    with Rete.load(chain, "chain") as rete:
        assert rete.match([FlatFact("type3", {"step": 3}), FlatFact("type5", {"step": 0})]) == Firings(
            frozenset({("p3", 0)}), frozenset({"p4", "p5"})
        )


def test_a_subject_with_thousands_of_facts_is_matched_whole() -> None:
    predicates = [Predicate("even", "penalty", Compare("even", "==", value=True))]
    facts = [FlatFact("penalty", {"even": n % 2 == 0}) for n in range(3_000)]
    with Rete.load(predicates, "many") as rete:
        assert rete.match(facts).pairs == {("even", n) for n in range(0, 3_000, 2)}


@pytest.mark.parametrize(("count", "types"), [(1_000, 1), (1_000, 200), (5_000, 3)])
def test_large_bases_answer_as_small_ones_do(count: int, types: int) -> None:
    predicates = [
        Predicate(
            f"p{n}",
            f"type{n % types}",
            AllOf((Compare("sector", "==", f"s{n % 97}"), Compare("amount", ">=", n * 7919 % 100))),
        )
        for n in range(count)
    ]
    facts = [FlatFact(f"type{n % types}", {"sector": f"s{n * 31 % 97}", "amount": n * 17 % 100}) for n in range(60)]
    with Rete.load(predicates, "large") as rete:
        assert rete.match(facts) == naive.firings(predicates, facts)


def test_threads_may_share_a_release() -> None:
    predicates = [Predicate(f"p{n}", "penalty", Compare("amount", "==", n)) for n in range(50)]
    with Rete.load(predicates, "threads") as rete, ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda n: rete.match([FlatFact("penalty", {"amount": n % 50})]).pairs, range(2_000))
        assert list(answers) == [{(f"p{n % 50}", 0)} for n in range(2_000)]


def test_a_closed_release_says_so() -> None:
    rete = Rete.load([Predicate("p", "penalty", AllOf(()))], "closed")
    rete.close()
    rete.close()
    with pytest.raises(MatchFault, match=r"^the release is closed \(load it again\)$"):
        rete.match([FlatFact("penalty", {})])


def test_a_field_no_predicate_reads_may_hold_anything() -> None:
    fields = {"amount": 1, "note": 1.5, "id": None}
    with Rete.load([Predicate("p", "penalty", Compare("amount", "==", 1))], "unread") as rete:
        assert rete.match([FlatFact("penalty", fields)]).pairs == {("p", 0)}  # type: ignore[arg-type]  # the claim


def test_a_value_refused_leaves_the_release_fit_for_the_next_subject() -> None:
    with Rete.load([Predicate("p", "penalty", Compare("amount", "==", 1))], "refused") as rete:
        with pytest.raises(ContractBreach):
            rete.match([FlatFact("penalty", {"amount": 1}), FlatFact("penalty", {"amount": 2**63})])
        assert rete.match([FlatFact("penalty", {"amount": 2})]).pairs == frozenset()
