"""The credit report of a subject on paper: what its page says, as PDF."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from adapters.standards.people import code_of
from adapters.verdicts.sentences import InForce
from web.pages.frame import say
from web.pages.language import spoken
from web.pages.subjects.life_on_paper import on_paper
from web.paper.document import About, Document, beside, gap, pairs, paragraph

_BOX: Final = 165.0
"""How wide the box is that has the code, in points."""
_NOTES: Final = ("basis", "known", "objection", "repair", "changes")
Values = Mapping[str, Any]


def report_on_paper(values: Values) -> bytes:
    """The report that a page shows with *values*, as bytes of PDF."""
    title, code = say("subjects.report.title"), values["code"]
    foot = say("subjects.report.foot", name=values["card"].title, code=code)
    made = Document(About(title, spoken(), foot, say("subjects.report.page", number="{number}", count="{count}")))
    if not values["same"]:
        made.said(say("subjects.report.differs.title"), "bad")
        made.said(say("subjects.report.differs.detail"))
    made.title(title)
    made.put(beside(_about(values), _seal(values), _BOX))
    told = values["told"]
    for part, sentences in (("outcome", told.sentences.outcome()), ("reasons", told.sentences.reasons())):
        made.heading(say(f"subjects.report.part.{part}"))
        for one in sentences:
            if one.members:
                made.heading(one.text, 2)
                made.told(one.members)
            else:
                made.said(one.text, one.style)
    _measures(made, values)
    made.heading(say("subjects.report.part.time"))
    for drawn in on_paper(values["line"]):
        made.put(drawn)
    if not values["line"].rows:
        made.said(say("subjects.time.empty"), "dim")
    _facts(made, values)
    made.heading(say("subjects.report.part.notes"))
    for number, note in enumerate(_NOTES, 1):
        made.said(f"{number}. {say(f'subjects.report.note.{note}')}", small=True)
    made.said(say("subjects.report.hash") + values["report"]["verdict_hash"], "dim", small=True)
    return made.pdf()


def _about(values: Values) -> list[Any]:
    """Who it is about, as of when, and who handed it out."""
    card, report = values["card"], values["report"]
    days = say("subjects.report.days", as_of=report["as_of"], known_at=report["known_at"])
    by = " · ".join(one for one in (values["moment"](report["made_at"]), values["department"]) if one)
    rows = [(say("subjects.about.code"), code_of(card.told["id"])), (say("subjects.about.kind"), values["kind"])]
    rows += [(say("subjects.about.region"), values["region"])] if values["region"] else []
    rows += [(say("subjects.report.as_of"), days), (say("subjects.report.made"), by)]
    rows += [(say("subjects.report.release"), report["release"][:12])]
    return [paragraph(card.title, size=13, weight=700, after=3), pairs(rows, 330, 82)]


def _seal(values: Values) -> list[Any]:
    """The code, and how anybody verifies the report by it."""
    rows = [
        (say("subjects.report.mark"), values["mark"]),
        (say("subjects.report.until"), values["moment"](values["report"]["expires_at"])),
    ]
    return [
        paragraph(say("subjects.report.seal"), size=8.5, weight=700),
        paragraph(values["code"], size=10.5, weight=700, after=2),
        pairs(rows, _BOX - 14, 40),
        gap(2),
        paragraph(say("subjects.report.how"), size=7.5),
        paragraph(values["verify"], size=7.5, link=values["verify"]),
    ]


def _measures(made: Document, values: Values) -> None:
    made.heading(say("subjects.report.part.measures"))
    if values["measures"]:
        heads = [say(f"subjects.measures.{one}") for one in ("what", "by", "strength", "since", "until", "articles")]
        made.table(heads, map(_measure, values["measures"]), (26, 20, 8, 11, 11, 32))
    else:
        made.said(say("subjects.measures.none"), "dim")
    if values["withheld"]:
        made.said(values["withheld"])


def _measure(one: InForce) -> tuple[str, ...]:
    basis = [one.articles]
    if one.statute and one.statute != one.articles:
        basis.append(say("subjects.measures.statute", articles=one.statute))
    if one.is_unsure:
        basis.append(say("subjects.measures.unsure"))
    since, last = one.since or say("subjects.measures.unknown"), one.last or say("subjects.measures.open")
    return one.title, one.by, one.strength, since, last, " ".join(basis)


def _facts(made: Document, values: Values) -> None:
    made.heading(say("subjects.report.part.facts"))
    told = values["told"]
    if not told.facts:
        made.said(say("subjects.facts.none"), "dim")
        return
    heads = [say(f"subjects.facts.{one}") for one in ("day", "what", "number", "source")]
    made.table(heads, _fact_rows(told), (11, 32, 30, 27))
    if told.more:
        made.said(say("subjects.time.more"), "dim", small=True)


def _fact_rows(told: Any) -> Iterator[tuple[str, ...]]:
    words = told.sentences.words
    for one in sorted((one["fact"] for one in told.facts), key=lambda fact: str(fact["date"]), reverse=True):
        what = words.fact_type(one["type"])
        if one["id"] in told.verdict["revoked"]:
            what = say("subjects.report.revoked", what=what)
        yield one["date"], what, one["id"], words.department(one.get("source") or "")
