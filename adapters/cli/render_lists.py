"""One list of a verdict as sentences: the stay, why, on which article, and how to get off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from adapters.cli.lines import Line, Style
from adapters.cli.records import Records
from adapters.cli.wording import Wording
from engine.calendar import parse_day
from engine.cases.inventory import conditions_by_rule
from engine.facts import Fact
from engine.verdict import (
    ApplicationVerdict,
    GroundRepair,
    GroundVerdict,
    ListVerdict,
    Proposal,
    RepairVerdict,
    SpellVerdict,
)


def list_lines(words: Wording, one: ListVerdict, facts: Mapping[str, Fact], as_of: str) -> Iterator[Line]:
    """What the verdict says of one list; *facts* are told of by id."""
    yield from _List(words, one, facts, as_of).lines()


def repair_lines(
    words: Wording, one: ListVerdict, spell: SpellVerdict, facts: Mapping[str, Fact], as_of: str
) -> Iterator[Line]:
    """How one gets off the list *one* before the end of *spell*."""
    yield from _List(words, one, facts, as_of).off(spell)


class _List:
    def __init__(self, words: Wording, one: ListVerdict, facts: Mapping[str, Fact], as_of: str) -> None:
        self.words = words
        self.one = one
        self.facts = facts
        self.records = Records(words, facts)
        self.as_of = as_of
        self.law = parse_day(as_of)
        self.table = "notice" if one.kind == "notice" else "list"

    def lines(self) -> Iterator[Line]:
        words, one = self.words, self.one
        authority = words.department(one.authority)
        yield Line(words.say("list.heading", title=one.title, authority=authority), style="bold")
        if one.status == "unknown" and not one.spells:
            yield Line(words.say(f"{self.table}.unsettled"), 1, "open")
        for spell in one.spells:
            yield from self.spell(spell)
        for proposal in one.proposals:
            yield from self.proposal(proposal)
        for application in one.applications:
            yield Line(self.application(application), 1)

    def spell(self, spell: SpellVerdict) -> Iterator[Line]:
        words = self.words
        values = {"start": spell.start, "last": spell.last, "most": spell.last_at_most}
        if spell.state == "ended":
            cause = words.word("cause", spell.ended_by or "expiry")
            yield Line(words.say(f"{self.table}.ended", cause=cause, **values), 1, "dim")
        else:
            style: Style = "bad" if spell.state == "open" else "open"
            yield Line(words.say(f"{self.table}.{_stay(spell)}", **values), 1, style)
        for ground in spell.grounds:
            yield from self.ground(ground)
        yield from self.off(spell)

    def off(self, spell: SpellVerdict) -> Iterator[Line]:
        words = self.words
        if spell.repair is not None:
            yield from self.repair(spell, spell.repair)
        elif spell.state != "ended" and any("extension" in ground.flags for ground in spell.grounds):
            yield Line(words.say("repair.heading"), 1)
            yield Line(words.say("repair.principal"), 2)

    def ground(self, ground: GroundVerdict) -> Iterator[Line]:
        words = self.words
        yield Line(words.say("ground.rule", label=ground.label), 1)
        if ground.articles:
            yield Line(words.say("ground.article", articles=words.articles(ground.articles)), 2)
        if ground.fact is not None:
            yield Line(words.say("ground.fact", fact=self.told(ground.fact, ground.rule)), 2)
        for id_ in ground.supporting:
            decided = id_ in self.facts and self.facts[id_].type == "listing_decision"
            key = "decided" if decided else "supporting"
            yield Line(words.say(f"ground.{key}", fact=self.told(id_, ground.rule)), 2)
        yield from (Line(words.used(self.one.policy, use), 2) for use in ground.parameters)
        if ground.degree is not None:
            yield Line(words.say("ground.degree", degree=ground.degree), 2)
        yield from words.sure(ground.confidence, 2)
        if ground.flags:
            flags = words.listed(words.word("flag", flag) for flag in ground.flags)
            yield Line(words.say("ground.flags", flags=flags), 2)

    def repair(self, spell: SpellVerdict, repair: RepairVerdict) -> Iterator[Line]:
        words = self.words
        yield Line(words.say("repair.heading"), 1)
        yield from (Line(words.say("repair.cure", cure=cure), 2) for cure in self.cures(spell))
        if not any(one.provided for one in repair.grounds):
            yield Line(words.say("repair.none" if spell.last else "repair.none_open"), 2)
            return
        if repair.provided:
            yield from self.way(repair, 2)
        else:
            yield from self.ways(repair.grounds)
        yield from (Line(words.used(self.one.policy, use), 2) for use in repair.parameters)
        if repair.decision:
            yield Line(words.say("repair.decision"), 2)
        if repair.articles:
            yield Line(words.say("repair.article", articles=words.articles(repair.articles)), 2)
        yield from words.sure(repair.confidence, 2)

    def ways(self, grounds: Iterable[GroundRepair]) -> Iterator[Line]:
        """The way off for each of *grounds*, of which the law provides none for some."""
        for one in grounds:
            label = self.words.rule(self.one.policy, one.rule)
            yield Line(self.words.say("repair.ground" if one.provided else "repair.ground_none", label=label), 2)
            if one.provided:
                yield from self.way(one, 3)

    def way(self, repair: RepairVerdict | GroundRepair, depth: int) -> Iterator[Line]:
        """From which day one may apply, and what is missing for it."""
        words = self.words
        if repair.earliest is not None:
            past = "open_but" if repair.missing or repair.facts_needed else "open_since"
            key = "from_day" if repair.earliest > self.as_of else past
            yield Line(words.say(f"repair.{key}", day=repair.earliest), depth)
        for reason in repair.missing:
            if not reason.startswith("too_early"):
                yield Line(words.say("repair.reason", reason=self.why(reason)), depth)
        if repair.facts_needed:
            yield Line(words.say("repair.needs", facts=words.fact_types(repair.facts_needed)), depth)
        if not repair.missing:
            yield Line(words.say("repair.ready"), depth)

    def cures(self, spell: SpellVerdict) -> Iterator[str]:
        """What ends the grounds of *spell* that end by cure."""
        compiled = self.words.program.lists.get(self.one.policy)
        untils = {rule.id: rule.until for rule in compiled.rules if rule.until is not None} if compiled else {}
        for id_ in dict.fromkeys(ground.rule for ground in spell.grounds if ground.ended_by is None):
            if id_ in untils:
                yield self.words.asks(untils[id_], self.one.policy, self.law)

    def why(self, reason: str) -> str:
        word, _, rest = reason.partition(":")
        if word in ("missing", "barred", "unknown") and rest:
            return self.words.say(f"why.{word}", condition=self.condition(rest))
        return self.words.say("why.unknown_bare" if word == "unknown" else f"why.{word}", day=rest)

    def condition(self, id_: str) -> str:
        rules = {ground.rule for spell in self.one.spells for ground in spell.grounds}
        for rule in sorted(rules):
            node = conditions_by_rule(self.words.program, self.one.policy, rule).get(id_)
            if node is not None:
                return self.words.asks(node, self.one.policy, self.law)
        return id_

    def proposal(self, proposal: Proposal) -> Iterator[Line]:
        words = self.words
        values = {"day": proposal.triggered, "label": proposal.label, "last": proposal.lapses}
        yield Line(words.say("proposal.lapses" if proposal.lapses else "proposal.line", **values), 1, "open")
        if proposal.articles:
            yield Line(words.say("ground.article", articles=words.articles(proposal.articles)), 2)
        if proposal.fact is not None:
            yield Line(words.say("ground.fact", fact=self.told(proposal.fact, proposal.rule)), 2)
        for id_ in proposal.supporting:
            yield Line(words.say("ground.supporting", fact=self.told(id_, proposal.rule)), 2)
        yield from (Line(words.used(self.one.policy, use), 2) for use in proposal.parameters)
        yield from words.sure(proposal.confidence, 2)

    def application(self, one: ApplicationVerdict) -> str:
        reasons = self.words.listed(self.why(reason) for reason in one.reasons)
        waits = one.outcome == "admitted" and self.one.status == "listed"
        key = "waits" if waits else one.outcome
        mark = self.records.mark(one.fact)
        mark = self.words.say("application.mark", mark=mark) if mark else ""
        return self.words.say(f"application.{key}", day=one.day, mark=mark, reasons=reasons)

    def told(self, id_: str, rule: str) -> str:
        return self.records.told(id_, self.one.policy, rule)


def _stay(spell: SpellVerdict) -> str:
    if spell.state == "unknown":
        return "unknown"
    if spell.last is None:
        return "listed_open"
    if spell.last == spell.last_at_most:
        return "listed"
    return "listed_bounds" if spell.last_at_most else "listed_at_least"
