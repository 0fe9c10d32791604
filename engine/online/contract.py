"""What durable-rules would accept and mishandle: every breach of its contract, found before it sees a rule.

The engine takes nonsense without a word (a range on text, a number beyond 64 bits, two field names of one hash) and
answers wrongly, or not at all, much later. Nothing reaches it that has not passed here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import orjson

from engine.predicates import AllOf, AnyOf, Compare, FlatFact, Formula, Predicate, Scalar
from engine.problems import RuntimeFault

TYPE, VALUE, END = "$t", "$v", "$end"
TEXT_BYTES = 65_535
FIELDS = 250
LOWEST, HIGHEST = -(2**63), 2**63 - 1
TEXT, NUMBER = frozenset[type]((str,)), frozenset[type]((int, bool))
SHOWN = 5
ASCII = 127
ORDERINGS = frozenset(("<", "<=", ">", ">="))
OPERATORS = ORDERINGS | {"==", "!="}
# names the engine itself reads by their hash, in rules and in facts
_RESERVED = (
    "id", "sid", "$s", "$time", "$forward", "$m", "$i", "$l", "$r", "$lt", "$lte", "$gt", "$gte", "$eq", "$neq", "$ex",
    "$nex", "$mt", "$imt", "$iall", "$iany", "$or", "$and", "$add", "$sub", "$mul", "$div", TYPE, VALUE, END,
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One thing durable-rules must not be given: a *code*, the *predicates* it stands in, and what is wrong."""

    code: str
    predicates: tuple[str, ...]
    message: str

    def __str__(self) -> str:
        named = ", ".join(f"`{p}`" for p in self.predicates[:SHOWN]) + (", …" if len(self.predicates) > SHOWN else "")
        return f"{named}: {self.message}" if named else self.message


class ContractBreach(RuntimeFault):
    """What was to be matched lies outside what durable-rules does rightly. Carries every breach found."""

    def __init__(self, breaches: Iterable[Breach]) -> None:
        self.breaches = tuple(sorted(set(breaches)))
        super().__init__("\n".join(map(str, self.breaches)))


def breaches_of(predicates: Sequence[Predicate]) -> tuple[Breach, ...]:
    """Everything in *predicates* that the engine would mishandle."""
    malformed = (*_ids(predicates), *_shapes(predicates))
    if malformed:
        return malformed
    return (*_values(predicates), *_types(predicates), *_names(predicates), *_widths(predicates), *_cycles(predicates))


def value_fault(value: object) -> str:
    """Why *value* cannot be sent, or nothing when it can."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return "" if LOWEST <= value <= HIGHEST else f"`{value}` does not fit 64 bits (scale it down)"
    if not isinstance(value, str):
        return f"`{value!r}` is neither a whole number, text nor truth (encode it as one)"
    try:
        size = len(orjson.dumps(value)) - 2  # the engine measures text as it stands in the JSON, escapes and all
    except TypeError:
        return "text holds half a surrogate pair (it is not Unicode text)"
    return "" if size <= TEXT_BYTES else f"text of {size} bytes is longer than {TEXT_BYTES} (shorten it)"


def compares(formula: Formula) -> Iterator[Compare]:
    """Every comparison in *formula*."""
    if isinstance(formula, Compare):
        yield formula
    else:
        for member in formula.members:
            yield from compares(member)


def kinds(value: Scalar) -> frozenset[type]:
    """What *value* may be compared with: text, or numbers and truth (which counts as 1 and 0, as in Python)."""
    return TEXT if isinstance(value, str) else NUMBER


def holds(formula: Formula, fields: Mapping[str, Scalar]) -> bool:
    """Whether *formula* is true of *fields*."""
    if isinstance(formula, AllOf):
        return all(holds(member, fields) for member in formula.members)
    if isinstance(formula, AnyOf):
        return any(holds(member, fields) for member in formula.members)
    return formula.field in fields and _stands(formula, fields[formula.field])


def _stands(compare: Compare, value: Scalar) -> bool:
    constant = compare.value
    if compare.operator in ("==", "!="):
        return (value == constant) is (compare.operator == "==")
    if isinstance(value, str) or isinstance(constant, str):
        return False
    if compare.operator in ("<", "<="):
        return value < constant or (compare.operator == "<=" and value == constant)
    return value > constant or (compare.operator == ">=" and value == constant)


def fingerprint(name: str, *, signed: bool = True) -> int:
    """The 32-bit FNV-1a hash by which alone the engine knows *name*; C's char is *signed* on x86, not on ARM."""
    digest = 2166136261
    for byte in orjson.dumps(name)[1:-1]:
        digest = (digest ^ (byte | 0xFFFFFF00 if signed and byte > ASCII else byte)) * 16777619 & 0xFFFFFFFF
    return digest


