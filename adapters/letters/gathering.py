"""What a letter says of a proceeding: gathered from its steps and limits, and from the verdict on its subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from adapters.casework.kept import Matter, Running
from adapters.casework.standing import Standing, name_of
from adapters.sentences.citations import article_words
from adapters.standards.people import code_of
from engine.calendar import Period
from engine.catalogue import text
from engine.language.base import PolicyBase
from engine.language.policy import NoneProvided

Step = Mapping[str, Any]
_BY: Final = ("notify", "objection", "settle", "decide", "apply-repair", "decide-repair")
_BLANK: Final = [{"text": None, "title": None, "number": None, "article": None}]
"""An article to be filled in by hand: what decides cites some."""
_ADDRESSED: Final[Mapping[str, str]] = {"natural_person": "person", "practitioner": "person", "vehicle": "vehicle"}
"""How letters address subjects that are no organisations; whose a vehicle is, a person's or not, is not known."""
_OVER: Final = frozenset({"repaired", "expired", "withdrawn"})


class Gathered:
    """What there is to say of *matter* in *language*: *steps* taken, *limits*, and where its subject stands."""

    def __init__(self, base: PolicyBase, language: str, matter: Matter, steps: Sequence[Step],
                 limits: Sequence[Running], standing: Standing | None) -> None:  # fmt: skip
        self._base, self._language, self._matter, self._limits = base, language, matter, limits
        self._taken = {one["step"]: one for one in steps if one["step"] in _BY}
        self._ended = next((one for one in reversed(steps) if one["state"] in _OVER), None)
        self._listed = standing.of(str(matter.policy)) if standing is not None else {}
        self._measures = standing.verdict["measures"] if standing is not None else ()

    def values(self, subject: Mapping[str, Any], day: str) -> dict[str, Any]:
        """All a letter may speak of, on *day*, about *subject*; of what is not there, nothing."""
        policy = self._base.policies[str(self._matter.policy)]
        grounds = self._grounds()
        sort = str(self._matter.details.get("list"))
        return {
            "today": self._day(day),
            "number": None,
            "authority": self._base.departments[policy.authority].title,
            "subject": self._subject(subject),
            "policy": {"title": policy.title, "sort": self._say(f"sentences.list_kind.{sort}")},
            "grounds": [self._ground(one) for one in grounds],
            "articles": self._articles(one for ground in grounds for one in ground["articles"]) or _BLANK,
            "measures": [self._measure(one) for one in self._measures if one["policy"] == self._matter.policy],
            "notice": self._notice(),
            "objection": self._objection(),
            "decision": self._decision(),
            "stay": {name: self._day(self._matter.details.get(name)) for name in ("since", "last")},
            "repair": self._repair(),
            "end": self._end(),
        }  # fmt: skip

    def _subject(self, subject: Mapping[str, Any]) -> dict[str, Any]:
        """Whom the letter is to: a person and what they are known by are called otherwise than an organisation."""
        kind = subject["kind"]
        sort = _ADDRESSED.get(kind, "organisation")
        return {
            "name": subject.get("name"),
            "code": code_of(subject["id"]),
            "code_name": self._say(f"letters.code.{sort}"),
            "kind": self._say(f"verdict.kind.{kind}"),
            "you": self._say(f"letters.you.{sort}"),
        }

    def _grounds(self) -> list[Mapping[str, Any]]:
        """What the proceeding is about, as the verdict tells it now; what it tells no more is left out."""
        named = set(self._matter.details["grounds"])
        told = [*self._listed.get("proposals", ())]
        told += [ground for spell in self._listed.get("spells", ()) for ground in spell["grounds"]]
        return [one for one in told if name_of(one) in named]

    def _ground(self, one: Mapping[str, Any]) -> dict[str, Any]:
        articles = self._articles(one["articles"])
        return {"label": one["label"], "triggered": self._day(one["triggered"]), "articles": articles}

    def _articles(self, articles: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """*articles* in words, each once."""
        found: dict[str, dict[str, Any]] = {}
        for one in articles:
            number = text("verdict.article.number", self._language, number=one["number"]) if one["number"] else ""
            article = article_words(lambda key, **values: text(f"verdict.{key}", self._language, **values),
                                    one["article"])  # fmt: skip
            said = text("verdict.article.source", self._language, title=one["title"], number=number, article=article)
            found.setdefault(
                said, {"text": said, "title": one["title"], "number": one["number"], "article": article or None}
            )
        return list(found.values())

    def _measure(self, one: Mapping[str, Any]) -> dict[str, Any]:
        by = [self._base.departments[name].title for name in one["by"]]
        return {
            "title": one["title"],
            "department": self._say("sentences.join.list").join(by),
            "strength": self._say(f"casework.strength.{one['strength']}"),
        }

    def _notice(self) -> dict[str, Any]:
        policy = self._base.policies[str(self._matter.policy)]
        limit = self._limit("statement")
        period = policy.notice.period if policy.notice is not None else None
        return {
            "day": self._day(self._of("notify", "day")),
            "period": self._period(limit.period if limit is not None else period),
            "due": None if limit is None else self._day(limit.due),
        }

    def _objection(self) -> dict[str, Any]:
        limit = self._limit("settlement")
        return {
            "day": self._day(self._of("objection", "day")),
            "text": self._reasons("objection"),
            "period": None if limit is None else self._period(limit.period),
            "due": None if limit is None else self._day(limit.due),
            "outcome": self._outcome("settle"),
        }

    def _decision(self) -> dict[str, Any]:
        said = self._taken.get("decide", {}).get("details", {})
        return {
            "day": self._day(self._of("decide", "day")),
            "outcome": self._outcome("decide"),
            "document_no": said.get("document_no"),
            "reasons": self._reasons("decide"),
            "considered": said.get("considered"),
        }

    def _repair(self) -> dict[str, Any]:
        told = next((spell["repair"] for spell in reversed(self._listed.get("spells", ())) if spell["repair"]), None)
        said = self._taken.get("decide-repair", {}).get("details", {})
        applied = self._of("apply-repair", "day")
        own = () if told is None else told["articles"]
        return {
            "applied": self._day(applied),
            "day": self._day(self._of("decide-repair", "day")),
            "outcome": self._outcome("decide-repair"),
            "document_no": said.get("document_no"),
            "reasons": self._reasons("decide-repair"),
            "earliest": None if told is None else self._day(told["earliest"]),
            "provided": self._say("casework.yes") if told is not None and told["provided"] else None,
            "articles": self._articles(own or self._ways_off(applied)) or _BLANK,
        }  # fmt: skip

    def _ways_off(self, day: str | None) -> Iterator[Mapping[str, Any]]:
        """What the list provides on repair as of *day*: of a stay that is over the verdict tells it no more."""
        name = str(self._matter.policy)
        sources = self._base.basis_of("policy", name)
        for one in self._base.policies[name].repair or ():
            first, last = one.in_force.from_, one.in_force.to
            if day is None or (first is not None and day < first.isoformat()) or (last and day > last.isoformat()):
                continue
            for citation in one.none_provided if isinstance(one, NoneProvided) else one.basis:
                source, _, article = citation.partition("/")
                known = sources[source]
                yield {"title": known.title, "number": known.number, "article": article or None}

    def _end(self) -> dict[str, Any]:
        if self._ended is None:
            return {"day": None, "why": None}
        why = self._say(f"casework.over.{self._ended['state']}")
        return {"day": self._day(self._ended["day"]), "why": why}

    def _limit(self, what: str) -> Running | None:
        return next((one for one in reversed(self._limits) if one.what == what), None)

    def _of(self, step: str, name: str) -> Any:
        return self._taken.get(step, {}).get(name)

    def _reasons(self, step: str) -> str | None:
        evidence = self._taken.get(step, {}).get("evidence")
        return None if evidence is None else evidence["text"]

    def _outcome(self, step: str) -> str | None:
        outcome = self._taken.get(step, {}).get("details", {}).get("outcome")
        return None if outcome is None else self._say(f"casework.outcome.{outcome}")

    def _day(self, day: str | None) -> str | None:
        if day is None or day == "":
            return None
        found = date.fromisoformat(day)
        values = {"year": found.year, "month": found.month, "day": found.day}
        return text("casework.day.written", self._language, **values)

    def _period(self, told: Any) -> str | None:
        if told is None:
            return None
        period = told if isinstance(told, Period) else Period.parse(str(told))
        form = "one" if period.count == 1 else "more"
        return text(f"sentences.period.{period.unit}.{form}", self._language, count=period.count)

    def _say(self, key: str) -> str:
        return text(key, self._language)
