"""(c) A batch cut short is noticed. (d) A state is safe to throw away, and the next subject gets a clean one."""

from collections.abc import Iterator

import pytest

from engine.online.rete import MatchFault, Rete, _Batch
from engine.predicates import Compare, FlatFact, Predicate
from tests.online.contract.raw import Outcome, apart

SMALL = FlatFact("penalty", {"amount": 1})
LARGE = FlatFact("penalty", {"amount": 9})


@pytest.fixture
def rete() -> Iterator[Rete]:
    predicates = [Predicate("any", "penalty", Compare("amount", ">", 0)),
                  Predicate("large", "penalty", Compare("amount", ">", 5))]  # fmt: skip
    with Rete.load(predicates, "state") as loaded:
        yield loaded


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({"amount": 1e22}, id="an exponent"),
        pytest.param({"amount": float("1e-7")}, id="a small float"),
        pytest.param({"amount": 1, **{f"k{n}": n for n in range(255)}}, id="255 keys"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_fact_the_engine_cannot_read_fails_the_whole_batch_and_not_the_next(
    rete: Rete, bad: dict[str, float], place: int
) -> None:
    facts: list[dict[str, object]] = [{"$t": 0, "amount": 9}] * 2
    facts.insert(place, {"$t": 0, **bad})
    batch = _Batch(["0", "1", "2"], [{"id": str(n), **f} for n, f in enumerate(facts)])  # type: ignore[dict-item]  # the claim
    with pytest.raises(MatchFault, match="durable-rules"):
        rete._rulesets[0].match(batch)
    assert rete.match([SMALL, LARGE]).pairs == {("any", 0), ("any", 1), ("large", 1)}


def test_an_engine_error_in_the_middle_leaves_nothing_for_the_next_subject() -> None:
    predicates = [Predicate(f"p{n}", "penalty", Compare("amount", ">", n)) for n in range(20)]
    with Rete.load(predicates, "overflow") as rete:
        text = '[{"id":"0","$t":0,"amount":99},{"id":"1","$t":0,"amount":50},{"id":"0","$t":0}'
        broken = rete._rulesets[0]
        with pytest.raises(MatchFault, match="dropped the end"), broken._lock:
            broken._safely(text + "]", '[{"id":"0"}]')
        assert rete.match([SMALL]).pairs == {("p0", 0)}


def test_an_interrupt_while_firings_are_drained_leaves_nothing_behind(
    rete: Rete, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(message: str) -> list[str]:
        raise KeyboardInterrupt(message)

    with monkeypatch.context() as patch:
        patch.setattr("engine.online.rete._ids_of", interrupted)
        for _ in range(50):
            with pytest.raises(KeyboardInterrupt):
                rete.match([LARGE, LARGE, SMALL])
    assert rete.match([SMALL]).pairs == {("any", 0)}


def test_a_ruleset_can_be_loaded_used_and_freed_over_and_over() -> None:
    for round_ in range(200):
        with Rete.load([Predicate("p", "penalty", Compare("amount", "==", round_ % 2))], "again") as rete:
            assert len(rete.match([SMALL]).pairs) == round_ % 2


OVERFLOW = """
h = load(*({'$gt': {'a': -n}} for n in range(100)))
try:
    numbers(h, {'a': 200})
except durable.error as error:
    print(error)
"""


@pytest.mark.crash
@pytest.mark.parametrize(
    ("program", "end"),
    [
        pytest.param("h = load({'a': 1}); durable.assert_facts(h, '[{\"id\":\"0\",\"a\":2}]')\n"
                     "durable.delete_state(h, None)", Outcome(-11, ""), id="a state deleted before any action"),
        pytest.param("h = load({'a': 1}); durable.assert_facts(h, '[{\"id\":\"0\",\"a\":1}]')\n"
                     "durable.delete_state(h, None)", Outcome(-11, ""), id="a state deleted before its first action"),
        pytest.param("h = load({'a': 1}); fired(h, [])", Outcome(-11, ""), id="an empty batch"),
        pytest.param("h = load({'a': 1}); fired(h, '[{\"id\":\"0\",\"a\":1e22}]')", Outcome(-11, ""),
                     id="a first fact it cannot read"),
        pytest.param("h = load({'a': 1}); print(numbers(h, {'a': 1}, {'a': 1e22}, {'a': 1}))", Outcome(0, "[0]"),
                     id="facts lost without a word"),
        pytest.param(OVERFLOW, Outcome(0, "Could not assert facts, error code: 303"), id="too much pending"),
        pytest.param("h = load({'a': 1}); print(numbers(h, {'a': 1})); durable.delete_state(h, None)\n"
                     "durable.delete_ruleset(h)", Outcome(0, "[0]"), id="a state deleted after an action"),
    ],
)  # fmt: skip
def test_what_the_engine_itself_does(program: str, end: Outcome) -> None:
    assert apart(program) == end
