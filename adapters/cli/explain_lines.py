"""An explanation as lines: a sign for each condition, what it asks, and the value found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from adapters.cli.lines import Line, Style
from adapters.cli.records import Records
from adapters.cli.render_lists import list_lines
from adapters.cli.wording import Wording
from adapters.sentences.regions import region_words
from engine.calendar import parse_day
from engine.cases.inventory import conditions_by_policy
from engine.compile.fields import Field
from engine.compile.nodes import AggregateNode, AllNode, AnyNode, FieldNode, Law, Node, NotNode, SubjectNode, WhereNode
from engine.facts import Fact
from engine.online.explanation import Explanation, Point
from engine.online.report.reasons import Reason
from engine.verdict import Verdict

_SIGNS: Final = {"true": "✓", "false": "✗", "unknown": "?"}
_STYLES: Final[Mapping[str, Style]] = {"true": "good", "false": "bad", "unknown": "open"}


class Explaining:
    """Tells explanations with *words*; *facts* are those they may speak of, by id."""

    def __init__(self, words: Wording, facts: Mapping[str, Fact]) -> None:
        self.words = words
        self.facts = facts
        self.records = Records(words, facts)

    def lines(self, told: Sequence[Explanation], verdict: Verdict) -> Iterator[Line]:
        """What the list is in *verdict*, then everything *told*."""
        policies = {one.policy for one in told}
        for listed in verdict.lists:
            if listed.policy in policies:
                yield from list_lines(self.words, listed, self.facts, verdict.as_of)
        for one in told:
            yield from self.explanation(one)
        if not told:
            yield Line(self.words.say("explain.nothing"), style="dim")

    def explanation(self, one: Explanation) -> Iterator[Line]:
        """What *one* asked, and whether it holds."""
        words = self.words
        values = {
            "rule": words.rule(one.policy, one.rule),
            "fact": self.records.told(one.fact, one.policy, one.rule) if one.fact else "",
            "day": one.day,
            "law": one.law or "?",
        }
        key = f"explain.{one.part}" + ("" if one.part != "listing" or one.fact else "_alone")
        yield Line(words.say(key, **values), style="bold")
        law = None if one.law is None else parse_day(one.law)
        nodes = conditions_by_policy(words.program, one.policy)
        for point in one.points:
            yield from self._point(point, nodes, one.policy, law)
        yield Line(words.say(f"explain.so.{one.truth}"), 1, _STYLES[one.truth])

    def _point(self, point: Point, nodes: Mapping[str, Node | FieldNode], policy: str, law: Law) -> Iterator[Line]:
        words = self.words
        if point.reason is None:
            found = words.word("kind", point.found or "unknown") if point.aspect == "kind" else ""
            found = words.say("explain.found", found=found) if found else ""
            sign = _SIGNS[point.truth]
            yield Line(f"{sign} {words.word('near', point.aspect)}{found}", 1, _STYLES[point.truth])
            return
        label = words.word("explain", f"aspect_{point.aspect}")
        if label.startswith("aspect_"):
            yield from self._reason(point.reason, nodes, policy, law, 1)
        else:
            yield Line(f"{_SIGNS[point.truth]} {label}", 1, _STYLES[point.truth])
            yield from self._reason(point.reason, nodes, policy, law, 2)

    def _reason(
        self, reason: Reason, nodes: Mapping[str, Node | FieldNode], policy: str, law: Law, depth: int
    ) -> Iterator[Line]:
        words, node = self.words, nodes.get(reason.condition)
        found = self._found(reason, node)
        text = self._asks(node, policy, law) if node is not None else reason.asks
        text += words.say("explain.found", found=found) if found is not None else ""
        text += words.say("explain.facts", facts=self.records.every(reason.facts)) if reason.facts else ""
        yield Line(f"{_SIGNS[reason.truth]} {text}", depth, _STYLES[reason.truth])
        for member in reason.members:
            yield from self._reason(member, nodes, policy, law, depth + 1)

    def _asks(self, node: Node | FieldNode, policy: str, law: Law) -> str:
        """What *node* asks; what is below it has lines of its own."""
        match node:
            case AllNode():
                return self.words.say("explain.all")
            case AnyNode():
                return self.words.say("explain.any")
            case NotNode():
                return self.words.say("explain.not")
            case WhereNode():
                return self.words.say("explain.where")
            case _:
                return self.words.asks(node, policy, law)

    def _found(self, reason: Reason, node: Node | FieldNode | None) -> str | None:
        words = self.words
        if reason.found is None or reason.found == "?":
            return None if reason.found is None else words.say("truth.unknown")
        match node:
            case FieldNode(field=field) | AggregateNode(operation="sum" | "max", field=Field() as field):
                return self._worded(field, reason.found)
            case SubjectNode(field=field) if field.name == "kind":
                return words.word("kind", reason.found)
            case SubjectNode(field=field) if field.name == "region":
                return region_words(reason.found, words.language)
            case AggregateNode() | SubjectNode():
                return reason.found
            case _:
                return words.word("truth_word", reason.found)

    def _worded(self, field: Field, found: str) -> str:
        if field.family == "number":
            return self.words.number(found, field.unit)
        if field.family == "truth":
            return self.words.say(f"truth.{found}")
        labels = field.labels or {}
        return self.words.listed(labels.get(code, code) for code in found.split(", ")) if labels else found
