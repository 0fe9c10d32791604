"""From predicates to rulesets as durable-rules reads them: plain data, nothing is loaded here.

The engine compares a fact with every sibling condition on one field (50 ns each) and keeps all that are true pending
at once (63 at most). So a ruleset is laid out as a tree that a fact walks down, never across:

- the fact type, then the value of the field that most rules of the type fix by equality, both as small numbers found
  by halving: the work per fact grows with the logarithm of the sectors, not with their number;
- below them blocks of few rules, each behind a gate that is always true, so that few conditions are pending at once;
- in a block each rule is one flat `$and`: equalities, then choices, then the rest.

The numbers only narrow the search: every condition of a predicate is still decided by the engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import isqrt
from typing import Any

from engine.online.alternatives import Atom, OneOf, TooManyAlternatives, allowed, alternatives
from engine.online.contract import END, TYPE, VALUE, Breach, ContractBreach, breaches_of, compares, kinds
from engine.predicates import Compare, Predicate, Scalar

SHARD_RULES = 1_000
BLOCK_RULES = 16
BLOCK_SIBLINGS = 400
LEAF = 4
SPREAD = 8
CAP = 64
END_RULE = "~end"
Condition = Mapping[str, Any]
Reads = tuple[tuple[str, frozenset[type]], ...]
_NAMES = {"!=": "$neq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a shard takes facts of one type: as number *code*, with the fields it *reads* and what types each may have.

    *values* numbers what the routing *field* may hold in this shard.
    """

    code: int
    reads: Reads
    field: str | None
    values: Mapping[Scalar, int]


@dataclass(frozen=True, slots=True)
class Shard:
    """One ruleset: its *rules* as plain data, which predicate each belongs to, and how it takes each fact type."""

    rules: Mapping[str, Any]
    owners: Mapping[str, str]
    readings: Mapping[str, Reading]


