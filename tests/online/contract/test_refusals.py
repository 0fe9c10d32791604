"""(i) What the engine would take and mishandle is refused before a release is loaded, all of it at once."""

import pytest

from engine.online.contract import Breach, ContractBreach, fingerprint
from engine.online.ruleset import plan
from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Formula, Predicate
from engine.problems import RuntimeFault

# words of one 32-bit FNV-1a hash
COSTARRING, LIQUID = Compare("costarring", "==", 1), Compare("liquid", "==", 1)


def refused(*predicates: Predicate) -> list[str]:
    with pytest.raises(ContractBreach) as caught:
        plan(predicates)
    assert isinstance(caught.value, RuntimeFault)
    return str(caught.value).split("\n")


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        (Compare("a", "=~", "x"), "`p`: unknown operator `=~` (use one of: != < <= == > >=)"),  # type: ignore[arg-type]
        ("a > 1", "`p`: `str` is no condition (use Compare, AllOf or AnyOf)"),
        (AllOf((AnyOf((None,)),)), "`p`: `NoneType` is no condition (use Compare, AllOf or AnyOf)"),  # type: ignore[arg-type]
        (Compare("a", "<", "x"), "`p`: `a` orders text with `<` (text may only be equal or not)"),
        (Compare("a", "==", None), "`p`: `a`: `None` is neither a whole number, text nor truth (encode it as one)"),  # type: ignore[arg-type]
        (Compare("a", ">", 0.5), "`p`: `a`: `0.5` is neither a whole number, text nor truth (encode it as one)"),  # type: ignore[arg-type]
        (Compare("a", ">", 2**63), f"`p`: `a`: `{2**63}` does not fit 64 bits (scale it down)"),
        (Compare("a", "==", "数" * 21_846), "`p`: `a`: text of 65538 bytes is longer than 65535 (shorten it)"),
        (Compare("a", "==", "\ud800"), "`p`: `a`: text holds half a surrogate pair (it is not Unicode text)"),
        (AllOf((Compare("a", "==", 1), Compare("a", "!=", "x"))),
         "`p`: `f.a` is text in one place and a number in another (give it one type)"),
        (Compare("id", "==", "x"), "`p`: `id` cannot name a field here (rename it)"),
        (Compare("sid", "==", "x"), "`p`: `sid` cannot name a field here (rename it)"),
        (Compare("$or", "==", 1), "`p`: `$or` cannot name a field here (rename it)"),
        (Compare("", "==", 1), "`p`: `` cannot name a field here (rename it)"),
        (Compare("\ud800", "==", 1), "`p`: `\ud800` cannot name a field here (rename it)"),
        (AllOf((COSTARRING, LIQUID)), "`p`: `liquid` and `costarring` are one name to the engine (rename one)"),
        (AllOf(tuple(AnyOf((Compare(f"x{n}", ">", 1), Compare(f"y{n}", ">", 1))) for n in range(40))),
         "`p`: more than 512 alternatives (split the condition)"),
    ],
)  # fmt: skip
def test_a_predicate_the_engine_would_mishandle_is_refused(formula: Formula, message: str) -> None:
    assert refused(Predicate("p", "f", formula)) == [message]


def test_two_predicates_of_one_id_are_refused() -> None:
    assert refused(*[Predicate("p", "f", COSTARRING)] * 2) == ["`p`: the id is given twice (rename one)"]


def test_names_that_collide_across_a_release_are_refused_with_all_their_users() -> None:
    apart = [Predicate("a", "f", COSTARRING), Predicate("b", "g", LIQUID), Predicate("c", "g", COSTARRING)]
    assert refused(*apart) == ["`a`, `b`, `c`: `liquid` and `costarring` are one name to the engine (rename one)"]


def test_a_type_is_one_across_a_release_and_apart_between_fact_types() -> None:
    number, text = Compare("a", "==", 1), Compare("a", "==", "1")
    plan([Predicate("p", "f", number), Predicate("q", "g", text)])
    assert refused(Predicate("p", "f", number), Predicate("q", "f", text)) == [
        "`p`, `q`: `f.a` is text in one place and a number in another (give it one type)"
    ]
    asserts = Predicate("q", "g", AllOf(()), FlatFact("f", {"a": "1"}))
    assert refused(Predicate("p", "f", number), asserts) == [
        "`p`, `q`: `f.a` is text in one place and a number in another (give it one type)"
    ]


def test_what_is_asserted_is_held_to_the_same_limits() -> None:
    assert refused(Predicate("p", "f", AllOf(()), FlatFact("g", {"a": 2**63, "sid": 1}))) == [
        "`p`: `sid` cannot name a field here (rename it)",
        f"`p`: `a`: `{2**63}` does not fit 64 bits (scale it down)",
    ]


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_assertions_is_refused_and_shown(length: int) -> None:
    circle = [
        Predicate(f"p{n}", "f", Compare("n", "==", n), FlatFact("f", {"n": (n + 1) % length})) for n in range(length)
    ]
    with pytest.raises(ContractBreach) as caught:
        plan(circle)
    (breach,) = caught.value.breaches
    assert breach.code == "cycle"
    assert sorted(breach.predicates) == [f"p{n}" for n in range(length)]
    assert breach.message == "each asserts what makes the next fire, without end (break the circle)"


def test_a_chain_through_one_fact_type_that_ends_is_no_circle() -> None:
    plan([Predicate(f"p{n}", "f", Compare("n", "==", n), FlatFact("f", {"n": n + 1})) for n in range(5)])


def test_every_breach_is_said_at_once() -> None:
    assert refused(
        Predicate("p", "f", Compare("a", "==", 1.5)),  # type: ignore[arg-type]  # the claim
        Predicate("q", "f", Compare("a", "==", "x")),
        Predicate("r", "f", Compare("id", "==", 2**64)),
    ) == [
        "`r`: `id` cannot name a field here (rename it)",
        "`p`, `q`: `f.a` is text in one place and a number in another (give it one type)",
        "`p`: `a`: `1.5` is neither a whole number, text nor truth (encode it as one)",
        f"`r`: `id`: `{2**64}` does not fit 64 bits (scale it down)",
    ]


def test_a_breach_of_many_names_the_first_few() -> None:
    breach = Breach("code", tuple("abcdefg"), "what is wrong")
    assert str(breach) == "`a`, `b`, `c`, `d`, `e`, …: what is wrong"


@pytest.mark.parametrize(("name", "known"), [("$or", 340911698), ("id", 926444256), ("$forward", 739185624)])
def test_names_are_hashed_as_the_engine_hashes_them(name: str, known: int) -> None:
    assert fingerprint(name) == fingerprint(name, signed=False) == known


def test_a_char_above_ascii_is_hashed_as_either_kind_of_processor_does() -> None:
    assert fingerprint("é") != fingerprint("é", signed=False)
