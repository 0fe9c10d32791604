"""Writing drafts: what is wrong while somebody types, what the cases say, a form of the file, names to use."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import orjson
from flask import Response

from adapters.authoring import asking
from adapters.authoring.editing import edited
from adapters.authoring.form import form_of
from adapters.authoring.layout import laid_out
from adapters.authoring.schemas import KINDS, schema_of
from adapters.authoring.stubs import Stub
from adapters.publishing.paths import wrong_with
from engine.language.source import shown
from engine.language.syntax import read_yaml
from engine.problems import Place, PolicyError, Problem
from web.api.access import parts
from web.api.drafts import doing, done
from web.api.drafts_told import REFUSED, Draft
from web.api.operations import JSON, Answer, Operations
from web.api.policies_told import MOST_TEXT
from web.api.problems import Refusal, language
from web.api.releases import as_error, refusing
from web.api.writing_told import (
    Asked,
    Begun,
    CaseMade,
    Effects,
    Form,
    FormTold,
    Kept,
    Names,
    Text,
    Trial,
    Typed,
    Wrong,
)

writing: Final = Operations("writing")
_MOST: Final = 6 * MOST_TEXT


@writing.add("GET", "/schemas/{kind}", allow="policies:read", answers={200: Answer(None, "the JSON Schema", (JSON,))})
def schema(kind: str) -> Any:
    """The JSON Schema of files of a kind, for editors that complete and check them."""
    if kind not in KINDS:
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what="kind of file", name=kind)
    return Response(orjson.dumps(schema_of(kind)), mimetype=JSON)


@writing.add("GET", "/drafts/{id}/names", allow="drafts:read", answers={200: Answer(Names)})
def names(id: str) -> Any:  # noqa: A002 - as the address has it
    """The names a policy of the draft may use: fact types, measures, departments, lists, codes, documents."""
    with refusing():
        return Names.model_validate(asking.names(parts(), id))


@writing.add("POST", "/drafts/{id}/check", allow="drafts:discuss", body=Typed, most=_MOST, answers={200: Answer(Wrong)})
def check(id: str, body: Typed) -> Any:  # noqa: A002 - as the address has it
    """Everything wrong with the draft if a file of it held what is typed; nothing is kept."""
    _check_path(body.path)
    with refusing():
        return Wrong(problems=tuple(map(as_error, asking.problems(parts(), id, body.path, body.text))))


@writing.add("POST", "/drafts/{id}/trial", allow="drafts:discuss", body=Typed, most=_MOST, answers={200: Answer(Trial)})
def trial(id: str, body: Typed) -> Any:  # noqa: A002 - as the address has it
    """Run the cases of the policy that a file is of, if it held what is typed; nothing is kept."""
    _check_path(body.path)
    with refusing():
        found = asking.trial(parts(), id, body.path, body.text, language())
    cases = [{**one, "problems": _errors(one["problems"])} for one in found["cases"]]
    return Trial.model_validate({**found, "problems": _errors(found["problems"]), "cases": cases})


@writing.add(
    "POST", "/drafts/{id}/case", allow="drafts:discuss", body=Asked, most=_MOST, answers={200: Answer(CaseMade)}
)
def make_case(id: str, body: Asked) -> Any:  # noqa: A002 - as the address has it
    """What facts come to if a file held what is typed, and the case that makes; nothing is kept."""
    _check_path(body.path)
    asked = {"name": body.name, "kind": body.kind, "as_of": body.as_of, "facts": body.facts}
    with refusing():
        found = asking.case(parts(), id, body.path, body.text, asked)
    return CaseMade.model_validate({**found, "problems": _errors(found["problems"])})


@writing.add(
    "POST", "/drafts/{id}/cases", allow="releases:draft", body=Kept, most=_MOST, answers={200: Answer(Draft), **REFUSED}
)
def keep_case(id: str, body: Kept) -> Any:  # noqa: A002 - as the address has it
    """Put a case at the end of those of a policy."""
    return done(id, lambda connection: asking.keep_case(connection, id, body.policy, body.text, doing(body.revision)))


@writing.add(
    "POST", "/drafts/{id}/policies", allow="releases:draft", body=Begun, answers={200: Answer(Draft), **REFUSED}
)
def begin(id: str, body: Begun) -> Any:  # noqa: A002 - as the address has it
    """Begin a policy from a template, with a fact type of its own and cases that hold."""
    stub = Stub(body.path, body.title, body.authority)
    return done(id, lambda connection: asking.begin_policy(connection, id, stub, body.kind, doing(body.revision)))


@writing.add("GET", "/drafts/{id}/effects", allow="drafts:read", answers={200: Answer(Effects)})
def effects(id: str) -> Any:  # noqa: A002 - as the address has it
    """What the draft makes other, by meaning: values of the law, and cases that come to something else."""
    with refusing():
        return Effects.model_validate({"effects": asking.effects(parts(), id, language())})


@writing.add("POST", "/layout", allow="policies:check", body=Text, most=_MOST, answers={200: Answer(Text)})
def layout(body: Text) -> Any:
    """A text laid out anew; what it says and its comments stay the same."""
    return Text(text=laid_out(body.text))


@writing.add("POST", "/forms", allow="policies:check", body=Form, most=_MOST, answers={200: Answer(FormTold)})
def form(body: Form) -> Any:
    """A file after some edits, each where its value stands, and the form of it."""
    _check_path(body.path)
    text = body.text
    for edit in body.edits:
        text = edited(text, edit.at, edit.value)
    document, problems = read_yaml(text, body.path)
    data = document.data if document is not None and not problems else None
    tables = form_of(body.path, data)
    return FormTold.model_validate({"text": text, "tables": tables, **_own(data)}, from_attributes=True)


def _own(data: Any) -> Mapping[str, Any]:
    """What the file itself brings to choose from: its parameters and documents."""
    keys = data if isinstance(data, dict) else {}
    parameters = _mappings(keys.get("parameters"))
    return {
        "parameters": {name: str(one.get("label", name)) for name, one in parameters.items()},
        "periods": tuple(name for name, one in parameters.items() if one.get("unit") == "period"),
        "sources": {name: str(one.get("title", name)) for name, one in _mappings(keys.get("basis")).items()},
    }


def _mappings(value: Any) -> Mapping[str, Mapping[Any, Any]]:
    known = value if isinstance(value, dict) else {}
    return {str(name): one for name, one in known.items() if isinstance(one, dict)}


def _errors(problems: Any) -> list[Any]:
    return [as_error(one) for one in problems]


def _check_path(path: str) -> None:
    code = wrong_with(path)
    if code is not None:
        raise PolicyError([Problem(f"bundle.{code}", Place(shown(path)), {"path": shown(path)})])