@dataclass(frozen=True, slots=True)
class Route:
    """Where facts of one type go: to the *general* shards, and to those of the value (of *kinds*) in *field*."""

    field: str | None
    kinds: frozenset[type]
    general: tuple[int, ...]
    by_value: Mapping[Scalar, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The *shards* of a release and the *routes* of its fact types to them."""

    shards: tuple[Shard, ...]
    routes: Mapping[str, Route]


@dataclass(frozen=True, slots=True)
class _Rule:
    predicate: str
    atoms: tuple[Atom, ...]

    @property
    def siblings(self) -> int:
        return max((len(a.values) for a in self.atoms if isinstance(a, OneOf)), default=1)


@dataclass(frozen=True, slots=True)
class _Bucket:
    """The rules of one fact type that ask for one *value* of its routing field, or (None) for no particular one."""

    type: str
    value: Scalar | None
    rules: tuple[_Rule, ...]


def plan(predicates: Sequence[Predicate]) -> Plan:
    """Lay *predicates* out in shards; refuse, all at once, whatever the engine would mishandle."""
    if breaches := breaches_of(predicates):
        raise ContractBreach(breaches)
    rules = _rules(predicates)
    fields = {fact_type: _routing_field(members) for fact_type, members in rules.items()}
    buckets = [b for fact_type, members in rules.items() for b in _buckets(fact_type, members, fields[fact_type])]
    packed = tuple(_packed(buckets))
    reads = _reads(predicates)
    return Plan(tuple(_shard(members, reads, fields) for members in packed), _routes(packed, fields))


def _rules(predicates: Sequence[Predicate]) -> Mapping[str, tuple[_Rule, ...]]:
    rules: dict[str, list[_Rule]] = {}
    breaches: list[Breach] = []
    for predicate in predicates:
        try:
            found = [_Rule(predicate.id, atoms) for atoms in alternatives(predicate.formula)]
        except TooManyAlternatives as error:
            breaches.append(Breach("alternatives", (predicate.id,), str(error)))
        else:
            rules.setdefault(predicate.fact_type, []).extend(found)
    if breaches:
        raise ContractBreach(breaches)
    return {fact_type: tuple(members) for fact_type, members in sorted(rules.items()) if members}


def _reads(predicates: Sequence[Predicate]) -> Mapping[str, Reads]:
    read: dict[str, dict[str, frozenset[type]]] = {}
    for predicate in predicates:
        fields = read.setdefault(predicate.fact_type, {})
        fields.update((c.field, kinds(c.value)) for c in compares(predicate.formula))
    return {fact_type: tuple(sorted(fields.items())) for fact_type, fields in read.items()}


def _routing_field(rules: Sequence[_Rule]) -> str | None:
    """The field most rules fix by equality, where that spares a fact work: not where they are few or fix one value."""
    if len(rules) <= BLOCK_RULES:
        return None
    count: Counter[str] = Counter()
    values: dict[str, set[Scalar]] = {}
    for rule in rules:
        narrowed = {a.field: allowed(a) for a in rule.atoms if 0 < len(allowed(a)) <= SPREAD}
        count.update(narrowed.keys())
        for name, found in narrowed.items():
            values.setdefault(name, set()).update(found)
    useful = [name for name in count if len(values[name]) > 1]
    return max(useful, key=lambda name: (count[name], len(values[name]), name), default=None)


def _by_value(rule: _Rule, routing: str | None) -> Iterator[tuple[Scalar | None, _Rule]]:
    """*rule* once for each value it leaves to the *routing* field, or as it is, for none in particular."""
    for atom in rule.atoms:
        if atom.field == routing and 0 < len(allowed(atom)) <= SPREAD:
            others = tuple(a for a in rule.atoms if a is not atom)
            yield from ((v, _Rule(rule.predicate, (Compare(atom.field, "==", v), *others))) for v in allowed(atom))
            return
    yield None, rule


def _buckets(fact_type: str, rules: Sequence[_Rule], routing: str | None) -> Iterator[_Bucket]:
    by_value: dict[Scalar | None, list[_Rule]] = {}
    for value, rule in (pair for r in rules for pair in _by_value(r, routing)):
        by_value.setdefault(value, []).append(rule)
    common = Counter(atom for rule in rules for atom in rule.atoms)
    for value in sorted(by_value, key=lambda v: (v is not None, str(v))):
        ordered = [_Rule(r.predicate, tuple(sorted(r.atoms, key=lambda a: _rank(a, common)))) for r in by_value[value]]
        ordered.sort(key=lambda r: ([_rank(a, common) for a in r.atoms], r.predicate))
        for start in range(0, len(ordered), SHARD_RULES):
            yield _Bucket(fact_type, value, tuple(ordered[start : start + SHARD_RULES]))


def _rank(atom: Atom, common: Mapping[Atom, int]) -> tuple[int, int, str]:
    """Equalities first, then choices, then the rest; what more rules share comes earlier, so that they share it."""
    kind = 1 if isinstance(atom, OneOf) else 0 if atom.operator == "==" else 2
    return kind, -common[atom], repr(atom)


def _packed(buckets: Sequence[_Bucket]) -> Iterator[tuple[_Bucket, ...]]:
    """*buckets* in as few shards as hold them, those of one fact type together wherever they fit."""
    shard: list[_Bucket] = []
    room = SHARD_RULES
    for part in _inseparable(buckets):
        size = sum(len(bucket.rules) for bucket in part)
        if size > room and shard:
            yield tuple(shard)
            shard, room = [], SHARD_RULES
        shard += part
        room -= size
    if shard:
        yield tuple(shard)


def _inseparable(buckets: Sequence[_Bucket]) -> Iterator[tuple[_Bucket, ...]]:
    for _, group in groupby(buckets, key=lambda bucket: bucket.type):
        members = tuple(group)
        if sum(len(bucket.rules) for bucket in members) <= SHARD_RULES:
            yield members
        else:
            yield from ((bucket,) for bucket in members)


def _routes(packed: Sequence[Sequence[_Bucket]], fields: Mapping[str, str | None]) -> Mapping[str, Route]:
    found: dict[str, dict[Scalar | None, list[int]]] = {}
    for number, buckets in enumerate(packed):
        for bucket in buckets:
            shards = found.setdefault(bucket.type, {}).setdefault(bucket.value, [])
            if number not in shards:
                shards.append(number)
    return {fact_type: _route(fields[fact_type], by_value) for fact_type, by_value in found.items()}


def _route(name: str | None, by_value: Mapping[Scalar | None, Sequence[int]]) -> Route:
    general = tuple(by_value.get(None, ()))
    special = {v: tuple(sorted({*general, *shards})) for v, shards in by_value.items() if v is not None}
    return Route(name, kinds(next(iter(special), 0)), general, special)


def _shard(buckets: Sequence[_Bucket], reads: Mapping[str, Reads], fields: Mapping[str, str | None]) -> Shard:
    types = list(dict.fromkeys(bucket.type for bucket in buckets))
    values: dict[str, dict[Scalar, int]] = {fact_type: {} for fact_type in types}
    for bucket in buckets:
        if bucket.value is not None:
            values[bucket.type].setdefault(bucket.value, len(values[bucket.type]))
    layout = _Layout()
    for bucket in buckets:
        path = list(_halving(TYPE, types.index(bucket.type), len(types)))
        if bucket.value is not None:
            path += _halving(VALUE, values[bucket.type][bucket.value], len(values[bucket.type]))
        layout.add(path, bucket.rules)
    readings = {t: Reading(code, reads[t], fields[t] if values[t] else None, values[t]) for code, t in enumerate(types)}
    return Shard(layout.rules, layout.owners, readings)


@dataclass(slots=True)
class _Layout:
    """The ruleset while it is being written; the rule that ends a batch is always the first."""

    rules: dict[str, Any] = field(default_factory=lambda: {END_RULE: {"all": [{"m": {"$ex": {END: 1}}}]}})
    owners: dict[str, str] = field(default_factory=dict)

    def add(self, path: Sequence[Condition], rules: Sequence[_Rule]) -> None:
        blocks = tuple(_blocks(rules))
        for number, block in enumerate(blocks):
            gates = tuple(_gates(number, len(blocks)))
            for rule in block:
                name = str(len(self.owners))
                conditions = [*path, *gates, *(_condition(atom) for atom in rule.atoms)]
                self.rules[name] = {"cap": CAP, "all": [{"m": {"$and": conditions}}]}
                self.owners[name] = rule.predicate


def _blocks(rules: Sequence[_Rule]) -> Iterator[tuple[_Rule, ...]]:
    block: list[_Rule] = []
    for rule in rules:
        if block and (len(block) == BLOCK_RULES or sum(r.siblings for r in block) + rule.siblings > BLOCK_SIBLINGS):
            yield tuple(block)
            block = []
        block.append(rule)
    if block:
        yield tuple(block)


def _halving(name: str, code: int, count: int) -> Iterator[Condition]:
    low, high = 0, count
    while high - low > LEAF:
        middle = (low + high) // 2
        if code < middle:
            yield {"$lt": {name: middle}}
            high = middle
        else:
            yield {"$gte": {name: middle}}
            low = middle
    yield {name: code}


def _gates(number: int, count: int) -> Iterator[Condition]:
    """Conditions true of every fact, told apart by their constants: no type has a negative number."""
    width = isqrt(count - 1) + 1 if count > LEAF else count
    if count > LEAF:
        yield {"$neq": {TYPE: -1 - count - number // width}}
    if count > 1:
        yield {"$neq": {TYPE: -1 - number % width}}


def _condition(atom: Atom) -> Condition:
    if isinstance(atom, OneOf):
        return {"$or": [{atom.field: value} for value in atom.values]}
    name = _NAMES.get(atom.operator)
    return {name: {atom.field: atom.value}} if name else {atom.field: atom.value}
