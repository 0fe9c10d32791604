"""The way off each list a subject is on: what can be done, when, with which records, by which articles, to what end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from adapters.sentences.said import Part, Ref, in_force
from adapters.verdicts.saying import Sentence
from engine.verdict import ListVerdict, Proposal, SpellVerdict
from web.api.policies_told import Which
from web.api.problems import Refusal
from web.api.which import law_asked
from web.docs_pages.edition import Edition
from web.pages.base.addresses import Addresses
from web.pages.base.asked import edition_of
from web.pages.frame import render
from web.pages.language import spoken
from web.pages.subjects.area import subjects
from web.pages.subjects.asking import asking
from web.pages.subjects.looking import Judged, around, card, judged, refused

_RULES: Final = ("repair", "duration")
_PROPOSED: Final = ("procedure",)


@dataclass(frozen=True)
class Way:
    """The way off the list *told* of: the *spell* in question (or the *proposal*), and what is told of it.

    One may apply from the day *earliest* on, where that is known; *lacking* are types of records, by name and title;
    *ends* are the measures that go.
    """

    told: ListVerdict
    spell: SpellVerdict | None
    proposal: Proposal | None
    steps: Sequence[Sentence]
    coming: Sequence[Sentence]
    earliest: str | None
    is_ready: bool
    is_barred: bool
    lacking: Sequence[tuple[str, str]]
    ends: Sequence[str]
    rules: Sequence[Part]


@subjects.add("/subjects/<id>/repair", allow="verdicts:ask")
def repair_page(id: str) -> Any:  # noqa: A002 - as the address has it
    """The way off every list it is on."""
    asked = asking()
    about = card(id, asked)
    values: dict[str, Any] = {"errors": (), "shut": False, "told": None, "ways": ()}
    try:
        told = judged(id, asked)
        edition = edition_of(law_asked(Which(release=told.verdict["release"])).words(spoken()))
        writing = edition.around(Addresses(edition.mentions, {}), "/policies")
        values |= {"told": told, "ways": tuple(_ways(told, edition)), "write": writing["write"]}
    except Refusal as error:
        values |= {"shut": True} if error.code == "purpose" else {"errors": refused(error)}
    return render("subjects/repair.html", **around(about, asked, "repair"), **values)


def _ways(told: Judged, edition: Edition) -> Iterator[Way]:
    for one in told.sentences.verdict.lists:
        if one.kind == "red":
            continue
        for spell in one.spells:
            if spell.state != "ended":
                yield _off(told, edition, one, spell)
        for proposal in one.proposals:
            rules = _parts(edition, one.policy, _PROPOSED)
            yield Way(one, None, proposal, (), (), None, False, False, (), (), rules)


def _off(told: Judged, edition: Edition, one: ListVerdict, spell: SpellVerdict) -> Way:
    repair, words = spell.repair, told.sentences.words
    missing = repair.missing if repair is not None else ()
    needed = repair.facts_needed if repair is not None else ()
    every = told.sentences.verdict.measures
    return Way(
        one,
        spell,
        None,
        told.sentences.repair(one, spell),
        told.sentences.coming(one.policy),
        repair.earliest if repair is not None else None,
        repair is not None and repair.provided and not missing and not repair.barred,
        repair is not None and repair.barred,
        [(name, words.fact_type(name)) for name in needed],
        list(dict.fromkeys(m.title for m in every if m.policy == one.policy and m.withheld is None)),
        _parts(edition, one.policy, _RULES),
    )


def _parts(edition: Edition, policy: str, wanted: Sequence[str]) -> list[Part]:
    """What *policy* itself says of *wanted*."""
    if not edition.has(Ref("policy", policy)):
        return []
    parts = {part.key: part for part in edition.account(Ref("policy", policy)).parts}
    return [in_force(parts[key]) for key in wanted if key in parts]
