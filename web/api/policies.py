"""What a release says: policies in sentences, parameters with their history, fact types, measures; a text checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final, TypeVar

import orjson
from flask import Response

from adapters.publishing import supposing
from adapters.publishing.kept import files_of
from adapters.publishing.paths import wrong_with
from adapters.sentences.facts import fact_type_account
from adapters.sentences.measures import measure_account
from adapters.sentences.policies import dated_values, policy_account
from adapters.sentences.rules import Owner
from adapters.sentences.said import Account as Told
from adapters.sentences.said import as_data, values_as_data
from adapters.sentences.sectors import sector_of
from adapters.sentences.words import Words
from engine.language.base import PolicyBase
from engine.language.fact_types import FieldKeys, Sensitivity
from engine.language.policy import Policy
from engine.language.source import shown
from engine.problems import Place, PolicyError, Problem
from web.api.access import parts
from web.api.operations import JSON, Answer, Model, Operations
from web.api.policies_told import (
    MOST_TEXT,
    MOST_TEXTS,
    Account,
    Checked,
    DepartmentInShort,
    Departments,
    FactTypeInShort,
    FactTypes,
    FactTypeTold,
    Kind,
    Listing,
    MeasureInShort,
    Measures,
    MeasureTold,
    Parameter,
    ParameterInShort,
    Parameters,
    Policies,
    PolicyInShort,
    PolicyListing,
    Problems,
    Which,
)
from web.api.problems import Refusal, language
from web.api.releases import as_error, refusing, tagged
from web.api.which import law_asked, release_asked

policies: Final = Operations("policies")
T = TypeVar("T")


@policies.add("GET", "/policies", allow="policies:read", query=PolicyListing, answers={200: Answer(Policies)})
def every_policy(query: PolicyListing) -> Any:
    """The policies."""
    base, _, respond = _asked(query)
    wanted = {
        name: one
        for name, one in base.policies.items()
        if query.sector in (None, sector_of(name)) and query.kind in (None, _kind(one))
    }
    names, following = _page(sorted(wanted), query)
    return respond(Policies(policies=tuple(_in_short(name, wanted[name]) for name in names), next=following))


@policies.add("GET", "/policies/{path:id}", allow="policies:read", query=Which, answers={200: Answer(Account)})
def policy(id: str, query: Which) -> Any:  # noqa: A002 - as the address has it
    """What a policy says, in sentences, each with the articles it rests on."""
    base, words, respond = _asked(query)
    _known(base.policies, "policy", id)
    return respond(_account(policy_account, words, id))


@policies.add("GET", "/parameters", allow="policies:read", query=Listing, answers={200: Answer(Parameters)})
def every_parameter(query: Listing) -> Any:
    """The parameters of all policies, with their values of the day asked."""
    base, words, respond = _asked(query)
    known = {f"{policy}/{name}": (policy, name) for policy, one in base.policies.items() for name in one.parameters}
    names, following = _page(sorted(known), query)
    found = tuple(_parameter_in_short(words, *known[name]) for name in names)
    return respond(Parameters(parameters=found, next=following))


@policies.add(
    "GET", "/parameters/{path:policy}/{name}", allow="policies:read", query=Which, answers={200: Answer(Parameter)}
)
def parameter(policy: str, name: str, query: Which) -> Any:
    """A parameter with its values by date, each with the articles it rests on."""
    base, words, respond = _asked(query)
    keys = _known(_known(base.policies, "policy", policy).parameters, "parameter", name)
    told = values_as_data(dated_values(Owner(words, "policy", policy, base.policies[policy].parameters), name, keys))
    return respond({"policy": policy, "unit": keys.unit, **told})


@policies.add("GET", "/fact-types", allow="policies:read", query=Listing, answers={200: Answer(FactTypes)})
def every_fact_type(query: Listing) -> Any:
    """The fact types."""
    base, _, respond = _asked(query)
    names, following = _page(sorted(base.fact_types), query)
    found = tuple(FactTypeInShort(**_fact_type(base, name)) for name in names)
    return respond(FactTypes(fact_types=found, next=following))


@policies.add("GET", "/fact-types/{name}", allow="policies:read", query=Which, answers={200: Answer(FactTypeTold)})
def fact_type(name: str, query: Which) -> Any:
    """What records of a type may say, and what their silence means."""
    base, words, respond = _asked(query)
    keys = _known(base.fact_types, "fact type", name)
    fields = list(_fields(base, keys.fields, keys.sensitivity))
    parts_told = _account(fact_type_account, words, name)["parts"]
    return respond({**_fact_type(base, name), "fields": fields, "identity": keys.identity, "parts": parts_told})


@policies.add("GET", "/departments", allow="policies:read", query=Listing, answers={200: Answer(Departments)})
def every_department(query: Listing) -> Any:
    """The departments: who keeps lists, sends facts or carries out measures."""
    base, _, respond = _asked(query)
    names, following = _page(sorted(base.departments), query)
    found = tuple(DepartmentInShort(name=name, title=base.departments[name].title) for name in names)
    return respond(Departments(departments=found, next=following))


@policies.add("GET", "/measure-catalogue", allow="policies:read", query=Listing, answers={200: Answer(Measures)})
def every_measure(query: Listing) -> Any:
    """The catalogue of measures."""
    base, _, respond = _asked(query)
    names, following = _page(sorted(base.measures), query)
    found = tuple(MeasureInShort(**_measure(base, name)) for name in names)
    return respond(Measures(measures=found, next=following))


@policies.add(
    "GET", "/measure-catalogue/{name}", allow="policies:read", query=Which, answers={200: Answer(MeasureTold)}
)
def measure(name: str, query: Which) -> Any:
    """A measure with what it rests on and what brings it."""
    base, words, respond = _asked(query)
    _known(base.measures, "measure", name)
    return respond({**_measure(base, name), "parts": _account(measure_account, words, name)["parts"]})


@policies.add(
    "POST",
    "/check",
    allow="policies:check",
    body=Checked,
    most=4 * MOST_TEXT * MOST_TEXTS,
    answers={200: Answer(Problems)},
)
def check(body: Checked) -> Any:
    """Check files as if a release had them; nothing is kept. Cases are not run: that is for a draft."""
    wrong = [(one.path, code) for one in body.files if (code := wrong_with(one.path)) is not None]
    if wrong:
        problems = [Problem(f"bundle.{code}", Place(shown(path)), {"path": shown(path)}) for path, code in wrong]
        raise PolicyError(problems)
    release = release_asked(body.release)
    changed = {one.path: None if one.text is None else one.text.encode("utf-8", "surrogatepass") for one in body.files}
    with refusing():
        found = supposing.problems(parts().supposing, release, lambda: _files(release), changed)
    return Problems(release=release, problems=tuple(map(as_error, found)))


def _files(release: str) -> Mapping[str, bytes]:
    with parts().database.reading() as connection:
        return files_of(connection, release)


def _asked(query: Which) -> tuple[PolicyBase, Words, Callable[[Any], Response]]:
    """The base that *query* is about, the words for it, and what makes the answer, named by what it hangs on."""
    law, spoken = law_asked(query), language()

    def respond(answer: Any) -> Response:
        data = orjson.dumps(answer.model_dump(mode="json") if isinstance(answer, Model) else answer)
        response = Response(data, mimetype=JSON)
        response.headers["Rules-Hash"] = law.release
        response.headers["Content-Language"] = spoken.replace("_", "-")
        response.vary.add("Accept-Language")
        return tagged(response, f"{law.release[:32]}-{law.day}-{spoken}")

    return law.base, law.words(spoken), respond


@lru_cache(maxsize=1024)
def _account(tell: Callable[[Words, str], Told], words: Words, name: str) -> dict[str, Any]:
    """What *tell* says of *name*: while words, and so day and release, stay the same, that is put together once."""
    return as_data(tell(words, name))


def _page(names: Sequence[str], query: Listing) -> tuple[Sequence[str], str | None]:
    """Those of *names* that *query* wants, and what to go on from, where there are more."""
    found = [name for name in names if query.after is None or name > query.after][: query.limit + 1]
    return found[: query.limit], found[query.limit - 1] if len(found) > query.limit else None


def _known(known: Mapping[str, T], what: str, name: str) -> T:
    if name not in known:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=what, name=name)
    return known[name]


def _kind(one: Policy) -> Kind:
    return "grade" if one.list is None else one.list.kind


def _in_short(name: str, one: Policy) -> PolicyInShort:
    return PolicyInShort(
        id=name, title=one.title, kind=_kind(one), sector=sector_of(name), authority=one.authority,
        status=one.status, applies_to=one.applies_to,
    )  # fmt: skip


def _parameter_in_short(words: Words, policy: str, name: str) -> ParameterInShort:
    known = words.base.policies[policy].parameters
    told = dated_values(Owner(words, "policy", policy, known), name, known[name])
    now = next((values_as_data(told)["values"][place]["text"] for place, one in enumerate(told.values)
                if one.state == "now"), None)  # fmt: skip
    return ParameterInShort(policy=policy, name=name, label=told.label, unit=known[name].unit, value=now)


def _fields(base: PolicyBase, fields: Mapping[str, FieldKeys], sensitivity: Sensitivity) -> Iterator[dict[str, Any]]:
    for name, one in fields.items():
        values = base.codes[one.codes].values if one.codes is not None else one.values
        least = one.sensitivity or sensitivity
        yield {
            "name": name, "label": one.label, "type": one.type, "required": one.required, "unit": one.unit,
            "values": dict(values), "sensitivity": least, "rows": list(_fields(base, one.rows, least)),
        }  # fmt: skip


def _fact_type(base: PolicyBase, name: str) -> dict[str, Any]:
    keys = base.fact_types[name]
    return {"name": name, "title": keys.title, "evidence": keys.evidence, "sensitivity": keys.sensitivity}


def _measure(base: PolicyBase, name: str) -> dict[str, Any]:
    keys = base.measures[name]
    return {
        "name": name, "title": keys.title, "kind": keys.kind, "strength": keys.strength, "executors": keys.executors,
    }  # fmt: skip