def _ids(predicates: Sequence[Predicate]) -> Iterator[Breach]:
    seen: set[str] = set()
    for predicate in predicates:
        if predicate.id in seen:
            yield Breach("id.twice", (predicate.id,), "the id is given twice (rename one)")
        seen.add(predicate.id)


def _shapes(predicates: Sequence[Predicate]) -> Iterator[Breach]:
    for predicate in predicates:
        for fault in sorted(set(_malformed(predicate.formula))):
            yield Breach("shape", (predicate.id,), fault)


def _malformed(formula: object) -> Iterator[str]:
    if isinstance(formula, AllOf | AnyOf):
        for member in formula.members:
            yield from _malformed(member)
    elif not isinstance(formula, Compare):
        yield f"`{type(formula).__name__}` is no condition (use Compare, AllOf or AnyOf)"
    elif formula.operator not in OPERATORS:
        yield f"unknown operator `{formula.operator}` (use one of: {' '.join(sorted(OPERATORS))})"
    elif formula.operator in ORDERINGS and isinstance(formula.value, str):
        yield f"`{formula.field}` orders text with `{formula.operator}` (text may only be equal or not)"


def _values(predicates: Sequence[Predicate]) -> Iterator[Breach]:
    for predicate in predicates:
        asserted = predicate.asserts.fields if predicate.asserts else {}
        pairs = [(c.field, c.value) for c in compares(predicate.formula)] + list(asserted.items())
        for field, value in pairs:
            if fault := value_fault(value):
                yield Breach("value", (predicate.id,), f"`{field}`: {fault}")


def _types(predicates: Sequence[Predicate]) -> Iterator[Breach]:
    users: dict[tuple[str, str], dict[frozenset[type], set[str]]] = {}
    for predicate in predicates:
        for fact_type, field, value in _uses(predicate):
            users.setdefault((fact_type, field), {}).setdefault(kinds(value), set()).add(predicate.id)
    for (fact_type, field), by_kind in users.items():
        if len(by_kind) > 1:
            message = f"`{fact_type}.{field}` is text in one place and a number in another (give it one type)"
            yield Breach("type", tuple(sorted(set[str]().union(*by_kind.values()))), message)


def _uses(predicate: Predicate) -> Iterator[tuple[str, str, Scalar]]:
    for compare in compares(predicate.formula):
        yield predicate.fact_type, compare.field, compare.value
    if predicate.asserts:
        for field, value in predicate.asserts.fields.items():
            yield predicate.asserts.type, field, value


def _names(predicates: Sequence[Predicate]) -> Iterator[Breach]:
    users: dict[str, set[str]] = {}
    for predicate in predicates:
        for _, field, _ in _uses(predicate):
            users.setdefault(field, set()).add(predicate.id)
    refused = {f for f in users if f in ("id", "sid", "") or f.startswith("$") or not f.isprintable()}
    for field in refused:
        yield Breach("name", tuple(sorted(users[field])), f"`{field}` cannot name a field here (rename it)")
    known = {fingerprint(name): name for name in _RESERVED}
    for field in sorted(users.keys() - refused):
        marks = {fingerprint(field, signed=True), fingerprint(field, signed=False)}
        for other in sorted({known[mark] for mark in marks if mark in known}):
            ids = tuple(sorted(users[field] | users.get(other, set())))
            yield Breach("hash", ids, f"`{field}` and `{other}` are one name to the engine (rename one)")
        known.update(dict.fromkeys(marks, field))


def _widths(predicates: Sequence[Predicate]) -> Iterator[Breach]:
    read: dict[str, set[str]] = {}
    users: dict[str, list[str]] = {}
    for predicate in predicates:
        read.setdefault(predicate.fact_type, set()).update(c.field for c in compares(predicate.formula))
        users.setdefault(predicate.fact_type, []).append(predicate.id)
    for fact_type, fields in read.items():
        if len(fields) > FIELDS:
            message = f"`{fact_type}`: {len(fields)} fields are read, {FIELDS} can be (split the fact type)"
            yield Breach("fields", tuple(sorted(users[fact_type])), message)


def _cycles(predicates: Sequence[Predicate]) -> Iterator[Breach]:
    by_type: dict[str, list[Predicate]] = {}
    for predicate in predicates:
        by_type.setdefault(predicate.fact_type, []).append(predicate)
    graph = {p.id: [q.id for q in by_type.get(p.asserts.type, ()) if q.asserts and _fires(q, p.asserts)]
             for p in predicates if p.asserts}  # fmt: skip
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        path = tuple(error.args[1][:-1])
        yield Breach("cycle", path, "each asserts what makes the next fire, without end (break the circle)")


def _fires(predicate: Predicate, fact: FlatFact) -> bool:
    return holds(predicate.formula, fact.fields)
