"""Matching one subject's facts on durable-rules, driven directly: the only module that knows the engine.

Not pure: a loaded ruleset is a handle into C, and each keeps one state that every batch of facts fills and empties
again. What the engine needs in order not to lose facts, mix subjects or crash is in `_Ruleset`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import Final, NoReturn, Self

import durable_rules_engine as durable
import orjson

from engine.online.contract import END, HIGHEST, LOWEST, TEXT_BYTES, TYPE, VALUE, Breach, ContractBreach, value_fault
from engine.online.ruleset import END_RULE, Plan, Route, Shard, plan
from engine.predicates import FlatFact, Predicate, Scalar
from engine.problems import RuntimeFault

BATCH = 512
_SENTINEL: Final = f'{{"id":"~","{END}":1}}'
_ENDED: Final = f'{{"{END_RULE}":{{"m":{_SENTINEL}}}}}'
_ids_of = re.compile('"id":"([0-9]+)"').findall
_serial = count()


class MatchFault(RuntimeFault):
    """The engine failed on a batch; its state has been thrown away and the same batch may be tried again."""


@dataclass(frozen=True, slots=True)
class Firings:
    """What held: *pairs* of a predicate's id and a fact's place among those given; ids *chained* by asserted facts."""

    pairs: frozenset[tuple[str, int]]
    chained: frozenset[str]


@dataclass(slots=True)
class _Batch:
    """Facts on their way to one ruleset: their *ids*, and the *facts* as it reads them."""

    ids: list[str] = field(default_factory=list)
    facts: list[dict[str, Scalar]] = field(default_factory=list)

    def slices(self) -> Iterator[_Batch]:
        if len(self.ids) <= BATCH:
            yield self
        else:
            for start in range(0, len(self.ids), BATCH):
                yield _Batch(self.ids[start : start + BATCH], self.facts[start : start + BATCH])


class Rete:
    """The predicates of one release, loaded. Threads may share it; `close` it to free its memory."""

    def __init__(self, laid_out: Plan, asserts: Mapping[str, FlatFact], name: str) -> None:
        self._routes = laid_out.routes
        self._asserts = asserts
        self._rulesets: list[_Ruleset] = []
        try:
            for shard in laid_out.shards:
                self._rulesets.append(_Ruleset(shard, f"{name}/{next(_serial)}"))
        except BaseException:
            self.close()
            raise

    @classmethod
    def load(cls, predicates: Sequence[Predicate], name: str) -> Self:
        """Load *predicates* under *name*; refuse with `ContractBreach` what the engine would mishandle."""
        return cls(plan(predicates), {p.id: p.asserts for p in predicates if p.asserts}, name)

    def match(self, facts: Sequence[FlatFact]) -> Firings:
        """Which predicates hold of which of *facts*, and which of the facts that these in turn assert."""
        pairs: set[tuple[str, int]] = set()
        chained: set[str] = set()
        asserted: dict[str, FlatFact] = {}
        waiting: dict[int, _Batch] = {}
        self._send(facts, 0, waiting)
        while waiting:
            number, batch = waiting.popitem()
            before = len(asserted)
            for predicate, ids in self._rulesets[number].match(batch):
                for place in map(int, ids):
                    if place < len(facts):
                        pairs.add((predicate, place))
                    else:
                        chained.add(predicate)
                if predicate in self._asserts:
                    asserted.setdefault(predicate, self._asserts[predicate])
            if len(asserted) > before:
                self._send(tuple(asserted.values())[before:], len(facts) + before, waiting)
        return Firings(frozenset(pairs), frozenset(chained))

    def close(self) -> None:
        """Free the rulesets; nothing can be matched afterwards."""
        for ruleset in self._rulesets:
            ruleset.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _send(self, facts: Sequence[FlatFact], first: int, waiting: dict[int, _Batch]) -> None:
        """Put *facts*, numbered from *first*, on their way to each ruleset that may know them."""
        routes, rulesets = self._routes, self._rulesets
        for place, fact in enumerate(facts, first):
            if fact.type in routes:
                for number in _shards(routes[fact.type], fact):
                    batch = waiting.get(number) or waiting.setdefault(number, _Batch())
                    batch.ids.append(str(place))
                    batch.facts.append(rulesets[number].encode(str(place), fact))


def _shards(route: Route, fact: FlatFact) -> tuple[int, ...]:
    if route.field is None or route.field not in fact.fields:
        return route.general
    value = fact.fields[route.field]
    if type(value) in route.kinds and value in route.by_value:
        return route.by_value[value]
    if type(value) not in route.kinds or value_fault(value):
        _refuse(fact.type, route.field, value)
    return route.general


def _refuse(fact_type: str, name: str, value: object) -> NoReturn:
    fault = value_fault(value) or f"`{value!r}` is not of the type its predicates compare it with"
    raise ContractBreach([Breach("fact", (), f"`{fact_type}.{name}`: {fault}")])


class _Ruleset:
    """One ruleset in the engine with its one state, kept to the engine's contract.

    A first drained fact makes the state safe to delete. Each batch ends in a sentinel whose rule must fire once, since
    the engine drops what follows a fact it cannot read; all firings are drained, and the facts retracted in the order
    in which they came. Whatever goes wrong in between throws the state away: firings left in it would come out with
    the next subject's.
    """

    def __init__(self, shard: Shard, name: str) -> None:
        self._owners, self._readings = shard.owners, shard.readings
        self._lock = Lock()
        try:
            handle = durable.create_ruleset(name, orjson.dumps(shard.rules).decode())
            self._offset = _warmed_up(handle)
        except durable.error as error:
            raise MatchFault(f"durable-rules refuses `{name}`: {error}") from error
        self._handle: int | None = handle

    def encode(self, place: str, fact: FlatFact) -> dict[str, Scalar]:
        """*fact* under the id *place*, with those of its fields that the rules read."""
        reading, fields = self._readings[fact.type], fact.fields
        encoded: dict[str, Scalar] = {"id": place, TYPE: reading.code}
        for name, kinds in reading.reads:
            if name in fields:
                value = fields[name]
                if type(value) not in kinds or (type(value) is int and not LOWEST <= value <= HIGHEST):
                    _refuse(fact.type, name, value)
                encoded[name] = value
        if reading.field is not None and reading.field in encoded:
            number = reading.values.get(encoded[reading.field])
            if number is not None:
                encoded[VALUE] = number
        return encoded

    def match(self, batch: _Batch) -> list[tuple[str, list[str]]]:
        """The predicates that fired, each with the ids of facts it fired for; one may come more than once."""
        fired: list[tuple[str, list[str]]] = []
        for part in batch.slices():
            facts = _encoded(part.facts)
            retraction = '[{"id":"' + '"},{"id":"'.join(part.ids) + '"},{"id":"~"}]'
            with self._lock:
                fired += self._safely(facts, retraction)
        return fired

    def close(self) -> None:
        """Free the state and the rules."""
        with self._lock:
            handle, self._handle = self._handle, None
            if handle is not None:
                durable.delete_state(handle, None)
                durable.delete_ruleset(handle)

    def _safely(self, facts: str, retraction: str) -> list[tuple[str, list[str]]]:
        if self._handle is None:
            raise MatchFault("the release is closed (load it again)")
        sound = False
        try:
            fired = self._fired(self._handle, facts, self._offset)
            durable.retract_facts(self._handle, retraction)
            sound = True
        except (durable.error, MemoryError) as error:
            raise MatchFault(f"durable-rules: {error}") from error
        finally:
            if not sound:
                self._reset(self._handle)
        return fired

    def _fired(self, handle: int, facts: str, offset: int) -> list[tuple[str, list[str]]]:
        if durable.assert_facts(handle, facts) not in ((0, offset), (1, offset)):
            raise MatchFault("durable-rules lost the batch")
        fired, ended, owners = [], 0, self._owners
        started = durable.start_action_for_state(handle, offset)
        message = started[1] if started else None
        while message is not None:
            if message == _ENDED:
                ended += 1
            else:
                fired.append((owners[message[2 : message.index('"', 2)]], _ids_of(message)))
            message = durable.complete_and_start_action(handle, offset)
        if ended != 1:
            raise MatchFault("durable-rules dropped the end of the batch")
        return fired

    def _reset(self, handle: int) -> None:
        """Throw the state away and begin another; where even that fails, the ruleset is not used again."""
        self._handle = None
        try:
            durable.delete_state(handle, None)
            self._offset = _warmed_up(handle)
        except durable.error as error:
            raise MatchFault(f"durable-rules cannot be reset (load the release again): {error}") from error
        self._handle = handle


def _warmed_up(handle: int) -> int:
    """Where the state of *handle* is, once an action has been started and completed on it."""
    code, offset = durable.assert_facts(handle, f"[{_SENTINEL}]")
    started = durable.start_action_for_state(handle, offset) if code == 0 else None
    if not started or started[1] != _ENDED or durable.complete_and_start_action(handle, offset) is not None:
        raise MatchFault("durable-rules does not answer the sentinel")
    durable.retract_facts(handle, f"[{_SENTINEL}]")
    return int(offset)


def _encoded(facts: list[dict[str, Scalar]]) -> str:
    try:
        text = orjson.dumps(facts)
    except orjson.JSONEncodeError as error:
        raise ContractBreach([Breach("fact", (), f"a fact cannot be encoded: {error}")]) from error
    if len(text) > TEXT_BYTES:
        _check_lengths(facts)
    return text[:-1].decode() + f",{_SENTINEL}]"


def _check_lengths(facts: list[dict[str, Scalar]]) -> None:
    for fact in facts:
        for name, value in fact.items():
            if isinstance(value, str) and 6 * len(value) > TEXT_BYTES and value_fault(value):
                _refuse("fact", name, value)
