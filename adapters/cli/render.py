"""A verdict as sentences an official can read: lists, grades, measures by department, what is open, what comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from adapters.cli.lines import Line, Style
from adapters.cli.records import Records
from adapters.cli.render_lists import list_lines
from adapters.cli.wording import Wording
from adapters.sentences.regions import region_words
from engine.calendar import parse_day
from engine.cases.inventory import conditions_by_rule
from engine.facts import Fact
from engine.verdict import Forecast, GradeVerdict, MeasureVerdict, Near, Verdict

_OUTCOMES: Final[Mapping[str, Style]] = {
    "listed": "bad", "proposed": "open", "undecided": "open", "noted": "dim", "red": "good", "clear": "good",
    "incomplete": "open", "no_record": "dim",
}  # fmt: skip


class Rendering:
    """Renders verdicts with *words*; *facts* are those the verdict speaks of, by id."""

    def __init__(self, words: Wording, verdict: Verdict, facts: Mapping[str, Fact], name: str = "") -> None:
        self.words = words
        self.verdict = verdict
        self.facts = facts
        self.records = Records(words, facts)
        self.name = name

    def lines(self, *, explain: bool = False) -> Iterator[Line]:
        """Everything the verdict says; with *explain* also the rules that nearly fired."""
        for _, _, lines in self.parts(explain=explain):
            yield from lines

    def parts(self, *, explain: bool = False) -> Iterator[tuple[str, str | None, Iterator[Line]]]:
        """The same part by part: what it is (`head`, `list`, `grade`, …), of which policy, and its lines."""
        yield "head", None, self._head()
        for one in self.verdict.lists:
            yield "list", one.policy, list_lines(self.words, one, self.facts, self.verdict.as_of)
        for grade in self.verdict.grades:
            yield "grade", grade.policy, self._grade(grade)
        yield "measures", None, self._measures(explain=explain)
        yield "undecided", None, self._section("undecided", self._undecided())
        if explain:
            yield "near", None, self._section("near", (self._near(one) for one in self.verdict.near))
        to_come = (one for one in self.verdict.forecast if one.day is None or one.day > self.verdict.as_of)
        yield "forecast", None, self._section("forecast", map(self._forecast, to_come))
        yield "left_out", None, self._left_out()

    def _left_out(self) -> Iterator[Line]:
        for key, facts in (("revoked", self.verdict.revoked), ("duplicates", self.verdict.duplicates)):
            if facts:
                yield Line(self.words.say(f"left_out.{key}", facts=self.records.every(facts)), style="dim")

    def _head(self) -> Iterator[Line]:
        words, verdict = self.words, self.verdict
        about = [verdict.subject] if self.name else []
        about.append(words.word("kind", verdict.kind or "unknown"))
        about += [region_words(verdict.region, words.language)] if verdict.region else []
        subject = words.say("head.subject", name=self.name or verdict.subject, about=words.say("fact.join").join(about))
        yield Line(subject, style="bold")
        yield Line(words.say("head.asked", as_of=verdict.as_of, known_at=verdict.known_at), style="dim")
        if verdict.assume_decided:
            key = "head.assumed_after" if verdict.decided_after else "head.assumed"
            yield Line(words.say(key, days=str(verdict.decided_after)), style="dim")
        outcome = words.word("outcome", verdict.outcome)
        yield Line(words.say("head.outcome", outcome=outcome), style=_OUTCOMES[verdict.outcome])
        if verdict.confidence == "low":
            yield Line(words.say("head.not_sure"), style="open")
        if verdict.not_covered:
            yield Line(words.say("head.not_covered", types=words.fact_types(verdict.not_covered)), style="open")

    def _section(self, key: str, texts: Iterator[str]) -> Iterator[Line]:
        found = list(dict.fromkeys(texts))
        if found:
            yield Line(self.words.say(f"{key}.heading"), style="bold")
            yield from (Line(text, 1) for text in found)

    def _grade(self, grade: GradeVerdict) -> Iterator[Line]:
        words = self.words
        if grade.grade is None:
            possible = words.listed(grade.possible)
            yield Line(words.say("grade.unknown", title=grade.title, possible=possible), style="open")
        else:
            how = words.say("how.score", score=grade.score) if grade.how == "score" and grade.score else ""
            how = how or words.say("how.score_unknown" if grade.how == "score" else f"how.{grade.how}")
            values = {"title": grade.title, "grade": grade.grade, "year": grade.year, "since": grade.since or "?"}
            yield Line(words.say("grade.line", how=how, **values), style="bold")
        yield from words.sure(grade.confidence, 1)
        labels = words.grade_labels(grade.policy)
        for line in grade.lines:
            facts = words.say("grade.facts", facts=self.records.every(line.facts)) if line.facts else ""
            text = words.say("grade.item", label=labels.get(line.item, line.item), points=line.points, facts=facts)
            yield Line(text, 1)
            if line.articles:
                yield Line(words.say("grade.article", articles=words.articles(line.articles)), 2)
            yield from (Line(words.used(grade.policy, one), 2) for one in line.parameters)
        if grade.limited_by:
            limits = words.listed(labels.get(one, one) for one in grade.limited_by)
            yield Line(words.say("grade.limited", limits=limits), 1)
        if grade.direct:
            rules = words.listed(labels.get(one) or self.records.named(one) for one in grade.direct)
            yield Line(words.say("grade.direct", rules=rules), 1)

    def _measures(self, *, explain: bool) -> Iterator[Line]:
        words = self.words
        departments = sorted({name for one in self.verdict.measures if one.withheld is None for name in one.by})
        if departments:
            yield Line(words.say("measure.heading"), style="bold")
        for name in departments:
            yield Line(words.say("measure.by", department=words.department(name)), 1)
            for one in self.verdict.measures:
                if one.withheld is None and name in one.by:
                    yield Line(self._measure(one), 2)
                    yield from self._behind(one, explain=explain)
        for one in self.verdict.measures:
            if one.withheld is not None:
                reason = words.word("withheld", one.withheld)
                yield Line(words.say("measure.withheld", title=one.title, reason=reason), 1, "dim")
                yield from words.sure(one.confidence, 2)

    def _behind(self, one: MeasureVerdict, *, explain: bool) -> Iterator[Line]:
        """What stands behind a measure: that it is assumed or not sure; to *explain*, its facts, values and statute."""
        words = self.words
        yield from words.sure(one.confidence, 3)
        if one.flags:
            yield Line(words.say("ground.flags", flags=words.listed(words.word("flag", flag) for flag in one.flags)), 3)
        if explain and one.facts:
            yield Line(words.say("measure.brought", facts=self.records.every(one.facts)), 3)
        if explain:
            yield from (Line(words.used(one.policy, use), 3) for use in one.parameters)
            yield Line(words.say("measure.statute", articles=words.articles(one.statute)), 3)

    def _measure(self, one: MeasureVerdict) -> str:
        words = self.words
        via = words.say("measure.via", via=words.via(one.via)) if one.via else ""
        articles = words.articles(one.articles)
        gates = words.listed(words.word("gate", gate) for gate in one.gates)
        return words.say(
            "measure.line",
            strength=words.word("strength", one.strength),
            title=one.title,
            gates=words.say("measure.gates", gates=gates) if gates else "",
            since=one.since or "?",
            last=words.say("measure.until", last=one.last) if one.last else words.say("measure.open"),
            why=words.say("measure.why", policy=words.title(one.policy), via=via, articles=articles),
        )

    def _undecided(self) -> Iterator[str]:
        words = self.words
        rules: dict[tuple[str, str | None, tuple[str, ...]], list[str]] = {}
        for one in self.verdict.undecided:
            rules.setdefault((one.policy, one.fact, one.needs), []).append(words.rule(one.policy, one.rule))
        for (policy, fact, needs), named in rules.items():
            told = words.say("undecided.fact", fact=self.records.named(fact)) if fact else ""
            values = {"title": words.title(policy), "rule": words.listed(dict.fromkeys(named)), "fact": told}
            yield words.say("undecided.line", needs=words.listed(self._needs(policy, fact, needs)), **values)

    def _needs(self, policy: str, fact: str | None, needs: tuple[str, ...]) -> Iterator[str]:
        """What is needed, the fields of one record together; *fact* is the record that the line tells of."""
        fields: dict[str, list[str]] = {}
        for need in needs:
            if need.startswith("field:"):
                id_, _, name = need.removeprefix("field:").rpartition(":")
                fields.setdefault(id_, []).append(self._label(id_, name))
        for id_, labels in fields.items():
            key = "need.field_here" if id_ == fact else "need.field"
            yield self.words.say(key, fact=self.records.named(id_), labels=self.words.listed(labels))
        yield from (self._need(policy, need) for need in needs if not need.startswith("field:"))
        if not needs:
            yield self.words.say("need.nothing")

    def _label(self, id_: str, name: str) -> str:
        fact = self.facts.get(id_)
        field = self.words.program.fact_types[fact.type].fields.get(name) if fact else None
        return (field.label if field else "") or name

    def _need(self, policy: str, need: str) -> str:
        words = self.words
        sort, _, rest = need.partition(":")
        match sort:
            case "fact" | "records":
                return words.say(f"need.{sort}", title=words.fact_type(rest))
            case "subject":
                return words.say("need.subject", label=words.word("attribute", rest))
            case "status":
                return words.say("need.status", title=words.title(rest))
            case "parameter":
                known = words.program.parameters.get(policy, {}).get(rest)
                return words.say("need.parameter", label=known.label if known else rest)
            case _:
                return words.word("need", need)

    def _near(self, one: Near) -> str:
        words, kept = self.words, one.kept_by
        node = conditions_by_rule(words.program, one.policy, one.rule).get(kept.condition)
        if node is None:
            asks = words.word("near", kept.aspect)
        else:
            fact = self.facts.get(one.fact or "")
            asks = words.asks(node, one.policy, fact.day if fact else parse_day(self.verdict.as_of))
        found = words.say("near.found", found=self._found(one)) if kept.truth == "false" and kept.found else ""
        found = words.say("near.unknown") if kept.truth == "unknown" else found
        told = words.say("undecided.fact", fact=self.records.named(one.fact)) if one.fact else ""
        return words.say("near.line", title=words.title(one.policy), label=one.label, fact=told, asks=asks, found=found)

    def _found(self, one: Near) -> str:
        if one.kept_by.aspect == "kind":
            return self.words.word("kind", one.kept_by.found or "unknown")
        fact, name = self.facts.get(one.fact or ""), one.kept_by.condition.rpartition(".")[2]
        if one.kept_by.aspect == "where" and fact is not None and name in fact.fields:
            return self.words.value(self.words.program.fact_types[fact.type].fields[name], fact.fields[name])
        return one.kept_by.found or ""

    def _forecast(self, one: Forecast) -> str:
        values = {"day": one.day or "", "title": self.words.title(one.policy)}
        return self.words.say(f"forecast.{one.what}", facts=self.words.fact_types(one.facts), **values)
